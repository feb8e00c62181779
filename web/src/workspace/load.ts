import { queryClient } from "../api/queries";
import type { ImageFormat, Limits } from "../api/types";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { checkFiles } from "./files";
import { useAccepted } from "./inputs";
import { look } from "./look";
import { addVersions, newVersion, useWorkspace } from "./store";

/** Puts files into the workspace; those that cannot go in are named with the reason. */
export function loadFiles(files: File[]): void {
  if (!files.length) return;
  const formats = queryClient.getQueryData<ImageFormat[]>(["formats"]) ?? [];
  const limits = queryClient.getQueryData<Limits>(["limits"]) ?? {};
  const { accept } = useAccepted.getState();
  const { accepted, refused } = checkFiles(
    files,
    useWorkspace.getState().entries.length,
    formats,
    limits,
    accept,
  );
  const versions = accepted.map((file) => newVersion(file.name || pastedName(file), file));
  addVersions(versions);
  for (const version of versions) void look(version);
  if (refused.length) toast({ tone: "warn", text: refusal(refused) });
}

function refusal(refused: { name: string; reason: string }[]): string {
  const [first] = refused;
  if (!first) return "";
  const head = t("{name} was not added: {reason}", { name: first.name, reason: first.reason });
  const more = refused.length - 1;
  return more ? t("{head}; and {more, plural, one {# more} other {# more}}", { head, more }) : head;
}

const pastedName = (file: File): string => `pasted.${file.type.split("/")[1] ?? "png"}`;
