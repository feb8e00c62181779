import type { Theme } from "../app/theme";
import { THEMES, themeLabel } from "../app/theme-menu";
import { Radio, RadioGroup } from "../ui/radio-group";

interface ThemeChoiceProps {
  labelledBy: string;
  value: Theme;
  onChange: (theme: Theme) => void;
}

/** Light, dark or as the system has it. */
export function ThemeChoice({ labelledBy, value, onChange }: ThemeChoiceProps) {
  return (
    <RadioGroup
      aria-labelledby={labelledBy}
      value={value}
      onChange={(theme) => onChange(theme as Theme)}
      className="flex flex-wrap rounded-control bg-pressed p-0.5"
    >
      {THEMES.map(({ id, icon: Icon }) => (
        <Radio
          key={id}
          value={id}
          className="flex h-7 items-center gap-1.5 rounded-[5px] px-2.5 text-sm text-muted hover:text-text selected:bg-segment selected:font-medium selected:text-text touch:h-10"
        >
          <Icon size={14} aria-hidden />
          {themeLabel(id)}
        </Radio>
      ))}
    </RadioGroup>
  );
}
