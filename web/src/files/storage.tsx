import { useUsage } from "../api/library";
import { useLimits } from "../api/queries";
import { useCan, useSession } from "../api/session";
import { t } from "../i18n";
import { formatBytes, formatNumber } from "../i18n/format";

/** How much room the files take, of how much there is. */
export function UsageLine() {
  const { data } = useUsage();
  if (!data) return null;
  return (
    <span className="truncate tabular">
      {data.quotaBytes
        ? t("{used} of {quota} used", { used: formatBytes(data.bytes), quota: formatBytes(data.quotaBytes) })
        : t("{used} used", { used: formatBytes(data.bytes) })}
    </span>
  );
}

/** What is kept, how long, and who sees it. */
export function StorageInfo() {
  const { data, isPending } = useUsage();
  const { data: limits } = useLimits();
  const open = useSession(({ phase }) => phase === "open");
  const all = useCan()("files:all") && !open;
  const share = data?.quotaBytes ? Math.min(100, (data.bytes / data.quotaBytes) * 100) : null;
  return (
    <section aria-label={t("Storage")} className="space-y-3 p-4 text-sm">
      <h2 className="font-medium">{t("Storage")}</h2>
      {data ? (
        <dl className="grid grid-cols-[1fr_auto] gap-y-1">
          <dt className="text-muted">{t("Files")}</dt>
          <dd className="text-end tabular">{formatNumber(data.files)}</dd>
          <dt className="text-muted">{t("Versions in all")}</dt>
          <dd className="text-end tabular">{formatNumber(data.versions)}</dd>
          <dt className="text-muted">{t("Used")}</dt>
          <dd className="text-end tabular">
            {data.quotaBytes
              ? t("{used} of {quota}", { used: formatBytes(data.bytes), quota: formatBytes(data.quotaBytes) })
              : formatBytes(data.bytes)}
          </dd>
        </dl>
      ) : (
        isPending && <div className="skeleton h-16 rounded-control" />
      )}
      {share !== null && (
        <meter aria-label={t("Used storage")} min={0} max={100} value={share} className="sr-only" />
      )}
      {share !== null && (
        <div aria-hidden className="h-1 overflow-hidden rounded-full bg-pressed">
          <div
            className={share > 90 ? "h-full bg-warn" : "h-full bg-accent"}
            style={{ width: `${share}%` }}
          />
        </div>
      )}
      <p className="text-muted">
        {limits?.retentionHours
          ? t(
              "Files and their versions stay until you delete them. Uploads and results of tools that are not saved here are deleted after {hours, plural, one {# hour} other {# hours}}.",
              { hours: limits.retentionHours },
            )
          : t("Files and their versions stay until you delete them.")}
      </p>
      <p className="text-muted">
        {open
          ? t("Nobody signs in on this server: everyone who can open this page sees all files.")
          : all
            ? t("You see everybody’s files. Each of the others sees only their own.")
            : t("Only you see your files, and those whose role may see everybody’s.")}
      </p>
    </section>
  );
}
