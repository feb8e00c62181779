import { locale, t } from "./index";

/** The first and last moment of a local day, as ISO; undefined for a text that is no day. */
export const startOfDay = (day: string): string | undefined => moment(`${day}T00:00:00`);
export const endOfDay = (day: string): string | undefined => moment(`${day}T23:59:59.999`);

function moment(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** A day as date inputs have it, in local time. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const DAY_MS = 86_400_000;

/** "Today", "Yesterday", or the day with its weekday; the year only where it is another one. */
export function dayLabel(day: string, now: number = Date.now()): string {
  if (day === dayOf(now)) return t("Today");
  if (day === dayOf(now - DAY_MS)) return t("Yesterday");
  const sameYear = day.slice(0, 4) === dayOf(now).slice(0, 4);
  return new Intl.DateTimeFormat(locale(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(Date.parse(`${day}T12:00:00`));
}
