import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { t } from "../i18n";
import { IconButton } from "./button";
import { cx } from "./classes";

interface DialogProps {
  title: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  /** False for a dialog that has to be answered. */
  dismissable?: boolean;
  className?: string;
  children: ReactNode;
}

/** The buttons at the end of a long dialog: they stay in reach while it scrolls. */
export const dialogFooterClass =
  "sticky -bottom-5 z-10 -mx-5 -mb-5 flex flex-wrap items-center justify-end gap-2 border-t bg-raised px-5 py-3";

export function Dialog({
  title,
  isOpen,
  onOpenChange,
  dismissable = true,
  className,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={dismissable}
      isKeyboardDismissDisabled={!dismissable}
      className="fixed inset-0 z-40 flex items-center justify-center bg-scrim p-4 entering:fade-in"
    >
      <Modal
        className={cx(
          "flex max-h-full w-full max-w-md flex-col overflow-hidden rounded-card bg-raised shadow-float entering:rise-in",
          className,
        )}
      >
        <AriaDialog className="flex min-h-0 flex-col">
          <header className="flex items-center justify-between gap-2 py-3 ps-5 pe-3">
            <Heading slot="title" className="text-lg font-semibold">
              {title}
            </Heading>
            {dismissable && (
              <IconButton label={t("Close")} onPress={() => onOpenChange(false)}>
                <X size={18} />
              </IconButton>
            )}
          </header>
          <div className="min-h-0 overflow-y-auto px-5 pb-5">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
