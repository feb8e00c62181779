import type { WireStep } from "../api/pipelines";

interface PipelineFile {
  name: string;
  description: string;
  steps: WireStep[];
}

const PLAIN = /^[a-z][a-z0-9 _-]*$/i;
const RESERVED = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** A pipeline as YAML, as the server exports it and the command line runs it. */
export function toYaml({ name, description, steps }: PipelineFile): string {
  const head = [`name: ${scalar(name)}`, ...(description ? [`description: ${scalar(description)}`] : [])];
  return `${[...head, "steps:", ...steps.map(stepLines)].join("\n")}\n`;
}

function stepLines({ toolId = "", settings = {}, enabled = true }: WireStep): string {
  const entries = Object.entries(settings);
  return [
    `  - toolId: ${scalar(toolId)}`,
    ...(enabled ? [] : ["    enabled: false"]),
    entries.length ? "    settings:" : "    settings: {}",
    ...entries.map(([key, value]) => `      ${scalar(key)}: ${scalar(value)}`),
  ].join("\n");
}

/** Anything as a value on one line: JSON is YAML, and plain words need no quotes. */
function scalar(value: unknown): string {
  if (typeof value === "string" && PLAIN.test(value) && !RESERVED.test(value) && !value.endsWith(" "))
    return value;
  return JSON.stringify(value);
}
