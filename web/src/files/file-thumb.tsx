import { ImageOff } from "lucide-react";
import { useState } from "react";
import { thumbnailUrl } from "../api/library";
import { t } from "../i18n";
import { cx } from "../ui/classes";

type State = "loading" | "shown" | "none";

interface FileThumbProps {
  id: string;
  /** Without a ground of its own: the picture stands free, as large as there is room. */
  free?: boolean;
  className?: string;
}

/** The small picture of a stored file; a mark where the server cannot draw one. */
export function FileThumb({ id, free = false, className }: FileThumbProps) {
  const [state, setState] = useState<State>("loading");
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
          src={thumbnailUrl(id)}
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
