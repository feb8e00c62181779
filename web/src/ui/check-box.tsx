import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox, type CheckboxProps } from "react-aria-components/Checkbox";

interface CheckBoxProps extends Omit<CheckboxProps, "className" | "children"> {
  children: ReactNode;
}

export function CheckBox({ children, ...props }: CheckBoxProps) {
  return (
    <Checkbox
      {...props}
      className="group flex min-h-8 cursor-default items-center gap-2 text-sm touch:min-h-11"
    >
      <span className="flex size-[18px] shrink-0 items-center justify-center rounded-[4px] border border-control bg-panel text-on-accent outline-offset-2 outline-accent group-focus-visible:outline-2 group-selected:border-accent group-selected:bg-accent">
        <Check size={14} strokeWidth={3} className="invisible group-selected:visible" />
      </span>
      {children}
    </Checkbox>
  );
}
