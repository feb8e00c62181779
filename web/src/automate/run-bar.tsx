import { keyLabel } from "../app/keys";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Progress } from "../workspace/progress";
import { Remarks } from "../workspace/remarks";
import { ResultCard } from "../workspace/result-card";
import { RunError } from "../workspace/run-error";
import { isActive } from "../workspace/runs";
import { current, useActive } from "../workspace/store";
import type { DraftPreview } from "./use-draft-preview";
import type { PipelineRun } from "./use-run";

/** The end of the panel: run, then progress, then results; always at the same place. */
export function RunBar({ work, preview }: { work: PipelineRun; preview: DraftPreview }) {
  const { run, taken, reason, fresh, failed, go, retry } = work;
  const { live } = preview;
  const active = useActive();
  const done = fresh && run?.phase === "completed";
  return (
    <div className="shrink-0 space-y-3 border-t px-4 py-3">
      {run && isActive(run) ? (
        <Progress run={run} />
      ) : (
        <>
          {run?.error && <RunError run={run} />}
          {run?.phase === "cancelled" && (
            <p role="status" className="text-sm text-muted">
              {t("Cancelled")}
            </p>
          )}
          {run?.job && (
            <ResultCard
              key={run.jobId}
              run={run}
              versionId={active && current(active).id}
              shown={preview.result}
              fresh={fresh}
            />
          )}
          {failed > 0 && run?.job?.files && (
            <Button className="w-full" onPress={retry}>
              {t("Retry {count, plural, one {# failed image} other {# failed images}}", { count: failed })}
            </Button>
          )}
          {!done && (
            <div>
              <Remarks texts={live.warnings} />
              <div className="flex min-h-5 justify-between gap-3 pb-1 text-xs text-muted">
                <p role="status">{reason ?? (run?.job && !fresh ? t("Changed — run again") : "")}</p>
                {!reason && <p className="text-end tabular">{live.error?.text ?? live.estimate}</p>}
              </div>
              <Button tone="primary" className="w-full touch:h-12" isDisabled={reason !== null} onPress={go}>
                {taken.length > 1
                  ? t("Run on {count, plural, one {# image} other {# images}}", { count: taken.length })
                  : t("Run")}
                <kbd aria-hidden className="font-sans text-xs font-normal touch:hidden">
                  {keyLabel("Mod+Enter")}
                </kbd>
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}
