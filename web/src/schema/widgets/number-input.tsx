import { type KeyboardEvent, useState } from "react";
import { t } from "../../i18n";
import { formatNumber } from "../../i18n/format";
import { cx } from "../../ui/classes";
import { clamp, nudge, parseNumber, printNumber } from "../number";

interface NumberInputProps {
  id?: string | undefined;
  label?: string | undefined;
  labelledBy?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
  disabled?: boolean | undefined;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  onNote?: ((note: string | null) => void) | undefined;
  low?: number | undefined;
  high?: number | undefined;
  step?: number | undefined;
  whole?: boolean | undefined;
  unit?: string | undefined;
  placeholder?: string | undefined;
  className?: string | undefined;
}

/** A number by typing and by arrow keys: right-aligned, the unit inside, blank for "not set". */
export function NumberInput(props: NumberInputProps) {
  const { value, onChange, onNote, low, high, step = 1, whole, unit } = props;
  const [typed, setTyped] = useState<string | null>(null);

  const type = (text: string) => {
    setTyped(text);
    onNote?.(null);
    const number = parseNumber(text);
    if (number === null) onChange(undefined);
    else if (!Number.isNaN(number)) onChange(number);
  };

  const settle = () => {
    if (typed === null) return;
    setTyped(null);
    const number = parseNumber(typed);
    if (number === null) return;
    if (Number.isNaN(number)) return onNote?.(t("“{typed}” is not a number", { typed }));
    const inside = clamp(whole ? Math.round(number) : number, low, high);
    if (inside === number) return;
    onChange(inside);
    onNote?.(
      number !== clamp(number, low, high)
        ? t("Set to {inside}, the limit", { inside: formatNumber(inside) })
        : t("Rounded to {inside}", { inside: formatNumber(inside) }),
    );
  };

  const move = (event: KeyboardEvent, steps: number) => {
    event.preventDefault();
    setTyped(null);
    onNote?.(null);
    onChange(nudge(value ?? low ?? 0, steps, step, low, high));
  };

  return (
    <div className={cx("relative", props.className)}>
      <input
        id={props.id}
        role="spinbutton"
        type="text"
        inputMode={whole && (low ?? 0) >= 0 ? "numeric" : "decimal"}
        autoComplete="off"
        aria-label={props.label}
        aria-labelledby={props.labelledBy}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        aria-valuenow={value}
        aria-valuemin={low}
        aria-valuemax={high}
        disabled={props.disabled}
        placeholder={props.placeholder}
        value={typed ?? (value === undefined ? "" : printNumber(value))}
        onChange={(event) => type(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "ArrowUp") move(event, event.shiftKey ? 10 : 1);
          else if (event.key === "ArrowDown") move(event, event.shiftKey ? -10 : -1);
          else if (event.key === "Enter") settle();
        }}
        className={cx(
          "h-8 w-full min-w-0 rounded-control border border-control bg-panel ps-2 text-end text-sm tabular placeholder:text-muted touch:h-11 touch:text-lg aria-invalid:border-danger disabled:opacity-50",
          unit ? "pe-8" : "pe-2",
        )}
      />
      {unit && (
        <span className="pointer-events-none absolute inset-y-0 end-2 flex items-center text-xs text-muted">
          {unit}
        </span>
      )}
    </div>
  );
}
