import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useKeys } from "../app/keys";
import { useTitle } from "../app/page";
import { t } from "../i18n";
import { useRoomy, useWide } from "../ui/media";
import { Radio, RadioGroup } from "../ui/radio-group";
import { removeEntry } from "../workspace/file-block";
import { cancel, isActive } from "../workspace/runs";
import { step as stepImage, useActive } from "../workspace/store";
import { select, useDraft } from "./draft";
import { FilesPane } from "./files-pane";
import { openFromSearch } from "./handover";
import { Header } from "./header";
import { Offered } from "./offered";
import { Picture } from "./picture";
import { RunBar } from "./run-bar";
import { SettingsPane } from "./settings-pane";
import { Start } from "./start";
import { StepsPane } from "./steps-pane";
import { useDraftPreview } from "./use-draft-preview";
import { useKnown } from "./use-known";
import { usePipelineRun } from "./use-run";

type Pane = "steps" | "settings" | "files";

const paneLabel = (pane: Pane): string =>
  ({ steps: t("Steps"), settings: t("Settings"), files: t("Files") })[pane];

/** The pipeline builder: steps, the picture after any of them, and the settings of the one that is open. */
export function Automate() {
  useTitle(t("Automate"));
  const search = useSearch({ from: "/automate" });
  useEffect(() => void openFromSearch(search), [search]);
  const roomy = useRoomy();
  const wide = useWide();
  const steps = useKnown();
  const empty = useDraft((state) => state.draft.steps.length === 0);
  const selected = useDraft((state) => state.selected);
  const active = useActive();
  const work = usePipelineRun(steps);
  const { run, go } = work;
  const preview = useDraftPreview(steps, work);
  const [pane, setPane] = useState<Pane>("steps");
  const [adding, setAdding] = useState(false);
  const open: Pane = roomy && pane === "steps" ? "settings" : pane;
  const jobId = run?.jobId;
  const busy = run ? isActive(run) : false;
  // Once something runs, the files tell how far it is.
  useEffect(() => {
    if (jobId && busy) setPane("files");
  }, [jobId, busy]);

  useKeys({
    "Mod+Enter": go,
    "/": () => {
      if (!roomy) setPane("steps");
      setAdding(true);
    },
    Escape: () => (run && busy ? void cancel(run.jobId) : setAdding(false)),
    "Mod+s": () => document.getElementById("save-pipeline")?.click(),
    ArrowLeft: () => stepImage(-1),
    ArrowRight: () => stepImage(1),
    Delete: () => active && removeEntry(active),
  });

  const stepsPane = (
    <StepsPane
      steps={steps}
      adding={adding}
      onAdding={setAdding}
      onOpen={(key) => {
        select(key);
        setPane("settings");
      }}
    />
  );
  if (!wide && empty)
    return (
      <main className="min-h-0 grow overflow-y-auto bg-panel">
        <Header steps={steps} />
        <Start />
        {stepsPane}
        <Offered />
      </main>
    );
  const panes: Pane[] = roomy ? ["settings", "files"] : ["steps", "settings", "files"];
  return (
    <main className="flex min-h-0 grow max-md:flex-col">
      {roomy && (
        <aside aria-label={t("Pipeline")} className="flex min-h-0 w-80 shrink-0 flex-col border-e bg-panel">
          <Header steps={steps} />
          {stepsPane}
        </aside>
      )}
      <Picture preview={preview} run={run} />
      <aside
        aria-label={roomy ? t("Settings and files") : t("Pipeline")}
        className="flex min-h-0 w-80 shrink-0 flex-col border-s bg-panel max-md:w-full max-md:grow max-md:shrink max-md:basis-0 max-md:border-s-0 max-md:border-t"
      >
        {!roomy && <Header steps={steps} />}
        <RadioGroup
          aria-label={t("Shown")}
          value={open}
          onChange={(next) => setPane(next as Pane)}
          className="mx-4 my-2 flex shrink-0 rounded-control bg-pressed p-0.5"
        >
          {panes.map((id) => (
            <Radio
              key={id}
              value={id}
              className="flex h-7 flex-1 cursor-default items-center justify-center rounded-[5px] px-2 text-sm text-muted hover:text-text selected:bg-segment selected:font-medium selected:text-text touch:h-10"
            >
              {paneLabel(id)}
            </Radio>
          ))}
        </RadioGroup>
        <div className="relative flex min-h-0 grow flex-col overflow-y-auto">
          {open === "steps" && stepsPane}
          {open === "settings" && <SettingsPane steps={steps} selected={selected} />}
          {open === "files" && <FilesPane run={run} />}
        </div>
        <RunBar work={work} preview={preview} />
      </aside>
      <Offered />
    </main>
  );
}
