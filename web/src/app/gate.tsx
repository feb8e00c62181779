import { useNavigate, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { checkSession, useSession } from "../api/session";
import { t } from "../i18n";
import { Button } from "../ui/button";

const ENTRANCES = ["/login", "/change-password"];

/** Lets through whoever may be here; sends the others to sign in or to choose a new password first. */
export function Gate({ children }: { children: ReactNode }) {
  const session = useSession();
  // The page on view, which during a navigation is still the one before.
  const pathname = useRouterState({
    select: ({ matches, location }) => matches.at(-1)?.pathname ?? location.pathname,
  });
  const href = useRouterState({ select: (state) => state.location.href });
  const entrance = ENTRANCES.includes(pathname);
  switch (session.phase) {
    case "checking":
      return <div role="status" aria-label={t("Starting")} className="grow" />;
    case "unreachable":
      return (
        <main className="flex grow flex-col items-center justify-center gap-3 p-6 text-center">
          <h1 className="text-xl font-semibold">{t("The server does not answer")}</h1>
          <p className="text-muted">{session.error}</p>
          <Button onPress={() => void checkSession()}>{t("Try again")}</Button>
        </main>
      );
    case "open":
      return entrance ? <Redirect to="/" /> : children;
    case "signed-out":
      return pathname === "/login" ? children : <Redirect to="/login" next={href} />;
    case "signed-in":
      if (session.user.mustChangePassword)
        return pathname === "/change-password" ? children : <Redirect to="/change-password" />;
      return children;
  }
}

/** Goes elsewhere once; the router's own element would start over with every render while the page is loading. */
function Redirect({ to, next }: { to: "/" | "/login" | "/change-password"; next?: string }) {
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `next` is where the way began, whatever follows.
  useEffect(() => {
    void navigate({ to, search: next ? { next } : {}, replace: true });
  }, [to, navigate]);
  return null;
}
