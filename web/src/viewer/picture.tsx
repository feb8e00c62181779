import { useEffect, useState } from "react";
import { hasAlpha } from "./alpha";
import type { Rect, Size } from "./geometry";
import { trueScale } from "./viewport";

/** An image that the viewer can draw. */
export interface Shown {
  url: string;
  size: Size;
  alt: string;
}

/** A mirror, then a clockwise turn: what the rotate tool does, drawn by the browser. */
export interface Turn {
  angle: number;
  horizontal: boolean;
  vertical: boolean;
}

/** A part of the picture in its true pixels, drawn in place. */
export interface Patch {
  url: string;
  /** Where it lies, pixels of the picture. */
  at: { left: number; top: number; width: number; height: number };
}

interface PictureProps {
  shown: Shown;
  rect: Rect;
  patch?: Patch | undefined;
  turn?: Turn;
  /** A CSS filter, for previews of colour. */
  filter?: string;
  /** How much is cut off at the left and at the right, CSS pixels. */
  clip?: { left?: number; right?: number };
}

const PIXELATED_FROM = 2;

/** The picture itself, on a checkerboard if it lets any through. */
export function Picture({ shown, rect, patch, turn, filter, clip }: PictureProps) {
  const [loaded, setLoaded] = useState<{ url: string; alpha: boolean } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  // A new address keeps the old picture on screen until the new one is there.
  const [url, setUrl] = useState(shown.url);
  useEffect(() => {
    const image = new Image();
    let stale = false;
    image.src = shown.url;
    image.decode().then(
      () => !stale && setUrl(shown.url),
      () => !stale && setFailed(shown.url),
    );
    return () => {
      stale = true;
    };
  }, [shown.url]);

  const turned =
    turn && (turn.angle % 180 !== 0 || turn.horizontal || turn.vertical || turn.angle % 360 !== 0);
  const scale = turned ? scaleInside(rect, shown.size, turn.angle) : { x: 1, y: 1 };
  const width = turned ? shown.size.width * scale.x : rect.width;
  const height = turned ? shown.size.height * scale.y : rect.height;
  const pixelated = width / shown.size.width / trueScale() >= PIXELATED_FROM;
  const alpha = loaded?.url === url && loaded.alpha;
  if (failed === shown.url) return null;
  return (
    <div
      className={alpha && !turned ? "checkerboard absolute" : "absolute"}
      style={{
        left: rect.x,
        top: rect.y,
        width: rect.width,
        height: rect.height,
        clipPath: clip && `inset(0 ${Math.max(0, clip.right ?? 0)}px 0 ${Math.max(0, clip.left ?? 0)}px)`,
      }}
    >
      <img
        src={url}
        alt={shown.alt}
        draggable={false}
        onLoad={(event) => setLoaded({ url, alpha: hasAlpha(event.currentTarget) })}
        className={`absolute max-w-none ${alpha && turned ? "checkerboard" : ""} ${loaded ? "fade-in" : "opacity-0"}`}
        style={{
          left: (rect.width - width) / 2,
          top: (rect.height - height) / 2,
          width,
          height,
          filter,
          imageRendering: pixelated ? "pixelated" : "auto",
          transform: turned
            ? `rotate(${turn.angle}deg) scale(${turn.horizontal ? -1 : 1}, ${turn.vertical ? -1 : 1})`
            : undefined,
        }}
      />
      {patch && (
        <img
          src={patch.url}
          alt=""
          draggable={false}
          className={`absolute max-w-none ${alpha ? "checkerboard" : ""}`}
          style={{
            left: `${(patch.at.left / shown.size.width) * 100}%`,
            top: `${(patch.at.top / shown.size.height) * 100}%`,
            width: `${(patch.at.width / shown.size.width) * 100}%`,
            height: `${(patch.at.height / shown.size.height) * 100}%`,
            imageRendering: pixelated ? "pixelated" : "auto",
          }}
        />
      )}
    </div>
  );
}

/** CSS pixels per image pixel of an image that fills, turned, the given rectangle. */
function scaleInside(rect: Rect, size: Size, angle: number): { x: number; y: number } {
  const radians = (angle * Math.PI) / 180;
  const sin = Math.abs(Math.sin(radians));
  const cos = Math.abs(Math.cos(radians));
  const scale = Math.min(
    rect.width / (size.width * cos + size.height * sin),
    rect.height / (size.width * sin + size.height * cos),
  );
  return { x: scale, y: scale };
}
