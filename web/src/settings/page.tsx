import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useId } from "react";
import { PageHeading, useTitle } from "../app/page";
import { t } from "../i18n";
import { iconButtonClass } from "../ui/button";
import { cx } from "../ui/classes";
import { useWide } from "../ui/media";

interface PageProps {
  title: string;
  lead?: ReactNode;
  /** The main action, beside the title. */
  action?: ReactNode;
  /** For wide tables and lists. */
  roomy?: boolean;
  children: ReactNode;
}

/** One section of the settings. */
export function Page({ title, lead, action, roomy = false, children }: PageProps) {
  useTitle(title);
  const wide = useWide();
  return (
    <main className="relative min-h-0 grow overflow-y-auto">
      <div className={cx("mx-auto p-8 max-lg:p-6 max-md:p-4", roomy ? "max-w-5xl" : "max-w-2xl")}>
        <header className="flex items-start gap-1 pb-6">
          {!wide && (
            <Link to="/settings" aria-label={t("All settings")} className={iconButtonClass("-ms-2 -mt-0.5")}>
              <ArrowLeft size={18} className="rtl:-scale-x-100" />
            </Link>
          )}
          <div className="min-w-0 grow touch:pt-1.5">
            <PageHeading className="text-xl font-semibold">{title}</PageHeading>
            {lead && <p className="max-w-prose pt-0.5 text-sm text-muted">{lead}</p>}
          </div>
          {action}
        </header>
        <div className="space-y-8">{children}</div>
      </div>
    </main>
  );
}

/** A titled part of a section. */
export function Part({
  title,
  hint,
  action,
  children,
}: {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2 pb-2">
        <div className="min-w-0 flex-1 basis-48">
          <h2 id={id} className="font-medium">
            {title}
          </h2>
          {hint && <p className="max-w-prose text-sm text-muted">{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** Rows on one card, divided by hairlines. */
export const cardClass = "divide-y rounded-card border bg-panel";

interface RowProps {
  label: ReactNode;
  hint?: ReactNode;
  /** The id of the control that the label belongs to. */
  labelFor?: string;
  labelId?: string;
  hintId?: string;
  children?: ReactNode;
}

/** One setting: its name and what it does, and its control at the end. */
export function Row({ label, hint, labelFor, labelId, hintId, children }: RowProps) {
  const Name = labelFor ? "label" : "div";
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <Name {...(labelFor ? { htmlFor: labelFor } : {})} id={labelId} className="block text-sm">
          {label}
        </Name>
        <div id={hintId} className="text-xs text-muted empty:hidden">
          {hint}
        </div>
      </div>
      {children}
    </div>
  );
}
