import { useNavigate } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { useCatalogue } from "../api/queries";
import { offerDraft } from "../automate/draft";
import { t } from "../i18n";
import { summaryOf } from "../schema/summary";
import { Button } from "../ui/button";
import { outline, stepsTo } from "./lineage";
import { current, type Entry, goTo, type Version } from "./store";
import { Thumbnail } from "./thumbnail";

const INDENT = 16;

/** What was done to an image so far, branches included; each step can be gone back to, and gone on from. */
export function History({ entry }: { entry: Entry }) {
  const { data } = useCatalogue();
  const navigate = useNavigate();
  if (entry.versions.length < 2) return null;
  const toolOf = ({ from, toolId }: Version) =>
    from ? data?.tools.find(({ id }) => id === toolId) : undefined;
  const label = (version: Version) =>
    version.from
      ? (toolOf(version)?.name ?? (version.toolId === "pipeline" ? t("Pipeline") : version.toolId))
      : t("Original");
  const summary = (version: Version) => {
    const tool = toolOf(version);
    return tool && version.settings ? summaryOf(tool.schema, version.settings) : version.name;
  };
  const steps = stepsTo(entry, current(entry));
  const usable =
    steps.length > 0 && steps.every(({ toolId }) => data?.tools.find(({ id }) => id === toolId)?.pipeline);
  return (
    <nav aria-label={t("History")}>
      <h2 className="flex h-8 items-center text-sm font-medium">{t("History")}</h2>
      <ol className="-mx-2">
        {outline(entry).map(({ version, depth }) => (
          <li key={version.id} style={{ paddingInlineStart: depth * INDENT }}>
            <button
              type="button"
              aria-current={version === current(entry) ? "step" : undefined}
              onClick={() => goTo(entry.id, version.id)}
              className="flex w-full items-center gap-2 rounded-control p-1.5 ps-2 text-start hover:bg-hover aria-[current=step]:bg-pressed"
            >
              <Thumbnail version={version} className="h-8 w-10" />
              <span className="min-w-0 grow">
                <span className="block truncate text-sm">{label(version)}</span>
                <bdi className="block truncate text-xs text-muted">{summary(version)}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {usable && (
        <Button
          tone="quiet"
          className="-mx-2 px-2! text-muted"
          onPress={() => {
            offerDraft({ steps });
            // The steps begin with the original.
            goTo(entry.id, entry.versions[0]?.id);
            void navigate({ to: "/automate" });
          }}
        >
          <Workflow size={16} />
          {t("Turn these steps into a pipeline")}
        </Button>
      )}
    </nav>
  );
}
