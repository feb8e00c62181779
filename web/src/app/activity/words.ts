import type { Job, JobFile, Tool } from "../../api/types";
import { t } from "../../i18n";
import { formatBytes, formatChange } from "../../i18n/format";
import { words } from "../../schema/model";

export const jobName = (job: Job, tools: Tool[]): string =>
  tools.find(({ id }) => id === job.type)?.name ??
  (job.type === "pipeline" ? t("Pipeline") : words(job.type));

export const filesWith = (job: Job, status: JobFile["status"]): JobFile[] =>
  job.files?.filter((file) => file.status === status) ?? [];

/** What the job was about: the name of its one result, or how many images of how many are done. */
export function subjectOf(job: Job): string {
  if (!job.files) return job.filename ?? job.inputName ?? "";
  const done = filesWith(job, "completed").length;
  const total = job.files.length;
  if (job.status === "completed" && done === total)
    return t("{count, plural, one {# image} other {# images}}", { count: total });
  return t("{done} of {total} images done", { done, total });
}

/** "2.1 MB → 640 KB (−70 %)". */
export function sizeText(output: { originalSize?: number; processedSize?: number }): string {
  const { originalSize: before, processedSize: after } = output;
  if (after === undefined) return "";
  if (!before) return formatBytes(after);
  const change = formatChange(before, after);
  return `${formatBytes(before)} → ${formatBytes(after)}${change ? ` (${change})` : ""}`;
}

/** The sizes of all finished files of a batch together. */
export const sizesOf = (job: Job): { originalSize?: number; processedSize?: number } => {
  if (!job.files) return job;
  const done = filesWith(job, "completed");
  const sum = (key: "originalSize" | "processedSize") =>
    done.reduce((total, file) => total + (file[key] ?? 0), 0);
  return done.length ? { originalSize: sum("originalSize"), processedSize: sum("processedSize") } : {};
};

/** 0 to 100; null while nobody knows. */
export function jobPercent(job: Job): number | null {
  if (job.status === "queued") return 0;
  return job.progress ? job.progress * 100 : null;
}

/** What a job that is not over does right now. */
export function doing(job: Job): string {
  if (job.status === "queued")
    return job.position
      ? t("Waiting, {count, plural, one {# task} other {# tasks}} before it", { count: job.position })
      : t("Waiting for its turn");
  if (job.files) {
    const over = job.files.filter(({ status }) => status !== "waiting" && status !== "processing").length;
    return t("{done} of {total} done", { done: over, total: job.files.length });
  }
  return job.stage ?? t("Processing");
}

/** What whoever helps would want to know of a failed job, line by line. */
export const reportOf = (job: Job): string =>
  [
    `${job.type}: ${job.status}`,
    job.jobId,
    job.completedAt ?? job.createdAt,
    job.error,
    ...filesWith(job, "failed").map(({ filename, error }) => `${filename}: ${error}`),
  ]
    .filter(Boolean)
    .join("\n");
