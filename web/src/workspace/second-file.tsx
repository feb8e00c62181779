import { ImagePlus, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useFormats } from "../api/queries";
import { t } from "../i18n";
import { formatBytes } from "../i18n/format";
import { IconButton } from "../ui/button";
import { acceptList } from "./files";

interface SecondFileProps {
  label: string;
  required: boolean;
  file: File | undefined;
  onChange: (file: File | undefined) => void;
}

/** The place for a second picture: a watermark, an overlay, a background. */
export function SecondFile({ label, required, file, onChange }: SecondFileProps) {
  const formats = useFormats().data ?? [];
  const url = useAddress(file);
  return (
    <section aria-label={label}>
      <h2 className="flex h-7 items-center text-sm font-medium">
        {label}
        {!required && <span className="ps-1 font-normal text-muted">{t("(optional)")}</span>}
      </h2>
      <div className="flex items-center gap-2">
        <label className="relative flex min-h-14 min-w-0 grow items-center gap-3 rounded-control border border-dashed border-control px-3 py-2 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent">
          {url ? (
            <img src={url} alt="" className="checkerboard size-10 rounded-[4px] object-contain" />
          ) : (
            <ImagePlus size={20} strokeWidth={1.75} aria-hidden className="shrink-0 text-muted" />
          )}
          <span className="min-w-0">
            <bdi className="block truncate text-sm">{file?.name ?? t("Drop or choose an image")}</bdi>
            {file && <span className="block text-xs text-muted tabular">{formatBytes(file.size)}</span>}
          </span>
          <input
            type="file"
            aria-label={file ? t("Replace the {name}", { name: label }) : label}
            accept={acceptList(formats)}
            className="absolute inset-0 cursor-default opacity-0"
            onDrop={(event) => event.stopPropagation()}
            onChange={(event) => {
              const [chosen] = event.target.files ?? [];
              if (chosen) onChange(chosen);
              event.target.value = "";
            }}
          />
        </label>
        {file && (
          <IconButton label={t("Remove {name}", { name: file.name })} onPress={() => onChange(undefined)}>
            <X size={16} />
          </IconButton>
        )}
      </div>
    </section>
  );
}

/** An address of the file for as long as it is shown. */
function useAddress(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!file) return setUrl(undefined);
    const address = URL.createObjectURL(file);
    setUrl(address);
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return url;
}
