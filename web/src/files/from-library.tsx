import { Images } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { StoredFile } from "../api/library";
import { useCan } from "../api/session";
import { t } from "../i18n";
import { Button } from "../ui/button";

const LibraryPicker = lazy(() =>
  import("./picker").then(({ LibraryPicker }) => ({ default: LibraryPicker })),
);

// With the first click and not with the first page.
const bring = async (files: StoredFile[]) => (await import("./load-stored")).openStored(files);

interface FromLibraryProps {
  tone?: "plain" | "quiet";
  className?: string;
}

/** A button that brings stored files into the workspace; nothing for those who may keep none. */
export function FromLibrary({ tone = "plain", className = "" }: FromLibraryProps) {
  const can = useCan();
  const [open, setOpen] = useState(false);
  if (!can("files:own") && !can("files:all")) return null;
  return (
    <>
      <Button tone={tone} className={className} onPress={() => setOpen(true)}>
        <Images size={16} />
        {t("From the library")}
      </Button>
      {open && (
        <Suspense>
          <LibraryPicker onChoose={bring} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
