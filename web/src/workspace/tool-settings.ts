import { create } from "zustand";
import type { Preset } from "../api/presets";
import { storage } from "../api/storage";
import type { Tool } from "../api/types";
import type { Values } from "../schema/model";
import { defaultValues, initialValues, linkedValues, tabWith } from "../schema/values";

interface Kept {
  values: Values;
  tab?: string | undefined;
  /** The preset that was applied last. */
  presetId?: string | undefined;
}

const KEY = "ashim-settings";

/** The settings of each tool as they were left, across visits. */
const useKept = create<Record<string, Kept>>(() => storage.read<Record<string, Kept>>(KEY, {}));

useKept.subscribe((state) => storage.set(KEY, JSON.stringify(state)));

/** The settings of one tool and how to change them. */
export function useToolSettings(tool: Tool) {
  const kept = useKept((state) => state[tool.id]);
  const known = Object.keys(tool.schema.properties ?? {});
  const values = kept
    ? Object.fromEntries(Object.entries(kept.values).filter(([name]) => known.includes(name)))
    : initialValues(tool.schema);
  const set = (change: Partial<Kept>) =>
    useKept.setState((state) => ({ [tool.id]: { ...state[tool.id], values, ...change } }));
  return {
    values,
    tab: kept?.tab,
    presetId: kept?.presetId,
    apply: ({ id, settings }: Preset) =>
      set({
        values: { ...defaultValues(tool.schema), ...settings },
        tab: tabWith(tool.schema, settings),
        presetId: id,
      }),
    setValues: (next: Values) => set({ values: next }),
    setTab: (tab: string) => set({ tab }),
    reset: () => useKept.setState(({ [tool.id]: _, ...rest }) => rest, true),
    changed: JSON.stringify(sorted(values)) !== JSON.stringify(sorted(initialValues(tool.schema))),
  };
}

/** Takes over the settings that the address carries, as in `/resize?width=1200`, and shortens the address. */
export function takeLinkedSettings({ id, schema }: Tool): void {
  const linked = linkedValues(schema, new URLSearchParams(location.search));
  if (!Object.keys(linked).length) return;
  useKept.setState({
    [id]: { values: { ...initialValues(schema), ...linked }, tab: tabWith(schema, linked) },
  });
  history.replaceState(history.state, "", location.pathname);
}

/** Values in one order, the blank ones left out, so that equal settings compare equal. */
export const sorted = (values: Values): [string, unknown][] =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== "")
    .sort(([a], [b]) => a.localeCompare(b));
