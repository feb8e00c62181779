import type { Job } from "../../api/types";
import { t } from "../../i18n";
import { look } from "../../workspace/look";
import { fetchOutput } from "../../workspace/results";
import { addVersions, newVersion } from "../../workspace/store";
import { toast } from "../toasts";
import { filesWith } from "./words";

/** Puts the results of a job into the workspace; gives how many could be fetched. */
export async function openResults(job: Job): Promise<number> {
  const outputs = job.files
    ? filesWith(job, "completed").map((file) => ({ ...file, filename: file.outputName ?? file.filename }))
    : [job];
  try {
    const versions = await Promise.all(
      outputs.map(async (output) =>
        newVersion(output.filename ?? t("Result"), await fetchOutput(output), {
          ...(output.format ? { format: output.format } : {}),
          ...("savedFileId" in output && output.savedFileId
            ? { stored: { fileId: output.savedFileId } }
            : {}),
        }),
      ),
    );
    addVersions(versions);
    for (const version of versions) void look(version);
    return versions.length;
  } catch {
    toast({ tone: "warn", text: t("The result could not be fetched; it may have been deleted meanwhile.") });
    return 0;
  }
}
