import { Check } from "lucide-react";
import type { ReactNode } from "react";

interface ToggleProps {
  isSelected: boolean;
  onChange: (selected: boolean) => void;
  isDisabled?: boolean;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  children?: ReactNode;
}

const ROW =
  "group relative flex min-h-8 cursor-default items-center gap-2 text-sm has-disabled:opacity-60 touch:min-h-11";
const RING =
  "outline-offset-2 outline-accent group-has-focus-visible:outline-2 group-has-focus-visible:outline-solid";
const INPUT = "absolute inset-0 size-full cursor-default opacity-0";

/** A native check box under a look of its own. */
export function CheckBox({ isSelected, isDisabled, onChange, children, ...props }: ToggleProps) {
  return (
    <label className={ROW}>
      <input
        {...props}
        type="checkbox"
        checked={isSelected}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className={INPUT}
      />
      <span
        className={`flex size-[18px] shrink-0 items-center justify-center rounded-[4px] border border-control bg-panel text-on-accent group-has-checked:border-accent group-has-checked:bg-accent ${RING}`}
      >
        <Check size={14} strokeWidth={3} className="invisible group-has-checked:visible" />
      </span>
      {children}
    </label>
  );
}

/** The same for what takes effect at once. */
export function Switch({ isSelected, isDisabled, onChange, children, ...props }: ToggleProps) {
  return (
    <label className={`${ROW} justify-between`}>
      {children}
      <input
        {...props}
        type="checkbox"
        role="switch"
        aria-checked={isSelected}
        checked={isSelected}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className={INPUT}
      />
      <span
        className={`flex h-5 w-9 shrink-0 items-center rounded-full bg-control p-0.5 transition-colors group-has-checked:bg-accent ${RING}`}
      >
        <span className="size-4 rounded-full bg-panel transition-transform duration-100 group-has-checked:translate-x-4 rtl:group-has-checked:-translate-x-4" />
      </span>
    </label>
  );
}
