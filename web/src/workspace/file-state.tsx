import { StateMark, type WorkState } from "../ui/state-mark";
import type { Run } from "./runs";
import { attemptAt, inputsOf, isActive, outputFor } from "./runs";

export type FileState = "none" | WorkState;

/** How far a run is with one image. */
export function fileState(newest: Run | undefined, versionId: string): FileState {
  const run = attemptAt(newest, versionId);
  if (!run) return "none";
  const status = outputFor(run, versionId)?.status;
  if (run.job?.files && status) return status as FileState;
  if (run.phase === "completed" || run.phase === "failed" || run.phase === "cancelled") return run.phase;
  return run.phase === "processing" ? "processing" : "waiting";
}

/** The mark of how far a run is with an image; a single image that is done needs none. */
export function RunMark({ run, versionId }: { run: Run | undefined; versionId: string }) {
  const state = fileState(run, versionId);
  if (state === "none" || (run && inputsOf(run).length === 1 && !isActive(run) && state === "completed"))
    return null;
  return <StateMark state={state} />;
}
