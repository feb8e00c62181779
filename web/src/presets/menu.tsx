import { Bookmark, BookmarkPlus, Check, Pencil, Save, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Separator } from "react-aria-components/Separator";
import { changePreset, deletePreset, type Preset, usePresets } from "../api/presets";
import { useCan, useUser } from "../api/session";
import type { Tool } from "../api/types";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import type { Values } from "../schema/model";
import { defaultValues, settingsOf, tabWith } from "../schema/values";
import { Confirm } from "../settings/confirm";
import { buttonClass, iconButtonClass } from "../ui/button";
import { cx } from "../ui/classes";
import { errorText } from "../ui/feedback";
import { menuItemClass, popoverClass } from "../ui/menu";
import { sameSettings } from "./compare";
import { NameDialog } from "./name-dialog";

interface PresetMenuProps {
  tool: Tool;
  /** The settings at hand. */
  settings: Values;
  /** The preset that was applied last. */
  applied: Preset | undefined;
  onApply: (preset: Preset) => void;
  /** Shows the mark alone, where the name stands elsewhere. */
  compact?: boolean;
}

type Open = "save" | "rename" | "delete" | null;

/** The settings that a preset stands for, as the form would send them. */
const presetSettings = ({ schema }: Tool, { settings }: Preset): Values =>
  settingsOf(schema, { ...defaultValues(schema), ...settings }, tabWith(schema, settings));

/** Whether settings have moved away from the preset that they came from. */
export const isAltered = (tool: Tool, settings: Values, preset: Preset): boolean =>
  !sameSettings(settings, presetSettings(tool, preset));

/** Named settings of a tool: apply one, keep the present ones as one, and look after those that there are. */
export function PresetMenu({ tool, settings, applied, onApply, compact = false }: PresetMenuProps) {
  const can = useCan()("pipelines:own");
  const team = useUser()?.teamName;
  const presets = usePresets(can);
  const [open, setOpen] = useState<Open>(null);
  if (!can || !presets.data) return null;
  const own = presets.data.filter(({ toolId }) => toolId === tool.id);
  const changed = applied !== undefined && isAltered(tool, settings, applied);
  const told = <T,>(work: Promise<T>, text: string) =>
    void work.then(
      () => toast({ text }),
      (error: Error) => toast({ text: errorText(error), tone: "warn" }),
    );
  const act = (key: string) => {
    const chosen = own.find(({ id }) => key === `preset-${id}`);
    if (chosen) onApply(chosen);
    else if (key === "overwrite" && applied)
      told(
        changePreset(applied.id, { settings }),
        t("“{name}” has the new settings", { name: applied.name }),
      );
    else if (key === "share" && applied) {
      const visibility = applied.visibility === "own" ? "team" : "own";
      told(
        changePreset(applied.id, { visibility }),
        visibility === "team"
          ? t("Your team sees “{name}”", { name: applied.name })
          : t("Only you see “{name}”", { name: applied.name }),
      );
    } else setOpen(key as Open);
  };
  const close = () => setOpen(null);
  const label = applied ? applied.name : t("Presets");
  return (
    <>
      <MenuTrigger>
        <AriaButton
          aria-label={
            changed
              ? t("Preset {name}, changed", { name: label })
              : t("Presets of {tool}", { tool: tool.name })
          }
          className={
            compact
              ? iconButtonClass("relative")
              : buttonClass("quiet", "h-7! max-w-40 shrink! px-2! text-muted")
          }
        >
          <Bookmark
            size={compact ? 16 : 14}
            fill={applied && !changed ? "currentColor" : "none"}
            className="shrink-0"
          />
          {!compact && <bdi className="truncate">{label}</bdi>}
          {changed && (
            <span
              aria-hidden
              className={cx("size-1.5 shrink-0 rounded-full bg-warn", compact && "absolute end-1.5 top-1.5")}
            />
          )}
        </AriaButton>
        <Popover className={popoverClass} placement="bottom end">
          <Menu
            aria-label={t("Presets of {tool}", { tool: tool.name })}
            className="max-w-72 p-1 outline-none"
            onAction={(key) => act(String(key))}
          >
            {own.map((preset) => (
              <MenuItem
                key={preset.id}
                id={`preset-${preset.id}`}
                textValue={preset.name}
                className={menuItemClass}
              >
                <Check size={16} className={cx("shrink-0", preset !== applied && "invisible")} />
                <bdi className="min-w-0 grow truncate">{preset.name}</bdi>
                <span className="shrink-0 text-xs text-muted">
                  {preset === applied && changed ? t("changed") : preset.mine ? "" : preset.owner}
                </span>
              </MenuItem>
            ))}
            {own.length > 0 && <Separator className="mx-2 my-1 border-t" />}
            <MenuItem id="save" className={menuItemClass}>
              <BookmarkPlus size={16} />
              {t("Save settings as a preset…")}
            </MenuItem>
            {applied?.editable && (
              <>
                {changed && (
                  <MenuItem id="overwrite" className={menuItemClass}>
                    <Save size={16} />
                    <span className="truncate">{t("Overwrite “{name}”", { name: applied.name })}</span>
                  </MenuItem>
                )}
                <MenuItem id="rename" className={menuItemClass}>
                  <Pencil size={16} />
                  {t("Rename…")}
                </MenuItem>
                {(team || applied.visibility !== "own") && (
                  <MenuItem id="share" className={menuItemClass}>
                    <Users size={16} />
                    {applied.visibility === "own" ? t("Share with my team") : t("Stop sharing")}
                  </MenuItem>
                )}
                <MenuItem id="delete" className={cx(menuItemClass, "text-danger")}>
                  <Trash2 size={16} />
                  {t("Delete…")}
                </MenuItem>
              </>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {open === "save" && (
        <NameDialog toolId={tool.id} settings={settings} onSaved={onApply} onClose={close} />
      )}
      {open === "rename" && applied && <NameDialog preset={applied} onClose={close} />}
      {open === "delete" && applied && (
        <Confirm
          title={t("Delete “{name}”?", { name: applied.name })}
          action={t("Delete")}
          onConfirm={() => deletePreset(applied.id)}
          onClose={close}
        >
          <p>{t("Pipelines that use it keep its settings.")}</p>
        </Confirm>
      )}
    </>
  );
}
