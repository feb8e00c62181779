import { authorization, request } from "./client";
import { queryClient } from "./queries";

export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A picture of what settings make of an image, drawn by the server. */
export interface Preview {
  /** An address in this page; it lives as long as the query that holds it. */
  url: string;
  /** Dimensions of the true result; those of the preview where nobody knows them yet. */
  width: number;
  height: number;
  /** Whether the true dimensions are known. */
  sized: boolean;
  format: string;
  /** Bytes of the true result, an estimate. */
  estimatedSize?: number | undefined;
  /** False where the true run may give slightly other pixels. */
  exact: boolean;
  warnings: string[];
  /** What it covers, in pixels of the true result, if that is only a part. */
  region?: Region | undefined;
}

/** Asks for a preview: of a tool by `settings`, of a pipeline by `steps`. */
export async function fetchPreview(path: string, body: object, signal: AbortSignal): Promise<Preview> {
  const answer = await request(path, {
    method: "POST",
    signal,
    headers: { ...authorization(), "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const { headers } = answer;
  const number = (name: string) => Number(headers.get(name)) || undefined;
  const url = URL.createObjectURL(await answer.blob());
  const [width, height] = [number("X-Result-Width"), number("X-Result-Height")];
  return {
    url,
    ...(width && height ? { width, height, sized: true } : { ...(await drawnSize(url)), sized: false }),
    format: headers.get("X-Result-Format") ?? "",
    estimatedSize: number("X-Estimated-Size"),
    exact: headers.get("X-Preview-Exact") !== "false",
    warnings: JSON.parse(decodeURIComponent(headers.get("X-Warnings") ?? "%5B%5D")) as string[],
    region: regionOf(headers.get("X-Preview-Region")),
  };
}

async function drawnSize(url: string): Promise<{ width: number; height: number }> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return { width: image.naturalWidth || 1, height: image.naturalHeight || 1 };
}

function regionOf(header: string | null): Region | undefined {
  const [left, top, width, height] = header?.split(",").map(Number) ?? [];
  return left !== undefined && top !== undefined && width && height
    ? { left, top, width, height }
    : undefined;
}

export const PREVIEW = "preview";

// Pictures live outside the memory that is collected by itself.
queryClient.getQueryCache().subscribe(({ type, query }) => {
  if (type !== "removed" || query.queryKey[0] !== PREVIEW) return;
  const preview = query.state.data as Preview | undefined;
  if (preview) URL.revokeObjectURL(preview.url);
});
