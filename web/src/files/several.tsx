import type { StoredFile } from "../api/library";
import { useFormats } from "../api/queries";
import { t } from "../i18n";
import { formatBytes, formatDate, formatList } from "../i18n/format";
import { FileThumb } from "./file-thumb";
import { formatName } from "./words";

const SHOWN_MOST = 12;

/** What several selected files are together. */
export function Several({ files, count }: { files: readonly StoredFile[]; count: number }) {
  const formats = useFormats().data ?? [];
  const kinds = [...new Set(files.map((file) => formatName(file, formats)))];
  const times = files.map(({ createdAt }) => createdAt).sort();
  const days = [...new Set([times[0], times.at(-1)].map((time) => time && formatDate(time)))];
  const bytes = formatBytes(files.reduce((sum, { size }) => sum + size, 0));
  const rows: [string, string][] = [
    [t("Size"), files.length < count ? t("more than {size}", { size: bytes }) : bytes],
    [t("Formats"), formatList(kinds)],
    [t("Added"), days.join(" – ")],
  ];
  return (
    <div className="space-y-4 p-4">
      <div className="grid grid-cols-4 gap-1.5">
        {files.slice(0, SHOWN_MOST).map(({ id }) => (
          <FileThumb key={id} id={id} className="aspect-square w-full" />
        ))}
      </div>
      <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-4 gap-y-1 text-sm">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 break-words tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
