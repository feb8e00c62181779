import { Download, Square } from "lucide-react";
import { isRunning, useCatalogue, useJobs } from "../api/queries";
import type { Job } from "../api/types";
import { t } from "../i18n";
import { formatAgo, formatBytes } from "../i18n/format";
import { Button, IconButton, iconButtonClass } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Bar, percentOf, phaseLabel } from "../workspace/progress";
import { cancel, isActive, type Run, useRuns } from "../workspace/runs";

/** Running and recent jobs of this user: those of this page and those the server remembers. */
export function Activity({ onClose }: { onClose: () => void }) {
  const jobs = useJobs();
  const runs = useRuns((state) => state.runs);
  const active = Object.values(runs).filter(isActive).reverse();
  const rest = (jobs.data ?? []).filter((job) => !active.some((run) => run.jobId === job.jobId));
  return (
    <Dialog title={t("Activity")} isOpen onOpenChange={onClose} className="max-w-lg!">
      {active.length > 0 && (
        <ul aria-label={t("Running")} className="pb-3">
          {active.map((run) => (
            <RunRow key={run.jobId} run={run} />
          ))}
        </ul>
      )}
      {jobs.isPending && (
        <div role="status" aria-label={t("Loading jobs")} className="skeleton h-12 rounded-control" />
      )}
      {jobs.isError && (
        <div className="flex items-center gap-3">
          <p>{t("The jobs could not be loaded.")}</p>
          <Button onPress={() => void jobs.refetch()}>{t("Try again")}</Button>
        </div>
      )}
      {jobs.data && !rest.length && !active.length && (
        <p className="text-muted">{t("Nothing has run yet. Open a tool, add an image and run it.")}</p>
      )}
      <ul aria-label={t("Recent")}>
        {rest.map((job) => (
          <JobRow key={job.jobId} job={job} />
        ))}
      </ul>
    </Dialog>
  );
}

function RunRow({ run }: { run: Run }) {
  const [first] = run.inputs;
  return (
    <li className="flex items-center gap-3 border-b py-2">
      <div className="min-w-0 grow space-y-1">
        <p className="truncate text-sm">
          <span className="font-medium">{run.toolName}</span>
          {" · "}
          {run.inputs.length > 1
            ? t("{count, plural, one {# image} other {# images}}", { count: run.inputs.length })
            : first?.name}
        </p>
        <p className="text-xs text-muted">{phaseLabel(run)}</p>
        <Bar label={t("Progress of {name}", { name: run.toolName })} percent={percentOf(run)} />
      </div>
      <StopButton jobId={run.jobId} />
    </li>
  );
}

function StopButton({ jobId }: { jobId: string }) {
  return (
    <IconButton label={t("Cancel")} onPress={() => void cancel(jobId)}>
      <Square size={16} />
    </IconButton>
  );
}

const statusLabel = (status: Job["status"]): string =>
  ({
    queued: t("Waiting"),
    processing: t("Running"),
    completed: t("Done"),
    failed: t("Failed"),
    cancelled: t("Cancelled"),
  })[status];

function JobRow({ job }: { job: Job }) {
  const { data } = useCatalogue();
  const name = data?.tools.find(({ id }) => id === job.type)?.name ?? job.type;
  const done = job.files?.filter(({ status }) => status === "completed").length;
  const href =
    job.status === "completed" ? (job.downloadUrl ?? (done ? job.archiveUrl : undefined)) : undefined;
  const what = job.files
    ? t("{done} of {total} images done", { done: done ?? 0, total: job.files.length })
    : job.filename;
  return (
    <li className="flex min-h-14 items-center gap-3 border-b py-2">
      <div className="min-w-0 grow">
        <p className="truncate text-sm">
          <span className="font-medium">{name}</span>
          {what && ` · ${what}`}
        </p>
        <p className="truncate text-xs text-muted tabular">
          {[
            statusLabel(job.status),
            job.status === "failed" ? job.error : null,
            job.processedSize ? formatBytes(job.processedSize) : null,
            formatAgo(job.createdAt),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {isRunning(job) && <StopButton jobId={job.jobId} />}
      {href && (
        <a
          href={href}
          download
          className={iconButtonClass()}
          aria-label={t("Download {name}", { name: job.filename ?? name })}
        >
          <Download size={16} />
        </a>
      )}
    </li>
  );
}
