import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useBranding } from "../api/branding";
import { useAuthConfig, useSession } from "../api/session";
import { leave } from "../app/leave";
import { Mark } from "../app/mark";
import { PageHeading, useTitle } from "../app/page";
import { t } from "../i18n";
import { Button, buttonClass } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { SignInForm } from "./sign-in-form";
import { ssoProblem } from "./sign-in-words";

/** The sign-in page; afterwards back to where the user was going. */
export function SignIn() {
  useTitle(t("Sign in"));
  const { next, error } = useSearch({ from: "/login" });
  const appName = useBranding((branding) => branding.appName);
  const session = useSession();
  const navigate = useNavigate();
  const inside = session.phase === "signed-in" && !session.user.mustChangePassword;
  useEffect(() => {
    // Only addresses of this app: "//host" and the like lead elsewhere.
    const target = next && /^\/(?![/\\])/.test(next) && !next.startsWith("/login") ? next : "/";
    if (inside) void navigate({ to: target, replace: true });
  }, [inside, next, navigate]);
  const problem =
    session.phase === "signed-out" && session.staleLink
      ? t("This sign-in link has been used or is too old. Ask for a new one.")
      : error && ssoProblem(error);
  return (
    <main className="flex min-h-0 grow justify-center overflow-y-auto p-6">
      <div className="my-auto w-full max-w-80">
        <Mark className="-ms-1 mb-3 size-10" />
        <PageHeading className="pb-5 text-xl font-semibold break-words">
          {t("Sign in to {name}", { name: appName })}
        </PageHeading>
        {problem && (
          <p role="alert" className="mb-5 rounded-card border border-danger bg-panel p-3 text-sm">
            {problem}
          </p>
        )}
        <Ways />
      </div>
    </main>
  );
}

/** Signing in again where the session ended during work; nothing on the page is lost. */
export function SignInAgain({ username }: { username: string }) {
  return (
    <Dialog
      title={t("Your session has ended")}
      isOpen
      onOpenChange={() => undefined}
      dismissable={false}
      className="max-w-96!"
    >
      <p className="pb-4 text-sm text-muted">
        {t("Sign in again to go on. Your images and settings are still here.")}
      </p>
      <Ways username={username} />
      <Button tone="quiet" className="mt-2 w-full" onPress={() => void leave()}>
        {t("Sign out")}
      </Button>
    </Dialog>
  );
}

/** Single sign-on, a password, or both, as this server has it. */
function Ways({ username = "" }: { username?: string }) {
  const { oidcEnabled, oidcProviderName, oidcLoginUrl, passwordSignIn } = useAuthConfig();
  const withPassword = passwordSignIn !== false;
  return (
    <>
      {oidcEnabled && (
        <a
          href={oidcLoginUrl ?? "/api/auth/oidc/login"}
          className={buttonClass(
            withPassword ? "plain" : "primary",
            "h-auto! min-h-8 w-full py-1.5 touch:min-h-11",
          )}
        >
          <span className="min-w-0 text-center break-words">
            {oidcProviderName
              ? t("Continue with {provider}", { provider: oidcProviderName })
              : t("Continue with single sign-on")}
          </span>
        </a>
      )}
      {oidcEnabled && withPassword && (
        <div className="flex items-center gap-3 py-4 text-xs text-muted before:h-px before:grow before:bg-hairline after:h-px after:grow after:bg-hairline">
          {t("or")}
        </div>
      )}
      {withPassword && <SignInForm username={username} />}
    </>
  );
}
