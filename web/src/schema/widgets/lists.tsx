import { useState } from "react";
import { t } from "../../i18n";
import { cx } from "../../ui/classes";
import { inputClass } from "../../ui/text-field";
import type { WidgetProps } from "./types";

/** A list of short texts, one a line. */
export function TagsWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const tags = Array.isArray(value) ? value.map(String) : [];
  return (
    <textarea
      id={id}
      rows={3}
      className={cx(inputClass, "h-auto! resize-y py-1.5")}
      value={typed ?? tags.join("\n")}
      placeholder={field.hints.placeholder ?? t("One a line")}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      onChange={(event) => {
        setTyped(event.target.value);
        const lines = event.target.value.split("\n").map((line) => line.trim());
        const given = lines.filter(Boolean);
        onChange(given.length ? given : undefined);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** A structured value as JSON; what is not JSON yet stays text, which is refused. */
export function JsonWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value, null, 2);
  return (
    <textarea
      id={id}
      rows={4}
      spellCheck={false}
      className={cx(inputClass, "h-auto! resize-y py-1.5 font-mono text-xs")}
      value={text}
      placeholder={field.hints.placeholder}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      onChange={(event) => onChange(parsed(event.target.value))}
    />
  );
}

function parsed(text: string): unknown {
  if (!text.trim()) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    // A bare text is still being typed.
    return typeof value === "object" ? value : text;
  } catch {
    return text;
  }
}
