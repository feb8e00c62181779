import type { Values } from "../schema/model";

/** Whether settings are the same, blank ones aside, in whatever order. */
export function sameSettings(a: Values, b: Values): boolean {
  const told = (values: Values) =>
    JSON.stringify(
      Object.entries(values)
        .filter(([, value]) => value !== undefined && value !== null && value !== "")
        .sort(([left], [right]) => left.localeCompare(right)),
    );
  return told(a) === told(b);
}
