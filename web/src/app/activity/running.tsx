import { ChevronDown, Square } from "lucide-react";
import { useState } from "react";
import { useCatalogue } from "../../api/queries";
import type { Job } from "../../api/types";
import { isPending, useUploads } from "../../files/uploads";
import { t } from "../../i18n";
import { formatSeconds } from "../../i18n/format";
import { IconButton } from "../../ui/button";
import { Bar, percentOf, phaseLabel, useElapsed } from "../../workspace/progress";
import { cancel, type Run } from "../../workspace/runs";
import { FileStates } from "./file-states";
import { JobTitle } from "./job-title";
import { doing, jobName, jobPercent } from "./words";

interface RowProps {
  name: string;
  subject: string;
  doing: string;
  percent: number | null;
  since: number;
  /** The files of a batch. */
  job?: Job | undefined;
  onCancel: () => void;
}

/** A run of this page. */
export function RunRow({ run, job }: { run: Run; job: Job | undefined }) {
  const [first] = run.inputs;
  const subject =
    run.inputs.length > 1
      ? t("{count, plural, one {# image} other {# images}}", { count: run.inputs.length })
      : (first?.name ?? "");
  return (
    <Row
      name={run.toolName}
      subject={subject}
      doing={run.phase === "queued" && job ? doing(job) : phaseLabel(run)}
      percent={run.phase === "queued" ? 0 : percentOf(run)}
      since={run.startedAt}
      job={job ?? run.job}
      onCancel={() => void cancel(run.jobId)}
    />
  );
}

/** A job that was started elsewhere: in another tab, by a program. */
export function RunningJob({ job }: { job: Job }) {
  const tools = useCatalogue().data?.tools ?? [];
  return (
    <Row
      name={jobName(job, tools)}
      subject={
        job.files
          ? t("{count, plural, one {# image} other {# images}}", { count: job.files.length })
          : (job.inputName ?? "")
      }
      doing={doing(job)}
      percent={jobPercent(job)}
      since={Date.parse(job.createdAt)}
      job={job}
      onCancel={() => void cancel(job.jobId)}
    />
  );
}

function Row({ name, subject, doing: what, percent, since, job, onCancel }: RowProps) {
  const elapsed = useElapsed(since);
  const [open, setOpen] = useState(false);
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-center gap-2">
        <div className="min-w-0 grow space-y-1">
          <JobTitle name={name} subject={subject} />
          <p className="flex justify-between gap-3 text-xs text-muted tabular">
            <span className="truncate">{what}</span>
            <span className="shrink-0">
              {percent ? `${Math.round(percent)} % · ` : ""}
              {formatSeconds(elapsed)}
            </span>
          </p>
          <Bar label={t("Progress of {name}", { name })} percent={percent} />
        </div>
        {job?.files && (
          <IconButton
            label={open ? t("Hide the files") : t("Show the files")}
            aria-expanded={open}
            onPress={() => setOpen(!open)}
          >
            <ChevronDown size={16} className={open ? "rotate-180" : ""} />
          </IconButton>
        )}
        <IconButton label={t("Cancel {name}", { name })} onPress={onCancel}>
          <Square size={14} />
        </IconButton>
      </div>
      {open && job?.files && <FileStates files={job.files} />}
    </li>
  );
}

/** The uploads to the library as one entry. */
export function UploadsRow() {
  const uploads = useUploads((state) => state.uploads);
  const pending = uploads.filter(isPending).length;
  if (!pending) return null;
  const sum = (key: "total" | "sent") =>
    uploads.reduce((all, { file, sent }) => all + (key === "sent" ? sent : file.size), 0);
  return (
    <li className="space-y-1 px-4 py-2.5">
      <p className="text-sm font-medium">{t("Upload to the library")}</p>
      <p className="text-xs text-muted tabular">
        {t("{done} of {total} done", { done: uploads.length - pending, total: uploads.length })}
      </p>
      <Bar
        label={t("Progress of the uploads")}
        percent={sum("total") ? (sum("sent") / sum("total")) * 100 : null}
      />
    </li>
  );
}
