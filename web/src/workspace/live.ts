import { useState } from "react";
import { ApiError } from "../api/client";
import type { Preview } from "../api/preview";
import type { Output } from "../api/types";
import { t } from "../i18n";
import { formatBytes, formatChange } from "../i18n/format";
import type { Patch, Shown } from "../viewer/picture";
import type { Frame } from "../viewer/viewport";
import { isWhole, regionOf, shownPreview, usePreview } from "./preview";
import type { Version } from "./store";

interface Wanted {
  version: Version | undefined;
  path: string;
  /** `{settings}` or `{steps}`; null where there is nothing to draw. */
  body: object | null;
  slot: string;
  /** After which step it is, if not after all. */
  afterStep?: number | undefined;
}

/** What the viewer needs for a picture that follows the settings. */
export interface Live {
  shown: Shown | undefined;
  output: Output | undefined;
  patch: Patch | undefined;
  /** What the viewer calls original and preview. */
  labels: readonly [string, string] | undefined;
  onFrame: (frame: Frame) => void;
  pending: boolean;
  error: ApiError | null;
  /** The size to be expected, and the change. */
  estimate: string | null;
  /** What the run would remark. */
  warnings: string[];
}

/** Follows settings with the server's preview: the whole picture and, from 100 % on, the true pixels of what is in view. */
export function useLive({ version, path, body, slot, afterStep }: Wanted): Live {
  const [frame, setFrame] = useState<Frame | null>(null);
  const { preview, pending, error } = usePreview({ version, path, body, slot });
  const region = preview?.sized && !isWhole(preview) ? regionOf(frame, preview) : null;
  const detail = usePreview({
    version,
    path,
    body: region && body,
    slot: `${slot}-region`,
    region,
    keep: false,
  });
  return {
    shown: shownPreview(preview, version ? t("Preview of {name}", { name: version.name }) : ""),
    output: preview && outputOf(preview),
    patch:
      region && detail.preview ? { url: detail.preview.url, at: detail.preview.region ?? region } : undefined,
    labels: preview && [
      t("Original"),
      previewLabel(afterStep, preview.exact || detail.preview !== undefined),
    ],
    onFrame: setFrame,
    pending: pending || detail.pending,
    error: error instanceof ApiError && error.message ? error : null,
    warnings: preview?.warnings ?? [],
    estimate: preview && version ? estimateOf(preview, version) : null,
  };
}

function previewLabel(step: number | undefined, exact: boolean): string {
  if (step === undefined) return exact ? t("Preview") : t("Preview, approximate");
  return exact
    ? t("Preview after step {step}", { step })
    : t("Preview after step {step}, approximate", { step });
}

const outputOf = ({ width, height, sized, format, estimatedSize }: Preview): Output => ({
  ...(sized ? { width, height } : {}),
  format,
  ...(estimatedSize === undefined ? {} : { processedSize: estimatedSize }),
});

function estimateOf({ estimatedSize }: Preview, { blob }: Version): string | null {
  if (!estimatedSize) return null;
  const size = formatBytes(estimatedSize);
  const change = formatChange(blob.size, estimatedSize);
  return change ? t("About {size} ({change})", { size, change }) : t("About {size}", { size });
}
