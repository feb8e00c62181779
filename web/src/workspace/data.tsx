import { Copy } from "lucide-react";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { words } from "../schema/model";
import { IconButton } from "../ui/button";

const LONG_TEXT = 120;
const MOST_ROWS = 200;

/** Anything that a report holds: pairs as a list, records as a table, colours, pictures and addresses as what they are. */
export function Data({ value }: { value: unknown }) {
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
