import { Check } from "lucide-react";
import { useMemo, useState } from "react";
import { Collection } from "react-aria-components/Collection";
import { GridList, GridListItem, GridListLoadMoreItem, type Selection } from "react-aria-components/GridList";
import { Virtualizer } from "react-aria-components/Virtualizer";
import type { StoredFile } from "../api/library";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Dialog, dialogFooterClass } from "../ui/dialog";
import { errorText } from "../ui/feedback";
import { FileThumb } from "./file-thumb";
import { FlowLayout, type FlowOptions } from "./flow-layout";
import { SearchText } from "./search-text";
import { useFiles } from "./use-files";
import { facts } from "./words";

interface PickerProps {
  /** Whether several can be chosen. */
  multiple?: boolean;
  /** Takes the chosen files, in the order of the list; the dialog closes when it is through. */
  onChoose: (files: StoredFile[]) => unknown;
  onClose: () => void;
}

const OPTIONS: FlowOptions = {
  column: 128,
  height: 46,
  square: true,
  gap: 6,
  padding: 2,
  heading: 0,
  headings: new Map(),
};

/** Chooses files of the library. */
export function LibraryPicker({ multiple = true, onChoose, onClose }: PickerProps) {
  const [q, setQ] = useState("");
  const [selection, setSelection] = useState<Selection>(new Set());
  const [kept, setKept] = useState<ReadonlyMap<string, StoredFile>>(new Map());
  const [busy, setBusy] = useState(false);
  const query = useFiles(q ? { q } : {});
  const { files } = query;

  // What was chosen stays chosen while another search shows other files.
  const chosen = useMemo(() => {
    const found = new Map(kept);
    for (const file of files) if (selection === "all" || selection.has(file.id)) found.set(file.id, file);
    return [...found.values()].filter(({ id }) => selection === "all" || selection.has(id));
  }, [files, kept, selection]);

  const search = (text: string) => {
    setKept(new Map(chosen.map((file) => [file.id, file])));
    if (selection === "all") setSelection(new Set(chosen.map(({ id }) => id)));
    setQ(text);
  };
  const take = async (taken: StoredFile[]) => {
    if (!taken.length) return;
    setBusy(true);
    try {
      await onChoose(taken);
      onClose();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog title={t("From the library")} isOpen onOpenChange={onClose} className="max-w-3xl!">
      <div className="pb-3">
        <SearchText value={q} onChange={search} />
      </div>
      <div className="flex h-[50dvh] min-h-40 flex-col">
        {query.isError && !files.length ? (
          <div role="alert" className="m-auto flex flex-col items-center gap-3 text-center">
            <p>{errorText(query.error)}</p>
            <Button onPress={() => void query.refetch()}>{t("Try again")}</Button>
          </div>
        ) : query.isPending ? (
          <div role="status" aria-label={t("Loading files")} className="skeleton grow rounded-card" />
        ) : !files.length ? (
          <p role="status" className="m-auto max-w-sm text-center text-muted">
            {q
              ? t("No file is called “{text}”", { text: q })
              : t("The library is empty. Upload files on the page Files, and find them here.")}
          </p>
        ) : (
          <Virtualizer layout={FlowLayout} layoutOptions={OPTIONS}>
            <GridList
              aria-label={t("Files")}
              layout="grid"
              selectionMode={multiple ? "multiple" : "single"}
              selectionBehavior="toggle"
              selectedKeys={selection}
              onSelectionChange={setSelection}
              className="min-h-0 grow overflow-y-auto outline-none"
            >
              <Collection items={files}>{pickable}</Collection>
              {query.hasNextPage && (
                <GridListLoadMoreItem
                  onLoadMore={() => void query.fetchNextPage()}
                  isLoading={query.isFetchingNextPage}
                >
                  <p className="flex h-12 items-center justify-center text-sm text-muted">
                    {t("Loading more")}
                  </p>
                </GridListLoadMoreItem>
              )}
            </GridList>
          </Virtualizer>
        )}
      </div>
      <div className={dialogFooterClass}>
        <p role="status" className="me-auto text-sm text-muted tabular">
          {t("{count} selected", { count: chosen.length })}
        </p>
        <Button onPress={onClose}>{t("Cancel")}</Button>
        <Button tone="primary" isDisabled={!chosen.length || busy} onPress={() => void take(chosen)}>
          {busy
            ? t("Fetching")
            : t("Add {count, plural, =0 {files} one {# file} other {# files}}", { count: chosen.length })}
        </Button>
      </div>
    </Dialog>
  );
}

const pickable = (file: StoredFile) => (
  <GridListItem
    id={file.id}
    textValue={file.originalName}
    className="group relative flex size-full cursor-default flex-col rounded-card p-1.5 outline-accent -outline-offset-2! select-none hover:bg-hover selected:bg-hover selected:outline-2 selected:outline-solid"
  >
    <FileThumb id={file.id} free className="min-h-0 w-full grow" />
    <span
      aria-hidden
      className="absolute start-3 top-3 flex size-[18px] items-center justify-center rounded-[4px] border border-control bg-panel text-on-accent group-selected:border-accent group-selected:bg-accent"
    >
      <Check size={14} strokeWidth={3} className="invisible group-selected:visible" />
    </span>
    <bdi className="block truncate pt-1 text-sm" title={file.originalName}>
      {file.originalName}
    </bdi>
    <span className="block truncate text-xs text-muted tabular">{facts(file)}</span>
  </GridListItem>
);
