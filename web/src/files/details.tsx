import { Download, Expand, Trash2 } from "lucide-react";
import { useState } from "react";
import { bytesUrl, type StoredFile, useTree } from "../api/library";
import { useCatalogue, useFormats } from "../api/queries";
import { useSession } from "../api/session";
import { t } from "../i18n";
import { formatBytes, formatMoment, formatNumber } from "../i18n/format";
import { IconButton, iconButtonClass } from "../ui/button";
import { FIT, type View } from "../viewer/geometry";
import { Picture } from "../viewer/picture";
import { useViewerPreferences } from "../viewer/preferences";
import { Viewport } from "../viewer/viewport";
import { groundClass } from "../viewer/zoom-bar";
import { useDrawn } from "./drawn";
import { FileThumb } from "./file-thumb";
import { OpenIn } from "./open-in";
import { type Branch, isWithin } from "./tree";
import { Versions } from "./versions";
import { chainText, dimensions, formatName } from "./words";

interface DetailsProps {
  file: StoredFile;
  onPeek: (file: StoredFile) => void;
  onCompare: (older: StoredFile, newer: StoredFile) => void;
  onDelete: (file: StoredFile) => void;
  /** Called with the file that is in the list once the version is gone, if this one goes with it. */
  onDeleteVersion: (branch: Branch, next: StoredFile | undefined) => void;
  /** Called with the file that takes the place of this one in the list. */
  onRestored: (file: StoredFile) => void;
}

/** A file as large as there is room: its picture, what is known of it, how it came about, and what can be done. */
export function Details({ file, onPeek, onCompare, onDelete, onDeleteVersion, onRestored }: DetailsProps) {
  const tree = useTree(file.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const versions = tree.data?.versions ?? [file];
  // A version that has been deleted meanwhile is looked at no more.
  const shown = versions.find(({ id }) => id === chosen) ?? file;
  return (
    <>
      <Preview key={shown.id} file={shown} />
      <div className="space-y-3 px-4 py-3">
        <h2 className="text-sm font-medium break-words line-clamp-3" title={shown.originalName}>
          <bdi>{shown.originalName}</bdi>
        </h2>
        <div className="flex items-center gap-1">
          <OpenIn files={[shown]} tone="primary" className="me-1 grow" />
          <a
            href={bytesUrl(shown.id)}
            download={shown.originalName}
            aria-label={t("Download {name}", { name: shown.originalName })}
            title={t("Download")}
            className={iconButtonClass()}
          >
            <Download size={16} />
          </a>
          <IconButton label={t("Look at it full screen")} keys={t("Space")} onPress={() => onPeek(shown)}>
            <Expand size={16} />
          </IconButton>
          <IconButton label={t("Delete file")} onPress={() => onDelete(file)}>
            <Trash2 size={16} />
          </IconButton>
        </div>
        <Facts file={shown} />
      </div>
      {tree.data && tree.data.versions.length > 1 && (
        <Versions
          versions={tree.data.versions}
          shownId={shown.id}
          onShow={({ id }) => setChosen(id)}
          onCompare={onCompare}
          onDelete={(branch) =>
            onDeleteVersion(branch, isWithin(versions, file, branch.file) ? branch.parent : undefined)
          }
          onRestored={onRestored}
        />
      )}
    </>
  );
}

function Preview({ file }: { file: StoredFile }) {
  const [view, setView] = useState<View>(FIT);
  const ground = useViewerPreferences((state) => state.ground);
  const shown = useDrawn(
    file,
    file.version > 1 ? t("Version {version}", { version: file.version }) : t("Original"),
  );
  return (
    <div className={`flex h-64 shrink-0 border-b ${groundClass(ground)}`}>
      {shown ? (
        <Viewport image={shown.size} view={view} onView={setView} label={t("Preview")} margin={12}>
          {(frame) => <Picture shown={shown} rect={frame.rect} />}
        </Viewport>
      ) : (
        <FileThumb id={file.id} free className="m-3 min-w-0 grow" />
      )}
    </div>
  );
}

function Facts({ file }: { file: StoredFile }) {
  const formats = useFormats().data ?? [];
  const tools = useCatalogue().data?.tools ?? [];
  const open = useSession(({ phase }) => phase === "open");
  const rows: [string, string | null][] = [
    [t("Format"), formatName(file, formats)],
    [t("Dimensions"), dimensions(file)],
    [t("Size"), formatBytes(file.size)],
    [t("Added"), formatMoment(file.createdAt)],
    [t("Owner"), open ? null : (file.owner ?? null)],
    [t("Tools used"), file.toolChain.length ? chainText(file, tools) : null],
  ];
  return (
    <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-4 gap-y-1 text-sm">
      {rows.map(
        ([label, value]) =>
          value && (
            <div key={label} className="contents">
              <dt className="text-muted">{label}</dt>
              <dd
                className="min-w-0 break-words tabular"
                title={
                  label === t("Size") ? t("{bytes} bytes", { bytes: formatNumber(file.size) }) : undefined
                }
              >
                {value}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
