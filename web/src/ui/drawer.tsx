import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { t } from "../i18n";
import { IconButton } from "./button";
import { cx } from "./classes";

interface DrawerProps {
  title: string;
  onClose: () => void;
  /** Controls beside the title. */
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A layer at the side of wide screens, a sheet from below on narrow ones. */
export function Drawer({ title, onClose, actions, className, children }: DrawerProps) {
  return (
    <ModalOverlay
      isOpen
      onOpenChange={onClose}
      isDismissable
      className="fixed inset-0 z-40 flex justify-end bg-scrim entering:fade-in max-md:items-end max-md:pt-10"
    >
      <Modal
        className={cx(
          "flex w-full max-w-md flex-col overflow-hidden bg-raised shadow-float entering:rise-in max-md:max-h-full max-md:max-w-none max-md:rounded-t-card",
          className,
        )}
      >
        <AriaDialog className="flex min-h-0 grow flex-col outline-none">
          <header className="flex shrink-0 items-center gap-2 border-b py-2 ps-4 pe-2">
            <Heading slot="title" className="min-w-0 grow truncate text-lg font-semibold">
              {title}
            </Heading>
            {actions}
            <IconButton label={t("Close")} onPress={onClose}>
              <X size={18} />
            </IconButton>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
