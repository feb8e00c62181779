import { useQuery } from "@tanstack/react-query";
import { deleteBranch, deleteFiles, fetchTree, refreshFiles, type StoredFile } from "../api/library";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { formatBytes } from "../i18n/format";
import { Confirm } from "../settings/confirm";
import type { Branch } from "./tree";
import { countText } from "./words";

const NAMED_MOST = 5;
const COUNTED_MOST = 20;

const report = (deleted: number) => {
  void refreshFiles();
  toast({ text: t("{count, plural, one {# version} other {# versions}} deleted", { count: deleted }) });
};

/** How many versions the files have together; undefined while it is not known, or too much to ask for. */
function useVersionCount(files: readonly StoredFile[]): number | undefined {
  const grown = files.filter(({ version }) => version > 1);
  const { data } = useQuery({
    queryKey: ["version-count", grown.map(({ id }) => id)],
    enabled: grown.length <= COUNTED_MOST,
    staleTime: 0,
    queryFn: async () => {
      const trees = await Promise.all(grown.map(({ id }) => fetchTree(id)));
      const ids = new Set(trees.flatMap(({ versions }) => versions.map(({ id }) => id)));
      for (const { id } of files) ids.add(id);
      return ids.size;
    },
  });
  return data;
}

interface DeleteFilesProps {
  files: readonly StoredFile[];
  onDone: () => void;
  onClose: () => void;
}

/** Asks before files go with all their versions. */
export function DeleteFiles({ files, onDone, onClose }: DeleteFilesProps) {
  const versions = useVersionCount(files);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const rest = files.length - NAMED_MOST;
  return (
    <Confirm
      title={t("Delete {count, plural, one {# file} other {# files}}?", { count: files.length })}
      action={t("Delete {count, plural, one {# file} other {# files}}", { count: files.length })}
      onConfirm={async () => report(await deleteFiles(files.map(({ id }) => id)))}
      onDone={onDone}
      onClose={onClose}
    >
      <ul className="pb-3 text-sm">
        {files.slice(0, NAMED_MOST).map((file) => (
          <li key={file.id}>
            <bdi className="block truncate">{file.originalName}</bdi>
          </li>
        ))}
        {rest > 0 && (
          <li className="text-muted">
            {t("and {count, plural, one {# more} other {# more}}", { count: rest })}
          </li>
        )}
      </ul>
      <p className="text-sm text-muted">
        {versions !== undefined && versions > files.length
          ? t("All {count} versions go, the originals too. This cannot be undone.", {
              count: versions,
            })
          : files.some(({ version }) => version > 1)
            ? t("All their versions go, the originals too. This cannot be undone.")
            : t("{files}, {size}. This cannot be undone.", {
                files: countText(files.length),
                size: formatBytes(bytes),
              })}
      </p>
    </Confirm>
  );
}

interface DeleteVersionProps {
  branch: Branch;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before a version goes with everything made from it. */
export function DeleteVersion({ branch: { file, descendants }, onDone, onClose }: DeleteVersionProps) {
  const count = descendants + 1;
  return (
    <Confirm
      title={t("Delete version {version}?", { version: file.version })}
      action={t("Delete {count, plural, one {# version} other {# versions}}", { count })}
      onConfirm={async () => report((await deleteBranch(file.id)).deleted)}
      onDone={onDone}
      onClose={onClose}
    >
      <p className="text-sm">
        <bdi className="block truncate font-medium">{file.originalName}</bdi>
      </p>
      <p className="pt-2 text-sm text-muted">
        {descendants
          ? t(
              "{count, plural, one {One version was} other {# versions were}} made from it and will go with it. This cannot be undone.",
              { count: descendants },
            )
          : t("Nothing was made from it. This cannot be undone.")}
      </p>
    </Confirm>
  );
}
