import { ChevronLeft, ChevronRight, Download } from "lucide-react";
import { type KeyboardEvent, useEffect } from "react";
import { bytesUrl, type StoredFile } from "../api/library";
import { useFormats } from "../api/queries";
import { t } from "../i18n";
import { IconButton, iconButtonClass } from "../ui/button";
import { FullScreen } from "../ui/full-screen";
import { Viewer } from "../viewer/viewer";
import { drawsItself, useDrawn } from "./drawn";
import { FileThumb } from "./file-thumb";
import { OpenIn } from "./open-in";
import { formatName } from "./words";

interface QuickLookProps {
  file: StoredFile;
  /** What the arrows walk through; a version that is not among them stands alone. */
  files: readonly StoredFile[];
  onStep: (file: StoredFile) => void;
  onClose: () => void;
}

/** One file over the whole window; the arrows walk on, Space leads back. */
export function QuickLook({ file, files, onStep, onClose }: QuickLookProps) {
  const formats = useFormats().data ?? [];
  const at = files.findIndex(({ id }) => id === file.id);
  const [before, after] = [files[at - 1], at < 0 ? undefined : files[at + 1]];
  const shown = useDrawn(file, t("Preview"));

  useEffect(() => {
    for (const next of [after, before])
      if (next && drawsItself(next, formats)) new Image().src = bytesUrl(next.id);
  }, [before, after, formats]);

  const onKeyDown = (event: KeyboardEvent) => {
    const onControl = (event.target as Element).closest("button, a, input, [role=menu]");
    if (event.key === " " && !onControl) {
      event.preventDefault();
      onClose();
    }
    // At the edge of a zoomed picture the viewer keeps the arrows for itself.
    if (event.defaultPrevented) return;
    const rtl = document.dir === "rtl";
    const next = { ArrowLeft: rtl ? after : before, ArrowRight: rtl ? before : after }[event.key];
    if (next && !onControl?.matches("input")) onStep(next);
  };

  return (
    <FullScreen
      title={file.originalName}
      detail={at >= 0 && files.length > 1 ? `${at + 1} / ${files.length}` : undefined}
      onClose={onClose}
      onKeyDown={onKeyDown}
      actions={
        <>
          <IconButton
            label={t("Previous file")}
            keys="←"
            isDisabled={!before}
            onPress={() => before && onStep(before)}
          >
            <ChevronLeft size={18} className="rtl:-scale-x-100" />
          </IconButton>
          <IconButton
            label={t("Next file")}
            keys="→"
            isDisabled={!after}
            onPress={() => after && onStep(after)}
          >
            <ChevronRight size={18} className="rtl:-scale-x-100" />
          </IconButton>
          <a
            href={bytesUrl(file.id)}
            download={file.originalName}
            aria-label={t("Download {name}", { name: file.originalName })}
            title={t("Download")}
            className={iconButtonClass()}
          >
            <Download size={16} />
          </a>
          <OpenIn files={[file]} />
        </>
      }
    >
      {shown ? (
        <Viewer
          key={file.id}
          display="result"
          original={shown}
          facts={{
            name: file.originalName,
            before: { ...shown.size, bytes: file.size, format: formatName(file, formats) },
          }}
        />
      ) : (
        <div className="flex min-h-0 grow flex-col items-center justify-center gap-3 bg-surface p-6">
          <FileThumb id={file.id} free className="size-48" />
        </div>
      )}
    </FullScreen>
  );
}
