import type { ImageFormat, Limits, Tool } from "../api/types";
import { t } from "../i18n";
import { formatBytes } from "../i18n/format";

export interface Checked {
  accepted: File[];
  refused: { name: string; reason: string }[];
}

const extension = (name: string): string => /\.[^.]+$/.exec(name.toLowerCase())?.[0] ?? "";

/** Sorts files into those that may be loaded and those that may not, with the reason for each. */
export function checkFiles(
  files: File[],
  loaded: number,
  formats: ImageFormat[],
  limits: Limits,
  accept: Tool["input"]["accept"] = "image",
): Checked {
  const readable = formats.filter((format) => format.reads);
  const extensions = new Set(readable.flatMap((format) => format.extensions));
  const mimes = new Set(readable.map((format) => format.mime));
  const result: Checked = { accepted: [], refused: [] };
  for (const file of files) {
    const known =
      accept === "any" ||
      (accept === "pdf" && extension(file.name) === ".pdf") ||
      !readable.length ||
      extensions.has(extension(file.name)) ||
      mimes.has(file.type);
    const reason = !known
      ? t("not an image format this server reads")
      : limits.maxUploadBytes && file.size > limits.maxUploadBytes
        ? t("{size} is more than the limit of {limit}", {
            size: formatBytes(file.size),
            limit: formatBytes(limits.maxUploadBytes),
          })
        : limits.maxBatchFiles && loaded + result.accepted.length >= limits.maxBatchFiles
          ? t("more than {count} images at once", { count: limits.maxBatchFiles })
          : null;
    if (reason) result.refused.push({ name: file.name, reason });
    else result.accepted.push(file);
  }
  return result;
}

/** The `accept` attribute of a file input: every readable extension and type. */
export function acceptList(formats: ImageFormat[]): string {
  return formats
    .filter((format) => format.reads)
    .flatMap((format) => [...format.extensions, format.mime])
    .join(",");
}

/** All files of a drop, folders read to the bottom. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const roots = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...transfer.files];
  if (!roots.some((entry) => entry?.isDirectory)) return plain;
  const found = await Promise.all(roots.filter((entry) => entry !== null).map(filesOf));
  return found.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return entry.name.startsWith(".") ? [] : [file];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // A reader gives at most a hundred entries per call; an empty answer is the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (!some.length) break;
    children.push(...some);
  }
  return (await Promise.all(children.map(filesOf))).flat();
}
