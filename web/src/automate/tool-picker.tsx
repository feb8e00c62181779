import { Bookmark } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { usePresets } from "../api/presets";
import { useCatalogue } from "../api/queries";
import { useCan } from "../api/session";
import type { Tool } from "../api/types";
import { t } from "../i18n";
import { initialValues } from "../schema/values";
import { fold, nearestTools, searchTools } from "../tools/search";
import { iconNamed } from "../ui/icons";
import { SearchField } from "../ui/search-field";
import { insertStep, type Step, stepOf } from "./draft";

export const TOOL_DRAG = "application/x-ashim-tool";

interface ToolPickerProps {
  /** The place of what is added; null for the end. */
  at: number | null;
  onAdded: () => void;
  focused: boolean;
  onClose: () => void;
}

export const newStep = (tool: Tool): Step => ({
  ...stepOf({ toolId: tool.id }),
  values: initialValues(tool.schema),
});

/** The tools that can be steps, and presets of them: added by a click, by Enter or by dragging. */
export function ToolPicker({ at, onAdded, focused, onClose }: ToolPickerProps) {
  const { data } = useCatalogue();
  const presets = usePresets(useCan()("pipelines:own")).data ?? [];
  const [query, setQuery] = useState("");
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focused) box.current?.querySelector("input")?.focus();
  }, [focused]);
  if (!data) return null;

  const usable = data.tools.filter((tool) => tool.pipeline);
  const found = searchTools(usable, data.categories, query);
  const shown = found.length ? found : nearestTools(usable, query);
  const named = presets.filter(({ name, toolId }) => {
    const tool = usable.find(({ id }) => id === toolId);
    return tool && fold(`${name} ${tool.name}`).includes(fold(query));
  });
  const add = (step: Step) => {
    insertStep(step, at ?? undefined);
    setQuery("");
    onAdded();
  };
  const groups = query
    ? [{ id: "found", name: found.length ? "" : t("Closest"), color: "", tools: shown }]
    : data.categories.map((category) => ({
        ...category,
        tools: usable.filter((tool) => tool.category === category.id),
      }));
  return (
    <search
      ref={box}
      className="flex min-h-0 grow flex-col"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || query) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="px-4">
        <SearchField
          label={t("Search steps to add")}
          value={query}
          onChange={setQuery}
          onEnter={() => shown[0] && query && add(newStep(shown[0]))}
        />
      </div>
      <div className="min-h-0 grow overflow-y-auto px-2 py-2">
        {named.length > 0 && (
          <section aria-label={t("Presets")}>
            <h3 className="px-2 pt-1 pb-1 text-xs text-muted">{t("Presets")}</h3>
            {named.map((preset) => (
              <button
                key={preset.id}
                type="button"
                className={ITEM}
                onClick={() => add(stepOf({ toolId: preset.toolId, presetId: preset.id }))}
              >
                <Bookmark size={18} strokeWidth={1.75} aria-hidden className="shrink-0 text-muted" />
                <bdi className="truncate">{preset.name}</bdi>
                <span className="ms-auto shrink-0 text-xs text-muted">
                  {usable.find(({ id }) => id === preset.toolId)?.name}
                </span>
              </button>
            ))}
          </section>
        )}
        {groups
          .filter(({ tools }) => tools.length > 0)
          .map(({ id, name, color, tools }) => (
            <section key={id} aria-label={name || t("Found")}>
              {name && (
                <h3 className="flex items-center gap-1.5 px-2 pt-2 pb-1 text-xs text-muted">
                  {color && (
                    <span aria-hidden className="size-1.5 rounded-full" style={{ background: color }} />
                  )}
                  {name}
                </h3>
              )}
              {tools.map((tool) => (
                <ToolItem key={tool.id} tool={tool} onAdd={() => add(newStep(tool))} />
              ))}
            </section>
          ))}
      </div>
    </search>
  );
}

const ITEM =
  "flex h-8 w-full items-center gap-2.5 rounded-control px-2 text-start text-sm hover:bg-hover touch:h-11";

function ToolItem({ tool, onAdd }: { tool: Tool; onAdd: () => void }) {
  const Icon = iconNamed(tool.icon);
  return (
    <button
      type="button"
      title={tool.description}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(TOOL_DRAG, tool.id);
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={onAdd}
      className={ITEM}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden className="shrink-0 text-muted" />
      <span className="truncate">{tool.name}</span>
    </button>
  );
}
