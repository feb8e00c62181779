import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError } from "../api/client";
import { fetchPreview, PREVIEW, type Preview, type Region } from "../api/preview";
import { uuid } from "../api/uuid";
import type { Shown } from "../viewer/picture";
import { type Frame, trueScale } from "../viewer/viewport";
import { forget, isExpired, referenceTo } from "./sources";
import type { Version } from "./store";

const PAUSE_MS = 250;
const LONG_PAUSE_MS = 800;
const LARGE_BYTES = 20 * 1024 * 1024;
const KEPT_MS = 60_000;
const RETRY_MS = 400;

// Requests of the same slot supersede each other on the server; two tabs have nothing to do with each other.
const TAB = uuid().slice(0, 8);

const isSuperseded = (error: unknown): boolean => error instanceof ApiError && error.code === "SUPERSEDED";

/** A preview of an image, which is uploaded first if the server does not have it. */
function previewOf(version: Version, path: string, body: object, signal: AbortSignal): Promise<Preview> {
  const ask = async () => {
    const reference = await referenceTo(version);
    if (reference.kind === "bytes") throw new ApiError(422, "");
    signal.throwIfAborted();
    return fetchPreview(path, { ...body, [reference.kind]: reference.value }, signal);
  };
  return ask().catch((error: unknown) => {
    if (!isExpired(error)) throw error;
    forget([version]);
    return ask();
  });
}

/** A value once it has rested for a while. */
function useRested(value: string, pause: number): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return rested;
}

interface Wanted {
  version: Version | undefined;
  path: string;
  /** `{settings}` or `{steps}`; null where there is nothing to show. */
  body: object | null;
  /** What supersedes what: requests of one slot replace each other. */
  slot: string;
  size?: number;
  region?: Region | null;
  /** Whether what was shown before may stay until the new one is there. */
  keep?: boolean;
  pause?: number | undefined;
}

/** The server's preview of settings, asked for again once they have rested; a newer request aborts the older. */
export function usePreview({ version, path, body, slot, size, region, keep = true, pause }: Wanted) {
  const own = (version?.blob.size ?? 0) > LARGE_BYTES ? LONG_PAUSE_MS : PAUSE_MS;
  const wanted = JSON.stringify(body && { ...body, size, ...(region ? { region } : {}) });
  const rested = useRested(wanted, pause ?? own);
  const enabled = version?.sight !== "broken" && version !== undefined && rested !== "null" && body !== null;
  const query = useQuery<Preview>({
    queryKey: [PREVIEW, path, version?.id, rested],
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    retry: (count, error) => isSuperseded(error) && count < 3,
    retryDelay: RETRY_MS,
    placeholderData: (before, query) =>
      keep && query?.queryKey[2] === version?.id && query?.queryKey[1] === path ? before : undefined,
    queryFn: ({ signal }) =>
      previewOf(
        version as Version,
        path,
        { ...(JSON.parse(rested) as object), slot: `${TAB}-${slot}` },
        signal,
      ),
  });
  return {
    preview: enabled ? query.data : undefined,
    /** Whether what is shown is not yet what was asked for. */
    pending: enabled && (query.isFetching || rested !== wanted),
    error: enabled && query.error && !isSuperseded(query.error) ? query.error : null,
  };
}

const REGION_MOST = 1_500_000;
const NEARLY = 0.999;

/** The part of the picture that is in view, in its pixels; null while it is drawn smaller than it is. */
export function regionOf(frame: Frame | null, size: { width: number; height: number }): Region | null {
  if (!frame || frame.scale / trueScale() < NEARLY) return null;
  const { rect, box, scale } = frame;
  const side = (offset: number, length: number, whole: number) => {
    const start = Math.max(0, Math.floor(-offset / scale));
    return [start, Math.min(whole, Math.ceil((length - offset) / scale))] as const;
  };
  const [left, right] = side(rect.x, box.width, size.width);
  const [top, bottom] = side(rect.y, box.height, size.height);
  const [width, height] = [right - left, bottom - top];
  if (width <= 0 || height <= 0) return null;
  const shrink = Math.min(1, Math.sqrt(REGION_MOST / (width * height)));
  const inner = {
    width: Math.max(1, Math.floor(width * shrink)),
    height: Math.max(1, Math.floor(height * shrink)),
  };
  return {
    left: left + Math.floor((width - inner.width) / 2),
    top: top + Math.floor((height - inner.height) / 2),
    ...inner,
  };
}

/** Whether the preview already has every pixel of the result. */
export const isWhole = ({ exact, width, height }: Preview): boolean => exact && width * height <= REGION_MOST;

/** How a preview is drawn. */
export const shownPreview = (preview: Preview | undefined, alt: string): Shown | undefined =>
  preview && { url: preview.url, size: { width: preview.width, height: preview.height }, alt };
