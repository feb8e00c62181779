import { Check, ChevronDown } from "lucide-react";
import { useId } from "react";
import { Button } from "react-aria-components/Button";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { cx } from "./classes";
import { menuItemClass, popoverClass } from "./menu";
import { inputClass } from "./text-field";

export interface Option {
  id: string;
  label: string;
  /** What choosing it means, below the label. */
  detail?: string;
}

interface SelectProps {
  options: Option[];
  value: string | null;
  onChange: (id: string) => void;
  isDisabled?: boolean;
  /** What stands there before anything is chosen. */
  placeholder?: string;
  className?: string;
  "aria-label"?: string | undefined;
  "aria-labelledby"?: string | undefined;
  "aria-describedby"?: string | undefined;
}

/** One of a list that opens. */
export function Select({ options, onChange, placeholder, className, ...props }: SelectProps) {
  return (
    <AriaSelect
      {...props}
      onChange={(key) => key !== null && onChange(String(key))}
      className={cx("min-w-0", className)}
    >
      <Button className={cx(inputClass, "flex items-center justify-between gap-2 text-start")}>
        <SelectValue className="truncate">
          {({ selectedText }) => selectedText || <span className="text-muted">{placeholder}</span>}
        </SelectValue>
        <ChevronDown size={16} className="shrink-0 text-muted" />
      </Button>
      <Popover className={cx(popoverClass, "w-max max-w-[min(24rem,90vw)] min-w-(--trigger-width)")}>
        <ListBox className="p-1 outline-none">
          {options.map(({ id, label, detail }) => (
            <ListBoxItem
              key={id}
              id={id}
              textValue={label}
              className={cx(menuItemClass, "group justify-between", detail && "h-auto! py-1.5")}
            >
              <span className="min-w-0">
                <bdi className="block truncate">{label}</bdi>
                {detail && <span className="block font-normal text-muted">{detail}</span>}
              </span>
              <Check size={16} className="invisible shrink-0 text-accent group-selected:visible" />
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** The same with a label above, and its line for an error. */
export function SelectField({
  label,
  error,
  className,
  ...props
}: SelectProps & { label: string; error?: string | null }) {
  const id = useId();
  return (
    <div className={className}>
      <span id={id} className="mb-1 block text-sm">
        {label}
      </span>
      <Select {...props} aria-labelledby={id} aria-describedby={`${id}-error`} />
      <p id={`${id}-error`} className="min-h-[18px] pt-0.5 text-xs text-danger">
        {error}
      </p>
    </div>
  );
}
