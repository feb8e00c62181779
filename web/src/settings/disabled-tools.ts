import type { Settings } from "../api/server";

/** The ids of the tools that are switched off; none where the setting cannot be read. */
export function disabledIn(settings: Settings): string[] {
  try {
    const value: unknown = JSON.parse(settings.disabledTools ?? "[]");
    return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** The setting after switching some tools on or off; ids that this version does not know stay. */
export function withTools(disabled: string[], ids: string[], on: boolean): string {
  const rest = disabled.filter((id) => !ids.includes(id));
  return JSON.stringify(on ? rest : [...rest, ...ids]);
}
