import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { t } from "../i18n";
import type { Point, Rect, Size } from "../viewer/geometry";
import type { Frame } from "../viewer/viewport";
import { drawn, HANDLES, type Handle, moved, resized, whole } from "./crop-geometry";
import { PRESETS, ratioOf, rectOn, setRatio, setRect, swap, useCrop } from "./crop-store";

interface CropOverlayProps {
  frame: Frame;
  image: Size;
  /** Enter on the canvas runs the tool. */
  onRun: () => void;
}

interface Drag {
  kind: "move" | "draw" | Handle;
  from: Point;
  rect: Rect;
}

const CURSORS: Record<Handle, string> = {
  n: "ns-resize",
  s: "ns-resize",
  e: "ew-resize",
  w: "ew-resize",
  ne: "nesw-resize",
  sw: "nesw-resize",
  nw: "nwse-resize",
  se: "nwse-resize",
};

/** The crop rectangle over the image: handles, moving, drawing anew, and keys. */
export function CropOverlay({ frame, image, onRun }: CropOverlayProps) {
  const crop = useCrop();
  const rect = rectOn(crop, image);
  const ratio = ratioOf(crop);
  const [drag, setDrag] = useState<Drag | null>(null);
  const moving = useRef(false);
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => area.current?.focus({ preventScroll: true }), []);

  const toImage = (event: PointerEvent): Point => {
    const bounds = area.current?.getBoundingClientRect();
    if (!bounds) return { x: 0, y: 0 };
    return {
      x: ((event.clientX - bounds.left) / bounds.width) * image.width,
      y: ((event.clientY - bounds.top) / bounds.height) * image.height,
    };
  };

  const begin = (kind: Drag["kind"]) => (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.stopPropagation();
    area.current?.setPointerCapture(event.pointerId);
    moving.current = false;
    setDrag({ kind, from: toImage(event), rect });
  };

  const follow = (event: PointerEvent) => {
    if (!drag) return;
    event.stopPropagation();
    const to = toImage(event);
    const by = { x: to.x - drag.from.x, y: to.y - drag.from.y };
    // A click without a drag does not throw the rectangle away.
    if (!moving.current && Math.hypot(by.x, by.y) * frame.scale <= (drag.kind === "draw" ? 4 : 0)) return;
    const shape =
      drag.kind === "move"
        ? moved(drag.rect, by, image)
        : drag.kind === "draw"
          ? drawn(drag.from, to, image, ratio)
          : resized(drag.rect, drag.kind, grabbed(drag, by), image, ratio);
    setRect(shape, image, moving.current);
    moving.current = true;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey) return;
    const by = event.shiftKey ? 10 : 1;
    const direction: Record<string, Point> = {
      ArrowLeft: { x: -by, y: 0 },
      ArrowRight: { x: by, y: 0 },
      ArrowUp: { x: 0, y: -by },
      ArrowDown: { x: 0, y: by },
    };
    const towards = direction[event.key];
    const preset = PRESETS[Number(event.code.replace("Digit", "")) - 1];
    if (towards && event.altKey) {
      const handle = towards.x ? "e" : "s";
      const corner = { x: rect.x + rect.width + towards.x, y: rect.y + rect.height + towards.y };
      setRect(resized(rect, handle, corner, image, ratio), image);
    } else if (towards) setRect(moved(rect, towards, image), image);
    else if (event.key === "Enter") onRun();
    else if (event.key === "Escape") setRect(ratio ? resetTo(ratio) : whole(image), image);
    else if (event.key.toLowerCase() === "x") swap(image);
    else if (preset && event.code.startsWith("Digit") && !event.altKey)
      setRatio({ preset: preset.id }, image);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const resetTo = (kept: number): Rect => {
    const width = Math.min(image.width, image.height * kept);
    return resized(whole(image), "se", { x: width, y: width / kept }, image, kept);
  };

  const box = {
    left: (rect.x / image.width) * frame.rect.width,
    top: (rect.y / image.height) * frame.rect.height,
    width: (rect.width / image.width) * frame.rect.width,
    height: (rect.height / image.height) * frame.rect.height,
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element means a rectangle on a picture.
    <div
      ref={area}
      role="group"
      aria-label={t("Crop area, {width} × {height} at {x}, {y}", rect as unknown as Record<string, number>)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the rectangle is moved by keys.
      tabIndex={0}
      className="absolute cursor-crosshair touch-none ring-on-image"
      style={{ left: frame.rect.x, top: frame.rect.y, width: frame.rect.width, height: frame.rect.height }}
      onPointerDown={begin("draw")}
      onPointerMove={follow}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={onKeyDown}
    >
      <div className="pointer-events-none absolute inset-0 overflow-hidden">
        <div className="absolute shadow-[0_0_0_9999px_rgb(0_0_0/55%)]" style={box} />
      </div>
      <div className="absolute cursor-move" style={box} onPointerDown={begin("move")}>
        <div className="pointer-events-none absolute inset-0 border border-white shadow-[0_0_0_1px_rgb(0_0_0/50%)]" />
        {crop.thirds && <Thirds strong={drag !== null} />}
        {HANDLES.map((handle) => (
          <span
            key={handle}
            data-handle={handle}
            className="absolute flex size-6 -translate-1/2 items-center justify-center touch:size-11"
            style={{ ...place(handle), cursor: CURSORS[handle] }}
            onPointerDown={begin(handle)}
          >
            <span
              className={`bg-white shadow-[0_0_0_1px_rgb(0_0_0/60%)] ${handle.length === 2 ? "size-3" : handle === "n" || handle === "s" ? "h-1.5 w-5" : "h-5 w-1.5"}`}
            />
          </span>
        ))}
      </div>
    </div>
  );
}

/** Where the dragged handle itself is: its place at the start plus the way of the pointer. */
function grabbed({ kind, rect }: Drag, by: Point): Point {
  return {
    x: (kind.includes("w") ? rect.x : rect.x + rect.width) + by.x,
    y: (kind.includes("n") ? rect.y : rect.y + rect.height) + by.y,
  };
}

function place(handle: Handle): { left: string; top: string } {
  return {
    left: handle.includes("w") ? "0%" : handle.includes("e") ? "100%" : "50%",
    top: handle.includes("n") ? "0%" : handle.includes("s") ? "100%" : "50%",
  };
}

function Thirds({ strong }: { strong: boolean }) {
  return (
    <div className={`pointer-events-none absolute inset-0 ${strong ? "opacity-100" : "opacity-50"}`}>
      {["left-1/3", "left-2/3"].map((at) => (
        <div
          key={at}
          className={`absolute inset-y-0 w-px bg-white shadow-[0_0_0_0.5px_rgb(0_0_0/40%)] ${at}`}
        />
      ))}
      {["top-1/3", "top-2/3"].map((at) => (
        <div
          key={at}
          className={`absolute inset-x-0 h-px bg-white shadow-[0_0_0_0.5px_rgb(0_0_0/40%)] ${at}`}
        />
      ))}
    </div>
  );
}
