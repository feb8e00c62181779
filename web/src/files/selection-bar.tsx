import { useNavigate } from "@tanstack/react-router";
import { Columns2, CopyCheck, Download, Trash2, Workflow, X } from "lucide-react";
import { useState } from "react";
import { Toolbar } from "react-aria-components/Toolbar";
import { ARCHIVE_MOST, archiveUrl, bytesUrl, type StoredFile } from "../api/library";
import { useLimits } from "../api/queries";
import { download } from "../app/download";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { formatBytes } from "../i18n/format";
import { IconButton } from "../ui/button";
import { errorText } from "../ui/feedback";
import { openStored } from "./load-stored";
import { OpenIn } from "./open-in";

interface SelectionBarProps {
  /** The selected files as far as they are loaded. */
  files: readonly StoredFile[];
  /** How many are selected, those that were never scrolled to included. */
  count: number;
  /** Gives all of them. */
  load: () => Promise<readonly StoredFile[]>;
  onCompare: (files: readonly [StoredFile, StoredFile]) => void;
  onDelete: (files: readonly StoredFile[]) => void;
  onClear: () => void;
}

/** What can be done with several files at once. */
export function SelectionBar({ files, count, load, onCompare, onDelete, onClear }: SelectionBarProps) {
  const navigate = useNavigate();
  const most = useLimits().data?.maxBatchFiles;
  const [busy, setBusy] = useState(false);
  const withAll = (act: (all: readonly StoredFile[]) => unknown) => () => {
    setBusy(true);
    load()
      .then(act)
      .catch((error: Error) => toast({ tone: "warn", text: errorText(error) }))
      .finally(() => setBusy(false));
  };
  const [first, second] = files;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const ids = (all: readonly StoredFile[]) => all.map(({ id }) => id);
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-4 z-20 flex justify-center px-3 max-md:bottom-2">
      <Toolbar
        aria-label={t("Selected files")}
        className="pointer-events-auto flex max-w-full items-center gap-1 rounded-card bg-raised p-1.5 shadow-float rise-in max-md:w-full max-md:flex-wrap max-md:justify-between"
      >
        <p
          role="status"
          className="shrink-0 px-2 text-sm whitespace-nowrap tabular max-md:-order-1 max-md:w-[calc(100%-3.5rem)]"
        >
          <span className="font-medium">{t("{count} selected", { count })}</span>
          {files.length === count && <span className="ps-2 text-muted">{formatBytes(bytes)}</span>}
        </p>
        <OpenIn files={load} />
        <IconButton
          label={count > 1 ? t("Download as one ZIP") : t("Download")}
          isDisabled={busy}
          onPress={withAll((all) => {
            if (all.length === 1 && all[0]) return download(bytesUrl(all[0].id), all[0].originalName);
            if (all.length > ARCHIVE_MOST)
              return toast({
                tone: "warn",
                text: t("A ZIP holds at most {most} files", { most: ARCHIVE_MOST }),
              });
            return download(archiveUrl(ids(all)));
          })}
        >
          <Download size={16} />
        </IconButton>
        <IconButton
          label={count === 2 ? t("Compare the two") : t("Compare: choose exactly two files")}
          isDisabled={count !== 2}
          onPress={() => first && second && onCompare([first, second])}
        >
          <Columns2 size={16} />
        </IconButton>
        <IconButton
          label={count > 1 ? t("Find duplicates among them") : t("Find duplicates: choose several files")}
          isDisabled={busy || count < 2}
          onPress={withAll(async (all) => {
            if (await openStored(all))
              await navigate({ to: "/$toolId", params: { toolId: "find-duplicates" } });
          })}
        >
          <CopyCheck size={16} />
        </IconButton>
        <IconButton
          label={t("Work on them in Automate")}
          isDisabled={busy}
          onPress={withAll((all) => {
            if (most && all.length > most)
              return toast({ tone: "warn", text: t("A batch takes at most {most} files", { most }) });
            return navigate({ href: `/automate?files=${ids(all).join(",")}` });
          })}
        >
          <Workflow size={16} />
        </IconButton>
        <IconButton label={t("Delete them")} keys={t("Del")} isDisabled={busy} onPress={withAll(onDelete)}>
          <Trash2 size={16} />
        </IconButton>
        <span aria-hidden className="mx-1 h-5 shrink-0 border-s max-md:hidden" />
        <IconButton label={t("Clear the selection")} keys="Esc" className="max-md:-order-1" onPress={onClear}>
          <X size={16} />
        </IconButton>
      </Toolbar>
    </div>
  );
}
