import type { WireStep } from "../api/pipelines";

/** The pipeline that a request runs: one saved on the server, or one that travels along. */
export interface Asked {
  server: string;
  pipelineId: string | null;
  steps: WireStep[];
  file: string;
}

const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const compact = (steps: WireStep[]): string => JSON.stringify({ steps });

export function curl({ server, pipelineId, steps }: Asked): string {
  const pipeline = pipelineId ? `pipelineId=${pipelineId}` : `pipeline=${compact(steps)}`;
  return [
    `curl ${server}/api/v1/pipeline/execute \\`,
    '  -H "Authorization: Bearer $ASHIM_API_KEY" \\',
    "  -F file=@photo.jpg \\",
    `  -F ${shell(pipeline)}`,
  ].join("\n");
}

export function python({ server, pipelineId, steps }: Asked): string {
  const plan = pipelineId ? `saved=${JSON.stringify(pipelineId)}` : "steps";
  return [
    "import os",
    "",
    "from ashim.client import Client",
    "",
    ...(pipelineId ? [] : [`steps = ${literal(steps)}`, ""]),
    `with Client(${JSON.stringify(server)}, os.environ["ASHIM_API_KEY"]) as client:`,
    `    result = client.pipeline("photo.jpg", ${plan})`,
    '    result.save(".")',
  ].join("\n");
}

/** JSON as Python writes it. */
function literal(steps: WireStep[]): string {
  const lines = steps.map((step) => `    ${inPython(step)},`);
  return ["[", ...lines, "]"].join("\n");
}

function inPython(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(inPython).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${inPython(one)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}

export const commandLine = ({ file }: Asked): string =>
  `ashim pipeline run ${/^[\w.-]+$/.test(file) ? file : shell(file)} *.jpg --output results/`;
