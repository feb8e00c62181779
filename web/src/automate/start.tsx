import { FileUp } from "lucide-react";
import { useState } from "react";
import { useCatalogue } from "../api/queries";
import { useCan } from "../api/session";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { offerDraft } from "./draft";
import { ImportDialog, pickPipelineFile } from "./import";
import { SavedList } from "./saved-list";
import { StepIcons } from "./step-icons";
import { templates } from "./templates";

/** Where a pipeline begins: a template, one saved before, or a file. */
export function Start() {
  const tools = useCatalogue().data?.tools ?? [];
  const can = useCan()("pipelines:own");
  const [imported, setImported] = useState<string | null>(null);
  // A template without one of its tools would be a trap.
  const usable = templates().filter(({ steps }) =>
    steps.every((step) => tools.some(({ id }) => id === step.toolId)),
  );
  return (
    <div className="min-h-0 grow overflow-y-auto bg-surface">
      <div className="mx-auto max-w-2xl space-y-8 p-8 max-md:space-y-5 max-md:p-4">
        <section aria-label={t("Templates")}>
          <h2 className="pb-2 font-medium">{t("Start from a template")}</h2>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-3">
            {usable.map(({ id, name, description, steps }) => (
              <li key={id}>
                <button
                  type="button"
                  onClick={() => offerDraft({ name, steps })}
                  className="flex h-full w-full flex-col gap-1 rounded-card border bg-panel p-3 text-start hover:border-control"
                >
                  <span className="font-medium">{name}</span>
                  <span className="grow text-sm text-muted">{description}</span>
                  <span className="pt-1.5">
                    <StepIcons steps={steps} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
        {can && (
          <section aria-label={t("Saved pipelines")}>
            <div className="flex items-center justify-between pb-2">
              <h2 className="font-medium">{t("Saved pipelines")}</h2>
              <Button
                tone="quiet"
                className="text-muted"
                onPress={() => void pickPipelineFile().then(setImported)}
              >
                <FileUp size={16} />
                {t("Import a file…")}
              </Button>
            </div>
            <SavedList />
          </section>
        )}
      </div>
      {imported !== null && <ImportDialog text={imported} onClose={() => setImported(null)} />}
    </div>
  );
}
