import { t } from "../i18n";
import { formatNumber, formatSize } from "../i18n/format";
import { type Field, fieldsOf, type ObjectSchema, type Values, words } from "./model";
import { initialValues, isBlank, isVisible } from "./values";

const PARTS_MOST = 4;
const PARTS_UNCHANGED = 2;
const TEXT_MOST = 24;

/** Settings in one line: what differs from the defaults or, where nothing does, what matters first. */
export function summaryOf(schema: ObjectSchema, settings: Values): string {
  const start = initialValues(schema);
  const all = { ...start, ...settings };
  const fields = fieldsOf(schema).filter((field) => isVisible(field, all) && !isBlank(all[field.name]));
  const changed = fields.filter(
    ({ name }) => name in settings && JSON.stringify(settings[name]) !== JSON.stringify(start[name]),
  );
  const plain = fields
    .filter(({ name, hints }) => !hints.advanced && all[name] !== false)
    .slice(0, PARTS_UNCHANGED);
  const parts = (changed.length ? changed : plain).map((field, _, shown) => partOf(field, all, shown));
  return parts
    .filter((part) => part !== null)
    .slice(0, PARTS_MOST)
    .join(" · ");
}

/** One setting in words; null for the second side of a pair, which its first side tells. */
function partOf(field: Field, values: Values, shown: Field[]): string | null {
  const { label, hints, schema } = field;
  const value = values[field.name];
  const pair = shown.find(({ name }) => name === hints.pair);
  if (pair && typeof value === "number" && typeof values[pair.name] === "number") {
    if (shown.indexOf(pair) < shown.indexOf(field)) return null;
    return `${formatSize(value, values[pair.name] as number)} ${hints.unit ?? ""}`.trim();
  }
  if (schema.enum) return hints.labels?.[String(value)] ?? words(String(value));
  if (typeof value === "boolean") return value ? label : t("{label}: off", { label });
  if (typeof value === "number") return [label, formatNumber(value), hints.unit].filter(Boolean).join(" ");
  if (typeof value !== "string") return label;
  if (field.widget === "color") return `${label} ${value}`;
  return `“${value.length > TEXT_MOST ? `${value.slice(0, TEXT_MOST).trimEnd()}…` : value}”`;
}
