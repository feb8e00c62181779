import { ApiError, authorization, request } from "../api/client";
import { queryClient } from "../api/queries";
import type { ImageFormat } from "../api/types";
import { t } from "../i18n";
import { checkFiles } from "./files";
import { useAccepted } from "./inputs";
import { amend, type Version } from "./store";

const AT_ONCE = 3;
const THUMBNAIL = 160;

let busy = 0;
const waiting: (() => void)[] = [];

/**
 * Finds out how a version looks: an address the browser can draw, its true dimensions, a thumbnail. A few at a time,
 * so that hundreds of large images are never decoded at once.
 */
export async function look(version: Version): Promise<void> {
  if (busy >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  busy += 1;
  try {
    await inspect(version);
  } finally {
    busy -= 1;
    waiting.shift()?.();
  }
}

async function inspect(version: Version): Promise<void> {
  if (version.blob.size === 0) {
    amend(version.id, { sight: "broken", problem: t("The file is empty") });
    return;
  }
  const url = URL.createObjectURL(version.blob);
  try {
    const image = await decode(url);
    const { naturalWidth: width, naturalHeight: height } = image;
    // An SVG without a size of its own reports none; the server knows what it will use.
    if (!width || !height) throw new Error("no dimensions");
    amend(version.id, { url, thumbnail: await shrink(image), width, height, sight: "shown" });
  } catch {
    URL.revokeObjectURL(url);
    await askServer(version);
  }
}

/** The picture as the server draws it, for formats that browsers cannot. */
async function askServer(version: Version): Promise<void> {
  // To a tool that takes more than pictures, what is none may be just right.
  const pictures = ["image", "svg"].includes(useAccepted.getState().accept);
  if (!pictures && !isPicture(version)) return amend(version.id, { sight: "blind" });
  const form = new FormData();
  form.append("file", version.blob, version.name);
  try {
    const response = await request("/api/v1/preview", {
      method: "POST",
      body: form,
      headers: authorization(),
    });
    const number = (name: string) => Number(response.headers.get(name)) || undefined;
    const url = URL.createObjectURL(await response.blob());
    const image = await decode(url);
    amend(version.id, {
      url,
      thumbnail: await shrink(image),
      width: number("X-Original-Width") ?? image.naturalWidth,
      height: number("X-Original-Height") ?? image.naturalHeight,
      sight: "shown",
    });
  } catch (error) {
    const refused = pictures && error instanceof ApiError && (error.status === 400 || error.status === 422);
    amend(
      version.id,
      refused ? { sight: "broken", problem: sentence(error.details ?? error.message) } : { sight: "blind" },
    );
  }
}

function isPicture({ name, blob }: Version): boolean {
  const formats = queryClient.getQueryData<ImageFormat[]>(["formats"]) ?? [];
  return checkFiles([new File([blob], name, { type: blob.type })], 0, formats, {}).accepted.length > 0;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Loads and decodes an image; rejects where the browser cannot draw it. */
async function decode(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** The address of a small copy. */
async function shrink(image: HTMLImageElement): Promise<string> {
  const scale = Math.min(1, THUMBNAIL / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", 0.8));
  return blob ? URL.createObjectURL(blob) : image.src;
}
