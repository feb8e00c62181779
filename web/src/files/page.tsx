import { useNavigate, useSearch } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Selection } from "react-aria-components/GridList";
import type { StoredFile } from "../api/library";
import { useCan } from "../api/session";
import { useIntake } from "../app/intake";
import { useKeys } from "../app/keys";
import { PageHeading, useTitle } from "../app/page";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Drawer } from "../ui/drawer";
import { errorText } from "../ui/feedback";
import { useLarge } from "../ui/media";
import { addFiles, chooseFiles } from "./add";
import { Compare } from "./compare";
import { DeleteFiles, DeleteVersion } from "./delete-files";
import { Details } from "./details";
import { DetailsPane } from "./details-pane";
import { FileList } from "./file-list";
import { Filters } from "./filters";
import { ListHead } from "./list-head";
import { prefer, useFilePreferences } from "./preferences";
import { QuickLook } from "./quick-look";
import { filterCount, isNarrowed, requestOf, type Search, withoutFilters } from "./search";
import { SelectionBar } from "./selection-bar";
import { Several } from "./several";
import { Empty, Notice, Skeleton } from "./states";
import { StorageInfo } from "./storage";
import { Toolbar } from "./toolbar";
import type { Branch } from "./tree";
import { UploadPanel } from "./upload-panel";
import { allFiles, useFiles } from "./use-files";

type Layer =
  | { kind: "peek"; file: StoredFile }
  | { kind: "details"; id: string }
  | { kind: "compare"; files: readonly [StoredFile, StoredFile] }
  | { kind: "delete"; files: readonly StoredFile[] }
  | { kind: "delete-version"; branch: Branch; next: StoredFile | undefined };

const NONE: Selection = new Set();

export function FilesPage() {
  useTitle(t("Files"));
  const can = useCan();
  return can("files:own") || can("files:all") ? <Library /> : <NotAllowed />;
}

/** The stored files: found, looked at, compared, worked on, added to. */
function Library() {
  const search = useSearch({ from: "/files" });
  const navigate = useNavigate();
  const setSearch = (next: Search) => void navigate({ to: "/files", search: next, replace: true });
  const query = useFiles(search);
  const { files, total } = query;
  const { details, grouped, view } = useFilePreferences();
  const large = useLarge();
  const [selection, setSelection] = useState<Selection>(NONE);
  const [filtersOpen, setFiltersOpen] = useState(() => filterCount(search) > 0);
  const [layer, setLayer] = useState<Layer | null>(null);
  const close = useCallback(() => setLayer(null), []);

  const asked = JSON.stringify(requestOf(search));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search shows other files.
  useEffect(() => setSelection(NONE), [asked]);
  useEffect(() => {
    useIntake.setState({
      take: addFiles,
      text: (count) =>
        t("Store {count, plural, =0 {files} one {# file} other {# files}} in the library", { count }),
    });
    return () => useIntake.setState({ take: null });
  }, []);

  const chosen = useMemo(
    () => (selection === "all" ? files : files.filter(({ id }) => selection.has(id))),
    [files, selection],
  );
  const count = selection === "all" ? total : chosen.length;
  const load = async () => (count > chosen.length ? await allFiles(search) : chosen);
  const [single] = chosen.length === 1 ? chosen : [];
  const pane = large && details;
  const find = (id: string) => files.find((file) => file.id === id);

  const select = (file: StoredFile) => setSelection(new Set([file.id]));
  const peek = (id: string) => {
    const file = find(id);
    if (file) setLayer({ kind: "peek", file });
  };
  const compare = (...both: [StoredFile, StoredFile]) => setLayer({ kind: "compare", files: both });
  const remove = (doomed: readonly StoredFile[]) =>
    doomed.length && setLayer({ kind: "delete", files: doomed });

  useKeys({
    i: () => prefer({ details: !details }),
    Delete: () => void load().then(remove),
    "/": () => document.querySelector<HTMLInputElement>("main input[type=search]")?.focus(),
  });

  const detailsOf = (file: StoredFile) => (
    <Details
      key={file.id}
      file={file}
      onPeek={(shown) => setLayer({ kind: "peek", file: shown })}
      onCompare={compare}
      onDelete={(doomed) => remove([doomed])}
      onDeleteVersion={(branch, next) => setLayer({ kind: "delete-version", branch, next })}
      onRestored={(made) => {
        select(made);
        if (layer?.kind === "details") setLayer({ kind: "details", id: made.id });
      }}
    />
  );

  const sheet = layer?.kind === "details" ? find(layer.id) : undefined;
  return (
    <main className="flex min-h-0 grow">
      <div className="relative flex min-h-0 min-w-0 grow flex-col">
        <Toolbar
          search={search}
          onSearch={setSearch}
          total={query.data && total}
          filtersOpen={filtersOpen}
          onFilters={setFiltersOpen}
          onUpload={chooseFiles}
        />
        {filtersOpen && <Filters search={search} onChange={setSearch} />}
        {query.isPending ? (
          <Skeleton />
        ) : query.isError && !files.length ? (
          <Notice title={t("The files could not be loaded")}>
            <p className="max-w-md text-muted">{errorText(query.error)}</p>
            <Button onPress={() => void query.refetch()}>{t("Try again")}</Button>
          </Notice>
        ) : files.length ? (
          <>
            {view === "list" && <ListHead search={search} onSearch={setSearch} />}
            <FileList
              files={files}
              grouped={grouped && !search.sort}
              selection={selection}
              onSelection={setSelection}
              onOpen={(id) => (large ? peek(id) : setLayer({ kind: "details", id }))}
              onPeek={peek}
              hasMore={query.hasNextPage}
              isLoadingMore={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          </>
        ) : isNarrowed(search) ? (
          <Notice
            icon={<SearchX size={32} strokeWidth={1.5} className="text-muted" />}
            title={
              search.q ? t("No file is called “{text}”", { text: search.q }) : t("No file fits the filters")
            }
          >
            <Button onPress={() => setSearch({ ...withoutFilters(search), q: undefined })}>
              {t("Show all files")}
            </Button>
          </Notice>
        ) : (
          <Empty />
        )}
        {(count > 1 || (count === 1 && !pane)) && (
          <SelectionBar
            files={chosen}
            count={count}
            load={load}
            onCompare={(both) => compare(...both)}
            onDelete={remove}
            onClear={() => setSelection(NONE)}
          />
        )}
        <UploadPanel />
      </div>
      {pane && (
        <DetailsPane
          title={single ? t("Details") : count > 1 ? t("{count} files", { count }) : t("Library")}
          onClose={() => prefer({ details: false })}
        >
          {single ? (
            detailsOf(single)
          ) : count > 1 ? (
            <Several files={chosen} count={count} />
          ) : (
            <StorageInfo />
          )}
        </DetailsPane>
      )}
      {sheet && (
        <Drawer title={t("Details")} onClose={close}>
          <div className="min-h-0 overflow-y-auto">{detailsOf(sheet)}</div>
        </Drawer>
      )}
      {layer?.kind === "peek" && (
        <QuickLook
          file={layer.file}
          files={files}
          onStep={(file) => {
            select(file);
            setLayer({ kind: "peek", file });
          }}
          onClose={close}
        />
      )}
      {layer?.kind === "compare" && <Compare files={layer.files} onClose={close} />}
      {layer?.kind === "delete" && (
        <DeleteFiles
          files={layer.files}
          onClose={close}
          onDone={() => {
            setSelection(NONE);
            close();
          }}
        />
      )}
      {layer?.kind === "delete-version" && (
        <DeleteVersion
          branch={layer.branch}
          onClose={close}
          onDone={() => {
            if (layer.next) select(layer.next);
            close();
          }}
        />
      )}
    </main>
  );
}

function NotAllowed() {
  return (
    <main className="flex grow flex-col items-center justify-center gap-3 p-6 text-center">
      <PageHeading className="text-xl font-semibold">{t("Files")}</PageHeading>
      <p className="max-w-prose text-muted">
        {t("Your role may not store files (files:own). An administrator can give you a role that may.")}
      </p>
    </main>
  );
}
