import { Check, GitBranch } from "lucide-react";
import { createContext, useContext } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { GridListItem } from "react-aria-components/GridList";
import type { StoredFile } from "../api/library";
import { useCatalogue, useFormats } from "../api/queries";
import { t } from "../i18n";
import { formatAgo, formatBytes, formatMoment, formatNumber } from "../i18n/format";
import { cx } from "../ui/classes";
import { FileThumb } from "./file-thumb";
import { chainText, dimensions, facts, formatName } from "./words";

/** What the items of a list have in common; by context, so that it can change without making the list anew. */
interface Look {
  view: "grid" | "list";
  compact: boolean;
  headings: ReadonlyMap<string, string>;
}

export const LookContext = createContext<Look>({ view: "grid", compact: false, headings: new Map() });

/** One file of the list. */
export const fileItem = (file: StoredFile) => (
  <GridListItem
    id={file.id}
    textValue={file.originalName}
    className="group relative size-full cursor-default rounded-control outline-offset-0! select-none"
  >
    <Item file={file} />
  </GridListItem>
);

function Item({ file }: { file: StoredFile }) {
  const { view, compact, headings } = useContext(LookContext);
  const heading = headings.get(file.id);
  return (
    <>
      {heading && (
        // Each entry says its day anyway; the heading is for the eye.
        <span
          aria-hidden
          className="absolute start-1 bottom-full pb-1.5 text-sm font-medium whitespace-nowrap text-text"
        >
          {heading}
        </span>
      )}
      {view === "grid" ? <Tile file={file} compact={compact} /> : <Row file={file} compact={compact} />}
    </>
  );
}

function Tile({ file, compact }: { file: StoredFile; compact: boolean }) {
  return (
    <div className="flex size-full flex-col rounded-card p-1.5 outline-accent group-hover:bg-hover group-selected:bg-hover group-selected:outline-2 group-selected:-outline-offset-2 group-selected:outline-solid">
      <div className="relative min-h-0 grow">
        <FileThumb id={file.id} free className="size-full" />
        <span className="absolute start-1.5 top-1.5 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100 group-selected:opacity-100 in-data-selecting:opacity-100">
          <Mark />
        </span>
        <Versions file={file} className="absolute end-1.5 bottom-1.5" />
      </div>
      <div className={cx("shrink-0 px-0.5 pt-1.5", compact && "pt-1")}>
        <bdi className="block truncate text-sm" title={file.originalName}>
          {file.originalName}
        </bdi>
        {!compact && <span className="block truncate text-xs text-muted tabular">{facts(file)}</span>}
      </div>
    </div>
  );
}

export const ROW_COLUMNS =
  "grid grid-cols-[1.75rem_auto_minmax(0,1fr)_4.5rem_7rem_5rem_8rem] @max-4xl:grid-cols-[1.75rem_auto_minmax(0,1fr)_5rem_8rem] @max-lg:grid-cols-[1.75rem_auto_minmax(0,1fr)] items-center gap-x-3 px-2";

function Row({ file, compact }: { file: StoredFile; compact: boolean }) {
  const formats = useFormats().data ?? [];
  const tools = useCatalogue().data?.tools ?? [];
  return (
    <div
      className={cx(
        ROW_COLUMNS,
        "size-full rounded-control border-b border-transparent text-sm group-hover:bg-hover group-selected:bg-pressed",
      )}
    >
      <span className="justify-self-center">
        <Mark />
      </span>
      <FileThumb id={file.id} className={compact ? "h-6 w-8" : "h-9 w-12"} />
      <div className="min-w-0">
        <div className="flex min-w-0 items-center gap-2">
          <bdi className="truncate" title={file.originalName}>
            {file.originalName}
          </bdi>
          <Versions file={file} />
        </div>
        {!compact && (
          <span className="block truncate text-xs text-muted">
            <span className="@lg:hidden tabular">{facts(file)}</span>
            <span className="@max-lg:hidden">{chainText(file, tools)}</span>
          </span>
        )}
      </div>
      <span className="truncate text-muted @max-4xl:hidden">{formatName(file, formats)}</span>
      <span className="truncate text-end text-muted tabular @max-4xl:hidden">{dimensions(file)}</span>
      <span
        className="truncate text-end tabular @max-lg:hidden"
        title={t("{bytes} bytes", { bytes: formatNumber(file.size) })}
      >
        {formatBytes(file.size)}
      </span>
      <span className="truncate text-end text-muted @max-lg:hidden" title={formatMoment(file.createdAt)}>
        {formatAgo(file.createdAt)}
      </span>
    </div>
  );
}

/** The check box of an entry. */
function Mark() {
  return (
    <Checkbox
      slot="selection"
      className="relative flex size-[18px] items-center justify-center rounded-[4px] border border-control bg-panel text-on-accent outline-offset-2 after:absolute after:-inset-2 group-selected:border-accent group-selected:bg-accent"
    >
      <Check size={14} strokeWidth={3} className="invisible group-selected:visible" />
    </Checkbox>
  );
}

function Versions({ file, className }: { file: StoredFile; className?: string }) {
  if (file.version < 2) return null;
  return (
    <span
      className={cx(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-[4px] bg-panel px-1 text-xs text-muted tabular outline-1 outline-hairline",
        className,
      )}
    >
      <GitBranch size={12} aria-hidden />
      {t("V{version}", { version: file.version })}
    </span>
  );
}
