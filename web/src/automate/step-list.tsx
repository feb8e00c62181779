import { useState } from "react";
import { GridList } from "react-aria-components/GridList";
import { DropIndicator, isTextDropItem, useDragAndDrop } from "react-aria-components/useDragAndDrop";
import { useCatalogue } from "../api/queries";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { useActive } from "../workspace/store";
import { changeSteps, duplicateStep, insertStep, moveSteps, removeStep, shiftStep, useDraft } from "./draft";
import { StepRow } from "./step-row";
import type { Known } from "./steps";
import { newStep, TOOL_DRAG } from "./tool-picker";

const STEP_DRAG = "application/x-ashim-step";

interface StepListProps {
  steps: Known[];
  onOpen: (key: string) => void;
  /** Asks for a new step at a place. */
  onInsert: (at: number) => void;
}

/** The steps: opened by a click, put in order by dragging with pointer, touch or keys. */
export function StepList({ steps, onOpen, onInsert }: StepListProps) {
  const { data } = useCatalogue();
  const selected = useDraft((state) => state.selected);
  const sampled = useActive() !== undefined;
  const [told, setTold] = useState("");
  const nameOf = (key: string) => {
    const { tool, step } = steps.find((one) => one.step.key === key) ?? {};
    return tool?.name ?? step?.toolId ?? "";
  };

  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) =>
      [...keys].map((key) => ({ [STEP_DRAG]: String(key), "text/plain": nameOf(String(key)) })),
    onReorder: ({ keys, target }) => {
      if (target.dropPosition === "on") return;
      moveSteps(new Set([...keys].map(String)), String(target.key), target.dropPosition);
    },
    acceptedDragTypes: [STEP_DRAG, TOOL_DRAG],
    getDropOperation: (_, types) => (types.has(TOOL_DRAG) ? "copy" : "move"),
    onInsert: async ({ items, target }) => {
      const [item] = items.filter(isTextDropItem);
      const id = item?.types.has(TOOL_DRAG) ? await item.getText(TOOL_DRAG) : null;
      const tool = data?.tools.find((one) => one.id === id);
      const index = steps.findIndex(({ step }) => step.key === target.key);
      if (tool) insertStep(newStep(tool), target.dropPosition === "after" ? index + 1 : index);
    },
    renderDropIndicator: (target) => (
      <DropIndicator target={target} className="h-0.5 rounded-full bg-transparent drop-target:bg-accent" />
    ),
  });

  const remove = (key: string) => {
    const undo = removeStep(key);
    toast({
      text: t("{name} taken out", { name: nameOf(key) }),
      action: { label: t("Undo"), run: undo },
    });
  };
  const shift = (key: string, by: number) => {
    const to = steps.findIndex(({ step }) => step.key === key) + by;
    if (to < 0 || to >= steps.length) return;
    shiftStep(key, by);
    setTold(
      t("{name} is now step {number} of {count}", { name: nameOf(key), number: to + 1, count: steps.length }),
    );
  };
  const act = (kind: string, key: string) => {
    const index = steps.findIndex(({ step }) => step.key === key);
    if (kind === "duplicate") duplicateStep(key);
    else if (kind === "remove") remove(key);
    else if (kind === "up") shift(key, -1);
    else if (kind === "down") shift(key, 1);
    else if (kind === "insert") onInsert(index + 1);
    else if (kind === "toggle")
      changeSteps((all) =>
        all.map((step) => (step.key === key ? { ...step, enabled: !step.enabled } : step)),
      );
  };
  const KEYS: Record<string, string> = {
    Delete: "remove",
    Backspace: "remove",
    "Alt+ArrowUp": "up",
    "Alt+ArrowDown": "down",
  };

  return (
    <div
      onKeyDownCapture={(event) => {
        const row = event.target as HTMLElement;
        const key = row.role === "row" && row.dataset.key;
        const kind = KEYS[event.altKey ? `Alt+${event.key}` : event.key];
        if (!key || !kind) return;
        event.preventDefault();
        event.stopPropagation();
        act(kind, key);
      }}
    >
      <GridList
        aria-label={t("Steps")}
        items={steps.map((known) => ({ id: known.step.key, known }))}
        dependencies={[steps, sampled]}
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={selected ? [selected] : []}
        onSelectionChange={(keys) => {
          const [key] = keys === "all" ? [] : [...keys];
          if (key) useDraft.setState({ selected: String(key) });
        }}
        onAction={(key) => onOpen(String(key))}
        dragAndDropHooks={dragAndDropHooks}
        className="flex flex-col outline-none"
      >
        {({ known }) => (
          <StepRow known={known} steps={steps} onAct={(kind) => act(kind, known.step.key)} onOpen={onOpen} />
        )}
      </GridList>
      <p role="status" className="sr-only">
        {told}
      </p>
    </div>
  );
}
