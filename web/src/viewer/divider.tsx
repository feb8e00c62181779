import { MoveHorizontal } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { t } from "../i18n";
import { clamp } from "../schema/number";
import type { Frame } from "./viewport";

interface DividerProps {
  frame: Frame;
  /** 0 to 100: how much of the visible image, from the left, is the original. */
  value: number;
  onChange: (value: number) => void;
}

/** The span of the image that can be seen, along x. */
export function visibleSpan({ rect, box }: Frame): { start: number; length: number } {
  const start = Math.max(0, rect.x);
  return { start, length: Math.max(1, Math.min(box.width, rect.x + rect.width) - start) };
}

/** The line between original and result, a slider by pointer and keys. */
export function Divider({ frame, value, onChange }: DividerProps) {
  const handle = useRef<HTMLDivElement>(null);
  const { start, length } = visibleSpan(frame);
  const top = Math.max(0, frame.rect.y);
  const height = Math.min(frame.box.height, frame.rect.y + frame.rect.height) - top;

  const onKeyDown = (event: KeyboardEvent) => {
    const stride = event.shiftKey ? 10 : 1;
    const moves: Record<string, number> = {
      ArrowLeft: value - stride,
      ArrowDown: value - stride,
      ArrowRight: value + stride,
      ArrowUp: value + stride,
      Home: 0,
      End: 100,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(clamp(next, 0, 100));
  };

  return (
    <div
      ref={handle}
      role="slider"
      tabIndex={0}
      aria-label={t("Compare original and result")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(value)}
      aria-valuetext={t("{percent} % original", { percent: Math.round(value) })}
      aria-orientation="horizontal"
      className="group absolute w-11 -translate-x-1/2 cursor-ew-resize touch-none outline-none!"
      style={{ left: start + (length * value) / 100, top, height }}
      onKeyDown={onKeyDown}
      onDoubleClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        event.stopPropagation();
        const origin = event.currentTarget.parentElement?.getBoundingClientRect().left ?? 0;
        onChange(clamp(((event.clientX - origin - start) / length) * 100, 0, 100));
      }}
    >
      <div className="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-white shadow-[0_0_0_1px_rgb(0_0_0/45%)]" />
      <div className="absolute top-1/2 left-1/2 flex size-9 -translate-x-1/2 -translate-y-1/2 items-center justify-center rounded-full border border-black/40 bg-white text-black group-focus-visible:ring-2 group-focus-visible:ring-accent group-focus-visible:ring-offset-2">
        <MoveHorizontal size={18} />
      </div>
    </div>
  );
}
