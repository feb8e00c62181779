import type { ReactNode } from "react";
import { cx } from "./classes";

/** A word beside a name that says what kind it is. */
export function Badge({ tone = "plain", children }: { tone?: "plain" | "danger"; children: ReactNode }) {
  return (
    <span
      className={cx(
        "inline-flex h-5 shrink-0 items-center rounded-[4px] border px-1.5 text-xs whitespace-nowrap",
        tone === "danger" ? "text-danger" : "text-muted",
      )}
    >
      {children}
    </span>
  );
}
