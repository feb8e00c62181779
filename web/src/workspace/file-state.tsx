import { Check, CircleDashed, CircleX, LoaderCircle } from "lucide-react";
import { t } from "../i18n";
import type { Run } from "./runs";
import { attemptAt, inputsOf, isActive, outputFor } from "./runs";

export type FileState = "none" | "waiting" | "processing" | "completed" | "failed" | "cancelled";

/** How far a run is with one image. */
export function fileState(newest: Run | undefined, versionId: string): FileState {
  const run = attemptAt(newest, versionId);
  if (!run) return "none";
  const status = outputFor(run, versionId)?.status;
  if (run.job?.files && status) return status as FileState;
  if (run.phase === "completed" || run.phase === "failed" || run.phase === "cancelled") return run.phase;
  return run.phase === "processing" ? "processing" : "waiting";
}

const MARKS = {
  waiting: { icon: CircleDashed, className: "text-muted" },
  processing: { icon: LoaderCircle, className: "animate-spin text-accent" },
  completed: { icon: Check, className: "text-ok" },
  failed: { icon: CircleX, className: "text-danger" },
  cancelled: { icon: CircleX, className: "text-muted" },
} as const;

const stateLabel = (state: Exclude<FileState, "none">): string =>
  ({
    waiting: t("Waiting"),
    processing: t("Running"),
    completed: t("Done"),
    failed: t("Failed"),
    cancelled: t("Cancelled"),
  })[state];

/** The mark of a state, with its word for those who do not see it. */
export function StateMark({ run, versionId }: { run: Run | undefined; versionId: string }) {
  const state = fileState(run, versionId);
  if (state === "none" || (run && inputsOf(run).length === 1 && !isActive(run) && state === "completed"))
    return null;
  const { icon: Icon, className } = MARKS[state];
  return <Icon size={16} role="img" aria-label={stateLabel(state)} className={`shrink-0 ${className}`} />;
}
