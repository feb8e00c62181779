import { ImagePlus } from "lucide-react";
import { useFormats, useLimits } from "../api/queries";
import { FromLibrary } from "../files/from-library";
import { t } from "../i18n";
import { formatBytes } from "../i18n/format";
import { cx } from "../ui/classes";
import { acceptFor, useAccepted } from "./inputs";
import { loadFiles } from "./load";

/** The visible place to drop images; as a button it opens the file picker. */
export function DropZone({ className }: { className?: string }) {
  const formats = useFormats().data ?? [];
  const limits = useLimits().data ?? {};
  const accept = useAccepted((state) => state.accept);
  const names = {
    any: [t("Files of any kind")],
    pdf: ["PDF"],
    svg: ["SVG, SVGZ"],
    image: formats.filter((format) => format.reads).map((format) => format.name),
  }[accept];
  return (
    <div
      className={cx(
        "relative flex flex-col items-center justify-center gap-2 rounded-card border border-dashed border-control p-6 text-center hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
        className,
      )}
    >
      <ImagePlus size={32} strokeWidth={1.5} aria-hidden className="text-muted" />
      <span className="text-lg font-medium">
        {accept === "image" || accept === "svg"
          ? t("Drop images here, paste, or choose files")
          : t("Drop files here, or choose them")}
      </span>
      <span className="min-h-10 max-w-lg text-sm text-muted">
        {names.join(", ")}
        {limits.maxUploadBytes
          ? ` · ${t("up to {size} each", { size: formatBytes(limits.maxUploadBytes) })}`
          : ""}
      </span>
      <input
        type="file"
        multiple
        aria-label={t("Choose images")}
        accept={acceptFor(accept, formats)}
        className="absolute inset-0 cursor-default opacity-0"
        onChange={(event) => {
          loadFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {accept !== "pdf" && <FromLibrary className="z-10" />}
    </div>
  );
}
