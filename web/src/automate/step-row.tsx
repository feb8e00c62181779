import {
  ChevronDown,
  ChevronUp,
  CircleAlert,
  Copy,
  Ellipsis,
  GripVertical,
  ListPlus,
  Power,
  PowerOff,
  Trash2,
  TriangleAlert,
} from "lucide-react";
import { Button as AriaButton } from "react-aria-components/Button";
import { GridListItem } from "react-aria-components/GridList";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { t } from "../i18n";
import { summaryOf } from "../schema/summary";
import { IconButton, iconButtonClass } from "../ui/button";
import { cx } from "../ui/classes";
import { iconNamed } from "../ui/icons";
import { menuItemClass, popoverClass } from "../ui/menu";
import { StepThumbnail } from "./step-thumbnail";
import { type Known, stepsUntil } from "./steps";

interface StepRowProps {
  known: Known;
  steps: Known[];
  onAct: (kind: string) => void;
  onOpen: (key: string) => void;
}

/** One step: number and handle, the picture after it, what it does, its switch and what else can be done with it. */
export function StepRow({ known, steps, onAct, onOpen }: StepRowProps) {
  const { step, tool, preset, settings, problem, warning } = known;
  const index = steps.indexOf(known);
  const number = index + 1;
  const name = tool?.name ?? step.toolId;
  const Icon = iconNamed(tool?.icon ?? "");
  const summary = preset ? preset.name : tool ? summaryOf(tool.schema, settings) : "";
  const remark = step.enabled ? (problem ?? warning) : null;
  const dim = !step.enabled && "opacity-50";
  return (
    <GridListItem
      id={step.key}
      textValue={name}
      className="group flex cursor-default items-center gap-2 rounded-control py-1.5 pe-1 outline-none hover:bg-hover focus-visible:outline-2 focus-visible:-outline-offset-2 selected:bg-pressed dragging:opacity-40"
      onClick={({ target }) => {
        if (!(target as Element).closest("button")) onOpen(step.key);
      }}
    >
      <AriaButton
        slot="drag"
        aria-label={t("Move step {number}, {name}", { number, name })}
        className="relative flex h-9 w-6 shrink-0 cursor-grab items-center justify-center rounded-control text-xs text-muted tabular touch:w-9"
      >
        <span className="group-hover:invisible group-focus-within:invisible touch:invisible">{number}</span>
        <GripVertical
          size={16}
          className="invisible absolute group-hover:visible group-focus-within:visible touch:visible"
        />
      </AriaButton>
      <span
        className={cx(
          "flex h-9 w-11 shrink-0 items-center justify-center overflow-hidden rounded-[4px] bg-surface text-muted",
          dim,
        )}
      >
        <StepThumbnail
          steps={step.enabled ? stepsUntil(steps, step.key) : null}
          slot={`step-${index}`}
          fallback={<Icon size={18} strokeWidth={1.75} aria-hidden />}
        />
      </span>
      <span className={cx("min-w-0 grow", dim)}>
        <span className="flex items-center gap-1.5 text-sm">
          <span className="truncate">{name}</span>
        </span>
        <span
          title={remark ?? summary}
          className={cx(
            "flex items-center gap-1 text-xs",
            problem && step.enabled ? "text-danger" : "text-muted",
          )}
        >
          {remark &&
            (problem ? (
              <CircleAlert size={12} className="shrink-0" />
            ) : (
              <TriangleAlert size={12} className="shrink-0 text-warn" />
            ))}
          <bdi className="truncate">{remark ?? summary}</bdi>
        </span>
      </span>
      <IconButton
        label={
          step.enabled ? t("Switch step {number} off", { number }) : t("Switch step {number} on", { number })
        }
        onPress={() => onAct("toggle")}
        className="size-7! touch:size-11!"
      >
        {step.enabled ? <Power size={14} /> : <PowerOff size={14} />}
      </IconButton>
      <MenuTrigger>
        <AriaButton
          aria-label={t("Actions for step {number}, {name}", { number, name })}
          className={iconButtonClass("size-7! touch:size-11!")}
        >
          <Ellipsis size={16} />
        </AriaButton>
        <Popover className={popoverClass} placement="bottom end">
          <Menu
            aria-label={t("Actions for step {number}, {name}", { number, name })}
            className="p-1 outline-none"
            disabledKeys={[...(index === 0 ? ["up"] : []), ...(number === steps.length ? ["down"] : [])]}
            onAction={(kind) => onAct(String(kind))}
          >
            <MenuItem id="duplicate" className={menuItemClass}>
              <Copy size={16} />
              {t("Duplicate")}
            </MenuItem>
            <MenuItem id="insert" className={menuItemClass}>
              <ListPlus size={16} />
              {t("Insert a step below")}
            </MenuItem>
            <MenuItem id="up" className={menuItemClass}>
              <ChevronUp size={16} />
              {t("Move up")}
            </MenuItem>
            <MenuItem id="down" className={menuItemClass}>
              <ChevronDown size={16} />
              {t("Move down")}
            </MenuItem>
            <MenuItem id="remove" className={cx(menuItemClass, "text-danger")}>
              <Trash2 size={16} />
              {t("Take out")}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </GridListItem>
  );
}
