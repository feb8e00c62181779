import { create } from "zustand";
import { ApiError, call } from "../api/client";
import { followJob, type JobEvent } from "../api/events";
import { rerunJob } from "../api/jobs";
import { isRunning, queryClient } from "../api/queries";
import type { Job, Output, Tool } from "../api/types";
import { type UploadProgress, upload } from "../api/upload";
import { uuid } from "../api/uuid";
import { t } from "../i18n";
import { isTogether, type Seconds } from "./inputs";
import { appendTo, forget, isExpired, type Referred, referencesTo, unsent } from "./sources";
import { current, type Entry, type Version } from "./store";

export type Phase = "uploading" | "queued" | "processing" | "completed" | "failed" | "cancelled";

/** Which version of which image went into a run. */
export interface Input {
  entryId: string;
  versionId: string;
  name: string;
}

export interface Run {
  jobId: string;
  toolId: string;
  toolName: string;
  inputs: Input[];
  /** Whether the images were worked on together, so that there is one outcome for all of them. */
  together?: boolean;
  /** The run whose failed images this one tries again; its other results still count. */
  retryOf?: string;
  settings: Record<string, unknown>;
  phase: Phase;
  upload: UploadProgress & { speed: number };
  stage?: string;
  /** 0 to 100; missing while the tool reports none. */
  percent?: number;
  startedAt: number;
  endedAt?: number;
  error?: { text: string; details?: string; status?: number };
  job?: Job;
}

/** All runs of this visit, by job id, in the order they were started. */
export const useRuns = create<{ runs: Record<string, Run> }>(() => ({ runs: {} }));

const aborts = new Map<string, AbortController>();
const followers = new Map<string, () => void>();

export const isActive = (run: Run): boolean => ["uploading", "queued", "processing"].includes(run.phase);

/** The newest run of a tool that took in the given images as they are now. */
export function latestRun(runs: Record<string, Run>, toolId: string, entries: Entry[]): Run | undefined {
  const versions = new Set(entries.map((entry) => current(entry).id));
  return Object.values(runs)
    .filter(
      (run) =>
        run.toolId === toolId &&
        (!run.inputs.length || run.inputs.some(({ versionId }) => versions.has(versionId))),
    )
    .at(-1);
}

/** A run and those before it whose failed images it tries again, the newest first. */
export function attempts(newest: Run | undefined): Run[] {
  const { runs } = useRuns.getState();
  const found: Run[] = [];
  for (let run = newest; run; run = run.retryOf ? runs[run.retryOf] : undefined) found.push(run);
  return found;
}

/** The attempt that says how an image fared: the newest that took it in. */
export const attemptAt = (run: Run | undefined, versionId: string): Run | undefined =>
  attempts(run).find(({ inputs }) => inputs.some((input) => input.versionId === versionId));

/** All images that went into a run or the ones that it completes. */
export const inputsOf = (run: Run | undefined): Input[] => attempts(run).at(-1)?.inputs ?? [];

/** The one outcome of a run that took its images together; undefined for other runs, and while there is nothing yet. */
export const outcomeOf = (run: Run | undefined): Job | undefined =>
  run?.together && run.phase === "completed" ? run.job : undefined;

/** What a run, or the one that it completes, made of one image; undefined while there is nothing yet. */
export function outputFor(
  newest: Run | undefined,
  versionId: string,
): (Output & { status?: string }) | undefined {
  const run = attemptAt(newest, versionId);
  if (!run?.job || run.together) return undefined;
  const index = run.inputs.findIndex((input) => input.versionId === versionId);
  if (index < 0) return undefined;
  if (!run.job.files) return run.job;
  const file = run.job.files.find((candidate) => candidate.index === index);
  return file && { ...file, filename: file.outputName ?? file.filename };
}

function update(jobId: string, change: Partial<Run>): void {
  useRuns.setState(({ runs }) => {
    const run = runs[jobId];
    return run ? { runs: { ...runs, [jobId]: { ...run, ...change } } } : { runs };
  });
}

/** Sends images to a tool and follows the job to its end. */
export function start(
  tool: Tool,
  entries: Entry[],
  settings: Record<string, unknown>,
  { seconds = {}, retryOf }: { seconds?: Seconds; retryOf?: string } = {},
): Promise<void> {
  const versions = entries.map((entry) => ({ entry, version: current(entry) }));
  const many = tool.batch && versions.length > 1;
  return launch({
    toolId: tool.id,
    toolName: tool.name,
    path: `/api/v1/tools/${tool.id}${many ? "/batch" : ""}`,
    fields: { settings: JSON.stringify(settings) },
    versions,
    settings,
    seconds,
    retryOf,
    together: isTogether(tool),
    pictures: tool.input.accept === "image" || tool.input.accept === "svg",
  });
}

/** Work to be sent to the server. */
export interface Order {
  toolId: string;
  toolName: string;
  path: string;
  /** Form fields beside the images. */
  fields: Record<string, string>;
  versions: { entry: Entry; version: Version }[];
  settings: Record<string, unknown>;
  seconds?: Seconds;
  retryOf?: string | undefined;
  together?: boolean;
  /** Whether all files are pictures, which are uploaded once and then referred to. */
  pictures?: boolean;
}

/** Runs an order and follows the job to its end; the run lives in the store and outlives the page. */
export async function launch(order: Order): Promise<void> {
  const jobId = uuid();
  const { toolId, toolName, settings, versions, retryOf, together = false } = order;
  const run: Run = {
    jobId,
    toolId,
    toolName,
    inputs: versions.map(({ entry, version }) => inputOf(entry, version)),
    ...(retryOf ? { retryOf } : {}),
    ...(together ? { together } : {}),
    settings,
    phase: "uploading",
    upload: { sent: 0, total: 0, speed: 0 },
    startedAt: Date.now(),
  };
  useRuns.setState(({ runs }) => ({ runs: { ...runs, [jobId]: run } }));
  const abort = new AbortController();
  aborts.set(jobId, abort);
  const sendAll = () => send(order, run, abort.signal);
  try {
    await sendAll().catch((error: unknown) => {
      if (!isExpired(error)) throw error;
      forget(versions.map(({ version }) => version));
      return sendAll();
    });
    update(jobId, { phase: "queued" });
    follow(jobId);
    void queryClient.invalidateQueries({ queryKey: ["jobs"] });
  } catch (error) {
    if (abort.signal.aborted) update(jobId, { phase: "cancelled", endedAt: Date.now() });
    else if (error instanceof ApiError && error.status === 0) await recover(jobId, error);
    else update(jobId, { phase: "failed", endedAt: Date.now(), error: describe(error) });
  } finally {
    aborts.delete(jobId);
  }
}

/** Runs the failed images of a run again, on what the server still has of it; the results that there are stay. */
export async function rerun(run: Run): Promise<void> {
  try {
    const { jobId } = await rerunJob(run.jobId, true);
    const { job: _, error: __, endedAt: ___, ...same } = run;
    const again: Run = { ...same, jobId, phase: "queued", startedAt: Date.now() };
    useRuns.setState(({ runs }) => ({ runs: { ...runs, [jobId]: again } }));
    follow(jobId);
  } catch (error) {
    update(run.jobId, { error: describe(error) });
  }
}

const inputOf = (entry: Entry, version: Version): Input => ({
  entryId: entry.id,
  versionId: version.id,
  name: version.name,
});

/** Uploads what the server does not have yet, then hands over the order. */
async function send(order: Order, { jobId, startedAt }: Run, signal: AbortSignal): Promise<void> {
  const { path, fields, versions, seconds = {}, together = false, pictures = true } = order;
  const all = versions.map(({ version }) => version);
  const ahead = pictures ? unsent(all) : 0;
  const form = new FormData();
  const tell = (sent: number, more: number) =>
    update(jobId, { upload: withSpeed({ sent, total: ahead + more }, startedAt) });
  tell(0, 0);
  const referred: Referred[] = pictures
    ? await referencesTo(all, { ordered: together, signal, onProgress: (sent) => tell(sent, 0) })
    : all.map((version) => ({ version, reference: { kind: "bytes" } }));
  const inputs = referred.flatMap(({ version }) =>
    versions.filter((one) => one.version === version).map(({ entry }) => inputOf(entry, version)),
  );
  update(jobId, { inputs });
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("clientJobId", jobId);
  appendTo(form, referred);
  for (const [name, file] of Object.entries(seconds)) form.append(name, file, file.name);
  await upload(path, form, ({ sent, total }) => tell(ahead + sent, total), signal);
}

/** The connection broke during the upload: the server may have the job nevertheless. */
async function recover(jobId: string, error: ApiError): Promise<void> {
  try {
    await call<Job>(`/api/v1/jobs/${jobId}`);
    follow(jobId);
  } catch {
    update(jobId, { phase: "failed", endedAt: Date.now(), error: describe(error) });
  }
}

/** Takes up the runs of an earlier visit; those that were under way are asked for at the server. */
export function resume(runs: Run[]): void {
  useRuns.setState({ runs: Object.fromEntries(runs.map((run) => [run.jobId, run])) });
  for (const run of runs) if (isActive(run)) follow(run.jobId);
}

/** Follows a job that the server has. */
export function follow(jobId: string): void {
  if (followers.has(jobId)) return;
  const stop = followJob(
    jobId,
    (event) => onEvent(jobId, event),
    () => void refresh(jobId),
  );
  followers.set(jobId, stop);
  void refresh(jobId);
}

function onEvent(jobId: string, event: JobEvent): void {
  if (event.type === "single" && event.phase === "processing") {
    const run = useRuns.getState().runs[jobId];
    if (run && isActive(run))
      update(jobId, { phase: "processing", stage: event.stage, percent: event.percent });
    return;
  }
  void refresh(jobId);
}

/** Reads the job; the last reader of a finished one ends the run. */
async function refresh(jobId: string): Promise<void> {
  let job: Job;
  try {
    job = await call<Job>(`/api/v1/jobs/${jobId}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      finish(jobId, {
        phase: "failed",
        error: { text: t("The server no longer knows this job"), status: 404 },
      });
    }
    return;
  }
  const { phase } = useRuns.getState().runs[jobId] ?? {};
  if (phase === "completed" || phase === "failed" || phase === "cancelled") return;
  if (isRunning(job)) {
    const percent = job.progress === undefined || !job.files ? undefined : job.progress * 100;
    update(jobId, { job, phase: job.status as Phase, ...(percent === undefined ? {} : { percent }) });
    return;
  }
  const error =
    job.status === "failed" ? { text: job.error ?? t("The server could not do this") } : undefined;
  finish(jobId, { job, phase: job.status as Phase, error });
}

function finish(jobId: string, change: Partial<Run>): void {
  followers.get(jobId)?.();
  followers.delete(jobId);
  update(jobId, { ...change, endedAt: Date.now() });
  void queryClient.invalidateQueries({ queryKey: ["jobs"] });
}

/** Stops a run in whatever phase it is: the upload here, the work on the server. */
export async function cancel(jobId: string): Promise<void> {
  const { upload: sending } = useRuns.getState().runs[jobId] ?? {};
  const abort = aborts.get(jobId);
  abort?.abort();
  // Before its last byte has left, the server has no job to stop.
  if (abort && sending && sending.sent < sending.total) return;
  await call<Job>(`/api/v1/jobs/${jobId}/cancel`, { method: "POST" }).catch(() => undefined);
  const run = useRuns.getState().runs[jobId];
  if (run && run.phase !== "uploading") await refresh(jobId);
  void queryClient.invalidateQueries({ queryKey: ["jobs"] });
}

function describe(error: unknown): NonNullable<Run["error"]> {
  if (error instanceof ApiError) return { text: error.message, details: error.details, status: error.status };
  return { text: error instanceof Error ? error.message : String(error) };
}

function withSpeed(progress: UploadProgress, startedAt: number): Run["upload"] {
  const seconds = (Date.now() - startedAt) / 1000;
  return { ...progress, speed: seconds > 0.2 ? progress.sent / seconds : 0 };
}
