import { Search, X } from "lucide-react";
import { t } from "../i18n";
import { IconButton } from "./button";
import { cx } from "./classes";
import { inputClass } from "./text-field";

interface SearchFieldProps {
  /** What is searched; its name, and shown while it is empty. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  onEnter?: () => void;
  className?: string;
}

/** A field that filters what stands below it; Escape empties it. */
export function SearchField({ label, value, onChange, onEnter, className }: SearchFieldProps) {
  return (
    <div className="relative">
      <Search
        size={16}
        aria-hidden
        className="pointer-events-none absolute inset-y-0 start-3 my-auto text-muted"
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        className={cx(inputClass, "ps-9! pe-9! [&::-webkit-search-cancel-button]:hidden", className)}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onChange("");
          if (event.key === "Enter") onEnter?.();
        }}
      />
      {value && (
        <IconButton
          label={t("Clear search")}
          onPress={() => onChange("")}
          className="absolute! inset-y-0 end-0.5 my-auto size-7!"
        >
          <X size={16} />
        </IconButton>
      )}
    </div>
  );
}
