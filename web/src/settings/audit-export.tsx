import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { type AuditFilter, exportAudit } from "../api/server";
import { t } from "../i18n";
import { dayOf } from "../i18n/days";
import { buttonClass } from "../ui/button";
import { ErrorLine } from "../ui/feedback";
import { menuItemClass, popoverClass } from "../ui/menu";

/** The log as a file; it takes the filter along. */
export function AuditExport({ filter }: { filter: AuditFilter }) {
  const run = useMutation({
    mutationFn: async (format: "csv" | "json") =>
      save(await exportAudit(filter, format), `audit-log-${dayOf(Date.now())}.${format}`),
  });
  return (
    <div className="max-w-56 text-end">
      <MenuTrigger>
        <AriaButton isDisabled={run.isPending} className={buttonClass()}>
          <Download size={16} />
          {t("Export")}
        </AriaButton>
        <Popover className={popoverClass} placement="bottom end">
          <Menu
            aria-label={t("Export as")}
            className="p-1 outline-none"
            onAction={(format) => run.mutate(format as "csv" | "json")}
          >
            <MenuItem id="csv" className={menuItemClass}>
              {t("CSV, for spreadsheets")}
            </MenuItem>
            <MenuItem id="json" className={menuItemClass}>
              {t("JSON, for programs")}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <ErrorLine error={run.error} />
    </div>
  );
}

/** Hands bytes to the browser's downloads; a plain link could not carry the session. */
function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
