import { Check, CircleAlert, CircleDashed, LoaderCircle, X } from "lucide-react";
import { t } from "../i18n";
import { cx } from "./classes";

/** How far the work on one file is. */
export type WorkState = "waiting" | "processing" | "completed" | "failed" | "cancelled";

const MARKS = {
  waiting: { icon: CircleDashed, className: "text-muted" },
  processing: { icon: LoaderCircle, className: "animate-spin text-accent" },
  completed: { icon: Check, className: "text-ok" },
  failed: { icon: CircleAlert, className: "text-danger" },
  cancelled: { icon: X, className: "text-muted" },
} as const;

const stateLabel = (state: WorkState): string =>
  ({
    waiting: t("Waiting"),
    processing: t("Running"),
    completed: t("Done"),
    failed: t("Failed"),
    cancelled: t("Cancelled"),
  })[state];

/** The mark of a state, with its word for those who do not see it. */
export function StateMark({ state }: { state: WorkState }) {
  const { icon: Icon, className } = MARKS[state];
  return <Icon size={16} role="img" aria-label={stateLabel(state)} className={cx("shrink-0", className)} />;
}
