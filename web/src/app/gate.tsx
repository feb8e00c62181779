import { Navigate, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { checkSession, useSession } from "../api/session";
import { t } from "../i18n";
import { Button } from "../ui/button";

const ENTRANCES = ["/login", "/change-password"];

/** Lets through whoever may be here; sends the others to sign in or to choose a new password first. */
export function Gate({ children }: { children: ReactNode }) {
  const session = useSession();
  const { pathname, href } = useRouterState({ select: (state) => state.location });
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
      return entrance ? <Navigate to="/" replace /> : children;
    case "signed-out":
      return pathname === "/login" ? children : <Navigate to="/login" search={{ next: href }} replace />;
    case "signed-in":
      if (session.user.mustChangePassword)
        return pathname === "/change-password" ? children : <Navigate to="/change-password" replace />;
      return children;
  }
}
