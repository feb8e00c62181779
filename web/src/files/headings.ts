import type { StoredFile } from "../api/library";
import { dayLabel, dayOf } from "../i18n/days";

/** The name of a day for the first file of each. */
export function headingsOf(files: readonly StoredFile[], now: number = Date.now()): Map<string, string> {
  const found = new Map<string, string>();
  let last = "";
  for (const file of files) {
    const day = dayOf(Date.parse(file.createdAt));
    if (day !== last) found.set(file.id, dayLabel(day, now));
    last = day;
  }
  return found;
}
