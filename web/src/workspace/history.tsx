import { ChevronRight } from "lucide-react";
import { Fragment } from "react";
import { useCatalogue } from "../api/queries";
import { t } from "../i18n";
import { type Entry, goTo } from "./store";

/** What was done to an image so far; each step can be gone back to. */
export function History({ entry }: { entry: Entry }) {
  const { data } = useCatalogue();
  if (entry.versions.length < 2) return null;
  const label = (toolId?: string) =>
    toolId ? (data?.tools.find(({ id }) => id === toolId)?.name ?? toolId) : t("Original");
  return (
    <nav aria-label={t("History")} className="flex flex-wrap items-center gap-y-1">
      {entry.versions.map((version, at) => (
        <Fragment key={version.id}>
          {at > 0 && <ChevronRight size={14} aria-hidden className="text-muted rtl:-scale-x-100" />}
          <button
            type="button"
            aria-current={at === entry.at ? "step" : undefined}
            onClick={() => goTo(entry.id, at)}
            className="h-7 rounded-control px-1.5 text-sm text-muted hover:bg-hover hover:text-text aria-[current=step]:font-medium aria-[current=step]:text-text touch:h-11"
          >
            {label(version.toolId)}
          </button>
        </Fragment>
      ))}
    </nav>
  );
}
