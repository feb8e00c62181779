import { useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { queryClient, useCatalogue } from "../api/queries";
import type { ImageFormat } from "../api/types";
import { t } from "../i18n";
import { droppedFiles } from "../workspace/files";
import { acceptFor, useAccepted } from "../workspace/inputs";
import { loadFiles } from "../workspace/load";
import { useIntake } from "./intake";
import { isTyping } from "./keys";

/** Hands files to the page in view, or else to the workspace. */
const take = (files: File[]): void => (useIntake.getState().take ?? loadFiles)(files);

/** Opens the file picker and loads what is chosen. */
export function pickFiles(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  const formats = queryClient.getQueryData<ImageFormat[]>(["formats"]) ?? [];
  input.accept = acceptFor(useAccepted.getState().accept, formats) ?? "";
  input.onchange = () => take([...(input.files ?? [])]);
  input.click();
}

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Makes the whole window take dropped and pasted images, and says so while something hovers. */
export function DropTarget() {
  const [count, setCount] = useState<number | null>(null);
  const { data } = useCatalogue();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const tool = data?.tools.find(({ id }) => `/${id}` === pathname);

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setCount([...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file").length);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setCount(null);
    };
    const drop = (event: DragEvent) => {
      setCount(null);
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      void droppedFiles(event.dataTransfer).then(take);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (isTyping(event.target) || !files.length) return;
      event.preventDefault();
      take(files);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
      window.removeEventListener("paste", paste);
    };
  }, []);

  if (count === null) return null;
  const intake = useIntake.getState();
  const text = intake.take
    ? intake.text(count)
    : tool
      ? t("Add {count, plural, =0 {images} one {# image} other {# images}} to {tool}", {
          count,
          tool: tool.name,
        })
      : t("Add {count, plural, =0 {images} one {# image} other {# images}}", { count });
  return (
    <div className="pointer-events-none fixed inset-0 z-50 bg-scrim p-4 fade-in">
      <div className="flex h-full items-center justify-center rounded-card border-2 border-dashed border-white">
        <p className="rounded-card bg-raised px-6 py-4 text-xl font-semibold shadow-float">{text}</p>
      </div>
    </div>
  );
}
