import { useParams } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";
import { useCan, useSession, useUser } from "../api/session";
import { Failure } from "../app/failure";
import { t } from "../i18n";
import { NotFound } from "../routes/not-found";
import { Page } from "./page";
import { permissionLabel } from "./permissions";
import { allSections, type Section as SectionInfo } from "./sections";

const PAGES: Record<string, ComponentType> = {
  general: lazy(() => import("./general").then(({ General }) => ({ default: General }))),
  security: lazy(() => import("./security").then(({ Security }) => ({ default: Security }))),
  "api-keys": lazy(() => import("./api-keys").then(({ ApiKeys }) => ({ default: ApiKeys }))),
  people: lazy(() => import("./people").then(({ People }) => ({ default: People }))),
  teams: lazy(() => import("./teams").then(({ Teams }) => ({ default: Teams }))),
  roles: lazy(() => import("./roles").then(({ Roles }) => ({ default: Roles }))),
  audit: lazy(() => import("./audit").then(({ Audit }) => ({ default: Audit }))),
  system: lazy(() => import("./system").then(({ System }) => ({ default: System }))),
  tools: lazy(() => import("./tools").then(({ Tools }) => ({ default: Tools }))),
  about: lazy(() => import("./about").then(({ About }) => ({ default: About }))),
};

/** The section that the address names, if one may see it. */
export function Section() {
  const { section: id } = useParams({ from: "/settings/$section" });
  const can = useCan();
  const open = useSession(({ phase }) => phase === "open");
  const section = allSections().find((one) => one.id === id);
  const Content = PAGES[id];
  if (!section || !Content) return <NotFound />;
  if (open && section.accounts) return <NoAccounts section={section} />;
  if (section.permission && !can(section.permission)) return <NotAllowed section={section} />;
  return (
    <Failure key={id}>
      <Suspense fallback={<div role="status" aria-label={t("Loading")} className="grow" />}>
        <Content />
      </Suspense>
    </Failure>
  );
}

function NoAccounts({ section }: { section: SectionInfo }) {
  return (
    <Page title={section.label}>
      <p className="max-w-prose">
        {t("Sign-in is switched off on this server, so there is one user, who may do everything.")}
      </p>
      <p className="max-w-prose text-muted">
        {t("To have accounts, start the server with AUTH_ENABLED=true; what you have made stays yours.")}
      </p>
    </Page>
  );
}

function NotAllowed({ section }: { section: SectionInfo }) {
  const user = useUser();
  const permission = section.permission ?? "";
  return (
    <Page title={section.label}>
      <p className="max-w-prose">
        {t("Your role, {role}, does not have the permission “{label}” ({permission}).", {
          role: user?.role ?? "",
          label: permissionLabel(permission),
          permission,
        })}
      </p>
      <p className="max-w-prose text-muted">
        {t("Somebody who manages people on this server can give you a role that has it.")}
      </p>
    </Page>
  );
}
