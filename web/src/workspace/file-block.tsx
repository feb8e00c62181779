import { ChevronDown, ChevronUp, Download, Plus, X } from "lucide-react";
import { useState } from "react";
import { pickFiles } from "../app/drop-target";
import { toast } from "../app/toasts";
import { FromLibrary } from "../files/from-library";
import { t } from "../i18n";
import { formatBytes, formatChange, formatSize } from "../i18n/format";
import { Button, IconButton, iconButtonClass } from "../ui/button";
import { RunMark } from "./file-state";
import { outputFor, type Run } from "./runs";
import {
  activate,
  clear,
  current,
  type Entry,
  move,
  remove,
  undoRemoval,
  useActive,
  useEntries,
} from "./store";
import { Thumbnail } from "./thumbnail";

const SHOWN_AT_FIRST = 5;

const offerUndo = (text: string) => toast({ text, action: { label: t("Undo"), run: undoRemoval } });

export function removeEntry(entry: Entry): void {
  remove(entry.id);
  offerUndo(t("{name} removed", { name: current(entry).name }));
}

/** The loaded images, each with what is known of it and how a run is doing with it. */
export function FileBlock({ run, ordered = false }: { run?: Run | undefined; ordered?: boolean }) {
  const entries = useEntries();
  const [all, setAll] = useState(false);
  const shown = all ? entries : entries.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-label={t("Images")} className="max-md:order-last">
      <div className="flex h-8 items-center justify-between">
        <h2 className="text-sm font-medium">
          {t("{count, plural, =0 {No image yet} one {# image} other {# images}}", { count: entries.length })}
        </h2>
        <div className="flex">
          {entries.length > 1 && (
            <Button
              tone="quiet"
              className="px-2! text-muted"
              onPress={() => {
                clear();
                offerUndo(t("All images removed"));
              }}
            >
              {t("Clear all")}
            </Button>
          )}
          <Button tone="quiet" className="px-2! text-muted" onPress={() => pickFiles()}>
            <Plus size={16} />
            {t("Add")}
          </Button>
        </div>
      </div>
      <ul className="-mx-2">
        {shown.map((entry) => (
          <FileRow key={entry.id} entry={entry} run={run} alone={entries.length === 1} ordered={ordered} />
        ))}
      </ul>
      {entries.length > 0 && <FromLibrary tone="quiet" className="-mx-2 px-2! text-muted" />}
      {entries.length > SHOWN_AT_FIRST && (
        <Button tone="quiet" className="-mx-2 px-2! text-muted" onPress={() => setAll(!all)}>
          {all ? t("Show fewer") : t("Show all {count}", { count: entries.length })}
        </Button>
      )}
    </section>
  );
}

interface RowProps {
  entry: Entry;
  run: Run | undefined;
  alone: boolean;
  /** Whether the order matters, so that it can be changed. */
  ordered: boolean;
}

function FileRow({ entry, run, alone, ordered }: RowProps) {
  const active = useActive()?.id === entry.id;
  const version = current(entry);
  const output = outputFor(run, version.id);
  const problem = version.problem ?? (output?.status === "cancelled" ? undefined : output?.error);
  const change = output?.processedSize ? formatChange(version.blob.size, output.processedSize) : null;
  const size = version.width && version.height ? formatSize(version.width, version.height) : null;
  const facts = output?.processedSize
    ? [`${formatBytes(version.blob.size)} → ${formatBytes(output.processedSize)}`, change]
    : [size, formatBytes(version.blob.size)];
  return (
    <li
      className={`group flex items-center gap-1 rounded-control pe-1 ${active && !alone ? "bg-hover" : ""}`}
    >
      <button
        type="button"
        aria-current={active && !alone ? "true" : undefined}
        onClick={() => activate(entry.id)}
        className="flex min-w-0 grow items-center gap-2 rounded-control p-1.5 ps-2 text-start"
      >
        <Thumbnail version={version} className="h-8 w-10" />
        <span className="min-w-0 grow">
          <bdi className="block truncate text-sm" title={version.name}>
            {version.name}
          </bdi>
          <span
            className={`block text-xs tabular ${problem ? "line-clamp-2 text-danger first-letter:uppercase" : "truncate text-muted"}`}
          >
            {problem ?? facts.filter(Boolean).join(" · ")}
          </span>
        </span>
        {!output?.downloadUrl && <RunMark run={run} versionId={version.id} />}
      </button>
      {!alone && output?.downloadUrl && (
        <a
          href={output.downloadUrl}
          download={output.filename}
          aria-label={t("Download {name}", { name: output.filename ?? "" })}
          className={iconButtonClass()}
        >
          <Download size={16} />
        </a>
      )}
      {ordered &&
        !alone &&
        ([-1, 1] as const).map((by) => (
          <IconButton
            key={by}
            label={
              by < 0
                ? t("Move {name} up", { name: version.name })
                : t("Move {name} down", { name: version.name })
            }
            className="size-6! touch:size-11!"
            onPress={() => move(entry.id, by)}
          >
            {by < 0 ? <ChevronUp size={16} /> : <ChevronDown size={16} />}
          </IconButton>
        ))}
      <IconButton label={t("Remove {name}", { name: version.name })} onPress={() => removeEntry(entry)}>
        <X size={16} />
      </IconButton>
    </li>
  );
}
