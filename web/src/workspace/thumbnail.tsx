import { ImageOff, TriangleAlert } from "lucide-react";
import { t } from "../i18n";
import { cx } from "../ui/classes";
import type { Version } from "./store";

/** A small picture of a version; a mark where there is nothing to draw. */
export function Thumbnail({ version, className }: { version: Version; className?: string }) {
  const frame = cx(
    "flex shrink-0 items-center justify-center overflow-hidden rounded-[4px] bg-surface",
    className,
  );
  if (version.sight === "loading") return <span className={cx(frame, "skeleton")} />;
  if (version.sight === "broken")
    return (
      <span className={cx(frame, "text-danger")} role="img" aria-label={t("Unreadable")}>
        <TriangleAlert size={16} />
      </span>
    );
  if (version.sight === "blind")
    return (
      <span className={cx(frame, "text-muted")} role="img" aria-label={t("No preview")}>
        <ImageOff size={16} />
      </span>
    );
  return (
    <span className={frame}>
      <img
        src={version.thumbnail ?? version.url}
        alt=""
        draggable={false}
        loading="lazy"
        decoding="async"
        className="size-full object-contain"
      />
    </span>
  );
}
