import { useEffect, useState } from "react";
import { t } from "../i18n";
import { formatBytes, formatSeconds } from "../i18n/format";
import { Button } from "../ui/button";
import { cancel, type Run } from "./runs";

const LONG_WAIT_S = 10;

/** Seconds since a moment, counted while the component is there. */
export function useElapsed(since: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, (now - since) / 1000);
}

/** What a run is doing, in words. */
export function phaseLabel(run: Run): string {
  if (run.phase === "uploading")
    return run.upload.sent >= run.upload.total ? t("Handing over") : t("Uploading");
  if (run.phase === "queued") return t("Waiting for its turn");
  const files = run.job?.files;
  if (files) {
    const done = files.filter(({ status }) => status !== "waiting" && status !== "processing").length;
    return t("{done} of {total} done", { done, total: files.length });
  }
  return run.stage ?? run.job?.stage ?? t("Processing");
}

/** 0 to 100, or null while nobody knows. */
export function percentOf(run: Run): number | null {
  if (run.phase === "uploading") return run.upload.total ? (run.upload.sent / run.upload.total) * 100 : null;
  if (run.phase === "queued") return null;
  const files = run.job?.files;
  if (files)
    return (
      (files.filter(({ status }) => status !== "waiting" && status !== "processing").length / files.length) *
      100
    );
  return run.percent || null;
}

/** Phase, bar, bytes and time of a run, with Cancel. */
export function Progress({ run }: { run: Run }) {
  const elapsed = useElapsed(run.startedAt);
  const percent = percentOf(run);
  const { sent, total, speed } = run.upload;
  return (
    <div className="space-y-2">
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <span role="status">{phaseLabel(run)}</span>
        <span className="text-muted tabular">
          {percent === null ? "" : `${Math.round(percent)} % · `}
          {formatSeconds(elapsed)}
        </span>
      </div>
      <Bar label={t("Progress")} percent={percent} />
      <p className="min-h-[18px] text-xs text-muted tabular">
        {run.phase === "uploading" && speed > 0
          ? t("{sent} of {total}, {speed}/s", {
              sent: formatBytes(sent),
              total: formatBytes(total),
              speed: formatBytes(speed),
            })
          : elapsed > LONG_WAIT_S
            ? t("You can go on elsewhere; this run stays in the activity list.")
            : ""}
      </p>
      <Button className="w-full" onPress={() => void cancel(run.jobId)}>
        {t("Cancel")}
      </Button>
    </div>
  );
}

export function Bar({ label, percent }: { label: string; percent: number | null }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.round(percent)}
      className="h-1 overflow-hidden rounded-full bg-pressed"
    >
      {percent === null ? (
        <div className="h-full w-1/3 rounded-full bg-accent indeterminate" />
      ) : (
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-150"
          style={{ width: `${percent}%` }}
        />
      )}
    </div>
  );
}
