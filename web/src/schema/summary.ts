import { t } from "../i18n";
import { formatList, formatNumber } from "../i18n/format";
import { type Field, fieldsOf, type ObjectSchema, type Values, words } from "./model";

const LONGEST = 40;

/** What a step is set to in one line, the settings that stand as they come left out: "Width 1200 px · Fit contain". */
export function summaryOf(schema: ObjectSchema, values: Values): string {
  return fieldsOf(schema)
    .filter((field) => isTelling(field, values[field.name]))
    .map((field) => told(field, values[field.name]))
    .join(" · ");
}

const isTelling = ({ schema }: Field, value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== "" &&
  JSON.stringify(value) !== JSON.stringify(schema.default) &&
  !(value === false && schema.default === undefined);

function told({ label, schema, hints }: Field, value: unknown): string {
  if (value === true) return label;
  if (value === false) return t("{label} off", { label });
  if (typeof value === "number")
    return `${label} ${formatNumber(value)}${hints.unit ? `\u00a0${hints.unit}` : ""}`;
  if (Array.isArray(value) && value.every((item) => typeof item !== "object"))
    return `${label} ${short(formatList(value.map(String)))}`;
  if (typeof value === "object") return label;
  const text = String(value);
  return `${label} ${hints.labels?.[text] ?? (schema.enum ? words(text).toLowerCase() : short(text))}`;
}

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
