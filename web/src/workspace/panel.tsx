import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { t } from "../i18n";
import { cx } from "../ui/classes";

interface PanelProps {
  header: ReactNode;
  children: ReactNode;
  footer: ReactNode;
}

type Height = "peek" | "half" | "full";

const HEIGHTS: Record<Height, string> = {
  peek: "max-md:max-h-0 max-md:py-0",
  half: "max-md:max-h-[40dvh] max-md:min-h-32",
  full: "max-md:max-h-[60dvh] max-md:min-h-32",
};

const ORDER: Height[] = ["peek", "half", "full"];
const SWIPE = 30;

/** The instruments: at the side of wide screens, a sheet below the image on narrow ones. The footer never scrolls. */
export function Panel({ header, children, footer }: PanelProps) {
  const [height, setHeight] = useState<Height>("half");
  const start = useRef<number | null>(null);
  const move = (by: number) =>
    setHeight(ORDER[Math.min(2, Math.max(0, ORDER.indexOf(height) + by))] ?? "half");
  const release = (event: PointerEvent) => {
    const way = start.current === null ? 0 : start.current - event.clientY;
    start.current = null;
    if (Math.abs(way) > SWIPE) move(Math.sign(way));
    else setHeight(height === "half" ? "full" : height === "full" ? "peek" : "half");
  };
  return (
    <aside
      aria-label={t("Settings")}
      data-height={height}
      className="flex min-h-0 w-80 shrink-0 max-md:shrink flex-col border-s bg-panel max-md:w-full max-md:overflow-y-auto max-md:rounded-t-card max-md:border-s-0 max-md:border-t"
    >
      <button
        type="button"
        aria-label={t("Settings sheet: {height}", { height: heightLabel(height) })}
        className="flex h-6 shrink-0 touch-none items-center justify-center md:hidden"
        onPointerDown={(event) => {
          start.current = event.clientY;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerUp={release}
        onKeyDown={(event) => {
          if (event.key === "ArrowUp") move(1);
          if (event.key === "ArrowDown") move(-1);
          if (event.key === "Enter" || event.key === " ") move(height === "full" ? -2 : 1);
        }}
      >
        <span className="h-1 w-9 rounded-full bg-control" />
      </button>
      <div className="shrink-0 px-4 pt-4 pb-2 max-md:pt-0">{header}</div>
      <div
        className={cx(
          "relative flex min-h-0 grow flex-col gap-4 overflow-y-auto px-4 pb-2 transition-[max-height] duration-150",
          HEIGHTS[height],
        )}
      >
        {children}
      </div>
      <div className="relative shrink-0 space-y-3 border-t px-4 py-3 max-md:space-y-2">{footer}</div>
    </aside>
  );
}

const heightLabel = (height: Height): string =>
  ({ peek: t("closed"), half: t("half open"), full: t("open") })[height];
