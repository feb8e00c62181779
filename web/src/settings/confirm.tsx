import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { ErrorLine } from "../ui/feedback";
import { guardText } from "./guards";

interface ConfirmProps {
  title: string;
  /** The verb on the button. */
  action: string;
  tone?: "danger" | "primary";
  isDisabled?: boolean;
  onConfirm: () => Promise<unknown>;
  /** What follows; without it the question closes. */
  onDone?: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that matters; stays open, with the reason, when it fails. */
export function Confirm({
  title,
  action,
  tone = "danger",
  isDisabled,
  onConfirm,
  onDone,
  onClose,
  children,
}: ConfirmProps) {
  const run = useMutation({ mutationFn: onConfirm, onSuccess: onDone ?? onClose });
  return (
    <Dialog title={title} isOpen onOpenChange={onClose}>
      {children}
      <ErrorLine error={run.error && guardText(run.error)} reserved className="pt-2 pb-2" />
      <div className="flex justify-end gap-2">
        <Button onPress={onClose}>{t("Cancel")}</Button>
        <Button tone={tone} isDisabled={isDisabled || run.isPending} onPress={() => run.mutate()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
