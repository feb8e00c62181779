import { TriangleAlert } from "lucide-react";
import { t } from "../i18n";
import type { Run } from "./runs";

/** What went wrong, with which file, and what to do. */
export function RunError({ run }: { run: Run }) {
  const [input] = run.inputs;
  const { text, details, status } = run.error ?? { text: t("The run failed") };
  return (
    <div role="alert" className="flex gap-2 text-sm">
      <TriangleAlert size={16} className="mt-0.5 shrink-0 text-danger" />
      <div className="min-w-0">
        <p className="break-words">
          {run.inputs.length === 1 && input ? `${input.name}: ` : ""}
          {details ? `${text} — ${details}` : text}
        </p>
        <p className="text-xs text-muted">{advice(status)}</p>
      </div>
    </div>
  );
}

function advice(status: number | undefined): string {
  if (status === 0) return t("Check the connection and run it again.");
  if (status === 400) return t("Correct what is named above and run it again.");
  if (status === 401) return t("Sign in and run it again.");
  if (status === 413) return t("Use a smaller file, or ask the administrator for a higher limit.");
  if (status === 429) return t("Wait a moment and run it again.");
  if (status && status >= 500)
    return t("Run it again; if it stays, the administrator finds the reason in the log.");
  return t("Try other settings or another image.");
}
