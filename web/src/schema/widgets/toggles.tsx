import { CheckBox, Switch } from "../../ui/check-box";
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
    <Switch isSelected={value === true} onChange={onChange} aria-describedby={describedBy}>
      {field.label}
    </Switch>
  );
}
