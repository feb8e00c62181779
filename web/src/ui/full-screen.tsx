import { X } from "lucide-react";
import type { KeyboardEventHandler, ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { t } from "../i18n";
import { IconButton } from "./button";

interface FullScreenProps {
  title: string;
  /** Said behind the title. */
  detail?: ReactNode;
  actions?: ReactNode;
  onClose: () => void;
  onKeyDown?: KeyboardEventHandler;
  children: ReactNode;
}

/** A layer over the whole window. */
export function FullScreen({ title, detail, actions, onClose, onKeyDown, children }: FullScreenProps) {
  return (
    <ModalOverlay isOpen onOpenChange={onClose} className="fixed inset-0 z-40 entering:fade-in">
      <Modal className="size-full bg-page">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of whatever has the focus in here. */}
        <div className="size-full" onKeyDown={onKeyDown}>
          <Dialog className="flex size-full flex-col outline-none">
            <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 border-b bg-panel py-1 ps-4 pe-2">
              <Heading slot="title" className="min-w-0 grow truncate text-sm font-medium">
                <bdi>{title}</bdi>
                {detail && <span className="ps-3 font-normal text-muted tabular">{detail}</span>}
              </Heading>
              <div className="flex shrink-0 items-center gap-1">
                {actions}
                <IconButton label={t("Close")} keys="Esc" onPress={onClose}>
                  <X size={18} />
                </IconButton>
              </div>
            </header>
            {children}
          </Dialog>
        </div>
      </Modal>
    </ModalOverlay>
  );
}
