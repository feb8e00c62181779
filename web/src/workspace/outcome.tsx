import { Download, FileImage } from "lucide-react";
import { useFormats } from "../api/queries";
import type { Job, Piece } from "../api/types";
import { t } from "../i18n";
import { formatBytes, formatSize } from "../i18n/format";
import { iconButtonClass } from "../ui/button";
import { Data } from "./data";
import { inline } from "./results";

// What every job tells; the rest is the tool's own report.
const COMMON = new Set(
  (
    "jobId type status progress stage createdAt completedAt error warnings files archiveUrl outputs zipUrl zipSize " +
    "filename downloadUrl previewUrl originalSize processedSize originalWidth originalHeight quality score encodes " +
    "stepsCompleted steps"
  ).split(" "),
);
const PICTURE = new Set(["format", "width", "height"]);

/** What a tool found out, without what every job tells. */
export function reportOf(job: Job): Record<string, unknown> {
  const told = job.downloadUrl
    ? (name: string) => COMMON.has(name) || PICTURE.has(name)
    : (name: string) => COMMON.has(name);
  return Object.fromEntries(Object.entries(job).filter(([name]) => !told(name)));
}

/** The several results and the report of a finished run; nothing where there is neither. */
export function Outcome({ job, reports }: { job: Job; reports: boolean }) {
  const report = reports ? reportOf(job) : {};
  const found = Object.keys(report).length > 0;
  if (!job.outputs?.length && !found) return null;
  return (
    <section
      aria-label={t("What came out")}
      className="max-h-1/2 min-h-40 shrink-0 space-y-4 overflow-y-auto border-t bg-panel p-4"
    >
      {job.outputs && (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">
          {job.outputs.map((piece) => (
            <PieceTile key={piece.filename} piece={piece} />
          ))}
        </ul>
      )}
      {found && <Data value={report} />}
    </section>
  );
}

function PieceTile({ piece }: { piece: Piece }) {
  const formats = useFormats().data ?? [];
  const drawable = formats.find(({ id }) => id === piece.format)?.browser && piece.format !== "svg";
  const facts = [
    piece.width && piece.height ? formatSize(piece.width, piece.height) : null,
    formatBytes(piece.size),
  ];
  return (
    <li className="min-w-0">
      <div className="flex h-24 bg-surface items-center justify-center overflow-hidden rounded-control border">
        {drawable ? (
          <img
            src={inline(piece.downloadUrl)}
            alt=""
            loading="lazy"
            className="max-h-full max-w-full object-contain"
          />
        ) : (
          <FileImage size={28} strokeWidth={1.5} aria-hidden className="text-muted" />
        )}
      </div>
      <div className="flex items-center gap-1 pt-1">
        <span className="min-w-0 grow">
          <bdi className="block truncate text-xs" title={piece.filename}>
            {piece.filename}
          </bdi>
          <span className="block truncate text-xs text-muted tabular">
            {facts.filter(Boolean).join(" · ")}
          </span>
        </span>
        <a
          href={piece.downloadUrl}
          download={piece.filename}
          aria-label={t("Download {name}", { name: piece.filename })}
          className={iconButtonClass()}
        >
          <Download size={16} />
        </a>
      </div>
    </li>
  );
}
