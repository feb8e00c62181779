import { locale, t } from "./index";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

// Making one takes far longer than using it, and lists of files use them for every row.
function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${locale()} ${JSON.stringify(options)}`;
  const format = numbers.get(key) ?? new Intl.NumberFormat(locale(), options);
  numbers.set(key, format);
  return format;
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${JSON.stringify(options)}`;
  const format = dates.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  dates.set(key, format);
  return format;
}

/** A size as people say it: 812 B, 64 KB, 2.4 MB. A kilobyte is 1024 bytes, as in the settings of the tools. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return numberFormat({
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: power === 0 ? "narrow" : "short",
    maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1,
  })
    .format(value)
    .replace(/(\d)B$/, "$1 B")
    .replace(" kB", " KB");
}

export const formatNumber = (value: number): string => numberFormat().format(value);

/** Pixel dimensions, 4000 × 3000, without thousands separators as is usual for images. */
export const formatSize = (width: number, height: number): string => `${width} × ${height}`;

/** The signed change from `before` to `after`, −38 %; null where it cannot be told. */
export function formatChange(before: number, after: number): string | null {
  if (before <= 0) return null;
  const change = after / before - 1;
  if (Math.abs(change) < 0.0005) return t("same size");
  return numberFormat({
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: Math.abs(change) < 0.1 ? 1 : 0,
  }).format(change);
}

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return t("{seconds} s", { seconds: Math.floor(seconds) });
  return t("{minutes} min {seconds} s", {
    minutes: Math.floor(seconds / 60),
    seconds: Math.floor(seconds % 60),
  });
}

/** How long ago a moment was, in words. */
export function formatAgo(iso: string, now: number = Date.now()): string {
  const minutes = Math.max(0, Math.round((now - Date.parse(iso)) / 60_000));
  if (minutes < 1) return t("just now");
  if (minutes < 60) return t("{minutes} min ago", { minutes });
  if (minutes < 1440) return t("{hours} h ago", { hours: Math.round(minutes / 60) });
  return formatDate(iso);
}

export const formatDate = (iso: string): string =>
  dateFormat({ dateStyle: "medium" }).format(Date.parse(iso));

/** The exact moment, to the second, in the time zone of this browser. */
export const formatMoment = (iso: string): string =>
  dateFormat({ dateStyle: "long", timeStyle: "medium" }).format(Date.parse(iso));

/** Several things in a row: a, b and c. */
export const formatList = (items: readonly string[]): string => new Intl.ListFormat(locale()).format(items);
