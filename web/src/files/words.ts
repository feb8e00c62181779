import type { StoredFile } from "../api/library";
import type { ImageFormat, Tool } from "../api/types";
import { t } from "../i18n";
import { formatBytes, formatList, formatSize } from "../i18n/format";
import { words } from "../schema/model";

/** The format of a file: of its type, else of the ending of its name. */
export function formatOf(file: StoredFile, formats: ImageFormat[]): ImageFormat | undefined {
  const name = file.originalName.toLowerCase();
  return (
    formats.find(({ mime }) => mime === file.mimeType) ??
    formats.find(({ extensions }) => extensions.some((extension) => name.endsWith(extension)))
  );
}

/** "JPEG"; the ending of the name for what is in no list. */
export const formatName = (file: StoredFile, formats: ImageFormat[]): string =>
  formatOf(file, formats)?.name ?? /\.([^.]{1,8})$/.exec(file.originalName)?.[1]?.toUpperCase() ?? t("File");

export const dimensions = (file: StoredFile): string | null =>
  file.width && file.height ? formatSize(file.width, file.height) : null;

export const facts = (file: StoredFile): string =>
  [dimensions(file), formatBytes(file.size)].filter(Boolean).join(" · ");

export const toolName = (toolId: string, tools: Tool[]): string =>
  tools.find(({ id }) => id === toolId)?.name ?? words(toolId);

/** "Crop, Resize and Compress". */
export const chainText = (file: StoredFile, tools: Tool[]): string =>
  formatList(file.toolChain.map((toolId) => toolName(toolId, tools)));

export const countText = (count: number): string =>
  t("{count, plural, one {# file} other {# files}}", { count });
