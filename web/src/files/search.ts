import { t } from "../i18n";
import { endOfDay, startOfDay } from "../i18n/days";

export const SORTS = ["date", "name", "size", "type"] as const;
export type Sort = (typeof SORTS)[number];

export const sortLabel = (sort: Sort): string =>
  ({ date: t("Date"), name: t("Name"), size: t("Size"), type: t("Type") })[sort];

/** Which files are shown and in which order, as the address carries it; what is missing does not narrow. */
export interface Search {
  q?: string | undefined;
  /** A MIME type. */
  type?: string | undefined;
  tool?: string | undefined;
  /** Days, as date inputs have them. */
  from?: string | undefined;
  to?: string | undefined;
  /** Bytes. */
  min?: number | undefined;
  max?: number | undefined;
  owner?: string | undefined;
  versions?: true | undefined;
  sort?: Sort | undefined;
  /** Whether the order is the other way round than usual for it. */
  reverse?: true | undefined;
}

const text = (value: unknown): string | undefined =>
  (typeof value === "string" || typeof value === "number") && `${value}` ? `${value}` : undefined;

const day = (value: unknown): string | undefined =>
  typeof value === "string" && startOfDay(value) ? value : undefined;

const bytes = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.round(value) : undefined;

/** Reads the query of the address; what makes no sense is left out. */
export function parseSearch(query: Record<string, unknown>): Search {
  const sort = SORTS.find((key) => key === query.sort);
  const found: Search = {
    q: text(query.q),
    type: text(query.type),
    tool: text(query.tool),
    from: day(query.from),
    to: day(query.to),
    min: bytes(query.min),
    max: bytes(query.max),
    owner: text(query.owner),
    versions: query.versions === true || undefined,
    sort: sort === "date" ? undefined : sort,
    reverse: query.reverse === true || undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Whether the newest, the largest or the last of the alphabet comes first. */
export const isDescending = ({ sort = "date", reverse }: Search): boolean =>
  (sort === "date" || sort === "size") !== Boolean(reverse);

/** The query of `GET /files`, without the page. */
export function requestOf(search: Search): Record<string, string> {
  const asked = {
    search: search.q?.trim(),
    type: search.type,
    tool: search.tool,
    from: search.from && startOfDay(search.from),
    to: search.to && endOfDay(search.to),
    minSize: search.min?.toString(),
    maxSize: search.max?.toString(),
    owner: search.owner,
    versioned: search.versions && "true",
    sort: search.sort ?? "date",
    descending: String(isDescending(search)),
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) as Record<string, string>;
}

const FILTERS = ["type", "tool", "from", "to", "min", "max", "owner", "versions"] as const;

/** How many filters are set; the two ends of a range are one. */
export const filterCount = ({ from, to, min, max, type, tool, owner, versions }: Search): number =>
  [type, tool, from ?? to, min ?? max, owner, versions].filter((value) => value !== undefined).length;

export const withoutFilters = (search: Search): Search =>
  Object.fromEntries(Object.entries(search).filter(([key]) => !(FILTERS as readonly string[]).includes(key)));

/** Whether anything narrows the list. */
export const isNarrowed = (search: Search): boolean => Boolean(search.q?.trim()) || filterCount(search) > 0;
