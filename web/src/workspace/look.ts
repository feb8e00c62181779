import { ApiError, authorization, request } from "../api/client";
import { t } from "../i18n";
import { amend, type Version } from "./store";

/** Finds out how a version looks: an address the browser can draw, its true dimensions. */
export async function look(version: Version): Promise<void> {
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
    amend(version.id, { url, width, height, sight: "shown" });
  } catch {
    URL.revokeObjectURL(url);
    await askServer(version);
  }
}

/** The picture as the server draws it, for formats that browsers cannot. */
async function askServer(version: Version): Promise<void> {
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
      width: number("X-Original-Width") ?? image.naturalWidth,
      height: number("X-Original-Height") ?? image.naturalHeight,
      sight: "shown",
    });
  } catch (error) {
    const refused = error instanceof ApiError && (error.status === 400 || error.status === 422);
    amend(version.id, refused ? { sight: "broken", problem: (error as ApiError).text } : { sight: "blind" });
  }
}

/** Loads and decodes an image; rejects where the browser cannot draw it. */
export async function decode(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
