import { Minus, Plus, RotateCcw, RotateCw } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, useState } from "react";
import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/button";
import { cx } from "../../ui/classes";
import { range, sliderRange, stepOf } from "../model";
import { nudge, printNumber } from "../number";
import { factor } from "../values";
import { NumberInput } from "./number-input";
import type { WidgetProps } from "./types";

const asNumber = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

export function NumberWidget({ field, value, onChange, id, describedBy, invalid, onNote }: WidgetProps) {
  const { units, unit, quick, placeholder } = field.hints;
  const [shown, setShown] = useState(units?.[0]);
  const by = units?.[0] && shown ? factor(shown, units[0]) : 1;
  const { low, high } = range(field.schema);
  const stored = asNumber(value);
  return (
    <div className="space-y-2">
      <div className="flex gap-2">
        <NumberInput
          id={id}
          describedBy={describedBy}
          invalid={invalid}
          value={stored === undefined ? undefined : stored / by}
          onChange={(next) => onChange(next === undefined ? undefined : next * by)}
          onNote={onNote}
          low={low === undefined ? undefined : low / by}
          high={high === undefined ? undefined : high / by}
          step={stepOf(field)}
          whole={field.schema.type === "integer" && by === 1}
          unit={units ? undefined : unit}
          placeholder={placeholder}
          className="grow"
        />
        {units && <Choices label={t("Unit")} options={units} value={shown} onChange={setShown} />}
      </div>
      {quick && <Quick values={quick} unit={unit} value={stored} onChange={onChange} />}
    </div>
  );
}

export function Choices(props: {
  label: string;
  options: string[];
  value: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a visible legend.
    <div role="group" aria-label={props.label} className="flex shrink-0 rounded-control bg-pressed p-0.5">
      {props.options.map((option) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === props.value}
          onClick={() => props.onChange(option)}
          className="rounded-[5px] px-2.5 text-xs text-muted hover:text-text aria-pressed:bg-segment aria-pressed:text-text"
        >
          {option}
        </button>
      ))}
    </div>
  );
}

function Quick(props: {
  values: number[];
  unit?: string | undefined;
  value: number | undefined;
  onChange: (value: number) => void;
}) {
  return (
    <div className="flex gap-2">
      {props.values.map((quick) => (
        <Button
          key={quick}
          className={cx("grow tabular", quick === props.value && "border-accent! text-accent")}
          onPress={() => props.onChange(quick)}
        >
          {`${printNumber(quick)}${props.unit ? ` ${props.unit}` : ""}`}
        </Button>
      ))}
    </div>
  );
}

interface RangeProps {
  labelledBy: string;
  describedBy?: string | undefined;
  value: number;
  low: number;
  high: number;
  step: number;
  unit?: string | undefined;
  onChange: (value: number) => void;
  onReset?: (() => void) | undefined;
}

/** A native range input: Shift makes ten steps of one, a double click or Backspace goes back to the start value. */
export function Range({
  labelledBy,
  describedBy,
  value,
  low,
  high,
  step,
  unit,
  onChange,
  onReset,
}: RangeProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (direction && event.shiftKey) {
      event.preventDefault();
      onChange(nudge(value, direction * 10, step, low, high));
    } else if (event.key === "Backspace") onReset?.();
  };
  const fill = `${((value - low) / (high - low)) * 100}%`;
  return (
    <input
      type="range"
      className="range"
      style={{ "--fill": fill } as CSSProperties}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      aria-valuetext={unit ? `${printNumber(value)} ${unit}` : undefined}
      min={low}
      max={high}
      step={step}
      value={value}
      onChange={(event) => onChange(event.target.valueAsNumber)}
      onKeyDown={onKeyDown}
      onDoubleClick={onReset}
    />
  );
}

export function SliderWidget({
  field,
  value,
  onChange,
  id,
  labelId,
  describedBy,
  invalid,
  onNote,
}: WidgetProps) {
  const { low, high } = sliderRange(field);
  const number = asNumber(value);
  const start = field.hints.initial ?? field.schema.default;
  const { minLabel, maxLabel, unit, quick, placeholder } = field.hints;
  return (
    <div>
      <div className="flex items-center gap-3">
        <div className="min-w-0 grow">
          <Range
            labelledBy={labelId}
            value={number ?? low}
            low={low}
            high={high}
            step={stepOf(field)}
            unit={unit}
            onChange={(next) => {
              onNote(null);
              onChange(next);
            }}
            onReset={() => onChange(start)}
          />
        </div>
        <NumberInput
          id={id}
          describedBy={describedBy}
          invalid={invalid}
          value={number}
          onChange={onChange}
          onNote={onNote}
          low={range(field.schema).low}
          high={range(field.schema).high}
          step={stepOf(field)}
          whole={field.schema.type === "integer"}
          unit={unit}
          placeholder={placeholder}
          className="w-20 shrink-0"
        />
      </div>
      {(minLabel || maxLabel) && (
        <div aria-hidden className="flex justify-between pe-[92px] text-xs text-muted">
          <span>{minLabel}</span>
          <span>{maxLabel}</span>
        </div>
      )}
      {quick && (
        <div className="mt-2">
          <Quick values={quick} unit={unit} value={number} onChange={onChange} />
        </div>
      )}
    </div>
  );
}

const STRAIGHTEN = 45;

/** Any angle as quarter turns, a straightening between −45 and 45 degrees, and the exact number. */
export function AngleWidget({
  field,
  value,
  onChange,
  id,
  labelId,
  describedBy,
  invalid,
  onNote,
}: WidgetProps) {
  const angle = asNumber(value) ?? 0;
  const quarters = Math.round(angle / 90) * 90;
  const rest = Number((angle - quarters).toFixed(3));
  const wrapped = (next: number) => Number((((((next + 180) % 360) + 360) % 360) - 180).toFixed(3));
  const set = (next: number) => {
    onNote(null);
    onChange(wrapped(next) === -180 ? 180 : wrapped(next));
  };
  return (
    <div className="space-y-2">
      <div className="flex gap-2">
        <Button className="grow" aria-label={t("Turn left 90°")} onPress={() => set(angle - 90)}>
          <RotateCcw size={16} />
          90°
        </Button>
        <Button className="grow" aria-label={t("Turn by 180°")} onPress={() => set(angle + 180)}>
          180°
        </Button>
        <Button className="grow" aria-label={t("Turn right 90°")} onPress={() => set(angle + 90)}>
          <RotateCw size={16} />
          90°
        </Button>
      </div>
      <div className="flex items-center gap-2">
        <IconButton label={t("One degree less")} onPress={() => set(angle - 1)}>
          <Minus size={16} />
        </IconButton>
        <NumberInput
          id={id}
          describedBy={describedBy}
          invalid={invalid}
          value={asNumber(value)}
          onChange={onChange}
          onNote={onNote}
          low={range(field.schema).low}
          high={range(field.schema).high}
          unit="°"
          className="grow"
        />
        <IconButton label={t("One degree more")} onPress={() => set(angle + 1)}>
          <Plus size={16} />
        </IconButton>
      </div>
      <div>
        <span id={`${labelId}-straighten`} className="text-sm text-muted">
          {t("Straighten")}
        </span>
        <Range
          labelledBy={`${labelId}-straighten`}
          value={rest}
          low={-STRAIGHTEN}
          high={STRAIGHTEN}
          step={field.hints.step && field.hints.step < 1 ? field.hints.step : 0.5}
          unit="°"
          onChange={(next) => set(quarters + next)}
          onReset={() => set(quarters)}
        />
      </div>
    </div>
  );
}
