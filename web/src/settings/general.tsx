import { useId } from "react";
import { useVersion } from "../api/queries";
import { useUser } from "../api/session";
import { leave } from "../app/leave";
import { setTheme, useTheme } from "../app/theme";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { cardClass, Page, Part, Row } from "./page";
import { ThemeChoice } from "./theme-choice";

/** Who one is here, and how the app looks. */
export function General() {
  const theme = useTheme((state) => state.theme);
  const version = useVersion();
  const id = useId();
  return (
    <Page title={t("General")}>
      <Account />
      <Part title={t("Appearance")}>
        <div className={cardClass}>
          <Row label={t("Theme")} labelId={id} hint={t("In this browser")}>
            <ThemeChoice labelledBy={id} value={theme} onChange={setTheme} />
          </Row>
        </div>
      </Part>
      <p className="min-h-5 text-sm text-muted tabular">
        {version.data && t("ashim {version}", { version: version.data.version })}
      </p>
    </Page>
  );
}

function Account() {
  const user = useUser();
  if (!user)
    return (
      <Part title={t("Account")}>
        <p className="max-w-prose text-sm text-muted">
          {t("Sign-in is switched off on this server: whoever opens it may do everything.")}
        </p>
      </Part>
    );
  return (
    <Part title={t("Account")}>
      <div className="flex flex-wrap items-center gap-4 rounded-card border bg-panel p-4">
        <span
          aria-hidden
          className="flex size-11 shrink-0 items-center justify-center rounded-full bg-pressed text-lg font-semibold uppercase"
        >
          {[...user.username][0]}
        </span>
        <div className="min-w-0 flex-1 basis-40">
          <bdi className="block truncate font-medium">{user.username}</bdi>
          <p className="truncate text-sm text-muted">
            {[user.role, user.teamName, user.email].filter(Boolean).join(" · ")}
          </p>
        </div>
        <Button onPress={() => void leave()}>{t("Sign out")}</Button>
      </div>
    </Part>
  );
}
