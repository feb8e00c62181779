import { type KeyboardEvent, useMemo } from "react";
import { Collection } from "react-aria-components/Collection";
import { GridList, GridListLoadMoreItem, type Selection } from "react-aria-components/GridList";
import { Virtualizer } from "react-aria-components/Virtualizer";
import type { StoredFile } from "../api/library";
import { t } from "../i18n";
import { fileItem, LookContext } from "./file-item";
import { FlowLayout, type FlowOptions } from "./flow-layout";
import { headingsOf } from "./headings";
import { useFilePreferences } from "./preferences";

interface FileListProps {
  files: StoredFile[];
  /** Whether days are headings. */
  grouped: boolean;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  /** What Enter, a double click, and a tap do. */
  onOpen: (id: string) => void;
  /** What Space does to the one file that is selected. */
  onPeek: (id: string) => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
}

// Viewports below the one in view.
const AHEAD = 3;

const TOUCH = matchMedia("(pointer: coarse)");

/** The files as rows or tiles, by day if wished; whatever their number, only those in view are drawn. */
export function FileList({
  files,
  grouped,
  selection,
  onSelection,
  onOpen,
  onPeek,
  hasMore,
  isLoadingMore,
  onMore,
}: FileListProps) {
  const { view, density } = useFilePreferences();
  const compact = density === "compact";
  const headings = useMemo(() => (grouped ? headingsOf(files) : new Map<string, string>()), [files, grouped]);
  const options = useMemo<FlowOptions>(
    () => ({ ...shapeOf(view, compact), padding: 12, foot: TOUCH.matches ? 128 : 64, heading: 32, headings }),
    [view, compact, headings],
  );
  const look = useMemo(() => ({ view, compact, headings }), [view, compact, headings]);

  // The same element for the same files, so that a selection does not go through all of them.
  const items = useMemo(() => <Collection items={files}>{fileItem}</Collection>, [files]);

  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof Element && event.target.closest<HTMLElement>("[role=row]");
    const id = row && event.target === row ? row.dataset.key : undefined;
    if (event.key !== " " || !id || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (selection === "all" || selection.size !== 1 || !selection.has(id)) return;
    event.preventDefault();
    event.stopPropagation();
    onPeek(id);
  };

  return (
    <LookContext value={look}>
      {/* Space on the one selected file is taken before the list sees it. */}
      <div className="flex min-h-0 grow flex-col" onKeyDownCapture={onKeyDown}>
        <Virtualizer layout={FlowLayout} layoutOptions={options}>
          <GridList
            aria-label={t("Files")}
            layout={view === "grid" ? "grid" : "stack"}
            selectionMode="multiple"
            selectionBehavior="replace"
            // Single letters are keys of the page; names are found by the search field.
            disallowTypeAhead
            selectedKeys={selection}
            onSelectionChange={onSelection}
            onAction={(key) => onOpen(String(key))}
            data-selecting={selection === "all" || selection.size > 1 || undefined}
            className="@container min-h-0 grow overflow-y-scroll outline-none"
          >
            {items}
            {hasMore && (
              <GridListLoadMoreItem onLoadMore={onMore} isLoading={isLoadingMore} scrollOffset={AHEAD}>
                <p className="flex h-12 items-center justify-center text-sm text-muted">
                  {t("Loading more")}
                </p>
              </GridListLoadMoreItem>
            )}
          </GridList>
        </Virtualizer>
      </div>
    </LookContext>
  );
}

function shapeOf(view: "grid" | "list", compact: boolean) {
  if (view === "grid")
    return compact
      ? { column: TOUCH.matches ? 80 : 112, height: 26, square: true, gap: 4 }
      : { column: TOUCH.matches ? 128 : 168, height: 50, square: true, gap: 8 };
  const height = TOUCH.matches ? (compact ? 44 : 56) : compact ? 32 : 52;
  return { height, square: false, gap: compact ? 0 : 2 };
}
