import { ImageOff } from "lucide-react";
import { useEffect, useState } from "react";
import { thumbnailUrl } from "../api/library";
import { t } from "../i18n";
import { cx } from "../ui/classes";

type State = "loading" | "shown" | "none";

const SCROLL_PAUSE_MS = 120;
const RETRY_MS = 8000;

let scrolledAt = Number.NEGATIVE_INFINITY;
document.addEventListener("scroll", () => (scrolledAt = performance.now()), { capture: true, passive: true });

/** Whether a picture is to be fetched: at once, but while the list is flying past only when it stays in view. */
function useDue(): boolean {
  const [due, setDue] = useState(() => performance.now() - scrolledAt > SCROLL_PAUSE_MS);
  useEffect(() => {
    if (due) return;
    const timer = setTimeout(() => setDue(true), SCROLL_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [due]);
  return due;
}

interface FileThumbProps {
  id: string;
  /** Without a ground of its own: the picture stands free, as large as there is room. */
  free?: boolean;
  className?: string;
}

/** The small picture of a stored file; a mark where the server cannot draw one. */
export function FileThumb({ id, free = false, className }: FileThumbProps) {
  const [state, setState] = useState<State>("loading");
  const [again, setAgain] = useState(false);
  const due = useDue();
  useEffect(() => {
    if (state !== "none" || again) return;
    // The server may have been too busy; it gets one more chance.
    const timer = setTimeout(() => {
      setAgain(true);
      setState("loading");
    }, RETRY_MS);
    return () => clearTimeout(timer);
  }, [state, again]);
  return (
    <span
      className={cx(
        "relative flex shrink-0 items-center justify-center overflow-hidden rounded-[4px]",
        (!free || state === "none") && "bg-surface",
        className,
      )}
    >
      {state === "loading" && <span className="skeleton absolute inset-0 rounded-[4px]" />}
      {state === "none" ? (
        <ImageOff size={16} role="img" aria-label={t("No preview")} className="text-muted" />
      ) : (
        <img
          key={again ? 1 : 0}
          src={due ? thumbnailUrl(id) : undefined}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={() => setState("shown")}
          onError={() => setState("none")}
          className={cx(
            free
              ? "max-h-full max-w-full rounded-[4px] -outline-offset-1 outline-1 outline-black/10 outline-solid"
              : "size-full object-contain",
            state === "shown" ? "fade-in" : "opacity-0",
          )}
        />
      )}
    </span>
  );
}
