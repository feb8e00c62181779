import { type AriaAttributes, createContext, type ReactNode, useContext, useId } from "react";
import { cx } from "./classes";

interface Choice {
  name: string;
  value: string | null;
  onChange: (value: string) => void;
}

const ChoiceContext = createContext<Choice>({ name: "", value: null, onChange: () => undefined });

type Described = Pick<AriaAttributes, "aria-label" | "aria-labelledby" | "aria-describedby">;

interface RadioGroupProps extends Described {
  value: string | null;
  onChange: (value: string) => void;
  className?: string | undefined;
  children: ReactNode;
}

/** One of several, by native radio buttons under a look of their own. */
export function RadioGroup({ value, onChange, children, ...props }: RadioGroupProps) {
  const name = useId();
  return (
    <div role="radiogroup" {...props}>
      <ChoiceContext value={{ name, value, onChange }}>{children}</ChoiceContext>
    </div>
  );
}

interface RadioProps {
  value: string;
  "aria-label"?: string;
  className?: string;
  children: ReactNode;
}

export function Radio({ value, className, children, ...props }: RadioProps) {
  const choice = useContext(ChoiceContext);
  const selected = choice.value === value;
  return (
    <label
      data-selected={selected || undefined}
      title={props["aria-label"]}
      className={cx(
        "relative outline-offset-2 outline-accent has-focus-visible:outline-2 has-focus-visible:outline-solid",
        className,
      )}
    >
      <input
        {...props}
        type="radio"
        name={choice.name}
        value={value}
        checked={selected}
        onChange={() => choice.onChange(value)}
        className="absolute inset-0 size-full cursor-default opacity-0"
      />
      {children}
    </label>
  );
}

/** The look of one choice of a plain list, with `RadioDot` in front of its words. */
export const radioClass = "group flex min-h-8 items-center gap-2 rounded-control text-sm touch:min-h-11";

export function RadioDot() {
  return (
    <span className="flex size-[18px] shrink-0 items-center justify-center rounded-full border border-control bg-panel group-has-checked:border-accent">
      <span className="size-2.5 rounded-full bg-accent opacity-0 group-has-checked:opacity-100" />
    </span>
  );
}
