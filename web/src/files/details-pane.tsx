import { X } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { t } from "../i18n";
import { clamp } from "../schema/number";
import { IconButton } from "../ui/button";
import { LEAST_WIDTH, MOST_WIDTH, prefer, useFilePreferences } from "./preferences";

const STEP = 16;

/** The column at the side of the files; its edge is dragged, or moved by the arrow keys. */
export function DetailsPane({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const width = useFilePreferences((state) => state.width);
  const resize = (to: number) => prefer({ width: Math.round(clamp(to, LEAST_WIDTH, MOST_WIDTH)) });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const towards = getComputedStyle(event.currentTarget).direction === "rtl" ? -1 : 1;
    const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (!by) return;
    event.preventDefault();
    resize(width + by * towards);
  };
  return (
    <aside
      aria-label={title}
      style={{ width }}
      className="relative flex max-w-[60%] min-h-0 shrink-0 flex-col border-s bg-panel"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that moves is no line between paragraphs. */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t("Width of the details")}
        aria-valuenow={width}
        aria-valuemin={LEAST_WIDTH}
        aria-valuemax={MOST_WIDTH}
        tabIndex={0}
        className="absolute inset-y-0 -start-1.5 z-10 w-3 cursor-ew-resize touch-none"
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          const pane = event.currentTarget.parentElement?.getBoundingClientRect();
          if (!pane) return;
          const rtl = getComputedStyle(event.currentTarget).direction === "rtl";
          resize(rtl ? event.clientX - pane.left : pane.right - event.clientX);
        }}
      />
      <div className="flex h-12 shrink-0 items-center justify-between border-b ps-4 pe-2">
        <span className="text-sm font-medium">{title}</span>
        <IconButton label={t("Close the details")} keys="I" onPress={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      <div className="min-h-0 grow overflow-y-auto">{children}</div>
    </aside>
  );
}
