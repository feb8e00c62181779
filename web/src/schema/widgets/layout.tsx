import { t } from "../../i18n";
import { Radio, RadioGroup } from "../../ui/radio-group";
import type { WidgetProps } from "./types";

/** One of several arrangements, each drawn small, by the number of their cells. */
export function LayoutWidget({ field, value, onChange, labelId, describedBy }: WidgetProps) {
  return (
    <RadioGroup
      aria-labelledby={labelId}
      aria-describedby={describedBy}
      value={value === undefined ? null : String(value)}
      onChange={onChange}
      className="grid grid-cols-6 gap-1.5"
    >
      {field.hints.layouts?.map(({ id, cells }) => (
        <Radio
          key={id}
          value={id}
          aria-label={t("{id}, {count, plural, one {# picture} other {# pictures}}", {
            id,
            count: cells.length,
          })}
          className="flex aspect-square items-center justify-center rounded-control border border-hairline p-1 text-muted hover:bg-hover selected:border-accent selected:text-accent"
        >
          <svg viewBox="0 0 1 1" aria-hidden className="size-full fill-current">
            {cells.map(([left = 0, top = 0, width = 0, height = 0]) => (
              <rect
                key={`${left} ${top}`}
                x={left + 0.03}
                y={top + 0.03}
                width={width - 0.06}
                height={height - 0.06}
                rx={0.04}
              />
            ))}
          </svg>
        </Radio>
      ))}
    </RadioGroup>
  );
}
