import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { type Field, fieldsOf, type ObjectSchema, range, type Values } from "./model";

/** What the form starts with. */
export function initialValues(schema: ObjectSchema): Values {
  const values: Values = {};
  for (const { name, schema: property, hints } of fieldsOf(schema)) {
    const value = hints.initial ?? property.default;
    if (value !== undefined && value !== null) values[name] = value;
  }
  return values;
}

/** What the server takes where a setting is left out. */
export function defaultValues(schema: ObjectSchema): Values {
  const known = fieldsOf(schema).map(({ name, schema: { default: value } }) => [name, value] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined && value !== null));
}

/** The settings that the query of a link names; what the schema does not know or take is left out. */
export function linkedValues(schema: ObjectSchema, query: URLSearchParams): Values {
  const values: Values = {};
  for (const field of fieldsOf(schema)) {
    const text = query.get(field.name);
    const value = text ? parsed(text, field.schema.type) : undefined;
    if (value !== undefined && problemOf(field, value) === null) values[field.name] = value;
  }
  return values;
}

function parsed(text: string, type: string | undefined): unknown {
  if (type === "number" || type === "integer") return Number(text);
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  return type === "string" ? text : undefined;
}

/** The tab on which most of the values are; undefined without tabs. */
export function tabWith(schema: ObjectSchema, values: Values): string | undefined {
  const count = (tab: Tab) => (tab.fields ?? presetFields(tab)).filter((name) => name in values).length;
  return schema.ui?.tabs?.toSorted((a, b) => count(b) - count(a))[0]?.id;
}

export const isBlank = (value: unknown): boolean => value === undefined || value === null || value === "";

/** Text in a field for structured values that is not JSON yet. */
export const isUnparsed = (value: unknown): boolean => typeof value === "string";

/** Whether a field shows, given the other values; every condition has to hold. */
export function isVisible(field: Field, values: Values): boolean {
  return Object.entries(field.hints.visibleIf ?? {}).every(([name, wanted]) =>
    Array.isArray(wanted) ? wanted.includes(values[name]) : values[name] === wanted,
  );
}

/** The fields on view: those of the open tab (all without tabs) whose conditions hold. */
export function visibleFields(schema: ObjectSchema, values: Values, tab?: string): Field[] {
  const open = openTab(schema, tab);
  return fieldsOf(schema).filter(
    (field) =>
      (!open || (open.fields ?? presetFields(open)).includes(field.name)) && isVisible(field, values),
  );
}

/** The open tab: the one named, else the first; undefined for a schema without tabs. */
export function openTab(schema: ObjectSchema, tab?: string) {
  const tabs = schema.ui?.tabs;
  return tabs?.find(({ id }) => id === tab) ?? tabs?.[0];
}

type Tab = NonNullable<ReturnType<typeof openTab>>;

const presetFields = (tab: Tab): string[] => [
  ...new Set((tab.presets ?? []).flatMap(({ values }) => Object.keys(values))),
];

/** What goes to the server: the values of the visible fields and, in a tab of presets, what the chosen tile fills in. */
export function settingsOf(schema: ObjectSchema, values: Values, tab?: string): Values {
  const open = openTab(schema, tab);
  const names = [
    ...visibleFields(schema, values, tab).map((field) => field.name),
    ...(open?.presets ? presetFields(open) : []),
  ];
  return Object.fromEntries(
    names.filter((name) => !isBlank(values[name])).map((name) => [name, values[name]]),
  );
}

/** What is wrong with one value, in words; null if nothing is. */
export function problemOf(field: Field, value: unknown): string | null {
  const { schema } = field;
  if (isBlank(value)) return field.required && schema.default === undefined ? t("Needs a value") : null;
  if (schema.enum && !schema.enum.includes(value as string)) return t("Choose one of the options");
  if (schema.type === "number" || schema.type === "integer") {
    if (typeof value !== "number" || !Number.isFinite(value)) return t("Needs a number");
    const { low, high } = range(schema);
    if (low !== undefined && value < low) return t("At least {low}", { low: formatNumber(low) });
    if (high !== undefined && value > high) return t("At most {high}", { high: formatNumber(high) });
    if (schema.type === "integer" && !Number.isInteger(value)) return t("Needs a whole number");
  }
  if (field.widget === "json" && isUnparsed(value)) return t("Needs to be JSON");
  if (typeof value === "string") {
    if (schema.minLength && value.length < schema.minLength)
      return t("At least {count, plural, one {# character} other {# characters}}", {
        count: schema.minLength,
      });
    if (schema.maxLength && value.length > schema.maxLength)
      return t("At most {count, plural, one {# character} other {# characters}}", {
        count: schema.maxLength,
      });
    if (schema.pattern && !matches(schema.pattern, value)) return t("Does not have the expected form");
  }
  return null;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    // A pattern of another dialect: the server judges.
    return true;
  }
}

/** Why the tool cannot run with these values; null if it can. */
export function whyNot(schema: ObjectSchema, values: Values, tab?: string): string | null {
  const fields = visibleFields(schema, values, tab);
  const bad = fields.find((field) => problemOf(field, values[field.name]));
  if (bad) return `${bad.label}: ${lower(problemOf(bad, values[bad.name]) ?? "")}`;
  const settings = settingsOf(schema, values, tab);
  const { requireAny } = schema.ui ?? {};
  if (requireAny?.every((name) => isBlank(settings[name]))) {
    if (openTab(schema, tab)?.presets) return t("Choose a preset");
    const labels = fields.filter((field) => requireAny.includes(field.name));
    return t("Set {names}", { names: labels.map((field) => lower(field.label)).join(t(" or ")) });
  }
  return changesNothing(schema, settings) ? t("Nothing is changed yet") : null;
}

/** Whether settings leave the picture as it is. */
export function changesNothing({ ui }: ObjectSchema, settings: Values): boolean {
  if (!ui?.neutral) return false;
  return Object.entries(ui.neutral).every(([name, value]) => (settings[name] ?? value) === value);
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The field errors in the server's details, "width: must be greater than 0; fit: …", by field name. */
export function serverProblems(details: string | undefined, names: string[]): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const part of details?.split(/;\s+/) ?? []) {
    const [, path, message] = /^([\w.]+):\s*(.+)$/s.exec(part) ?? [];
    const name = path?.split(".")[0];
    if (name && message && names.includes(name))
      problems[name] = message.charAt(0).toUpperCase() + message.slice(1);
  }
  return problems;
}

const FACTORS: Record<string, number> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  mm: 1,
  cm: 10,
  in: 25.4,
};

/** How many of the stored unit one of another unit is; 1 for units nobody knows. */
export function factor(unit: string, stored: string): number {
  const [a, b] = [FACTORS[unit], FACTORS[stored]];
  return a && b ? a / b : 1;
}

/** The other side of a pair that keeps the ratio of the image. */
export function otherSide(value: number, own: number, other: number): number {
  return Math.max(1, Math.round((value * other) / own));
}
