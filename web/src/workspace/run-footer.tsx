import { useNavigate } from "@tanstack/react-router";
import type { Output, Tool } from "../api/types";
import { keyLabel } from "../app/keys";
import { t } from "../i18n";
import { Button } from "../ui/button";
import type { Shown } from "../viewer/picture";
import { isTogether } from "./inputs";
import { Progress } from "./progress";
import { Remarks } from "./remarks";
import { ContinueWith, ResultCard } from "./result-card";
import { RunError } from "./run-error";
import { attempts, isActive, type Run } from "./runs";

interface RunFooterProps {
  tool: Tool;
  run: Run | undefined;
  /** What the run made of the active image, if it is done. */
  output: Output | undefined;
  versionId: string | undefined;
  shown: Shown | undefined;
  /** Whether images and settings are still those of the run. */
  fresh: boolean;
  /** How many images would go into the next run, and why it cannot start. */
  count: number;
  reason: string | null;
  /** How many images of a batch failed. */
  failed: number;
  /** What a preview tells about the result: its size, or why there is none. */
  forecast?: string | null;
  /** What the preview remarks about it. */
  remarks?: string[];
  onRun: () => void;
  onRetry: () => void;
  /** Back to the canvas, for tools that have one. */
  onReopen?: (() => void) | undefined;
}

/** The end of the panel: the primary action, then progress, then the result, always at the same place. */
export function RunFooter(props: RunFooterProps) {
  const { tool, run, output, versionId, shown, fresh, failed, onRetry, onReopen } = props;
  const navigate = useNavigate();
  if (run && isActive(run)) return <Progress run={run} />;
  return (
    <>
      {run?.phase === "failed" && !run.job?.files && <RunError run={run} />}
      {run?.phase === "cancelled" && (
        <p role="status" className="text-sm text-muted">
          {t("Cancelled")}
        </p>
      )}
      {(versionId || run?.together) &&
        attempts(run)
          .reverse()
          .map((attempt) => (
            <ResultCard
              key={attempt.jobId}
              run={attempt}
              versionId={attempt.retryOf ? (attempt.inputs[0]?.versionId ?? versionId) : versionId}
              shown={attempt.retryOf ? undefined : shown}
              fresh={fresh}
            />
          ))}
      {failed > 0 && (
        <Button className="w-full" onPress={onRetry}>
          {t("Retry {count, plural, one {# failed image} other {# failed images}}", { count: failed })}
        </Button>
      )}
      {fresh && output && run && !run.job?.outputs ? (
        <>
          {onReopen && (
            <Button className="w-full" onPress={onReopen}>
              {t("Change the crop")}
            </Button>
          )}
          <ContinueWith
            tool={tool}
            run={run}
            onGo={(id) => void navigate({ to: "/$toolId", params: { toolId: id } })}
          />
        </>
      ) : (
        <RunButton {...props} />
      )}
    </>
  );
}

function RunButton({ tool, output, fresh, count, reason, forecast, remarks = [], onRun }: RunFooterProps) {
  const stale = output && !fresh ? t("Settings changed — run again") : "";
  return (
    <div>
      <Remarks texts={remarks} />
      <div className="flex min-h-5 justify-between gap-3 pb-1 text-xs text-muted">
        <p role="status">{reason ?? stale}</p>
        {!reason && <p className="text-end tabular">{forecast}</p>}
      </div>
      <Button tone="primary" className="w-full touch:h-12" isDisabled={reason !== null} onPress={onRun}>
        {count > 1 && !isTogether(tool)
          ? t("{verb} {count, plural, one {# image} other {# images}}", { verb: tool.verb, count })
          : tool.verb}
        <kbd aria-hidden className="font-sans text-xs font-normal touch:hidden">
          {keyLabel("Mod+Enter")}
        </kbd>
      </Button>
    </div>
  );
}
