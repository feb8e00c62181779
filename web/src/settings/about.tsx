import type { ReactNode } from "react";
import { useBranding } from "../api/branding";
import { useVersion } from "../api/queries";
import { t } from "../i18n";
import { cardClass, Page, Row } from "./page";

/** What this is, which version, and where to read more. */
export function About() {
  const version = useVersion();
  const appName = useBranding((branding) => branding.appName);
  const renamed = appName !== "ashim";
  return (
    <Page
      title={t("About")}
      lead={
        renamed
          ? t("{name} runs ashim, a self-hosted image workshop.", { name: appName })
          : t("ashim is a self-hosted image workshop.")
      }
    >
      <div className={cardClass}>
        <Row label={t("Version")}>
          <span className="text-sm tabular">{version.data?.version ?? "…"}</span>
        </Row>
        <Row label={t("Licence")}>
          <span className="text-sm">MIT</span>
        </Row>
        <Row label={t("API reference")} hint={t("Every call, with what it takes and gives")}>
          <Reading href="/api/docs/">{t("Open")}</Reading>
        </Row>
        <Row label={t("Third-party licences")} hint={t("What the web app is made of")}>
          <Reading href="/licenses.md">{t("Open")}</Reading>
        </Row>
      </div>
    </Page>
  );
}

function Reading({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="text-sm underline underline-offset-2">
      {children}
    </a>
  );
}
