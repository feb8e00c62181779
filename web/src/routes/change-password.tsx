import { useNavigate } from "@tanstack/react-router";
import { useUser } from "../api/session";
import { leave } from "../app/leave";
import { PageHeading, useTitle } from "../app/page";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { PasswordForm } from "./password-form";

/** Where somebody is sent who has to choose a password of their own. */
export function ChangePassword() {
  useTitle(t("Change password"));
  const navigate = useNavigate();
  const forced = useUser()?.mustChangePassword ?? false;
  return (
    <main className="flex min-h-0 grow justify-center overflow-y-auto p-6">
      <div className="my-auto w-full max-w-80">
        <PageHeading className="text-xl font-semibold">{t("Change password")}</PageHeading>
        <p className="min-h-5 pb-4 text-sm text-muted">
          {forced && t("Choose a password of your own before you go on.")}
        </p>
        <PasswordForm onDone={() => void navigate({ to: "/", replace: true })} />
        {forced && (
          <Button tone="quiet" className="mt-2 w-full" onPress={() => void leave()}>
            {t("Sign out")}
          </Button>
        )}
      </div>
    </main>
  );
}
