import { Check, ChevronDown, CircleAlert, CopyCheck, LoaderCircle, RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { deleteFiles, refreshFiles } from "../api/library";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { formatBytes } from "../i18n/format";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/classes";
import { errorText } from "../ui/feedback";
import { Bar } from "../workspace/progress";
import {
  cancelAll,
  cancelUpload,
  clearUploads,
  isPending,
  retryUploads,
  type Upload,
  useUploads,
} from "./uploads";

const SHOWN_MOST = 200;

/** How the uploads of this visit are doing, file by file. */
export function UploadPanel() {
  const { uploads } = useUploads();
  const [open, setOpen] = useState(true);
  if (!uploads.length) return null;
  const pending = uploads.filter(isPending);
  const failed = uploads.filter(({ state }) => state === "failed");
  const done = uploads.filter(({ state }) => state === "done").length;
  const again = failed.filter(({ file }) => file.size > 0);
  const total = uploads.reduce((sum, { file, state }) => sum + (state === "cancelled" ? 0 : file.size), 0);
  const sent = uploads.reduce((sum, { sent: part, state }) => sum + (state === "cancelled" ? 0 : part), 0);
  const title = pending.length
    ? t("Uploading {done} of {total}", { done: done + 1, total: uploads.length })
    : failed.length
      ? t("{done} uploaded, {failed} failed", { done, failed: failed.length })
      : t("{count, plural, one {# file} other {# files}} uploaded", { count: done });
  return (
    <section
      aria-label={t("Uploads")}
      className="absolute end-4 bottom-4 z-30 flex max-h-[60%] w-96 max-w-[calc(100%-2rem)] flex-col overflow-hidden rounded-card bg-raised shadow-float rise-in max-md:end-2 max-md:bottom-2"
    >
      <header className="flex shrink-0 items-center gap-1 py-1.5 ps-4 pe-1.5">
        <h2 className="min-w-0 grow truncate text-sm font-medium tabular">
          <span role="status">{title}</span>
        </h2>
        {pending.length > 0 && (
          <Button tone="quiet" className="text-muted" onPress={cancelAll}>
            {t("Cancel all")}
          </Button>
        )}
        {!pending.length && again.length > 1 && (
          <Button tone="quiet" className="text-muted" onPress={() => retryUploads(again.map(({ id }) => id))}>
            {t("Retry failed")}
          </Button>
        )}
        <IconButton label={open ? t("Fold the list") : t("Unfold the list")} onPress={() => setOpen(!open)}>
          <ChevronDown size={16} className={open ? "" : "rotate-180"} />
        </IconButton>
        {!pending.length && (
          <IconButton label={t("Close the uploads")} onPress={clearUploads}>
            <X size={16} />
          </IconButton>
        )}
      </header>
      {pending.length > 0 && (
        <Bar label={t("Progress of the uploads")} percent={total ? (sent / total) * 100 : null} />
      )}
      {open && (
        <ul className="min-h-0 overflow-y-auto border-t py-1">
          {[
            ...uploads.filter(({ state }) => state === "failed"),
            ...uploads.filter(({ state }) => state !== "failed"),
          ]
            .slice(0, SHOWN_MOST)
            .map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
          {uploads.length > SHOWN_MOST && (
            <li className="px-4 py-2 text-sm text-muted">
              {t("and {count, plural, one {# more} other {# more}}", { count: uploads.length - SHOWN_MOST })}
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { id, file, state, sent, problem, stored } = upload;
  const percent = file.size ? Math.round((sent / file.size) * 100) : 0;
  const duplicate = stored?.duplicateOf !== undefined;
  const fact = {
    waiting: t("Waiting"),
    sending: `${percent} %`,
    storing: t("Storing"),
    done: duplicate ? t("You already have this file") : formatBytes(file.size),
    failed: problem ?? "",
    cancelled: t("Cancelled"),
  }[state];
  return (
    <li className="flex min-h-11 items-center gap-3 py-1 ps-4 pe-1.5">
      <UploadMark state={state} duplicate={duplicate} />
      <span className="min-w-0 grow">
        <bdi className="block truncate text-sm" title={file.name}>
          {file.name}
        </bdi>
        <span
          className={cx(
            "block text-xs tabular first-letter:uppercase",
            state === "failed" ? "line-clamp-3 text-danger" : "truncate text-muted",
          )}
        >
          {fact}
        </span>
      </span>
      {isPending(upload) && (
        <IconButton label={t("Cancel {name}", { name: file.name })} onPress={() => cancelUpload(id)}>
          <X size={16} />
        </IconButton>
      )}
      {(state === "failed" || state === "cancelled") && file.size > 0 && (
        <IconButton label={t("Retry {name}", { name: file.name })} onPress={() => retryUploads([id])}>
          <RotateCcw size={16} />
        </IconButton>
      )}
      {duplicate && stored && <RemoveCopy id={stored.id} uploadId={id} />}
    </li>
  );
}

/** Takes back the upload of a file that was there before. */
function RemoveCopy({ id, uploadId }: { id: string; uploadId: string }) {
  const remove = async () => {
    try {
      await deleteFiles([id]);
      useUploads.setState(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.id !== uploadId) }));
      await refreshFiles();
    } catch (error) {
      toast({ tone: "warn", text: errorText(error as Error) });
    }
  };
  return (
    <Button tone="quiet" className="text-muted" onPress={() => void remove()}>
      {t("Remove the copy")}
    </Button>
  );
}

function UploadMark({ state, duplicate }: { state: Upload["state"]; duplicate: boolean }) {
  if (state === "failed") return <CircleAlert size={16} aria-hidden className="shrink-0 text-danger" />;
  if (duplicate) return <CopyCheck size={16} aria-hidden className="shrink-0 text-muted" />;
  if (state === "done") return <Check size={16} aria-hidden className="shrink-0 text-ok" />;
  if (state === "sending" || state === "storing")
    return <LoaderCircle size={16} aria-hidden className="shrink-0 animate-spin text-accent" />;
  return <span aria-hidden className="m-1 size-2 shrink-0 rounded-full bg-control" />;
}
