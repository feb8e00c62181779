import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { useDraft } from "./draft";
import { StepList } from "./step-list";
import type { Known } from "./steps";
import { ToolPicker } from "./tool-picker";

interface StepsPaneProps {
  steps: Known[];
  adding: boolean;
  onAdding: (adding: boolean) => void;
  onOpen: (key: string) => void;
}

/** The steps in their order and, below, the tools to add. */
export function StepsPane({ steps, adding, onAdding, onOpen }: StepsPaneProps) {
  const draft = useDraft((state) => state.draft);
  const [at, setAt] = useState<number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const empty = draft.steps.length === 0;
  const count = draft.steps.length;
  const grown = useRef(count);
  useEffect(() => {
    if (count > grown.current && at === null) list.current?.scrollTo({ top: list.current.scrollHeight });
    grown.current = count;
  }, [count, at]);
  const close = () => {
    onAdding(false);
    setAt(null);
  };
  return (
    <>
      {!empty && (
        <div
          ref={list}
          className={`min-h-0 overflow-y-auto px-2 pb-2 ${adding ? "max-h-1/2 shrink-0" : "grow"}`}
        >
          <StepList
            steps={steps}
            onOpen={onOpen}
            onInsert={(index) => {
              setAt(index);
              onAdding(true);
            }}
          />
          {!adding && (
            <Button
              tone="quiet"
              className="w-full justify-start! px-2! text-muted"
              onPress={() => onAdding(true)}
            >
              <Plus size={16} />
              {t("Add a step")}
              <kbd aria-hidden className="ms-auto font-sans text-xs touch:hidden">
                /
              </kbd>
            </Button>
          )}
        </div>
      )}
      {(adding || empty) && (
        <div className="flex min-h-0 grow flex-col border-t max-md:min-h-64">
          <div className="flex h-10 shrink-0 items-center justify-between ps-4 pe-2">
            <h2 className="text-sm font-medium">
              {at === null ? t("Add a step") : t("Insert as step {number}", { number: at + 1 })}
            </h2>
            {!empty && (
              <IconButton label={t("Done adding")} onPress={close}>
                <X size={16} />
              </IconButton>
            )}
          </div>
          <ToolPicker at={at} onAdded={() => at !== null && setAt(at + 1)} focused={adding} onClose={close} />
        </div>
      )}
    </>
  );
}
