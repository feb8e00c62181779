import { type KeyboardEvent, useEffect, useRef } from "react";
import { t } from "../i18n";
import { removeEntry } from "./file-block";
import { RunMark } from "./file-state";
import type { Run } from "./runs";
import { activate, current, step, useActive, useEntries } from "./store";
import { Thumbnail } from "./thumbnail";

/** Thumbnails of all images below the viewer, for two and more. */
export function Strip({ run }: { run?: Run | undefined }) {
  const entries = useEntries();
  const active = useActive();
  const selected = useRef<HTMLButtonElement>(null);
  const index = entries.findIndex((entry) => entry.id === active?.id);
  const activeId = active?.id;
  useEffect(() => {
    if (activeId) selected.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [activeId]);

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      Home: -entries.length,
      End: entries.length,
    };
    const by = moves[event.key];
    if (by) {
      event.preventDefault();
      event.stopPropagation();
      step(by);
      requestAnimationFrame(() => selected.current?.focus());
    } else if (event.key === "Delete" && active) removeEntry(active);
  };

  if (entries.length < 2) return null;
  return (
    <div className="flex items-center gap-3 border-t bg-panel px-3 py-2">
      <div
        role="listbox"
        aria-label={t("Images")}
        aria-orientation="horizontal"
        tabIndex={-1}
        className="flex min-w-0 grow gap-2 overflow-x-auto p-1"
        onKeyDown={onKeyDown}
      >
        {entries.map((entry) => {
          const chosen = entry.id === active?.id;
          const version = current(entry);
          return (
            <button
              key={entry.id}
              ref={chosen ? selected : undefined}
              type="button"
              role="option"
              aria-selected={chosen}
              aria-label={version.name}
              title={version.name}
              tabIndex={chosen ? 0 : -1}
              onClick={() => activate(entry.id)}
              className="relative shrink-0 rounded-[4px] outline-offset-1 outline-accent aria-selected:outline-2"
            >
              <Thumbnail version={version} className="h-11 w-14" />
              <span className="absolute end-0.5 bottom-0.5 rounded-full bg-panel empty:hidden">
                <RunMark run={run} versionId={version.id} />
              </span>
            </button>
          );
        })}
      </div>
      <span className="shrink-0 text-xs text-muted tabular">{`${index + 1} / ${entries.length}`}</span>
    </div>
  );
}
