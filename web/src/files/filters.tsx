import { usePeople } from "../api/people";
import { useCatalogue, useFormats } from "../api/queries";
import { useCan } from "../api/session";
import { t } from "../i18n";
import { dayOf } from "../i18n/days";
import { Button } from "../ui/button";
import { CheckBox } from "../ui/check-box";
import { Select } from "../ui/select";
import { inputClass } from "../ui/text-field";
import { filterCount, type Search, withoutFilters } from "./search";

const ANY = "any";
const CUSTOM = "custom";
const DAY_MS = 86_400_000;
const MB = 1024 * 1024;

// What uploads are stored as; everything else is just bytes to the library.
const STORED_TYPES = [
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/gif",
  "image/avif",
  "image/tiff",
  "image/bmp",
];
const BYTES = "application/octet-stream";

const SIZES = [
  { id: "small", max: MB },
  { id: "medium", min: MB, max: 10 * MB },
  { id: "large", min: 10 * MB },
  { id: "huge", min: 100 * MB },
] as const;

interface FiltersProps {
  search: Search;
  onChange: (search: Search) => void;
}

/** What narrows the list; each choice is in the address. */
export function Filters({ search, onChange }: FiltersProps) {
  const formats = useFormats().data ?? [];
  const tools = useCatalogue().data?.tools ?? [];
  const can = useCan();
  const set = (part: Search) => onChange({ ...search, ...part });
  const types = STORED_TYPES.map((mime) => ({
    id: mime,
    label: formats.find((format) => format.mime === mime)?.name ?? mime,
  }));
  return (
    <search
      aria-label={t("Filters")}
      className="flex flex-wrap items-center gap-2 border-b bg-panel px-4 py-2 max-md:px-3"
    >
      <Select
        aria-label={t("Type")}
        className="w-40 max-md:flex-1"
        value={search.type ?? ANY}
        onChange={(id) => set({ type: id === ANY ? undefined : id })}
        options={[{ id: ANY, label: t("Any type") }, ...types, { id: BYTES, label: t("Other formats") }]}
      />
      <Select
        aria-label={t("Tool used")}
        className="w-44 max-md:flex-1"
        value={search.tool ?? ANY}
        onChange={(id) => set({ tool: id === ANY ? undefined : id })}
        options={[
          { id: ANY, label: t("Any tool or none") },
          ...tools
            .map(({ id, name }) => ({ id, label: name }))
            .sort((a, b) => a.label.localeCompare(b.label)),
        ]}
      />
      <Dates search={search} onChange={set} />
      <Select
        aria-label={t("Size")}
        className="w-40 max-md:flex-1"
        value={
          SIZES.find(
            (size) =>
              search.min === ("min" in size ? size.min : undefined) &&
              search.max === ("max" in size ? size.max : undefined),
          )?.id ?? (search.min || search.max ? CUSTOM : ANY)
        }
        onChange={(id) => {
          const size = SIZES.find((one) => one.id === id);
          if (id !== CUSTOM)
            set({
              min: size && "min" in size ? size.min : undefined,
              max: size && "max" in size ? size.max : undefined,
            });
        }}
        options={[
          { id: ANY, label: t("Any size") },
          { id: "small", label: t("Up to 1 MB") },
          { id: "medium", label: t("1 to 10 MB") },
          { id: "large", label: t("10 MB and more") },
          { id: "huge", label: t("100 MB and more") },
        ]}
      />
      {can("files:all") && can("users:manage") && <Owners search={search} onChange={set} />}
      <CheckBox
        isSelected={search.versions === true}
        onChange={(chosen) => set({ versions: chosen || undefined })}
      >
        {t("With versions")}
      </CheckBox>
      {filterCount(search) > 0 && (
        <Button tone="quiet" className="text-muted" onPress={() => onChange(withoutFilters(search))}>
          {t("Clear filters")}
        </Button>
      )}
    </search>
  );
}

const PERIODS = [0, 7, 30, 365];

const since = (days: number): string => dayOf(Date.now() - days * DAY_MS);

function Dates({ search, onChange }: FiltersProps) {
  const { from, to } = search;
  const period = to ? undefined : PERIODS.find((days) => from === since(days));
  const custom = Boolean(from || to) && period === undefined;
  const choose = (id: string) => {
    if (id === ANY) onChange({ from: undefined, to: undefined });
    else if (id === CUSTOM) onChange({ from: since(14), to: since(0) });
    else onChange({ from: since(Number(id)), to: undefined });
  };
  return (
    <>
      <Select
        aria-label={t("Date")}
        className="w-40 max-md:flex-1"
        value={custom ? CUSTOM : period === undefined ? ANY : String(period)}
        onChange={choose}
        options={[
          { id: ANY, label: t("Any date") },
          { id: "0", label: t("Today") },
          { id: "7", label: t("Last 7 days") },
          { id: "30", label: t("Last 30 days") },
          { id: "365", label: t("Last year") },
          { id: CUSTOM, label: t("From … to …") },
        ]}
      />
      {custom && (
        <span className="flex items-center gap-2 text-sm text-muted">
          <input
            type="date"
            aria-label={t("From day")}
            value={from ?? ""}
            max={to}
            onChange={(event) => onChange({ from: event.target.value || undefined })}
            className={inputClass}
          />
          {t("to")}
          <input
            type="date"
            aria-label={t("To day")}
            value={to ?? ""}
            min={from}
            onChange={(event) => onChange({ to: event.target.value || undefined })}
            className={inputClass}
          />
        </span>
      )}
    </>
  );
}

function Owners({ search, onChange }: FiltersProps) {
  const { data } = usePeople();
  if (!data) return null;
  return (
    <Select
      aria-label={t("Owner")}
      className="w-40 max-md:flex-1"
      value={search.owner ?? ANY}
      onChange={(id) => onChange({ owner: id === ANY ? undefined : id })}
      options={[
        { id: ANY, label: t("Anybody") },
        ...data.users.map(({ username }) => ({ id: username, label: username })),
      ]}
    />
  );
}
