import { authorization, request } from "../api/client";
import { bytesUrl, type StoredFile } from "../api/library";
import { queryClient } from "../api/queries";
import type { ImageFormat, Limits } from "../api/types";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { look } from "../workspace/look";
import { activate, addVersions, current, newVersion, useWorkspace } from "../workspace/store";
import { formatOf } from "./words";

const AT_ONCE = 3;

/**
 * Puts stored files into the workspace, in their order; their bytes are fetched once, and each version remembers which
 * file it is. Files that are there already become the active ones. Gives how many could be loaded.
 */
export async function openStored(files: readonly StoredFile[]): Promise<number> {
  const limits = queryClient.getQueryData<Limits>(["limits"]) ?? {};
  const loaded = useWorkspace.getState().entries;
  const there = new Map(loaded.map((entry) => [current(entry).stored?.fileId, entry.id]));
  const room = limits.maxBatchFiles ? limits.maxBatchFiles - loaded.length : Number.POSITIVE_INFINITY;
  const wanted = files.filter((file) => !there.has(file.id));
  const taken = wanted.slice(0, Math.max(0, room));
  const failed: string[] = [];

  const fetched = new Map<string, Promise<Blob | null>>();
  const begin = (file: StoredFile | undefined) => {
    if (file && !fetched.has(file.id))
      fetched.set(
        file.id,
        bytesOf(file).catch(() => null),
      );
  };
  for (const [index, file] of taken.entries()) {
    for (const ahead of taken.slice(index, index + AT_ONCE)) begin(ahead);
    const blob = await fetched.get(file.id);
    if (!blob) {
      failed.push(file.originalName);
      continue;
    }
    const version = newVersion(file.originalName, blob, { stored: { fileId: file.id } });
    addVersions([version]);
    void look(version);
  }
  const again = there.get(files[0]?.id);
  if (again) activate(again);

  if (failed.length)
    toast({
      tone: "warn",
      text: t("{name} could not be fetched{more, plural, =0 {} one {, and # more} other {, and # more}}", {
        name: failed[0] ?? "",
        more: failed.length - 1,
      }),
    });
  if (taken.length < wanted.length)
    toast({
      tone: "warn",
      text: t("{count, plural, one {# file} other {# files}} left out: at most {most} images at once", {
        count: wanted.length - taken.length,
        most: limits.maxBatchFiles ?? 0,
      }),
    });
  return files.length - (wanted.length - taken.length) - failed.length;
}

async function bytesOf(file: StoredFile): Promise<Blob> {
  const answer = await request(bytesUrl(file.id), { headers: authorization() });
  const formats = queryClient.getQueryData<ImageFormat[]>(["formats"]) ?? [];
  // The library calls what is none of the common formats just bytes; browsers draw an SVG only under its own name.
  const type = file.mimeType.startsWith("image/")
    ? file.mimeType
    : (formatOf(file, formats)?.mime ?? file.mimeType);
  return new Blob([await answer.blob()], { type });
}
