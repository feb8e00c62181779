import { X } from "lucide-react";
import { create } from "zustand";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/button";

interface Toast {
  id: number;
  text: string;
  tone?: "plain" | "warn";
  action?: { label: string; run: () => void };
}

const MOST = 3;
const SHOWN_MS = 6000;

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));
let last = 0;

const dismiss = (id: number) =>
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));

/** Shows a passing remark; never the only carrier of an error. */
export function toast(message: Omit<Toast, "id">): void {
  last += 1;
  const id = last;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, { ...message, id }].slice(-MOST) }));
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <section
      aria-label={t("Notifications")}
      aria-live="polite"
      className="pointer-events-none fixed end-4 bottom-4 z-50 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 max-md:bottom-36"
    >
      {toasts.map(({ id, text, tone, action }) => (
        <div
          key={id}
          className="pointer-events-auto flex items-center gap-2 rounded-card bg-raised py-2 ps-4 pe-2 text-sm shadow-float rise-in"
        >
          {tone === "warn" && <span aria-hidden className="size-2 shrink-0 rounded-full bg-warn" />}
          <p className="min-w-0 grow break-words">{text}</p>
          {action && (
            <Button
              tone="quiet"
              onPress={() => {
                action.run();
                dismiss(id);
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton label={t("Dismiss")} onPress={() => dismiss(id)}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
