import { ArrowLeftRight, Link2, Link2Off } from "lucide-react";
import { useId, useState } from "react";
import { t } from "../../i18n";
import { IconButton } from "../../ui/button";
import type { Size } from "../../viewer/geometry";
import { type Field, range, type Values } from "../model";
import { otherSide } from "../values";
import { NumberInput } from "./number-input";

interface DimensionProps {
  width: Field;
  height: Field;
  values: Values;
  onChange: (values: Values) => void;
  image?: Size | undefined;
  problems: Record<string, string>;
}

/** Two sides with a lock that keeps the ratio of the image: setting one side sets the other. */
export function DimensionPair({ width, height, values, onChange, image, problems }: DimensionProps) {
  const id = useId();
  const [choice, setChoice] = useState<boolean | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [w, h] = [values[width.name], values[height.name]].map((value) =>
    typeof value === "number" ? value : undefined,
  );

  // Until somebody chooses, two sides that break the ratio of the image count as meant.
  const matches =
    !image ||
    w === undefined ||
    h === undefined ||
    otherSide(w, image.width, image.height) === h ||
    otherSide(h, image.height, image.width) === w;
  const locked = choice ?? matches;

  const set = (field: Field, next: number | undefined) => {
    const other = field === width ? height : width;
    const [own, across] = field === width ? [image?.width, image?.height] : [image?.height, image?.width];
    const follows = locked && own && across;
    onChange({
      [field.name]: next,
      ...(follows
        ? { [other.name]: next === undefined || next <= 0 ? undefined : otherSide(next, own, across) }
        : {}),
    });
  };

  const lock = () => {
    setChoice(!locked);
    if (!locked && image && w !== undefined)
      onChange({ [height.name]: otherSide(w, image.width, image.height) });
  };

  const problem = problems[width.name] ?? problems[height.name];
  const input = (field: Field, value: number | undefined) => (
    <div className="min-w-0 flex-1">
      <label htmlFor={`${id}-${field.name}`} className="mb-1 block text-sm">
        {field.label}
      </label>
      <NumberInput
        id={`${id}-${field.name}`}
        describedBy={`${id}-text`}
        invalid={Boolean(problems[field.name])}
        value={value}
        onChange={(next) => set(field, next)}
        onNote={setNote}
        low={range(field.schema).low}
        high={range(field.schema).high}
        whole={field.schema.type === "integer"}
        unit={field.hints.unit}
        placeholder={field.hints.placeholder ?? t("auto")}
      />
    </div>
  );

  return (
    <div>
      <div className="flex items-end gap-1">
        {input(width, w)}
        <IconButton
          label={locked ? t("Ratio locked: unlock") : t("Ratio free: lock")}
          aria-pressed={locked}
          onPress={lock}
          className={locked ? "text-accent!" : undefined}
        >
          {locked ? <Link2 size={16} /> : <Link2Off size={16} />}
        </IconButton>
        {input(height, h)}
        <IconButton
          label={t("Swap width and height")}
          isDisabled={locked && Boolean(image)}
          onPress={() => onChange({ [width.name]: h, [height.name]: w })}
        >
          <ArrowLeftRight size={16} />
        </IconButton>
      </div>
      <p
        id={`${id}-text`}
        className={`min-h-[18px] pt-0.5 text-xs ${problem ? "text-danger" : "text-muted"}`}
      >
        {problem ?? note}
      </p>
    </div>
  );
}
