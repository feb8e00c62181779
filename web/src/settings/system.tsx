import { useSettings } from "../api/server";
import { useCan } from "../api/session";
import { t } from "../i18n";
import { Loaded } from "../ui/feedback";
import { Configuration } from "./configuration";
import { Logo } from "./logo";
import { Page } from "./page";
import { SystemForm } from "./system-form";

/** What administrators set for everybody, and what the environment sets. */
export function System() {
  const settings = useSettings();
  const can = useCan();
  return (
    <Page title={t("System")} lead={t("For everybody on this server. Changes hold at once.")}>
      <Loaded query={settings} label={t("Loading settings")} rows={6}>
        {(values) => (
          <SystemForm settings={values}>
            {can("branding:manage") && <Logo />}
            {can("system:health") && <Configuration />}
          </SystemForm>
        )}
      </Loaded>
    </Page>
  );
}
