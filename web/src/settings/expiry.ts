import { t } from "../i18n";

const DAY_MS = 86_400_000;

export const NEVER = "never";
export const CUSTOM = "custom";

/** The choices of how long a key lives: never ending, a number of days, or until a chosen day. */
export const expiryOptions = () => [
  { id: NEVER, label: t("Never") },
  ...[30, 90, 365].map((days) => ({ id: String(days), label: t("In {days} days", { days }) })),
  { id: CUSTOM, label: t("On a certain day") },
];

/** The end of a choice as an ISO moment; a chosen day ("2027-01-31") counts whole. Undefined for no end. */
export function expiryOf(choice: string, day: string, now: number = Date.now()): string | undefined {
  if (choice === NEVER) return undefined;
  if (choice === CUSTOM) return endOfDay(day);
  return new Date(now + Number(choice) * DAY_MS).toISOString();
}

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
