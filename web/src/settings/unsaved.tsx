import { useBlocker } from "@tanstack/react-router";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";

/** Asks before somebody leaves changes behind: by a link, by Back, or by closing the tab. */
export function Unsaved({ when }: { when: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: () => when,
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  return (
    <LeaveQuestion
      isOpen={blocker.status === "blocked"}
      onStay={() => blocker.reset?.()}
      onDiscard={() => blocker.proceed?.()}
    />
  );
}

interface LeaveQuestionProps {
  isOpen: boolean;
  onStay: () => void;
  onDiscard: () => void;
}

export function LeaveQuestion({ isOpen, onStay, onDiscard }: LeaveQuestionProps) {
  return (
    <Dialog title={t("Leave without saving?")} isOpen={isOpen} onOpenChange={onStay}>
      <p className="pb-4">{t("What you changed here has not been saved yet.")}</p>
      <div className="flex justify-end gap-2">
        <Button onPress={onDiscard}>{t("Discard changes")}</Button>
        <Button tone="primary" autoFocus onPress={onStay}>
          {t("Stay here")}
        </Button>
      </div>
    </Dialog>
  );
}
