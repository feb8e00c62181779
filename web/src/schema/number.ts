import { locale } from "../i18n";

/** The number in a typed text, by the separators of the language; null for none, NaN for nonsense. */
export function parseNumber(text: string, language: string = locale()): number | null {
  const trimmed = text.replace(/\s/g, "");
  if (!trimmed) return null;
  const parts = new Intl.NumberFormat(language).formatToParts(1234567.8);
  const separator = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const group = separator("group").trim();
  const plain = (group ? trimmed.replaceAll(group, "") : trimmed)
    .replace(separator("decimal"), ".")
    .replace("−", "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}

/** A number as it stands in a field: the decimal mark of the language, no grouping, no float dust. */
export function printNumber(value: number, language: string = locale()): string {
  return new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 4 }).format(value);
}

export const clamp = (value: number, low = -Infinity, high = Infinity): number =>
  Math.min(high, Math.max(low, value));

/** The value moved by `steps` steps, landing on whole steps. */
export function nudge(value: number, steps: number, step: number, low?: number, high?: number): number {
  const moved = Math.round((value + steps * step) / step) * step;
  return clamp(Number(moved.toFixed(6)), low, high);
}
