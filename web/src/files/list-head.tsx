import { ArrowDown, ArrowUp } from "lucide-react";
import { t } from "../i18n";
import { cx } from "../ui/classes";
import { ROW_COLUMNS } from "./file-item";
import { isDescending, type Search, type Sort, sortLabel } from "./search";

interface ListHeadProps {
  search: Search;
  onSearch: (search: Search) => void;
}

/** The names of the columns; each orders the rows, a second time the other way round. */
export function ListHead({ search, onSearch }: ListHeadProps) {
  const sort = search.sort ?? "date";
  const button = (key: Sort, className: string) => {
    const current = key === sort;
    const down = isDescending(search);
    const Arrow = down ? ArrowDown : ArrowUp;
    const label = sortLabel(key);
    return (
      <button
        type="button"
        aria-label={
          current
            ? down
              ? t("{label}, descending; turn round", { label })
              : t("{label}, ascending; turn round", { label })
            : t("Order by {label}", { label: label.toLowerCase() })
        }
        onClick={() =>
          onSearch({
            ...search,
            sort: key === "date" ? undefined : key,
            reverse: (current && !search.reverse) || undefined,
          })
        }
        className={cx(
          "flex h-7 items-center gap-1 truncate rounded-control hover:text-text",
          current ? "text-text" : "text-muted",
          className,
        )}
      >
        {label}
        {current && <Arrow size={12} aria-hidden />}
      </button>
    );
  };
  return (
    <div className="@container shrink-0 overflow-y-scroll border-b px-3 text-xs [scrollbar-color:transparent_transparent]">
      <div className={ROW_COLUMNS}>
        <span className="col-span-2 w-19" />
        {button("name", "justify-self-start")}
        {button("type", "justify-self-start @max-4xl:hidden")}
        <span className="text-end text-muted @max-4xl:hidden">{t("Dimensions")}</span>
        {button("size", "justify-self-end @max-lg:hidden")}
        {button("date", "justify-self-end @max-lg:hidden")}
      </div>
    </div>
  );
}
