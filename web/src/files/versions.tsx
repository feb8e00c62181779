import { useNavigate } from "@tanstack/react-router";
import { Columns2, Download, Ellipsis, History, Trash2, Workflow } from "lucide-react";
import { bytesUrl, refreshFiles, restoreVersion, type StoredFile } from "../api/library";
import { useCatalogue } from "../api/queries";
import type { Tool } from "../api/types";
import { download } from "../app/download";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { formatAgo, formatBytes, formatMoment } from "../i18n/format";
import { summaryOf } from "../schema/summary";
import { iconButtonClass } from "../ui/button";
import { cx } from "../ui/classes";
import { errorText } from "../ui/feedback";
import { MenuButton } from "../ui/menu-button";
import { FileThumb } from "./file-thumb";
import { type Branch, branches, origin, type Step } from "./tree";
import { toolName } from "./words";

interface VersionsProps {
  versions: StoredFile[];
  /** The version that is looked at. */
  shownId: string;
  onShow: (file: StoredFile) => void;
  onCompare: (older: StoredFile, newer: StoredFile) => void;
  onDelete: (branch: Branch) => void;
  /** Called with the version that a restored one became. */
  onRestored: (file: StoredFile) => void;
}

/** How a file came about: every version with what made it, each branch a step further in. */
export function Versions({ versions, shownId, onShow, onCompare, onDelete, onRestored }: VersionsProps) {
  return (
    <section aria-label={t("Versions")} className="border-t px-4 py-3">
      <h3 className="pb-2 text-sm font-medium">
        {t("{count, plural, one {# version} other {# versions}}", { count: versions.length })}
      </h3>
      <ol className="-mx-2">
        {branches(versions).map((branch) => (
          <VersionRow
            key={branch.file.id}
            branch={branch}
            shown={branch.file.id === shownId}
            {...{ onShow, onCompare, onDelete, onRestored }}
          />
        ))}
      </ol>
    </section>
  );
}

interface RowProps extends Omit<VersionsProps, "versions" | "shownId"> {
  branch: Branch;
  shown: boolean;
}

const DEEPEST = 4;

function VersionRow({ branch, shown, onShow, onCompare, onDelete, onRestored }: RowProps) {
  const { file, parent, depth, newest } = branch;
  const tools = useCatalogue().data?.tools ?? [];
  const navigate = useNavigate();
  const { steps, restored } = origin(file, parent);
  const title = restored
    ? t("Restored")
    : steps.length
      ? steps.map(({ toolId }) => toolName(toolId, tools)).join(", ")
      : t("Original");
  const settings = restored ? "" : settingsText(steps, tools);
  const restore = async () => {
    try {
      const { file: made } = await restoreVersion(file.id);
      await refreshFiles();
      onRestored(made);
      toast({ text: t("Version {version} is the current one", { version: made.version }) });
    } catch (error) {
      toast({ tone: "warn", text: errorText(error as Error) });
    }
  };
  return (
    <li
      className={cx("relative flex items-center gap-1 rounded-control pe-1", shown && "bg-pressed")}
      style={{ marginInlineStart: Math.min(depth, DEEPEST) * 16 }}
    >
      {depth > 0 && <span aria-hidden className="absolute inset-y-0 -start-2 border-s border-control" />}
      <button
        type="button"
        aria-current={shown ? "true" : undefined}
        onClick={() => onShow(file)}
        className="flex min-w-0 grow items-center gap-2.5 rounded-control p-2 text-start hover:bg-hover"
      >
        <FileThumb id={file.id} className="size-10" />
        <span className="min-w-0 grow">
          <span className="flex items-baseline gap-2 text-sm">
            <span className="shrink-0 text-muted tabular">{t("V{version}", { version: file.version })}</span>
            <span className="truncate font-medium">{title}</span>
            {newest && <span className="shrink-0 text-xs text-muted">{t("current")}</span>}
          </span>
          {settings && (
            <span className="block truncate text-xs text-muted" title={settings}>
              {settings}
            </span>
          )}
          <span className="block truncate text-xs text-muted tabular" title={formatMoment(file.createdAt)}>
            {formatBytes(file.size)} · {formatAgo(file.createdAt)}
          </span>
        </span>
      </button>
      <MenuButton
        label={t("Actions for version {version}", { version: file.version })}
        className={iconButtonClass()}
        groups={[
          [
            {
              id: "download",
              label: t("Download"),
              icon: Download,
              run: () => download(bytesUrl(file.id), file.originalName),
            },
            ...(parent
              ? [
                  {
                    id: "compare",
                    label: t("Compare with version {version}", { version: parent.version }),
                    icon: Columns2,
                    run: () => onCompare(parent, file),
                  },
                ]
              : []),
            ...(newest
              ? []
              : [{ id: "restore", label: t("Make current"), icon: History, run: () => void restore() }]),
            ...(file.toolChain.length
              ? [
                  {
                    id: "pipeline",
                    label: t("Turn into a pipeline"),
                    icon: Workflow,
                    run: () => void navigate({ href: `/automate?version=${file.id}` }),
                  },
                ]
              : []),
          ],
          parent
            ? [
                {
                  id: "delete",
                  label: branch.descendants ? t("Delete branch…") : t("Delete version…"),
                  icon: Trash2,
                  tone: "danger" as const,
                  run: () => onDelete(branch),
                },
              ]
            : [],
        ]}
      >
        <Ellipsis size={16} />
      </MenuButton>
    </li>
  );
}

/** What the tools were set to; with several of them only those that were set to something are named. */
function settingsText(steps: Step[], tools: Tool[]): string {
  const told = steps.map(({ toolId, settings }) => {
    const tool = tools.find(({ id }) => id === toolId);
    return { name: toolName(toolId, tools), text: tool && settings ? summaryOf(tool.schema, settings) : "" };
  });
  if (told.length === 1) return told[0]?.text ?? "";
  return told
    .filter(({ text }) => text)
    .map(({ name, text }) => `${name}: ${text}`)
    .join("; ");
}
