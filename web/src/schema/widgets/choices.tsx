import { cx } from "../../ui/classes";
import { Radio, RadioGroup } from "../../ui/radio-group";
import { Select } from "../../ui/select";
import { type Field, words } from "../model";
import type { WidgetProps } from "./types";

/** The word for an option: the hint's, else the value, capitals for the short names of formats. */
export function optionLabel(field: Field, value: string | number): string {
  const text = String(value);
  return (
    field.hints.labels?.[text] ??
    (field.name.toLowerCase().includes("format") ? text.toUpperCase() : words(text))
  );
}

const optionsOf = (field: Field): (string | number)[] => field.schema.enum ?? field.hints.choices ?? [];

/** The enum value behind the text that the control hands back. */
const chosen = (field: Field, text: unknown) =>
  optionsOf(field).find((option) => String(option) === String(text));

export function SegmentedWidget({ field, value, onChange, labelId, describedBy }: WidgetProps) {
  const options = optionsOf(field);
  const long = options.some((option) => optionLabel(field, option).length > 30 / options.length);
  return (
    <>
      <RadioGroup
        aria-labelledby={labelId}
        aria-describedby={describedBy}
        value={value === undefined ? null : String(value)}
        onChange={(text) => onChange(chosen(field, text))}
        className={cx("flex rounded-control bg-pressed p-0.5", long && "flex-col")}
      >
        {options.map((option) => (
          <Radio
            key={option}
            value={String(option)}
            className={cx(
              "flex h-7 min-w-0 flex-1 cursor-default items-center rounded-[5px] px-2 text-sm text-muted hover:text-text selected:bg-segment selected:font-medium selected:text-text touch:h-10",
              long ? "flex-none justify-start" : "justify-center",
            )}
          >
            <span className="truncate">{optionLabel(field, option)}</span>
          </Radio>
        ))}
      </RadioGroup>
      <Explained field={field} value={value} />
    </>
  );
}

export function ChipsWidget({ field, value, onChange, labelId, describedBy }: WidgetProps) {
  return (
    <>
      <RadioGroup
        aria-labelledby={labelId}
        aria-describedby={describedBy}
        value={value === undefined ? null : String(value)}
        onChange={(text) => onChange(chosen(field, text))}
        className="flex flex-wrap gap-2"
      >
        {optionsOf(field).map((option) => (
          <Radio
            key={option}
            value={String(option)}
            className={cx(
              "flex h-8 min-w-12 cursor-default items-center justify-center rounded-control border border-hairline px-3 text-sm hover:bg-hover selected:border-accent selected:font-medium selected:text-accent touch:h-11",
            )}
          >
            {optionLabel(field, option)}
          </Radio>
        ))}
      </RadioGroup>
      <Explained field={field} value={value} />
    </>
  );
}

export function SelectWidget({ field, value, onChange, labelId, describedBy }: WidgetProps) {
  return (
    <>
      <Select
        aria-labelledby={labelId}
        aria-describedby={describedBy}
        value={value === undefined ? null : String(value)}
        onChange={(key) => onChange(chosen(field, key))}
        options={optionsOf(field).map((option) => ({
          id: String(option),
          label: optionLabel(field, option),
        }))}
      />
      <Explained field={field} value={value} />
    </>
  );
}

/** What the chosen option means. */
function Explained({ field, value }: { field: Field; value: unknown }) {
  const text = field.hints.descriptions?.[String(value)];
  return text ? <p className="pt-1 text-xs text-muted">{text}</p> : null;
}

const ANCHORS = [
  "top-left",
  "top",
  "top-right",
  "left",
  "center",
  "right",
  "bottom-left",
  "bottom",
  "bottom-right",
];
const PLACE: Record<string, string> = { centre: "center", middle: "center" };
const flat = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");

/** One of nine positions on a grid; positions outside the grid, such as "tiled", follow as chips. */
export function AnchorWidget(props: WidgetProps) {
  const { field, value, onChange, labelId, describedBy } = props;
  const options = optionsOf(field).map(String);
  const at = (anchor: string) => options.find((option) => flat(PLACE[option] ?? option) === flat(anchor));
  const grid = ANCHORS.map(at);
  if (!grid.some(Boolean)) return <ChipsWidget {...props} />;
  const rest = options.filter((option) => !grid.includes(option));
  return (
    <RadioGroup
      aria-labelledby={labelId}
      aria-describedby={describedBy}
      value={value === undefined ? null : String(value)}
      onChange={(text) => onChange(chosen(field, text))}
      className="flex items-end gap-3"
    >
      <div className="grid grid-cols-3 gap-1 rounded-control border border-control p-1">
        {grid.map((option, index) =>
          option ? (
            <Radio
              key={option}
              value={option}
              aria-label={optionLabel(field, option)}
              className={cx(
                "group flex size-8 items-center justify-center rounded-[4px] hover:bg-hover touch:size-11",
              )}
            >
              <span className="size-2 rounded-full bg-control group-has-checked:size-4 group-has-checked:rounded-sm group-has-checked:bg-accent" />
            </Radio>
          ) : (
            <span key={index} className="size-8" />
          ),
        )}
      </div>
      {rest.map((option) => (
        <Radio
          key={option}
          value={option}
          className={cx(
            "flex h-8 items-center rounded-control border border-hairline px-3 text-sm selected:border-accent selected:text-accent",
          )}
        >
          {optionLabel(field, option)}
        </Radio>
      ))}
    </RadioGroup>
  );
}
