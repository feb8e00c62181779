import { useMutation } from "@tanstack/react-query";
import { Copy, Download, FolderCheck, FolderPlus } from "lucide-react";
import { useState } from "react";
import { useCatalogue, useFormats } from "../api/queries";
import { useCan } from "../api/session";
import type { Tool } from "../api/types";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { formatBytes, formatChange, formatNumber, formatSeconds, formatSize } from "../i18n/format";
import { Button, buttonClass, IconButton } from "../ui/button";
import { errorText } from "../ui/feedback";
import { iconNamed } from "../ui/icons";
import type { Shown } from "../viewer/picture";
import { Remarks } from "./remarks";
import { adopt, canCopy, copyImage, saveToLibrary } from "./results";
import { outcomeOf, outputFor, type Run } from "./runs";

interface ResultCardProps {
  run: Run;
  versionId: string | undefined;
  shown: Shown | undefined;
  /** False once the settings have changed since. */
  fresh: boolean;
}

/** What came out: facts, remarks, and Download. */
export function ResultCard({ run, versionId, shown, fresh }: ResultCardProps) {
  const formats = useFormats().data ?? [];
  const files = run.job?.files;
  const output = outcomeOf(run) ?? (versionId ? outputFor(run, versionId) : undefined);
  const pieces = run.job?.outputs?.length;
  const seconds = ((run.endedAt ?? Date.now()) - run.startedAt) / 1000;
  const warnings = files ? (output?.warnings ?? []) : (run.job?.warnings ?? []);
  const done = files?.filter((file) => file.status === "completed") ?? [];
  const sum = (key: "originalSize" | "processedSize") =>
    done.reduce((total, file) => total + (file[key] ?? 0), 0);
  const [before, after] = files
    ? [sum("originalSize"), sum("processedSize")]
    : [output?.originalSize ?? 0, output?.processedSize ?? 0];
  const change = formatChange(before, after);
  const format = formats.find(({ id }) => id === output?.format)?.name ?? output?.format?.toUpperCase();
  const href = files ? run.job?.archiveUrl : output?.downloadUrl;
  const saved = files
    ? done.length > 0 && done.every(({ savedFileId }) => savedFileId)
    : Boolean(output?.savedFileId);
  const ready = files ? done.length > 0 : Boolean(output?.downloadUrl);
  if (!ready) return null;
  return (
    <section aria-label={run.retryOf ? t("Result of the retry") : t("Result")} className="space-y-2">
      <div className="min-w-0">
        <bdi className="block truncate text-sm font-medium" title={output?.filename}>
          {files
            ? t("{done} of {total} images done", { done: done.length, total: files.length })
            : pieces
              ? t("{count, plural, one {# file} other {# files}}", { count: pieces })
              : output?.filename}
        </bdi>
        <p className="text-xs text-muted tabular">
          {!files && output?.width && output.height
            ? `${[format, formatSize(output.width, output.height)].filter(Boolean).join(" · ")} · `
            : ""}
          <span title={t("{bytes} bytes", { bytes: formatNumber(after) })}>{formatBytes(after)}</span>
          {change && ` (${change})`}
          {` · ${seconds < 10 ? t("{seconds} s", { seconds: Number(seconds.toFixed(1)) }) : formatSeconds(seconds)}`}
        </p>
        {!shown && !files && !pieces && (output?.width ?? 0) > 0 && (
          <p className="pt-1 text-xs text-muted">
            {t("Browsers cannot show this format; the download has it.")}
          </p>
        )}
      </div>
      <Remarks texts={warnings} />
      <div className="flex gap-2">
        <a
          id={run.retryOf ? undefined : "result-download"}
          href={href}
          download={files || pieces ? true : output?.filename}
          className={buttonClass(fresh ? "primary" : "plain", "grow")}
        >
          <Download size={16} />
          {files || pieces ? t("Download all as ZIP") : t("Download")}
        </a>
        {shown && canCopy() && <CopyButton shown={shown} />}
        {!pieces && <KeepButton run={run} saved={saved} />}
      </div>
    </section>
  );
}

/** Puts the results into the library; what was made of a stored file is there already. */
function KeepButton({ run, saved }: { run: Run; saved: boolean }) {
  const can = useCan()("files:own");
  const keep = useMutation({
    mutationFn: () => saveToLibrary(run),
    onSuccess: () => toast({ text: t("Saved to the library") }),
    onError: (error) => toast({ text: errorText(error), tone: "warn" }),
  });
  if (!can) return null;
  const there = saved || keep.isSuccess;
  return (
    <IconButton
      label={there ? t("Saved to the library") : t("Save to library")}
      isDisabled={there || keep.isPending}
      className="border"
      onPress={() => keep.mutate()}
    >
      {there ? <FolderCheck size={16} className="text-ok" /> : <FolderPlus size={16} />}
    </IconButton>
  );
}

function CopyButton({ shown }: { shown: Shown }) {
  return (
    <IconButton
      label={t("Copy image")}
      className="border"
      onPress={() =>
        void copyImage(shown).then(
          () => toast({ text: t("Image copied") }),
          () => toast({ text: t("The image could not be copied"), tone: "warn" }),
        )
      }
    >
      <Copy size={16} />
    </IconButton>
  );
}

const FALLBACK = ["resize", "compress", "convert"];

interface ContinueProps {
  tool: Tool;
  run: Run;
  onGo: (toolId: string) => void;
}

/** The next tools; the result goes along as their input. */
export function ContinueWith({ tool, run, onGo }: ContinueProps) {
  const { data } = useCatalogue();
  const [busy, setBusy] = useState(false);
  const ids = tool.suggestions.length ? tool.suggestions : FALLBACK;
  const tools = ids.flatMap((id) => data?.tools.find((other) => other.id === id && id !== tool.id) ?? []);
  if (!tools.length) return null;
  const go = async (id: string) => {
    setBusy(true);
    try {
      await adopt(run);
      onGo(id);
    } catch {
      toast({ text: t("The result could not be fetched"), tone: "warn" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label={t("Continue with")}>
      <h3 className="pb-1 text-xs text-muted">{t("Continue with")}</h3>
      <div className="flex flex-wrap gap-2">
        {tools.slice(0, 4).map(({ id, name, icon }) => {
          const Icon = iconNamed(icon);
          return (
            <Button key={id} isDisabled={busy} onPress={() => void go(id)}>
              <Icon size={16} />
              {name}
            </Button>
          );
        })}
      </div>
    </section>
  );
}
