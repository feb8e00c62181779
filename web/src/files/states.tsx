import { FolderUp, ImagePlus } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { chooseFiles } from "./add";
import { useFilePreferences } from "./preferences";

/** What an empty library says, and the next thing to do. */
export function Empty() {
  return (
    <div className="flex min-h-0 grow flex-col overflow-y-auto p-6 max-md:p-4">
      <div className="flex grow flex-col items-center justify-center gap-3 rounded-card border border-dashed border-control p-6 text-center">
        <ImagePlus size={32} strokeWidth={1.5} aria-hidden className="text-muted" />
        <p className="text-lg font-medium">{t("Keep images here to come back to them")}</p>
        <p className="max-w-md text-muted">
          {t(
            "Drop files or folders anywhere on this page. What you make of them is kept as versions beside the original.",
          )}
        </p>
        <div className="flex flex-wrap justify-center gap-2 pt-2">
          <Button tone="primary" onPress={() => chooseFiles()}>
            <ImagePlus size={16} />
            {t("Choose files")}
          </Button>
          <Button onPress={() => chooseFiles(true)}>
            <FolderUp size={16} />
            {t("Choose a folder")}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** Something to say in place of the files. */
export function Notice({ icon, title, children }: { icon?: ReactNode; title: string; children: ReactNode }) {
  return (
    <div
      role="status"
      className="flex min-h-0 grow flex-col items-center justify-center gap-3 p-6 text-center"
    >
      {icon}
      <p className="max-w-full text-lg font-medium break-words">{title}</p>
      {children}
    </div>
  );
}

const SKELETONS = 24;

/** The shape of what is coming. */
export function Skeleton() {
  const { view, density } = useFilePreferences();
  const rows = Array.from({ length: SKELETONS }, (_, index) => index);
  if (view === "list")
    return (
      <div role="status" aria-label={t("Loading files")} className="min-h-0 grow overflow-hidden p-3">
        {rows.map((row) => (
          <div
            key={row}
            className={`flex items-center gap-3 px-2 ${density === "compact" ? "h-8" : "h-[54px]"}`}
          >
            <div className="skeleton ms-10 h-9 max-h-[75%] w-12 rounded-[4px]" />
            <div className="skeleton h-3.5 w-1/4 rounded-control" />
          </div>
        ))}
      </div>
    );
  return (
    <div
      role="status"
      aria-label={t("Loading files")}
      className={`grid min-h-0 grow content-start gap-2 overflow-hidden p-3 pt-13 ${density === "compact" ? "grid-cols-[repeat(auto-fill,minmax(112px,1fr))]" : "grid-cols-[repeat(auto-fill,minmax(168px,1fr))]"}`}
    >
      {rows.map((row) => (
        <div key={row} className="p-1.5">
          <div className="skeleton aspect-square rounded-[4px]" />
          <div className="skeleton mt-2 h-3.5 w-2/3 rounded-control" />
        </div>
      ))}
    </div>
  );
}
