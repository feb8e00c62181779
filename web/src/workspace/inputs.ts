import { create } from "zustand";
import type { ImageFormat, Tool } from "../api/types";
import { t } from "../i18n";
import { acceptList } from "./files";
import { current, type Entry } from "./store";

/** How a tool takes the loaded images: each by itself, only the one in view, all in one run, or none at all. */
export type Intake = "each" | "one" | "all" | "none";

export function intakeOf({ input, batch }: Tool): Intake {
  if (input.max === null) return "all";
  if (input.max === 0) return "none";
  return batch ? "each" : "one";
}

/** Whether the images go into one run together, which then has one outcome for all of them. */
export const isTogether = (tool: Tool): boolean => ["all", "none"].includes(intakeOf(tool));

/** The images that the next run would take. */
export function takenBy(tool: Tool, entries: Entry[], active: Entry | undefined): Entry[] {
  const good = entries.filter((entry) => current(entry).sight !== "broken");
  const intake = intakeOf(tool);
  if (intake === "none") return [];
  return intake === "one" ? good.filter((entry) => entry.id === active?.id) : good;
}

/** Why the tool has too little to work on; null if it has enough. */
export function lacking(tool: Tool, taken: Entry[], seconds: Seconds): string | null {
  const { min, fields } = tool.input;
  if (taken.length < min) {
    if (tool.input.accept !== "image") return t("Add a file first");
    return min > 1 ? t("Add at least {min} images", { min }) : t("Add an image first");
  }
  const missing = fields.find(({ name, required }) => required && !seconds[name]);
  return missing
    ? t("Choose the {name}", { name: missing.label.charAt(0).toLowerCase() + missing.label.slice(1) })
    : null;
}

/** Second pictures by form field. */
export type Seconds = Record<string, File>;

/** What the open tool takes, so that dropping and picking files obey it. */
export const useAccepted = create<{ accept: Tool["input"]["accept"] }>(() => ({ accept: "image" }));

/** The `accept` attribute for what the open tool takes; undefined means files of any kind. */
export function acceptFor(accept: Tool["input"]["accept"], formats: ImageFormat[]): string | undefined {
  if (accept === "any") return undefined;
  if (accept === "pdf") return ".pdf,application/pdf";
  return acceptList(accept === "svg" ? formats.filter(({ id }) => id === "svg") : formats);
}
