import { t } from "../i18n";
import { endOfDay } from "../i18n/days";

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
