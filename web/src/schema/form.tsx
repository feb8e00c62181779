import { ChevronRight, Plus, RotateCcw, X } from "lucide-react";
import { type ComponentType, useId, useState } from "react";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/classes";
import { Radio, RadioGroup } from "../ui/radio-group";
import type { Size } from "../viewer/geometry";
import {
  type Field,
  fieldsOf,
  type ObjectSchema,
  type Preset,
  type PropertySchema,
  type Values,
  type Widget,
} from "./model";
import { initialValues, isBlank, openTab, problemOf, visibleFields } from "./values";
import { AnchorWidget, ChipsWidget, SegmentedWidget, SelectWidget } from "./widgets/choices";
import { DimensionPair } from "./widgets/dimension";
import { LayoutWidget } from "./widgets/layout";
import { JsonWidget, TagsWidget } from "./widgets/lists";
import { AngleWidget, NumberWidget, SliderWidget } from "./widgets/numbers";
import { ColorWidget, TextAreaWidget, TextWidget } from "./widgets/texts";
import { CheckboxWidget, SwitchWidget } from "./widgets/toggles";
import type { WidgetProps } from "./widgets/types";

const WIDGETS: Record<Widget, ComponentType<WidgetProps>> = {
  segmented: SegmentedWidget,
  chips: ChipsWidget,
  select: SelectWidget,
  slider: SliderWidget,
  number: NumberWidget,
  // A side without its pair is a number like any other.
  dimension: NumberWidget,
  angle: AngleWidget,
  color: ColorWidget,
  switch: SwitchWidget,
  checkbox: CheckboxWidget,
  text: TextWidget,
  textarea: TextAreaWidget,
  anchor: AnchorWidget,
  tags: TagsWidget,
  json: JsonWidget,
  layout: LayoutWidget,
  object: ObjectWidget,
  list: ListWidget,
};

/** Several values that belong together, each with its own control. */
function ObjectWidget({ field, value, onChange, image }: WidgetProps) {
  const { required = [] } = field.schema;
  return (
    <Parts
      schema={field.schema}
      values={asValues(value)}
      image={image}
      onChange={(next) => {
        const whole = Object.keys(next).length > 0 && required.every((name) => name in next);
        onChange(whole ? next : undefined);
      }}
    />
  );
}

/** A list of groups of values, which can be added to and taken from. */
function ListWidget({ field, value, onChange, image }: WidgetProps) {
  const { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = field.schema;
  const rows: unknown[] = Array.isArray(value) ? value : [];
  const set = (next: unknown[]) => onChange(next.length ? next : undefined);
  return (
    <div className="space-y-2">
      {rows.map((row, index) => (
        <div key={index} className="flex items-start gap-1">
          <div className="min-w-0 grow">
            <Parts
              schema={items}
              values={asValues(row)}
              image={image}
              onChange={(next) => set(rows.map((old, place) => (place === index ? next : old)))}
            />
          </div>
          <IconButton
            label={t("Remove number {number}", { number: index + 1 })}
            isDisabled={rows.length <= minItems}
            onPress={() => set(rows.filter((_, place) => place !== index))}
          >
            <X size={16} />
          </IconButton>
        </div>
      ))}
      <Button
        isDisabled={rows.length >= maxItems}
        onPress={() => set([...rows, initialValues(partsOf(items))])}
      >
        <Plus size={16} />
        {t("Add")}
      </Button>
    </div>
  );
}

const asValues = (value: unknown): Values =>
  (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}) as Values;

const partsOf = ({ properties = {}, required = [] }: PropertySchema): ObjectSchema => ({
  properties,
  required,
});

interface PartsProps {
  schema: PropertySchema;
  values: Values;
  onChange: (values: Values) => void;
  image?: Size | undefined;
}

/** The controls of a group of values; blank ones are left out of it. */
function Parts({ schema, values, onChange, image }: PartsProps) {
  const start = initialValues(partsOf(schema));
  const set = (name: string, part: unknown) => {
    const all = Object.entries({ ...start, ...values, [name]: part });
    onChange(Object.fromEntries(all.filter(([, one]) => !isBlank(one))));
  };
  return (
    <div className="space-y-1 border-s ps-3">
      {fieldsOf(partsOf(schema)).map((part) => (
        <FieldRow
          key={part.name}
          field={part}
          value={values[part.name] ?? start[part.name]}
          start={start[part.name]}
          onChange={(next) => set(part.name, next)}
          image={image}
        />
      ))}
    </div>
  );
}

interface FormProps {
  schema: ObjectSchema;
  values: Values;
  onChange: (values: Values) => void;
  tab?: string | undefined;
  onTab: (tab: string) => void;
  /** The server's word on single fields. */
  problems?: Record<string, string>;
  image?: Size | undefined;
  /** Fields that something else draws, such as a canvas. */
  without?: string[];
}

/** The settings form of a tool, drawn from its schema. */
export function SchemaForm({
  schema,
  values,
  onChange,
  tab,
  onTab,
  problems = {},
  image,
  without = [],
}: FormProps) {
  const set = (change: Values) => onChange({ ...values, ...change });
  const start = initialValues(schema);
  const open = openTab(schema, tab);
  const fields = visibleFields(schema, values, tab).filter(({ name }) => !without.includes(name));
  const plain = fields.filter((field) => !field.hints.advanced);
  const advanced = fields.filter((field) => field.hints.advanced);

  const draw = (list: Field[]) =>
    groupsOf(list).map(({ group, members }) => (
      <div key={group || members[0]?.name} className="space-y-1">
        {group && <h3 className="pt-1 text-sm font-medium">{group}</h3>}
        {members.map((field) => {
          const pair = members.find(({ name }) => name === field.hints.pair);
          if (field.widget === "dimension" && pair) {
            if (members.indexOf(pair) < members.indexOf(field)) return null;
            const swapped = field.name.toLowerCase().includes("height");
            return (
              <DimensionPair
                key={field.name}
                width={swapped ? pair : field}
                height={swapped ? field : pair}
                values={values}
                onChange={set}
                image={image}
                problems={problems}
              />
            );
          }
          return (
            <FieldRow
              key={field.name}
              field={field}
              value={values[field.name]}
              start={start[field.name]}
              onChange={(value) => set({ [field.name]: value })}
              problem={problems[field.name]}
              image={image}
            />
          );
        })}
      </div>
    ));

  return (
    <div className="space-y-3">
      {schema.ui?.tabs && open && (
        <RadioGroup
          aria-label={t("Mode")}
          value={open.id}
          onChange={onTab}
          className="flex rounded-control bg-pressed p-0.5"
        >
          {schema.ui.tabs.map(({ id, label }) => (
            <Radio
              key={id}
              value={id}
              className="flex h-7 flex-1 cursor-default items-center justify-center rounded-[5px] px-2 text-sm text-muted hover:text-text selected:bg-segment selected:font-medium selected:text-text touch:h-10"
            >
              {label}
            </Radio>
          ))}
        </RadioGroup>
      )}
      {open?.presets && <Presets presets={open.presets} values={values} start={start} onChange={set} />}
      {draw(plain)}
      {advanced.length > 0 && (
        <details className="group">
          <summary className="flex h-8 items-center gap-1 rounded-control text-sm text-muted hover:text-text touch:h-11">
            <ChevronRight size={16} className="group-open:rotate-90" />
            {t("Advanced")}
          </summary>
          <div className="space-y-3 pt-2">{draw(advanced)}</div>
        </details>
      )}
    </div>
  );
}

function groupsOf(fields: Field[]): { group: string; members: Field[] }[] {
  const groups = new Map<string, Field[]>();
  for (const field of fields) {
    const group = field.hints.group ?? "";
    groups.set(group, [...(groups.get(group) ?? []), field]);
  }
  return [...groups].map(([group, members]) => ({ group, members }));
}

interface RowProps {
  field: Field;
  value: unknown;
  start: unknown;
  onChange: (value: unknown) => void;
  problem?: string | undefined;
  image?: Size | undefined;
}

/** One field: label, reset once changed, the control, and a line below that is always there. */
function FieldRow({ field, value, start, onChange, problem, image }: RowProps) {
  const id = useId();
  const [note, setNote] = useState<string | null>(null);
  const own = isBlank(value) ? null : problemOf(field, value);
  const error = problem ?? own;
  const Widget = WIDGETS[field.widget];
  const toggle = field.widget === "checkbox" || field.widget === "switch";
  const changed = value !== start && !(isBlank(value) && isBlank(start));
  const hint = field.hints.hint ?? (toggle ? field.schema.description : undefined);
  const reset = (
    <IconButton
      label={t("Reset {name}", { name: field.label })}
      onPress={() => {
        setNote(null);
        onChange(start);
      }}
      className={cx("size-6! touch:size-8!", !changed && "invisible")}
    >
      <RotateCcw size={14} />
    </IconButton>
  );
  return (
    <div>
      {!toggle && (
        <div className="flex h-7 items-center justify-between">
          <label id={`${id}-label`} htmlFor={id} className="text-sm" title={field.schema.description}>
            {field.label}
          </label>
          {reset}
        </div>
      )}
      <Widget
        field={field}
        value={value}
        onChange={onChange}
        id={id}
        labelId={`${id}-label`}
        describedBy={`${id}-text`}
        invalid={Boolean(error)}
        onNote={setNote}
        image={image}
      />
      <p
        id={`${id}-text`}
        className={cx("min-h-[18px] pt-0.5 text-xs", error ? "text-danger" : "text-muted")}
      >
        {error ?? note ?? hint}
      </p>
    </div>
  );
}

/** Tiles that fill several fields at once; choosing the chosen one again clears them. */
function Presets(props: {
  presets: Preset[];
  values: Values;
  start: Values;
  onChange: (values: Values) => void;
}) {
  const { presets, values, start, onChange } = props;
  const groups = [...new Set(presets.map(({ group }) => group))];
  const isChosen = (preset: Preset) =>
    Object.entries(preset.values).every(([name, value]) => values[name] === value);
  const cleared = (preset: Preset) =>
    Object.fromEntries(Object.keys(preset.values).map((name) => [name, start[name]]));
  return (
    <div className="space-y-3">
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its legend into the border.
        <div key={group} role="group" aria-label={group}>
          <h3 className="pb-1 text-xs text-muted">{group}</h3>
          <div className="grid grid-cols-2 gap-2">
            {presets
              .filter((preset) => preset.group === group)
              .map((preset) => (
                <button
                  key={preset.label}
                  type="button"
                  aria-pressed={isChosen(preset)}
                  onClick={() => onChange(isChosen(preset) ? cleared(preset) : preset.values)}
                  className="min-h-11 rounded-control border border-hairline px-2.5 py-1 text-start text-sm hover:bg-hover aria-pressed:border-accent aria-pressed:text-accent"
                >
                  <span className="block truncate">{preset.label}</span>
                  {typeof preset.values.width === "number" && (
                    <span className="block text-xs text-muted tabular">
                      {`${preset.values.width} × ${preset.values.height}`}
                    </span>
                  )}
                </button>
              ))}
          </div>
        </div>
      ))}
    </div>
  );
}
