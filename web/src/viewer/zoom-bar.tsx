import { Columns2, Contrast, Eye, Image, Maximize, Minus, Plus, SplitSquareHorizontal } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { t } from "../i18n";
import { parseNumber } from "../schema/number";
import { IconButton, iconButtonClass } from "../ui/button";
import { menuItemClass, popoverClass } from "../ui/menu";
import { Radio, RadioGroup } from "../ui/radio-group";
import { type Ground, type Mode, useViewerPreferences } from "./preferences";

interface ZoomBarProps {
  percent: number;
  fitted: boolean;
  onPercent: (percent: number) => void;
  onFit: () => void;
}

const STEP = 1.25;

/** Zoom by buttons and by a typed percentage; 100 % is one image pixel per screen pixel. */
export function ZoomBar({ percent, fitted, onPercent, onFit }: ZoomBarProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    const value = parseNumber((typed ?? "").replace("%", ""));
    if (value) onPercent(value);
    setTyped(null);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a visible legend.
    <div className="flex items-center" role="group" aria-label={t("Zoom")}>
      <IconButton
        label={t("Zoom out")}
        keys="−"
        onPress={() => onPercent(percent / STEP)}
        className="max-md:hidden"
      >
        <Minus size={16} />
      </IconButton>
      <input
        aria-label={t("Zoom, percent")}
        inputMode="numeric"
        className="h-7 w-14 rounded-control bg-transparent text-center text-sm tabular hover:bg-hover touch:h-11"
        value={typed ?? `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key === "Escape") setTyped(null);
        }}
      />
      <IconButton
        label={t("Zoom in")}
        keys="+"
        onPress={() => onPercent(percent * STEP)}
        className="max-md:hidden"
      >
        <Plus size={16} />
      </IconButton>
      <IconButton label={t("Fit")} keys="0" onPress={onFit} className={fitted ? "text-accent!" : undefined}>
        <Maximize size={16} />
      </IconButton>
      <IconButton
        label={t("1:1, true pixels")}
        keys="1"
        onPress={() => onPercent(100)}
        className="max-md:hidden"
      >
        <span className="text-xs font-medium tabular">1:1</span>
      </IconButton>
    </div>
  );
}

const MODES = [
  { id: "slider", icon: SplitSquareHorizontal },
  { id: "side-by-side", icon: Columns2 },
  { id: "result", icon: Image },
  { id: "difference", icon: Contrast },
] as const;

const modeLabel = (mode: Mode): string =>
  ({
    slider: t("Slider"),
    "side-by-side": t("Side by side"),
    result: t("Result only"),
    difference: t("Difference"),
  })[mode];

interface ModeSwitchProps {
  modes: Mode[];
  mode: Mode;
  onMode: (mode: Mode) => void;
  onHold: (held: boolean) => void;
}

export function ModeSwitch({ modes, mode, onMode, onHold }: ModeSwitchProps) {
  return (
    <div className="flex items-center">
      <RadioGroup
        aria-label={t("Compare")}
        value={mode}
        onChange={(value) => onMode(value as Mode)}
        className="flex"
      >
        {MODES.filter(({ id }) => modes.includes(id)).map(({ id, icon: Icon }) => (
          <Radio
            key={id}
            value={id}
            aria-label={modeLabel(id)}
            className={iconButtonClass("selected:bg-pressed selected:text-text")}
          >
            <Icon size={16} />
          </Radio>
        ))}
      </RadioGroup>
      <IconButton
        label={t("Hold to see the original")}
        keys="\"
        onPressStart={() => onHold(true)}
        onPressEnd={() => onHold(false)}
      >
        <Eye size={16} />
      </IconButton>
    </div>
  );
}

const GROUNDS: Ground[] = ["grey", "white", "black", "checker"];

const groundLabel = (ground: Ground): string =>
  ({ grey: t("Grey"), white: t("White"), black: t("Black"), checker: t("Checkerboard") })[ground];

const GROUND_CLASS: Record<Ground, string> = {
  grey: "bg-surface",
  white: "bg-white",
  black: "bg-black",
  checker: "checkerboard",
};

export const groundClass = (ground: Ground): string => GROUND_CLASS[ground];

export function GroundMenu() {
  const ground = useViewerPreferences((state) => state.ground);
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={t("Background of the work surface")}
        className={iconButtonClass("max-md:hidden")}
      >
        <span className={`size-4 rounded-sm border border-control ${GROUND_CLASS[ground]}`} />
      </AriaButton>
      <Popover className={popoverClass} placement="top end">
        <Menu
          aria-label={t("Background of the work surface")}
          selectionMode="single"
          selectedKeys={[ground]}
          onAction={(key) => useViewerPreferences.setState({ ground: key as Ground })}
          className="p-1 outline-none"
        >
          {GROUNDS.map((id) => (
            <MenuItem key={id} id={id} className={menuItemClass}>
              <span className={`size-4 rounded-sm border border-control ${GROUND_CLASS[id]}`} />
              {groundLabel(id)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
