import { Copy, Download, FileImage } from "lucide-react";
import { useFormats } from "../api/queries";
import type { Job, Piece } from "../api/types";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { formatBytes, formatNumber, formatSize } from "../i18n/format";
import { words } from "../schema/model";
import { IconButton, iconButtonClass } from "../ui/button";
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

const LONG_TEXT = 120;
const MOST_ROWS = 200;

/** Anything that a report holds: pairs as a list, records as a table, colours, pictures and addresses as what they are. */
function Data({ value }: { value: unknown }) {
  if (Array.isArray(value)) {
    if (!value.length) return <span className="text-muted">{t("none")}</span>;
    if (value.every(isRecord)) return <Table rows={value} />;
    return (
      <ul className="flex flex-wrap gap-x-3 gap-y-1">
        {value.map((item, index) => (
          <li key={index}>
            <Data value={item} />
          </li>
        ))}
      </ul>
    );
  }
  if (isRecord(value))
    return (
      <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1.5 text-sm">
        {Object.entries(value).map(([name, item]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{words(name)}</dt>
            <dd className="min-w-0">
              <Data value={item} />
            </dd>
          </div>
        ))}
      </dl>
    );
  return <Plain value={value} />;
}

function Table({ rows }: { rows: Record<string, unknown>[] }) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <div className="overflow-x-auto">
      <table className="text-sm">
        <thead>
          <tr className="text-start text-muted">
            {columns.map((name) => (
              <th key={name} scope="col" className="pe-4 pb-1 text-start font-normal whitespace-nowrap">
                {words(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, index) => (
            <tr key={index} className="border-t align-top">
              {columns.map((name) => (
                <td key={name} className="py-1 pe-4">
                  <Data value={row[name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Plain({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="text-muted">–</span>;
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "number") return <span className="tabular">{formatNumber(value)}</span>;
  const text = String(value);
  if (/^#[0-9a-f]{6}$/i.test(text))
    return (
      <span className="inline-flex items-center gap-1.5 tabular">
        <span aria-hidden className="size-5 rounded-[4px] border" style={{ background: text }} />
        {text}
        <CopyText text={text} />
      </span>
    );
  if (/^data:image\/(png|jpeg|webp|avif|gif)/.test(text))
    return (
      <span className="inline-flex items-center gap-1.5">
        <img src={text} alt="" className="max-h-16 max-w-24 rounded-[4px] object-contain" />
        <CopyText text={text} />
      </span>
    );
  if (text.startsWith("/api/v1/"))
    return (
      <a href={text} download className="text-accent underline">
        {t("Download")}
      </a>
    );
  if (text.length > LONG_TEXT)
    return (
      <span className="inline-flex max-w-full items-center gap-1.5">
        <span className="min-w-0 truncate font-mono text-xs">{text.slice(0, LONG_TEXT)}…</span>
        <CopyText text={text} />
      </span>
    );
  return <span className="break-words">{text}</span>;
}

function CopyText({ text }: { text: string }) {
  return (
    <IconButton
      label={t("Copy")}
      className="size-6!"
      onPress={() =>
        void navigator.clipboard.writeText(text).then(
          () => toast({ text: t("Copied") }),
          () => toast({ text: t("The text could not be copied"), tone: "warn" }),
        )
      }
    >
      <Copy size={14} />
    </IconButton>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
