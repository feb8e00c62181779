import { queryClient } from "../api/queries";
import type { ImageFormat, Limits } from "../api/types";
import { acceptList, checkFiles } from "../workspace/files";
import { addUploads } from "./uploads";

const formats = () => queryClient.getQueryData<ImageFormat[]>(["formats"]) ?? [];

/** Stores files in the library; those that it would not take are named with the reason at once. */
export function addFiles(files: File[]): void {
  const limits = queryClient.getQueryData<Limits>(["limits"]) ?? {};
  const { accepted, refused } = checkFiles(files, 0, formats(), {
    maxUploadBytes: limits.maxUploadBytes ?? null,
  });
  const reasons = new Map(refused.map(({ name, reason }) => [name, reason]));
  const taken = new Set(accepted);
  addUploads(
    accepted,
    files.filter((file) => !taken.has(file)).map((file) => ({ file, reason: reasons.get(file.name) ?? "" })),
  );
}

/** Lets files be chosen, or a whole folder. */
export function chooseFiles(folder = false): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = folder;
  if (!folder) input.accept = acceptList(formats());
  input.onchange = () =>
    addFiles([...(input.files ?? [])].filter((file) => !(folder && file.name.startsWith("."))));
  input.click();
}
