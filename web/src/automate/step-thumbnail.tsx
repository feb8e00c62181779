import type { ReactNode } from "react";
import type { WireStep } from "../api/pipelines";
import { useViewerPreferences } from "../viewer/preferences";
import { usePreview } from "../workspace/preview";
import { current, useActive } from "../workspace/store";

const SIDE = 200;
// Behind the large picture, which is what one waits for.
const PAUSE_MS = 700;

interface StepThumbnailProps {
  steps: WireStep[] | null;
  slot: string;
  fallback: ReactNode;
}

/** The sample image after the given steps, small; the fallback until it is there. */
export function StepThumbnail({ steps, slot, fallback }: StepThumbnailProps) {
  const active = useActive();
  const live = useViewerPreferences((state) => state.live);
  const { preview } = usePreview({
    version: active && current(active),
    path: "/api/v1/pipeline/preview",
    body: live && steps ? { steps } : null,
    slot,
    size: SIDE,
    pause: PAUSE_MS,
  });
  if (!preview) return fallback;
  return <img src={preview.url} alt="" draggable={false} className="size-full object-contain" />;
}
