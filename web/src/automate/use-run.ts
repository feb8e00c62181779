import { refreshPipelines } from "../api/pipelines";
import { useLimits } from "../api/queries";
import { useConnection } from "../app/connection";
import { t } from "../i18n";
import {
  inputsOf,
  isActive,
  latestRun,
  launch,
  outputFor,
  type Run,
  rerun,
  useRuns,
} from "../workspace/runs";
import { current, type Entry, useEntries } from "../workspace/store";
import { isChanged, select, useDraft } from "./draft";
import { type Known, plainStep, wireStep } from "./steps";

const PIPELINE = "pipeline";

export interface PipelineRun {
  run: Run | undefined;
  /** The images that the next run would take. */
  taken: Entry[];
  /** Why it cannot start; null if it can. */
  reason: string | null;
  /** Whether images and steps are still those of the run. */
  fresh: boolean;
  failed: number;
  go: () => void;
  retry: () => void;
}

/** Runs the draft on the loaded images and follows it. */
export function usePipelineRun(steps: Known[]): PipelineRun {
  const draft = useDraft((state) => state.draft);
  const entries = useEntries();
  const runs = useRuns((state) => state.runs);
  const online = useConnection(({ state }) => state === "online" || state === "back");
  const most = useLimits().data?.maxPipelineSteps;
  const taken = entries.filter((entry) => current(entry).sight !== "broken");
  // A new pipeline has not run, whatever another did with these images.
  const run = draft.steps.length ? latestRun(runs, PIPELINE, entries) : undefined;
  const enabled = steps.filter(({ step }) => step.enabled);
  const settings = { steps: enabled.map(plainStep) };
  const inputs = inputsOf(run);
  const fresh =
    run !== undefined &&
    inputs.length === taken.length &&
    taken.every((entry) => inputs.some(({ versionId }) => versionId === current(entry).id)) &&
    JSON.stringify(run.settings) === JSON.stringify(settings);
  const reason = reasonOf(draft.steps.length, enabled, steps, taken.length, online, most);
  const go = () => {
    if (reason || (run && isActive(run))) return;
    select(null);
    const kept = draft.id !== null && !isChanged(draft);
    void launch({
      toolId: PIPELINE,
      toolName: draft.name || t("Pipeline"),
      path: `/api/v1/pipeline/${taken.length > 1 ? "batch" : "execute"}`,
      fields: kept
        ? { pipelineId: draft.id ?? "" }
        : { pipeline: JSON.stringify({ steps: steps.map(wireStep) }) },
      versions: taken.map((entry) => ({ entry, version: current(entry) })),
      settings,
    }).then(() => {
      if (kept) void refreshPipelines();
    });
  };
  const failed = run
    ? inputs.filter(({ versionId }) => outputFor(run, versionId)?.status === "failed").length
    : 0;
  return { run, taken, reason, fresh, failed, go, retry: () => run && void rerun(run) };
}

function reasonOf(
  all: number,
  enabled: Known[],
  steps: Known[],
  files: number,
  online: boolean,
  most: number | null | undefined,
): string | null {
  if (!all) return t("Add a step first");
  if (!enabled.length) return t("All steps are switched off");
  if (most && all > most)
    return t("At most {most, plural, one {# step} other {# steps}}; take out {more}", {
      most,
      more: all - most,
    });
  const bad = steps.findIndex(({ step, problem }) => step.enabled && problem);
  if (bad >= 0) return t("Step {number}: {problem}", { number: bad + 1, problem: steps[bad]?.problem ?? "" });
  if (!files) return t("Add an image first");
  return online ? null : t("Waiting for the connection");
}
