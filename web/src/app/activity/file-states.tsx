import { Download } from "lucide-react";
import type { JobFile } from "../../api/types";
import { t } from "../../i18n";
import { iconButtonClass } from "../../ui/button";
import { StateMark } from "../../ui/state-mark";
import { sizeText } from "./words";

const SHOWN_MOST = 200;

/** How each file of a batch fared; finished ones can be fetched while others run. */
export function FileStates({ files }: { files: JobFile[] }) {
  return (
    <ul className="pt-1">
      {files.slice(0, SHOWN_MOST).map((file) => {
        const name = file.outputName ?? file.filename;
        return (
          <li key={file.index} className="flex min-h-10 items-center gap-3">
            <StateMark state={file.status} />
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
