import { ChevronRight } from "lucide-react";
import type { AuditEntry } from "../api/server";
import { t } from "../i18n";
import { formatAgo, formatMoment } from "../i18n/format";
import { actionLabel, targetOf } from "./audit-words";

/** One event: who, what, to whom, when; it opens to all that is known. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { action, actorUsername, createdAt, ipAddress, targetType, targetId, details } = entry;
  const target = targetOf(entry);
  const facts: [string, string | null][] = [
    [t("When"), formatMoment(createdAt)],
    [t("Action"), action],
    [t("From address"), ipAddress],
    [t("Target"), targetType && [targetType, targetId].filter(Boolean).join(" ")],
  ];
  return (
    <li>
      <details className="group">
        <summary className="flex min-h-11 items-center gap-3 px-4 py-2 text-sm -outline-offset-2! hover:bg-hover">
          <ChevronRight
            size={14}
            aria-hidden
            className="shrink-0 text-muted group-open:rotate-90 rtl:not-group-open:-scale-x-100"
          />
          <span className="grid min-w-0 grow gap-x-3 md:grid-cols-[minmax(0,10rem)_minmax(0,1fr)]">
            <bdi className="truncate font-medium" title={actorUsername}>
              {actorUsername}
            </bdi>
            <span className="min-w-0 truncate">
              {actionLabel(action)}
              {target && (
                <>
                  {" "}
                  <bdi className="text-muted">{target}</bdi>
                </>
              )}
            </span>
          </span>
          <time dateTime={createdAt} title={formatMoment(createdAt)} className="shrink-0 text-muted tabular">
            {formatAgo(createdAt)}
          </time>
        </summary>
        <div className="space-y-2 bg-page px-4 py-3 ps-10 text-sm">
          <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
            {facts.map(
              ([name, value]) =>
                value && (
                  <div key={name} className="contents">
                    <dt className="text-muted">{name}</dt>
                    <dd className="break-words">{value}</dd>
                  </div>
                ),
            )}
          </dl>
          {details && (
            <pre className="break-words whitespace-pre-wrap rounded-control bg-surface p-2 font-mono text-xs">
              {JSON.stringify(details, null, 2)}
            </pre>
          )}
        </div>
      </details>
    </li>
  );
}
