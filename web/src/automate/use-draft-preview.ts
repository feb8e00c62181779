import { useFormats } from "../api/queries";
import { t } from "../i18n";
import { useViewerPreferences } from "../viewer/preferences";
import { useLive } from "../workspace/live";
import { shownOutput } from "../workspace/results";
import { outputFor } from "../workspace/runs";
import { current, useActive } from "../workspace/store";
import { useDraft } from "./draft";
import { type Known, stepsUntil } from "./steps";
import type { PipelineRun } from "./use-run";

/** What the viewer shows: the preview after the open step or, once it has run, the result. */
export function useDraftPreview(steps: Known[], { run, fresh }: PipelineRun) {
  const selected = useDraft((state) => state.selected);
  const wanted = useViewerPreferences((state) => state.live);
  const formats = useFormats().data ?? [];
  const active = useActive();
  const version = active && current(active);
  const found = version && fresh ? outputFor(run, version.id) : undefined;
  const output = found?.downloadUrl ? found : undefined;
  const number = steps.findIndex(({ step }) => step.key === selected) + 1;
  const whole = !number || number === steps.length;
  const until = wanted && !(whole && output) ? stepsUntil(steps, selected) : null;
  const live = useLive({
    version,
    path: "/api/v1/pipeline/preview",
    body: until && { steps: until },
    slot: "pipeline",
    afterStep: whole ? undefined : number,
  });
  return {
    live,
    /** The finished result; what the download holds. */
    result: shownOutput(output, formats, t("Result, {name}", { name: output?.filename ?? "" })),
    output,
    /** Whether the whole pipeline is looked at and not a part of it. */
    whole,
  };
}

export type DraftPreview = ReturnType<typeof useDraftPreview>;
