import { ArrowLeftRight } from "lucide-react";
import { useId } from "react";
import { t } from "../i18n";
import { formatSize } from "../i18n/format";
import { NumberInput } from "../schema/widgets/number-input";
import { Button } from "../ui/button";
import { CheckBox } from "../ui/check-box";
import { Radio, RadioGroup } from "../ui/radio-group";
import type { Rect, Size } from "../viewer/geometry";
import { typed, whole } from "./crop-geometry";
import { PRESETS, type PresetId, ratioOf, rectOn, setRatio, setRect, swap, useCrop } from "./crop-store";

/** The crop rectangle in numbers, with the aspect presets. */
export function CropPanel({ image, several }: { image: Size; several: boolean }) {
  const crop = useCrop();
  const rect = rectOn(crop, image);
  const ratio = ratioOf(crop);
  const id = useId();
  const fields: { field: keyof Rect; label: string; low: number; high: number }[] = [
    { field: "x", label: t("X"), low: 0, high: image.width - 1 },
    { field: "y", label: t("Y"), low: 0, high: image.height - 1 },
    { field: "width", label: t("Width"), low: 1, high: image.width },
    { field: "height", label: t("Height"), low: 1, high: image.height },
  ];
  return (
    <div className="space-y-4">
      <div>
        <span id={`${id}-aspect`} className="mb-1 block text-sm">
          {t("Aspect ratio")}
        </span>
        <RadioGroup
          aria-labelledby={`${id}-aspect`}
          value={crop.preset}
          onChange={(preset) => setRatio({ preset: preset as PresetId }, image)}
          className="grid grid-cols-3 gap-2"
        >
          {[...PRESETS, { id: "custom" as const, label: t("Custom") }].map(({ id: preset, label }) => (
            <Radio
              key={preset}
              value={preset}
              className="flex h-8 cursor-default items-center justify-center rounded-control border border-hairline text-sm tabular hover:bg-hover selected:border-accent selected:font-medium selected:text-accent touch:h-11"
            >
              {label || t("Free")}
            </Radio>
          ))}
        </RadioGroup>
      </div>
      {crop.preset === "custom" && (
        <div className="flex items-end gap-2">
          {(["width", "height"] as const).map((side) => (
            <NumberInput
              key={side}
              label={side === "width" ? t("Ratio, width") : t("Ratio, height")}
              value={crop.custom[side]}
              low={1}
              onChange={(value) =>
                value && value > 0 && setRatio({ custom: { ...crop.custom, [side]: value } }, image)
              }
              className="grow"
            />
          ))}
        </div>
      )}
      <div className="grid grid-cols-2 gap-x-3 gap-y-2">
        {fields.map(({ field, label, low, high }) => (
          <div key={field}>
            <label htmlFor={`${id}-${field}`} className="mb-1 block text-sm">
              {label}
            </label>
            <NumberInput
              id={`${id}-${field}`}
              value={rect[field]}
              low={low}
              high={high}
              whole
              unit="px"
              onChange={(value) =>
                value !== undefined && value >= low && setRect(typed(rect, field, value, image, ratio), image)
              }
            />
          </div>
        ))}
      </div>
      <div className="flex gap-2">
        <Button className="grow" onPress={() => swap(image)}>
          <ArrowLeftRight size={16} />
          {t("Swap")}
        </Button>
        <Button
          className="grow"
          onPress={() => {
            setRatio({ preset: "free" }, image);
            setRect(whole(image), image, true);
          }}
        >
          {t("Whole image")}
        </Button>
      </div>
      <CheckBox isSelected={crop.thirds} onChange={(thirds) => useCrop.setState({ thirds })}>
        {t("Rule of thirds")}
      </CheckBox>
      <p className="text-sm text-muted tabular">
        {t("{region} of {image} px", {
          region: formatSize(rect.width, rect.height),
          image: formatSize(image.width, image.height),
        })}
        {several && ` · ${t("the same share is cut from every image")}`}
      </p>
    </div>
  );
}
