import { useEffect, useState } from "react";
import { authorization, request } from "../api/client";
import { bytesUrl, type StoredFile, thumbnailUrl } from "../api/library";
import { useFormats } from "../api/queries";
import type { ImageFormat } from "../api/types";
import { t } from "../i18n";
import { formatSize } from "../i18n/format";
import type { Shown } from "../viewer/picture";
import { formatOf } from "./words";

const LARGEST = 24 * 1024 * 1024;
const PREVIEW_SIDE = 2400;

/** Whether the browser is to draw the file itself: it can, and the file is not huge. */
export function drawsItself(file: StoredFile, formats: ImageFormat[]): boolean {
  const format = formatOf(file, formats);
  return file.mimeType.startsWith("image/") && Boolean(format?.browser) && file.size <= LARGEST;
}

/** A picture of the file by the server, for what browsers cannot draw and what is too large for them. */
async function previewOf(id: string, signal: AbortSignal): Promise<string> {
  const answer = await request("/api/v1/tools/convert/preview", {
    method: "POST",
    signal,
    headers: { ...authorization(), "Content-Type": "application/json" },
    body: JSON.stringify({
      fileId: id,
      settings: { format: "webp" },
      size: PREVIEW_SIDE,
      slot: `file-${id}`,
    }),
  });
  return URL.createObjectURL(await answer.blob());
}

/** What the viewer draws of a stored file: the thumbnail at once, then the picture itself. */
export function useDrawn(file: StoredFile | undefined, label: string): Shown | undefined {
  const formats = useFormats().data;
  const own = file && formats && drawsItself(file, formats);
  const id = file?.id;
  const [made, setMade] = useState<{ id: string; url: string } | null>(null);
  useEffect(() => {
    if (!id || own !== false) return;
    const abort = new AbortController();
    let url = "";
    previewOf(id, abort.signal).then(
      (address) => {
        url = address;
        setMade({ id, url });
      },
      // The thumbnail stays.
      () => undefined,
    );
    return () => {
      abort.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [id, own]);
  if (!file?.width || !file.height) return undefined;
  const url = own ? bytesUrl(file.id) : made?.id === file.id ? made.url : thumbnailUrl(file.id);
  const size = { width: file.width, height: file.height };
  return {
    url,
    size,
    alt: t("{label}, {name}, {size}", {
      label,
      name: file.originalName,
      size: formatSize(size.width, size.height),
    }),
  };
}
