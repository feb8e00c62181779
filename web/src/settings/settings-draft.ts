import type { Settings } from "../api/server";

/** What of a draft differs from the settings; a setting that was never made counts as empty. */
export const changesOf = (settings: Settings, draft: Settings): Settings =>
  Object.fromEntries(Object.entries(draft).filter(([key, value]) => value !== (settings[key] ?? "")));
