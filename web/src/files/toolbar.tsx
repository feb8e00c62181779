import { FolderUp, LayoutGrid, ListFilter, PanelRight, Rows3, SlidersHorizontal, Upload } from "lucide-react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { PageHeading } from "../app/page";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Button, IconButton, iconButtonClass } from "../ui/button";
import { Switch } from "../ui/check-box";
import { popoverClass } from "../ui/menu";
import { Radio, RadioGroup } from "../ui/radio-group";
import { Select } from "../ui/select";
import { prefer, useFilePreferences } from "./preferences";
import { filterCount, isDescending, type Search, SORTS, type Sort, sortLabel } from "./search";
import { SearchText } from "./search-text";
import { UsageLine } from "./storage";

interface ToolbarProps {
  search: Search;
  onSearch: (search: Search) => void;
  /** How many files there are; undefined while nobody knows. */
  total: number | undefined;
  filtersOpen: boolean;
  onFilters: (open: boolean) => void;
  onUpload: (folder: boolean) => void;
}

/** The head of the page: what it is, how to narrow it, how to see it, and how to add to it. */
export function Toolbar({ search, onSearch, total, filtersOpen, onFilters, onUpload }: ToolbarProps) {
  const filters = filterCount(search);
  const { view, details } = useFilePreferences();
  return (
    <div className="flex shrink-0 items-center gap-x-3 gap-y-2 border-b bg-panel px-4 py-2.5 max-md:flex-wrap max-md:px-3">
      <div className="min-w-0 flex-1 basis-24">
        <PageHeading className="text-xl font-semibold">{t("Files")}</PageHeading>
        <p className="flex h-[17px] gap-2 overflow-hidden text-xs whitespace-nowrap text-muted tabular">
          {total !== undefined && (
            <span role="status">{t("{count, plural, one {# file} other {# files}}", { count: total })}</span>
          )}
          <UsageLine />
        </p>
      </div>
      <div className="w-64 min-w-28 max-md:order-3 max-md:w-auto max-md:flex-1">
        <SearchText value={search.q ?? ""} onChange={(q) => onSearch({ ...search, q: q || undefined })} />
      </div>
      <div className="flex shrink-0 items-center gap-1 max-md:order-4">
        <AriaButton
          aria-expanded={filtersOpen}
          aria-label={filters ? t("Filters, {count} set", { count: filters }) : t("Filters")}
          onPress={() => onFilters(!filtersOpen)}
          className={iconButtonClass(filtersOpen || filters ? "bg-pressed text-text!" : "")}
        >
          <ListFilter size={16} />
          {filters > 0 && <span className="-ms-1 text-xs tabular">{formatNumber(filters)}</span>}
        </AriaButton>
        <DisplayOptions search={search} onSearch={onSearch} />
      </div>
      <div className="flex shrink-0 items-center gap-1">
        <RadioGroup
          aria-label={t("View")}
          value={view}
          onChange={(value) => prefer({ view: value as "grid" | "list" })}
          className="flex"
        >
          <Radio value="grid" aria-label={t("Grid")} className={VIEW}>
            <LayoutGrid size={16} />
          </Radio>
          <Radio value="list" aria-label={t("List")} className={VIEW}>
            <Rows3 size={16} />
          </Radio>
        </RadioGroup>
        <IconButton
          label={details ? t("Hide the details") : t("Show the details")}
          keys="I"
          className={`max-lg:hidden ${details ? "bg-pressed text-text!" : ""}`}
          onPress={() => prefer({ details: !details })}
        >
          <PanelRight size={16} />
        </IconButton>
      </div>
      <div className="flex shrink-0 items-center gap-1">
        <IconButton label={t("Upload a folder")} className="max-md:hidden" onPress={() => onUpload(true)}>
          <FolderUp size={16} />
        </IconButton>
        <Button tone="primary" onPress={() => onUpload(false)}>
          <Upload size={16} />
          <span className="max-md:sr-only">{t("Upload")}</span>
        </Button>
      </div>
    </div>
  );
}

const VIEW = iconButtonClass("selected:bg-pressed selected:text-text");

const orderLabels = (sort: Sort): [string, string] =>
  sort === "date"
    ? [t("Newest first"), t("Oldest first")]
    : sort === "size"
      ? [t("Largest first"), t("Smallest first")]
      : [t("Z to A"), t("A to Z")];

function DisplayOptions({ search, onSearch }: Pick<ToolbarProps, "search" | "onSearch">) {
  const { density, grouped } = useFilePreferences();
  const sort = search.sort ?? "date";
  const [down, up] = orderLabels(sort);
  const set = (part: Search) => onSearch({ ...search, ...part });
  return (
    <DialogTrigger>
      <AriaButton aria-label={t("Order and density")} className={iconButtonClass()}>
        <SlidersHorizontal size={16} />
      </AriaButton>
      <Popover className={popoverClass} placement="bottom end">
        <Dialog aria-label={t("Order and density")} className="w-64 space-y-3 p-3 text-sm outline-none">
          <div className="flex items-center justify-between gap-3">
            <span>{t("Order by")}</span>
            <Select
              aria-label={t("Order by")}
              className="w-36"
              value={sort}
              onChange={(id) => set({ sort: id === "date" ? undefined : (id as Sort), reverse: undefined })}
              options={SORTS.map((id) => ({ id, label: sortLabel(id) }))}
            />
          </div>
          <div className="flex items-center justify-between gap-3">
            <span>{t("Direction")}</span>
            <Select
              aria-label={t("Direction")}
              className="w-36"
              value={isDescending(search) ? "down" : "up"}
              onChange={(id) =>
                set({
                  reverse: (id === "down") !== isDescending({ ...search, reverse: undefined }) || undefined,
                })
              }
              options={[
                { id: "down", label: down },
                { id: "up", label: up },
              ]}
            />
          </div>
          <div className="flex items-center justify-between gap-3">
            <span>{t("Density")}</span>
            <Select
              aria-label={t("Density")}
              className="w-36"
              value={density}
              onChange={(id) => prefer({ density: id as "comfortable" | "compact" })}
              options={[
                { id: "comfortable", label: t("Comfortable") },
                { id: "compact", label: t("Compact") },
              ]}
            />
          </div>
          <Switch
            isSelected={grouped}
            isDisabled={sort !== "date"}
            onChange={(on) => prefer({ grouped: on })}
          >
            {t("Group by day")}
          </Switch>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
