import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { useState } from "react";
import type { StoredFile } from "../api/library";
import { runStored } from "../api/past-jobs";
import { useFormats } from "../api/queries";
import type { Job } from "../api/types";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { IconButton } from "../ui/button";
import { ErrorLine } from "../ui/feedback";
import { FullScreen } from "../ui/full-screen";
import type { Shown } from "../viewer/picture";
import { Viewer } from "../viewer/viewer";
import { inline } from "../workspace/results";
import { useDrawn } from "./drawn";
import { formatName } from "./words";

/** What the tool `compare` tells. */
interface Comparison extends Job {
  similarity?: number;
  changed?: number;
  identical?: boolean;
}

interface CompareProps {
  files: readonly [StoredFile, StoredFile];
  onClose: () => void;
}

/** Two files or versions over the whole window: beside each other, under a slider, and where they differ. */
export function Compare({ files, onClose }: CompareProps) {
  const [swapped, setSwapped] = useState(false);
  const [first, second] = swapped ? [files[1], files[0]] : files;
  const formats = useFormats().data ?? [];
  const labels = labelsOf(first, second);
  const one = useDrawn(first, labels[0]);
  const other = useDrawn(second, labels[1]);
  const { data, error, isPending } = useQuery({
    queryKey: ["compare", first.id, second.id],
    queryFn: () => runStored("compare", [first.id, second.id]) as Promise<Comparison>,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
  const side = (file: StoredFile) => ({
    width: file.width ?? undefined,
    height: file.height ?? undefined,
    bytes: file.size,
    format: formatName(file, formats),
  });
  return (
    <FullScreen
      title={first.originalName === second.originalName ? first.originalName : t("Compare")}
      detail={isPending ? t("Measuring") : data && verdict(data)}
      onClose={onClose}
      actions={
        <IconButton label={t("Swap the two")} onPress={() => setSwapped(!swapped)}>
          <ArrowLeftRight size={16} />
        </IconButton>
      }
    >
      {error && (
        <div className="border-b px-4 py-2">
          <ErrorLine error={error} />
        </div>
      )}
      {one && other ? (
        <Viewer
          display="before-after"
          original={one}
          result={other}
          labels={labels}
          difference={data && mapOf(data)}
          facts={{ name: labels.join(" → "), before: side(first), after: side(second) }}
        />
      ) : (
        <p className="flex grow items-center justify-center bg-surface p-6 text-muted">
          {t("One of the two cannot be drawn.")}
        </p>
      )}
    </FullScreen>
  );
}

function labelsOf(first: StoredFile, second: StoredFile): [string, string] {
  if (first.originalName !== second.originalName) return [first.originalName, second.originalName];
  const label = ({ version }: StoredFile) => t("Version {version}", { version });
  return [label(first), label(second)];
}

function verdict({ identical, similarity, changed }: Comparison): string {
  if (identical) return t("Every pixel is the same");
  if (similarity === undefined) return "";
  return t("{similarity} % alike, {changed} % of the pixels changed", {
    similarity: formatNumber(similarity),
    changed: formatNumber(changed ?? 0),
  });
}

function mapOf({ downloadUrl, width, height }: Comparison): Shown | undefined {
  if (!downloadUrl || !width || !height) return undefined;
  return { url: inline(downloadUrl), size: { width, height }, alt: t("Map of the differences") };
}
