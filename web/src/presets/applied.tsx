import { Bookmark } from "lucide-react";
import type { Preset } from "../api/presets";
import type { Tool } from "../api/types";
import { t } from "../i18n";
import type { Values } from "../schema/model";
import { isAltered } from "./menu";

/** The preset that the settings come from, and whether they still are it. */
export function AppliedPreset(props: { tool: Tool; settings: Values; preset: Preset }) {
  const { tool, settings, preset } = props;
  return (
    <p className="flex items-center gap-1.5 pt-1.5 text-sm">
      <Bookmark size={14} aria-hidden className="shrink-0 text-muted" />
      <bdi className="truncate">{preset.name}</bdi>
      {isAltered(tool, settings, preset) && <span className="shrink-0 text-muted">{t("· changed")}</span>}
    </p>
  );
}
