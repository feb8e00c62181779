import type { Draft } from "./draft";
import { type Known, plainStep } from "./steps";
import { toYaml } from "./yaml";

export const yamlOf = ({ name, description }: Draft, steps: Known[]): string =>
  toYaml({ name: name || "Pipeline", description, steps: steps.map(plainStep) });

export const fileNameOf = ({ name }: { name: string }): string =>
  `${name.replace(/[\\/:*?"<>|]+/g, "-").trim() || "pipeline"}.yaml`;

/** Saves the pipeline at hand as a file. */
export function downloadDraft(draft: Draft, steps: Known[]): void {
  const url = URL.createObjectURL(new Blob([yamlOf(draft, steps)], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileNameOf(draft);
  link.click();
  URL.revokeObjectURL(url);
}
