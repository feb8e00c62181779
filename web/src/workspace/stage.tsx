import { ImageOff, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useFormats } from "../api/queries";
import type { Output } from "../api/types";
import { t } from "../i18n";
import { formatSize } from "../i18n/format";
import { Button } from "../ui/button";
import type { Shown, Turn } from "../viewer/picture";
import { Viewer } from "../viewer/viewer";
import type { Frame } from "../viewer/viewport";
import { removeEntry } from "./file-block";
import type { Live } from "./live";
import { current, type Entry, type Version } from "./store";

interface StageProps {
  entry: Entry;
  display: string;
  output?: Output | undefined;
  shown?: Shown | undefined;
  turn?: Turn | undefined;
  filter?: string | undefined;
  overlay?: ((frame: Frame) => ReactNode) | undefined;
  margin?: number | undefined;
  /** A preview that stands in for the result; the viewer says that it is one. */
  live?: Live | undefined;
  controls?: ReactNode;
}

/** The address, size and words of a version that can be drawn. */
export function shownVersion(version: Version, label: string): Shown | undefined {
  if (version.sight !== "shown" || !version.width || !version.height) return undefined;
  const size = { width: version.width, height: version.height };
  const alt = `${label}, ${version.name}, ${formatSize(size.width, size.height)}`;
  return { url: version.url, size, alt };
}

/** The image area for one entry: the viewer, or what stands in for a picture that cannot be shown. */
export function Stage(props: StageProps) {
  const { entry, display, turn, filter, overlay, margin, live, controls } = props;
  const shown = props.shown ?? live?.shown;
  const output = props.shown ? props.output : (live?.output ?? props.output);
  const formats = useFormats().data ?? [];
  const version = current(entry);
  const original = shownVersion(version, t("Original"));
  if (version.sight === "loading")
    return (
      <div
        role="status"
        aria-label={t("Loading the preview")}
        className="flex min-h-0 grow items-center justify-center bg-surface p-6"
      >
        <div className="skeleton aspect-[3/2] w-full max-w-2xl" />
      </div>
    );
  if (version.sight === "broken")
    return (
      <Message
        icon={<TriangleAlert size={32} strokeWidth={1.5} className="text-danger" />}
        title={t("{name} cannot be read", { name: version.name })}
      >
        <p className="text-muted">{version.problem}</p>
        <Button onPress={() => removeEntry(entry)}>{t("Remove it")}</Button>
      </Message>
    );
  if (!original && !shown)
    return (
      <Message
        icon={<ImageOff size={32} strokeWidth={1.5} className="text-muted" />}
        title={t("No preview of {name}", { name: version.name })}
      >
        <p className="text-muted">{t("It can be worked on all the same.")}</p>
      </Message>
    );
  const format = (id: string | undefined) => formats.find((one) => one.id === id)?.name ?? id;
  const guessed = formats.find(({ extensions }) =>
    extensions.some((end) => version.name.toLowerCase().endsWith(end)),
  );
  const reference = original ?? (shown as Shown);
  return (
    <Viewer
      key={entry.id}
      display={original ? display : "result"}
      original={reference}
      result={shown}
      turn={turn}
      filter={filter}
      overlay={overlay}
      margin={margin}
      labels={props.shown ? undefined : live?.labels}
      patch={props.shown ? undefined : live?.patch}
      onFrame={live?.onFrame}
      controls={controls}
      facts={{
        name: output?.filename ?? version.name,
        before: {
          width: version.width,
          height: version.height,
          bytes: version.blob.size,
          format: format(version.format) ?? guessed?.name,
        },
        after: output && {
          width: output.width,
          height: output.height,
          bytes: output.processedSize,
          format: format(output.format),
        },
      }}
    />
  );
}

function Message({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="flex min-h-0 grow flex-col items-center justify-center gap-3 bg-surface p-6 text-center">
      {icon}
      <p className="max-w-full font-medium break-words">{title}</p>
      {children}
    </div>
  );
}
