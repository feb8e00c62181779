import { Switch } from "react-aria-components/Switch";
import { CheckBox } from "../../ui/check-box";
import type { WidgetProps } from "./types";

export function CheckboxWidget({ field, value, onChange, describedBy }: WidgetProps) {
  return (
    <CheckBox isSelected={value === true} onChange={onChange} aria-describedby={describedBy}>
      {field.label}
    </CheckBox>
  );
}

export function SwitchWidget({ field, value, onChange, describedBy }: WidgetProps) {
  return (
    <Switch
      isSelected={value === true}
      onChange={onChange}
      aria-describedby={describedBy}
      className="group flex min-h-8 cursor-default flex-row-reverse items-center justify-between gap-2 text-sm touch:min-h-11"
    >
      <span className="flex h-5 w-9 shrink-0 items-center rounded-full bg-control p-0.5 outline-offset-2 outline-accent transition-colors group-focus-visible:outline-2 group-selected:bg-accent">
        <span className="size-4 rounded-full bg-panel transition-transform duration-100 group-selected:translate-x-4 rtl:group-selected:-translate-x-4" />
      </span>
      {field.label}
    </Switch>
  );
}
