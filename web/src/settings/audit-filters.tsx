import type { AuditFilter } from "../api/server";
import { t } from "../i18n";
import { endOfDay, startOfDay } from "../i18n/days";
import { SearchField } from "../ui/search-field";
import { Select } from "../ui/select";
import { inputClass } from "../ui/text-field";
import { actionLabel } from "./audit-words";

/** What is chosen: an action, a part of a name, and days as date inputs have them; "" for any. */
export type Filters = AuditFilter;

export const NO_FILTERS: Filters = { action: "", user: "", from: "", to: "" };

/** The filter as the server takes it: whole local days become moments. */
export const filterOf = ({ action, user, from, to }: Filters): AuditFilter => ({
  action,
  user: user.trim(),
  from: startOfDay(from) ?? "",
  to: endOfDay(to) ?? "",
});

const ANY = "any";

interface AuditFiltersProps {
  filters: Filters;
  actions: string[];
  onChange: (filters: Filters) => void;
}

export function AuditFilters({ filters, actions, onChange }: AuditFiltersProps) {
  const { action, user, from, to } = filters;
  const set = (part: Partial<Filters>) => onChange({ ...filters, ...part });
  const options = [...actions]
    .map((id) => ({ id, label: actionLabel(id) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <search className="flex flex-wrap gap-2">
      <div className="min-w-44 flex-1">
        <SearchField label={t("Person")} value={user} onChange={(text) => set({ user: text })} />
      </div>
      <Select
        aria-label={t("Action")}
        className="min-w-44 flex-1"
        value={action || ANY}
        onChange={(id) => set({ action: id === ANY ? "" : id })}
        options={[{ id: ANY, label: t("All actions") }, ...options]}
      />
      <div className="flex min-w-72 flex-1 items-center gap-2 text-sm text-muted">
        <input
          type="date"
          aria-label={t("From day")}
          value={from}
          max={to || undefined}
          onChange={(event) => set({ from: event.target.value })}
          className={inputClass}
        />
        {t("to")}
        <input
          type="date"
          aria-label={t("To day")}
          value={to}
          min={from || undefined}
          onChange={(event) => set({ to: event.target.value })}
          className={inputClass}
        />
      </div>
    </search>
  );
}
