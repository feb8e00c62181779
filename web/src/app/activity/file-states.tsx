import { Check, CircleAlert, CircleDashed, Download, LoaderCircle, X } from "lucide-react";
import type { JobFile } from "../../api/types";
import { t } from "../../i18n";
import { iconButtonClass } from "../../ui/button";
import { cx } from "../../ui/classes";
import { sizeText } from "./words";

const SHOWN_MOST = 200;

const MARKS = {
  waiting: { icon: CircleDashed, className: "text-muted" },
  processing: { icon: LoaderCircle, className: "animate-spin text-accent" },
  completed: { icon: Check, className: "text-ok" },
  failed: { icon: CircleAlert, className: "text-danger" },
  cancelled: { icon: X, className: "text-muted" },
} as const;

const stateLabel = (state: JobFile["status"]): string =>
  ({
    waiting: t("Waiting"),
    processing: t("Running"),
    completed: t("Done"),
    failed: t("Failed"),
    cancelled: t("Cancelled"),
  })[state];

/** How each file of a batch fared; finished ones can be fetched while others run. */
export function FileStates({ files }: { files: JobFile[] }) {
  return (
    <ul className="pt-1">
      {files.slice(0, SHOWN_MOST).map((file) => {
        const { icon: Icon, className } = MARKS[file.status];
        const name = file.outputName ?? file.filename;
        return (
          <li key={file.index} className="flex min-h-10 items-center gap-3">
            <Icon
              size={16}
              role="img"
              aria-label={stateLabel(file.status)}
              className={cx("shrink-0", className)}
            />
            <span className="min-w-0 grow">
              <bdi className="block truncate text-sm" title={name}>
                {name}
              </bdi>
              {file.error ? (
                <span className="block text-xs text-danger first-letter:uppercase">{file.error}</span>
              ) : (
                <span className="block text-xs text-muted tabular empty:hidden">{sizeText(file)}</span>
              )}
            </span>
            {file.downloadUrl && (
              <a
                href={file.downloadUrl}
                download={name}
                aria-label={t("Download {name}", { name })}
                className={iconButtonClass()}
              >
                <Download size={16} />
              </a>
            )}
          </li>
        );
      })}
      {files.length > SHOWN_MOST && (
        <li className="py-1 text-sm text-muted">
          {t("and {count, plural, one {# more} other {# more}}", { count: files.length - SHOWN_MOST })}
        </li>
      )}
    </ul>
  );
}
