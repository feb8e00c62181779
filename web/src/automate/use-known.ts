import { useMemo } from "react";
import { usePresets } from "../api/presets";
import { useCatalogue, useFormats } from "../api/queries";
import { useCan } from "../api/session";
import { useDraft } from "./draft";
import { type Known, known } from "./steps";

/** The steps of the draft with their tools and presets; empty until the catalogue is there. */
export function useKnown(): Known[] {
  const steps = useDraft((state) => state.draft.steps);
  const tools = useCatalogue().data?.tools;
  const formats = useFormats().data;
  const presets = usePresets(useCan()("pipelines:own"));
  const { data, isPending, isEnabled } = presets;
  return useMemo(
    () =>
      tools && !(isPending && isEnabled)
        ? known(steps, { tools, presets: data ?? [], formats: formats ?? [] })
        : [],
    [steps, tools, formats, data, isPending, isEnabled],
  );
}
