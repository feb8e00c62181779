import { useNavigate } from "@tanstack/react-router";
import {
  FolderOpen,
  Image,
  Images,
  LayoutGrid,
  type LucideIcon,
  Moon,
  Search,
  Sun,
  Workflow,
} from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { usePipelines } from "../api/pipelines";
import { useCatalogue } from "../api/queries";
import { useCan } from "../api/session";
import { openStored } from "../files/load-stored";
import { useFiles } from "../files/use-files";
import { facts } from "../files/words";
import { t } from "../i18n";
import { useSections } from "../settings/sections";
import { useKeptTools } from "../tools/favourites";
import { fold, searchTools } from "../tools/search";
import { iconNamed } from "../ui/icons";
import { pickFiles } from "./drop-target";
import { isDark, setTheme, toggleTheme, useTheme } from "./theme";

const FILES_MOST = 5;

interface Item {
  id: string;
  group: string;
  label: string;
  detail?: string;
  icon: LucideIcon;
  run: () => void;
}

/** Everything by its name: tools, pages, actions. */
export function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const sections = useSections();
  const { data } = useCatalogue();
  const recent = useKeptTools((state) => state.recent);
  const theme = useTheme((state) => state.theme);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const can = useCan();
  const pipelines = usePipelines(can("pipelines:own"));
  const keeps = can("files:own") || can("files:all");
  const { files } = useFiles({}, keeps);
  const id = useId();

  const rank = (toolId: string) => (recent.includes(toolId) ? recent.indexOf(toolId) : recent.length);
  const found = data ? searchTools(data.tools, data.categories, query) : [];
  const tools = query ? found : [...found].sort((a, b) => rank(a.id) - rank(b.id));
  const actions: Item[] = [
    {
      id: "home",
      group: t("Pages"),
      label: t("All tools"),
      icon: LayoutGrid,
      run: () => void navigate({ to: "/" }),
    },
    {
      id: "automate",
      group: t("Pages"),
      label: t("Automate"),
      icon: Workflow,
      run: () => void navigate({ to: "/automate" }),
    },
    ...(pipelines.data ?? []).map((pipeline) => ({
      id: `pipeline-${pipeline.id}`,
      group: t("Pipelines"),
      label: pipeline.name,
      icon: Workflow,
      run: () => void navigate({ to: "/automate", search: { pipeline: pipeline.id } }),
    })),
    ...(keeps
      ? [
          {
            id: "files",
            group: t("Pages"),
            label: t("Files"),
            icon: Images,
            run: () => void navigate({ to: "/files" }),
          },
        ]
      : []),
    { id: "open", group: t("Actions"), label: t("Add images"), icon: FolderOpen, run: () => pickFiles() },
    {
      id: "theme",
      group: t("Actions"),
      label: isDark(theme) ? t("Light theme") : t("Dark theme"),
      icon: isDark(theme) ? Sun : Moon,
      run: toggleTheme,
    },
    {
      id: "system-theme",
      group: t("Actions"),
      label: t("Same theme as the system"),
      icon: Sun,
      run: () => setTheme("system"),
    },
    ...sections.map(({ id: section, label, icon }) => ({
      id: `settings-${section}`,
      group: t("Settings"),
      label: section === "tools" ? t("Tools on and off") : label,
      icon,
      run: () => void navigate({ to: "/settings/$section", params: { section } }),
    })),
  ];
  const recentFiles = files
    .filter(({ originalName }) => fold(originalName).includes(fold(query)))
    .slice(0, FILES_MOST);
  const items: Item[] = [
    ...tools.map((tool) => ({
      id: `tool-${tool.id}`,
      group: t("Tools"),
      label: tool.name,
      detail: tool.description,
      icon: iconNamed(tool.icon),
      run: () => void navigate({ to: "/$toolId", params: { toolId: tool.id } }),
    })),
    ...recentFiles.map((file) => ({
      id: `file-${file.id}`,
      group: t("Recent files"),
      label: file.originalName,
      detail: facts(file),
      icon: Image,
      run: () =>
        void openStored([file]).then((count) => {
          if (count) void navigate({ to: "/" });
        }),
    })),
    ...actions.filter(({ label, group }) => fold(`${group} ${label}`).includes(fold(query))),
  ];
  const chosen = items[Math.min(at, items.length - 1)];

  const take = (item: Item | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: items.length - 1,
    };
    const next = moves[event.key];
    if (next !== undefined && items.length) {
      event.preventDefault();
      const to = (next + items.length) % items.length;
      setAt(to);
      document.getElementById(`${id}-${items[to]?.id}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") take(chosen);
  };

  return (
    <ModalOverlay
      isOpen
      onOpenChange={onClose}
      isDismissable
      className="fixed inset-0 z-40 flex items-start justify-center bg-scrim p-4 pt-[12dvh] entering:fade-in"
    >
      <Modal className="w-full max-w-xl overflow-hidden rounded-card bg-raised shadow-float">
        <Dialog aria-label={t("Search and commands")} className="flex max-h-[60dvh] flex-col outline-none">
          <div className="relative border-b">
            <Search
              size={18}
              aria-hidden
              className="pointer-events-none absolute inset-y-0 start-4 my-auto text-muted"
            />
            <input
              autoFocus
              role="combobox"
              aria-expanded
              aria-controls={`${id}-list`}
              aria-activedescendant={chosen && `${id}-${chosen.id}`}
              aria-label={t("Search tools, pages and actions")}
              placeholder={t("Search tools, pages and actions")}
              className="h-12 w-full bg-transparent ps-12 pe-4 text-lg outline-none! placeholder:text-muted"
              value={query}
              onChange={(event) => {
                setQuery(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div
            id={`${id}-list`}
            role="listbox"
            aria-label={t("Found")}
            className="min-h-0 overflow-y-auto p-2"
          >
            {items.length === 0 && (
              <p className="p-3 text-muted">{t("Nothing is called “{query}”.", { query })}</p>
            )}
            {items.map((item, index) => (
              <div key={item.id}>
                {items[index - 1]?.group !== item.group && (
                  <div role="presentation" className="px-3 pt-2 pb-1 text-xs text-muted">
                    {item.group}
                  </div>
                )}
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field above. */}
                {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field above. */}
                <div
                  id={`${id}-${item.id}`}
                  role="option"
                  aria-selected={item === chosen}
                  onClick={() => take(item)}
                  onPointerMove={() => setAt(index)}
                  className="flex h-9 items-center gap-3 rounded-control px-3 aria-selected:bg-pressed touch:h-11"
                >
                  <item.icon size={18} strokeWidth={1.75} className="shrink-0 text-muted" />
                  <bdi className="max-w-[70%] shrink-0 truncate">{item.label}</bdi>
                  <span className="truncate text-sm text-muted">{item.detail}</span>
                </div>
              </div>
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
