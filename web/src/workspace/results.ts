import { authorization, request } from "../api/client";
import { refreshFiles, UPLOAD_PATH } from "../api/library";
import type { ImageFormat, Output } from "../api/types";
import type { Shown } from "../viewer/picture";
import { look } from "./look";
import { inputsOf, outcomeOf, outputFor, type Run } from "./runs";
import { addVersions, advance, newVersion, type Version, versionNow } from "./store";

/** The address at which a result is shown rather than downloaded. */
export const inline = (url: string): string => `${url}${url.includes("?") ? "&" : "?"}inline=1`;

/** How a result can be drawn; undefined if the browser cannot and the server made no preview. */
export function shownOutput(
  output: Output | undefined,
  formats: ImageFormat[],
  alt: string,
): Shown | undefined {
  if (!output?.downloadUrl || !output.width || !output.height) return undefined;
  const drawable = formats.find(({ id }) => id === output.format)?.browser ?? true;
  const url = output.previewUrl ?? (drawable ? inline(output.downloadUrl) : null);
  return url ? { url, size: { width: output.width, height: output.height }, alt } : undefined;
}

export async function fetchOutput(output: Output): Promise<Blob> {
  return (await request(output.downloadUrl ?? "", {})).blob();
}

/** What a version made by a run remembers of it; the server has its bytes already. */
const madeBy = (
  { toolId, settings }: Run,
  { format, downloadUrl, savedFileId }: Output,
): Partial<Version> => ({
  toolId,
  settings,
  format: format ?? "",
  source: downloadUrl,
  ...(savedFileId ? { stored: { fileId: savedFileId } } : {}),
});

/**
 * Makes the results of a run the current state of their images; the originals stay as history. What was made of
 * several images together becomes an image of its own.
 */
export async function adopt(run: Run): Promise<void> {
  const outcome = outcomeOf(run);
  if (outcome?.downloadUrl && outcome.filename) {
    const version = newVersion(outcome.filename, await fetchOutput(outcome), madeBy(run, outcome));
    addVersions([version]);
    await look(version);
    return;
  }
  await Promise.all(
    inputsOf(run).map(async ({ entryId, versionId }) => {
      const output = outputFor(run, versionId);
      if (!output?.downloadUrl || !output.filename) return;
      const version = newVersion(output.filename, await fetchOutput(output), madeBy(run, output));
      advance(entryId, versionId, version);
      await look(version);
    }),
  );
}

/** Keeps results in the library, each as a file of its own or as a version of the stored file it was made from. */
export async function saveToLibrary(run: Run): Promise<void> {
  const outcome = outcomeOf(run);
  const outputs = outcome
    ? [{ output: outcome, parent: undefined }]
    : inputsOf(run).map(({ versionId }) => ({
        output: outputFor(run, versionId),
        parent: versionNow(versionId)?.stored?.fileId,
      }));
  for (const { output, parent } of outputs) {
    if (!output?.downloadUrl || !output.filename || output.savedFileId) continue;
    const form = new FormData();
    form.append("file", await fetchOutput(output), output.filename);
    if (parent) {
      form.append("parentId", parent);
      form.append("toolId", run.toolId);
    }
    const path = parent ? "/api/v1/files/save-result" : UPLOAD_PATH;
    await request(path, { method: "POST", headers: authorization(), body: form });
  }
  void refreshFiles();
}

export const canCopy = (): boolean =>
  typeof ClipboardItem !== "undefined" && Boolean(navigator.clipboard?.write);

/** Puts a picture on the clipboard; browsers take PNG only, so it is redrawn as one. */
export async function copyImage(shown: Shown): Promise<void> {
  const png = (async () => {
    const image = new Image();
    image.src = shown.url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    return new Promise<Blob>((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no image"))), "image/png"),
    );
  })();
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
}
