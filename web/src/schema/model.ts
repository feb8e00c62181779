/** A JSON Schema property with the hints of the web form; unknown hints are ignored. */
export interface PropertySchema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  enum?: (string | number)[];
  items?: PropertySchema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, PropertySchema>;
  required?: string[];
  $ref?: string;
  ui?: FieldHints;
}

export interface FieldHints {
  widget?: string;
  group?: string;
  order?: number;
  unit?: string;
  units?: string[];
  step?: number;
  min?: number;
  max?: number;
  minLabel?: string;
  maxLabel?: string;
  hint?: string;
  advanced?: boolean;
  labels?: Record<string, string>;
  descriptions?: Record<string, string>;
  initial?: unknown;
  quick?: number[];
  placeholder?: string;
  visibleIf?: Record<string, unknown>;
  pair?: string;
  /** What a text field offers; other values are taken, too. */
  choices?: string[];
  /** Arrangements to choose from, their cells as left, top, width and height in fractions. */
  layouts?: { id: string; cells: number[][] }[];
}

export interface Preset {
  group: string;
  label: string;
  values: Values;
}

export interface TabHints {
  id: string;
  label: string;
  fields?: string[];
  presets?: Preset[];
}

export interface ObjectSchema {
  type?: string;
  $defs?: Record<string, PropertySchema>;
  properties?: Record<string, PropertySchema>;
  required?: string[];
  ui?: {
    canvas?: string;
    tabs?: TabHints[];
    requireAny?: string[];
    neutral?: Values;
  };
}

export type Values = Record<string, unknown>;

export const WIDGETS = [
  "segmented",
  "chips",
  "select",
  "slider",
  "number",
  "dimension",
  "angle",
  "color",
  "switch",
  "checkbox",
  "text",
  "textarea",
  "anchor",
  "tags",
  "json",
  "layout",
  "object",
  "list",
] as const;
export type Widget = (typeof WIDGETS)[number];

export interface Field {
  name: string;
  label: string;
  widget: Widget;
  schema: PropertySchema;
  hints: FieldHints;
  required: boolean;
}

const SEGMENTED_MOST = 5;
const CHIPS_MOST = 12;
const ONE_LINE = 200;

/** The widget a property gets: the one it asks for, or the one that suits its type and range. */
export function widgetOf(schema: PropertySchema): Widget {
  const asked = schema.ui?.widget as Widget | undefined;
  if (asked && WIDGETS.includes(asked)) return asked;
  if (schema.enum) {
    if (schema.enum.length <= SEGMENTED_MOST) return "segmented";
    return schema.enum.length <= CHIPS_MOST ? "chips" : "select";
  }
  if (schema.type === "boolean") return "checkbox";
  if (schema.type === "array" && schema.items?.type === "string") return "tags";
  if (schema.properties) return "object";
  if (schema.items?.properties) return "list";
  if (!schema.type || schema.type === "array" || schema.type === "object") return "json";
  if (schema.type === "number" || schema.type === "integer") {
    const { low, high } = range(schema);
    return low !== undefined && high !== undefined ? "slider" : "number";
  }
  if (schema.format === "color") return "color";
  return (schema.maxLength ?? 0) > ONE_LINE ? "textarea" : "text";
}

/** "maxWidth" or "max_width" as words: "Max width". */
export function words(name: string): string {
  const lower = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** A property with what it refers to put in. */
function resolved(property: PropertySchema, { $defs }: ObjectSchema): PropertySchema {
  const named = (part: PropertySchema): PropertySchema =>
    part.$ref ? { ...$defs?.[part.$ref.replace("#/$defs/", "")], ...part } : part;
  const whole = named(property);
  return whole.items ? { ...whole, items: named(whole.items) } : whole;
}

/** The fields of a schema in the order in which they are shown. */
export function fieldsOf(schema: ObjectSchema): Field[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .map(([name, found], index) => {
      const property = resolved(found, schema);
      return { name, property, order: property.ui?.order ?? index };
    })
    .sort((a, b) => a.order - b.order)
    .map(({ name, property }) => ({
      name,
      label: property.title ?? words(name),
      widget: widgetOf(property),
      schema: property,
      hints: property.ui ?? {},
      required: required.has(name),
    }));
}

/** The step of a number in the form. */
export function stepOf({ schema, hints }: Field): number {
  if (hints.step) return hints.step;
  if (schema.multipleOf) return schema.multipleOf;
  return 1;
}

/** What a number may be: the schema's range, an exclusive bound moved inwards by a step. */
export function range(schema: PropertySchema): { low: number | undefined; high: number | undefined } {
  const inwards = schema.type === "integer" ? 1 : (schema.multipleOf ?? 0.01);
  return {
    low:
      schema.minimum ??
      (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + inwards),
    high:
      schema.maximum ??
      (schema.exclusiveMaximum === undefined ? undefined : schema.exclusiveMaximum - inwards),
  };
}

/** The ends of a slider: the hint's where it narrows the schema's. */
export function sliderRange({ schema, hints }: Field): { low: number; high: number } {
  const { low, high } = range(schema);
  return { low: hints.min ?? low ?? 0, high: hints.max ?? high ?? 100 };
}
