import { FileDown, Trash2 } from "lucide-react";
import { useState } from "react";
import { exportUrl, type SavedPipeline, usePipelines } from "../api/pipelines";
import { keyLabel } from "../app/keys";
import { t } from "../i18n";
import { formatAgo } from "../i18n/format";
import { fold } from "../tools/search";
import { Badge } from "../ui/badge";
import { IconButton, iconButtonClass } from "../ui/button";
import { Loaded } from "../ui/feedback";
import { SearchField } from "../ui/search-field";
import { DeleteDialog } from "./delete-dialog";
import { draftOf, openDraft } from "./draft";
import { StepIcons } from "./step-icons";
import { visibilityLabel } from "./visibility";

const SEARCHED_FROM = 8;

/** Saved pipelines: what they do, whose they are, when they ran last. */
export function SavedList({ onOpened }: { onOpened?: () => void }) {
  const pipelines = usePipelines();
  const [query, setQuery] = useState("");
  const [deleted, setDeleted] = useState<SavedPipeline | null>(null);
  return (
    <Loaded query={pipelines} label={t("Loading pipelines")}>
      {(all) => {
        const found = all
          .filter(({ name, description }) => fold(`${name} ${description ?? ""}`).includes(fold(query)))
          .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt));
        if (!all.length)
          return (
            <p className="rounded-card border border-dashed border-control p-4 text-sm text-muted">
              {t("None yet. What you save shows here, in the search ({keys}) and in the API.", {
                keys: keyLabel("Mod+K"),
              })}
            </p>
          );
        return (
          <>
            {all.length >= SEARCHED_FROM && (
              <SearchField label={t("Search pipelines")} value={query} onChange={setQuery} className="mb-2" />
            )}
            <ul className="divide-y overflow-hidden rounded-card border bg-panel">
              {found.map((pipeline) => (
                <SavedRow
                  key={pipeline.id}
                  pipeline={pipeline}
                  onOpen={() => {
                    openDraft(draftOf(pipeline));
                    onOpened?.();
                  }}
                  onDelete={() => setDeleted(pipeline)}
                />
              ))}
            </ul>
            {!found.length && (
              <p className="p-3 text-sm text-muted">{t("Nothing is called “{query}”.", { query })}</p>
            )}
            {deleted && <DeleteDialog pipeline={deleted} onClose={() => setDeleted(null)} />}
          </>
        );
      }}
    </Loaded>
  );
}

interface RowProps {
  pipeline: SavedPipeline;
  onOpen: () => void;
  onDelete: () => void;
}

function SavedRow({ pipeline, onOpen, onDelete }: RowProps) {
  const { id, name, description, steps, mine, owner, editable, visibility, lastRunAt } = pipeline;
  const facts = [
    mine ? null : (owner ?? t("Everybody’s")),
    lastRunAt ? t("ran {ago}", { ago: formatAgo(lastRunAt) }) : t("not run yet"),
    description,
  ];
  return (
    <li className="group relative flex items-center gap-3 py-2.5 ps-4 pe-2 hover:bg-hover">
      <span className="min-w-0 grow">
        <span className="flex items-center gap-2">
          <button
            type="button"
            onClick={onOpen}
            className="min-w-0 truncate rounded-control font-medium after:absolute after:inset-0"
          >
            <bdi>{name}</bdi>
          </button>
          {mine && visibility !== "own" && <Badge>{visibilityLabel(visibility)}</Badge>}
        </span>
        <bdi className="block truncate text-xs text-muted">{facts.filter(Boolean).join(" · ")}</bdi>
      </span>
      <span className="max-md:hidden">
        <StepIcons steps={steps} />
      </span>
      <span className="relative flex">
        <a
          href={exportUrl(id)}
          download
          aria-label={t("Export {name}", { name })}
          className={iconButtonClass()}
        >
          <FileDown size={16} />
        </a>
        {editable && (
          <IconButton label={t("Delete {name}", { name })} onPress={onDelete}>
            <Trash2 size={16} />
          </IconButton>
        )}
      </span>
    </li>
  );
}
