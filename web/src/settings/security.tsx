import { useAuthConfig, useUser } from "../api/session";
import { t } from "../i18n";
import { PasswordForm } from "../routes/password-form";
import { cardClass, Page, Part } from "./page";
import { SignIns } from "./sign-ins";

/** One's own password and sign-ins. */
export function Security() {
  const user = useUser();
  return (
    <Page title={t("Security")}>
      {user?.hasLocalPassword === false ? (
        <NoPassword />
      ) : (
        <Part
          title={t("Password")}
          hint={t("A new password signs you out everywhere else and deletes your API keys.")}
        >
          <div className={cardClass}>
            <div className="max-w-96 p-4">
              <PasswordForm />
            </div>
          </div>
        </Part>
      )}
      <SignIns />
    </Page>
  );
}

function NoPassword() {
  const provider = useAuthConfig(({ oidcProviderName }) => oidcProviderName);
  return (
    <Part title={t("Password")}>
      <p className="max-w-prose text-sm text-muted">
        {t("You sign in with {provider}, so there is no password here to change.", {
          provider: provider ?? t("single sign-on"),
        })}
      </p>
    </Part>
  );
}
