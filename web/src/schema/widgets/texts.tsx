import { useState } from "react";
import { cx } from "../../ui/classes";
import { inputClass } from "../../ui/text-field";
import type { WidgetProps } from "./types";

const blankAsUnset = (text: string) => (text === "" ? undefined : text);

export function TextWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  return (
    <input
      id={id}
      className={inputClass}
      value={typeof value === "string" ? value : ""}
      placeholder={field.hints.placeholder}
      maxLength={field.schema.maxLength}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      onChange={(event) => onChange(blankAsUnset(event.target.value))}
    />
  );
}

export function TextAreaWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const text = typeof value === "string" ? value : "";
  return (
    <div>
      <textarea
        id={id}
        rows={4}
        className={cx(inputClass, "h-auto! resize-y py-1.5")}
        value={text}
        placeholder={field.hints.placeholder}
        maxLength={field.schema.maxLength}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        onChange={(event) => onChange(blankAsUnset(event.target.value))}
      />
      {field.schema.maxLength && (
        <p className="text-end text-xs text-muted tabular">{`${text.length} / ${field.schema.maxLength}`}</p>
      )}
    </div>
  );
}

const HEX = /^#?([0-9a-f]{6})$/i;
const SWATCHES = ["#ffffff", "#000000", "#808080", "#e5484d", "#f5a623", "#30a46c", "#0091ff", "#8e4ec6"];

/** A colour by swatch, by the browser's picker or by its hex digits. */
export function ColorWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const color = typeof value === "string" ? value : "";
  return (
    <div className="space-y-2">
      <div className="flex gap-2">
        <input
          type="color"
          aria-label={field.label}
          className="h-8 w-10 shrink-0 rounded-control border border-control bg-panel p-0.5 touch:h-11"
          value={HEX.test(color) ? color : "#000000"}
          onChange={(event) => onChange(event.target.value)}
        />
        <input
          id={id}
          className={cx(inputClass, "tabular")}
          spellCheck={false}
          value={typed ?? color}
          placeholder={field.hints.placeholder}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          onChange={(event) => {
            const text = event.target.value;
            const digits = HEX.exec(text.trim())?.[1];
            setTyped(digits ? null : text);
            if (digits) onChange(`#${digits.toLowerCase()}`);
            else if (text.trim() === "") onChange(undefined);
          }}
          onBlur={() => setTyped(null)}
        />
      </div>
      <div className="flex flex-wrap gap-1.5">
        {SWATCHES.map((swatch) => (
          <button
            key={swatch}
            type="button"
            aria-label={swatch}
            aria-pressed={swatch === color}
            className="size-6 rounded-control border border-control aria-pressed:ring-2 aria-pressed:ring-accent"
            style={{ background: swatch }}
            onClick={() => onChange(swatch)}
          />
        ))}
      </div>
    </div>
  );
}
