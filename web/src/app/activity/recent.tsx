import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  ArrowUpRight,
  ChevronDown,
  CircleAlert,
  Download,
  Ellipsis,
  ListRestart,
  RotateCcw,
  Trash2,
  X,
} from "lucide-react";
import { useState } from "react";
import { rerunJob } from "../../api/jobs";
import { deleteJob, refreshJobs } from "../../api/past-jobs";
import { useCatalogue, useFormats } from "../../api/queries";
import type { ImageFormat, Job } from "../../api/types";
import { t } from "../../i18n";
import { formatAgo, formatMoment } from "../../i18n/format";
import { ToolMenu } from "../../tools/tool-menu";
import { IconButton, iconButtonClass } from "../../ui/button";
import { Secret } from "../../ui/copy";
import { ErrorLine } from "../../ui/feedback";
import { iconNamed } from "../../ui/icons";
import { MenuButton } from "../../ui/menu-button";
import { inline } from "../../workspace/results";
import { openLayer } from "../shell-state";
import { FileStates } from "./file-states";
import { JobTitle } from "./job-title";
import { openResults } from "./open-result";
import { filesWith, jobName, reportOf, sizesOf, sizeText, subjectOf } from "./words";

/** A job that is over, and what can be done with it. */
export function RecentJob({ job }: { job: Job }) {
  const tools = useCatalogue().data?.tools ?? [];
  const [open, setOpen] = useState(false);
  const act = useMutation({ mutationFn: (run: () => Promise<unknown>) => run(), onSettled: refreshJobs });
  const navigate = useNavigate();
  const openHere = async () => {
    if (!(await openResults(job))) return;
    openLayer(null);
    void navigate({ to: "/" });
  };
  const name = jobName(job, tools);
  const failed = filesWith(job, "failed").length + filesWith(job, "cancelled").length;
  const done = filesWith(job, "completed").length;
  const href = job.files ? (done ? job.archiveUrl : undefined) : job.downloadUrl;
  const lost = job.status === "failed" || failed > 0;
  const subject = subjectOf(job);
  // What several images became together is not smaller or larger than one of them.
  const together = tools.find(({ id }) => id === job.type)?.input.max === null;
  const facts = [
    job.status === "cancelled" ? t("Cancelled") : null,
    job.files && failed && job.status !== "cancelled" ? t("{count} failed", { count: failed }) : null,
    sizeText(together ? { ...sizesOf(job), originalSize: 0 } : sizesOf(job)),
    formatAgo(job.createdAt),
  ];
  return (
    <li className="px-4 py-2">
      <div className="flex items-center gap-3">
        <Picture job={job} />
        <div className="min-w-0 grow">
          <JobTitle name={name} subject={subject} />
          <p className="truncate text-xs text-muted tabular" title={formatMoment(job.createdAt)}>
            {facts.filter(Boolean).join(" · ")}
          </p>
        </div>
        <div className="flex shrink-0 items-center">
          {(job.files || lost) && (
            <IconButton
              label={open ? t("Hide what happened") : t("Show what happened")}
              aria-expanded={open}
              onPress={() => setOpen(!open)}
            >
              <ChevronDown size={16} className={open ? "rotate-180" : ""} />
            </IconButton>
          )}
          {href && (
            <a
              href={href}
              download
              className={iconButtonClass()}
              title={t("Download")}
              aria-label={t("Download {name}", { name: subject || name })}
            >
              <Download size={16} />
            </a>
          )}
          {href && !job.outputs && (
            <ToolMenu
              label={t("Open the result of {name} in a tool", { name })}
              className={iconButtonClass("max-md:hidden")}
              load={() => openResults(job)}
            >
              {() => <ArrowUpRight size={16} />}
            </ToolMenu>
          )}
          <MenuButton
            label={t("Actions for {name}", { name })}
            isDisabled={act.isPending}
            className={iconButtonClass()}
            groups={[
              [
                ...(href && !job.outputs
                  ? [
                      {
                        id: "open",
                        label: t("Open the result"),
                        icon: ArrowUpRight,
                        run: () => void openHere(),
                      },
                    ]
                  : []),
                ...(job.retryable
                  ? [
                      {
                        id: "rerun",
                        label: t("Run again"),
                        icon: ListRestart,
                        run: () => act.mutate(() => rerunJob(job.jobId)),
                      },
                    ]
                  : []),
                ...(failed && job.retryable
                  ? [
                      {
                        id: "retry",
                        label: t("Retry failed ({count})", { count: failed }),
                        icon: RotateCcw,
                        run: () => act.mutate(() => rerunJob(job.jobId, true)),
                      },
                    ]
                  : []),
              ],
              [
                {
                  id: "remove",
                  label: t("Remove with its files"),
                  icon: Trash2,
                  tone: "danger",
                  run: () => act.mutate(() => deleteJob(job.jobId)),
                },
              ],
            ]}
          >
            <Ellipsis size={16} />
          </MenuButton>
        </div>
      </div>
      {job.status === "failed" && job.error && (
        <p className="ps-13 pt-1 text-sm text-danger first-letter:uppercase">{job.error}</p>
      )}
      {act.error && <ErrorLine error={act.error} className="ps-13 pt-1" />}
      {open && (
        <div className="ps-13 pt-1">
          {job.files && <FileStates files={job.files} />}
          {job.expiresAt && (
            <p className="py-1 text-xs text-muted">
              {t("Its files are deleted on {moment}.", { moment: formatMoment(job.expiresAt) })}
            </p>
          )}
          {lost && (
            <div className="pt-1 whitespace-pre-wrap">
              <Secret label={t("Details of the failure")} text={reportOf(job)} />
            </div>
          )}
        </div>
      )}
    </li>
  );
}

/** The address of a small picture of a result, if there is one that browsers draw. */
function pictureOf(job: Job, formats: ImageFormat[]): string | undefined {
  const output = job.files ? filesWith(job, "completed")[0] : job;
  if (!output?.downloadUrl || !output.width) return undefined;
  const drawable = formats.find(({ id }) => id === output.format)?.browser;
  return output.previewUrl ?? (drawable ? inline(output.downloadUrl) : undefined);
}

function Picture({ job }: { job: Job }) {
  const formats = useFormats().data ?? [];
  const tools = useCatalogue().data?.tools ?? [];
  const [missing, setMissing] = useState(false);
  const url = pictureOf(job, formats);
  const Icon =
    job.status === "failed"
      ? CircleAlert
      : job.status === "cancelled"
        ? X
        : iconNamed(tools.find(({ id }) => id === job.type)?.icon ?? "layers");
  return (
    <span className="flex size-10 shrink-0 items-center justify-center overflow-hidden rounded-[4px] bg-surface">
      {url && !missing ? (
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setMissing(true)}
          className="size-full object-contain"
        />
      ) : (
        <Icon
          size={18}
          aria-hidden
          strokeWidth={1.75}
          className={job.status === "failed" ? "text-danger" : "text-muted"}
        />
      )}
    </span>
  );
}
