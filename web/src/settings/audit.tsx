import { ChevronLeft, ChevronRight } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { AUDIT_PAGE, type AuditFilter, type AuditPage, useAudit } from "../api/server";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/classes";
import { ErrorLine, Loaded } from "../ui/feedback";
import { AuditExport } from "./audit-export";
import { AuditFilters, type Filters, filterOf, NO_FILTERS } from "./audit-filters";
import { AuditRow } from "./audit-row";
import { cardClass, Page } from "./page";

/** Who did what, newest first. */
export function Audit() {
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const [page, setPage] = useState(1);
  const filter: AuditFilter = filterOf(useDeferredValue(filters));
  const log = useAudit(filter, page);
  const isFiltered = filters !== NO_FILTERS;
  return (
    <Page
      title={t("Audit log")}
      lead={t("Sign-ins and every change of people, keys and settings.")}
      roomy
      action={<AuditExport filter={filter} />}
    >
      <div className="space-y-3">
        <AuditFilters
          filters={filters}
          actions={log.data?.actions ?? []}
          onChange={(next) => {
            setFilters(next);
            setPage(1);
          }}
        />
        <Loaded query={log} label={t("Loading the audit log")} rows={8}>
          {(data) =>
            data.entries.length ? (
              <>
                <ErrorLine error={log.error} />
                <ul className={cx(cardClass, log.isPlaceholderData && "opacity-60")}>
                  {data.entries.map((entry) => (
                    <AuditRow key={entry.id} entry={entry} />
                  ))}
                </ul>
                <Pages data={data} onPage={setPage} />
              </>
            ) : (
              <div className="flex flex-wrap items-center gap-3 py-4 text-sm">
                <p className="text-muted">
                  {isFiltered ? t("Nothing matches.") : t("Nothing has happened yet.")}
                </p>
                {isFiltered && (
                  <Button
                    onPress={() => {
                      setFilters(NO_FILTERS);
                      setPage(1);
                    }}
                  >
                    {t("Show everything")}
                  </Button>
                )}
              </div>
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}

function Pages({ data, onPage }: { data: AuditPage; onPage: (page: number) => void }) {
  const { page, total } = data;
  const first = (page - 1) * AUDIT_PAGE + 1;
  const last = Math.min(total, page * AUDIT_PAGE);
  return (
    <nav aria-label={t("Pages")} className="flex items-center justify-end gap-1">
      <p className="me-2 text-sm text-muted tabular" role="status">
        {t("{first}–{last} of {total}", {
          first: formatNumber(first),
          last: formatNumber(last),
          total: formatNumber(total),
        })}
      </p>
      <IconButton label={t("Newer")} isDisabled={page <= 1} onPress={() => onPage(page - 1)}>
        <ChevronLeft size={18} className="rtl:-scale-x-100" />
      </IconButton>
      <IconButton label={t("Older")} isDisabled={last >= total} onPress={() => onPage(page + 1)}>
        <ChevronRight size={18} className="rtl:-scale-x-100" />
      </IconButton>
    </nav>
  );
}
