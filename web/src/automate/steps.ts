import type { WireStep } from "../api/pipelines";
import type { Preset } from "../api/presets";
import type { ImageFormat, Tool } from "../api/types";
import { t } from "../i18n";
import type { Values } from "../schema/model";
import { changesNothing, defaultValues, settingsOf, tabWith, whyNot } from "../schema/values";
import type { Step } from "./draft";

/** A step with all that is known of it. */
export interface Known {
  step: Step;
  tool: Tool | undefined;
  preset: Preset | undefined;
  /** What the form shows, and what the server gets. */
  values: Values;
  tab: string | undefined;
  settings: Values;
  /** Why it cannot run. */
  problem: string | null;
  /** What it does not do as one might think. */
  warning: string | null;
}

interface Catalogues {
  tools: Tool[];
  presets: Preset[];
  formats: ImageFormat[];
}

/** Looks up tools and presets, and judges each step and the order of all. */
export function known(steps: Step[], catalogues: Catalogues): Known[] {
  const found = steps.map((step) => lookedUp(step, catalogues));
  const running = found.filter(({ step }) => step.enabled);
  return found.map((one) => {
    if (!one.step.enabled) return one;
    const at = running.indexOf(one);
    const problem = one.problem ?? misplaced(one, at === running.length - 1);
    return { ...one, problem, warning: problem ? null : warningOf(running, at, catalogues.formats) };
  });
}

function lookedUp(step: Step, { tools, presets }: Catalogues): Known {
  const preset = presets.find(({ id }) => id === step.presetId);
  const toolId = preset?.toolId ?? step.toolId;
  const tool = tools.find(({ id }) => id === toolId);
  const own = preset?.settings ?? step.values;
  const base = { step, tool, preset, warning: null };
  if (!tool) {
    const problem = t("This server has no tool “{id}”", { id: toolId });
    return { ...base, values: own, tab: undefined, settings: own, problem };
  }
  const values = { ...defaultValues(tool.schema), ...own };
  const tab = (preset ? undefined : step.tab) ?? tabWith(tool.schema, own);
  const settings = settingsOf(tool.schema, values, tab);
  const wrong = changesNothing(tool.schema, settings) ? null : whyNot(tool.schema, values, tab);
  return {
    ...base,
    values,
    tab,
    settings,
    problem: tool.pipeline ? wrong : t("Cannot be a step of a pipeline"),
  };
}

function misplaced({ tool }: Known, last: boolean): string | null {
  const picture = tool?.output.some((kind) => kind === "image" || kind === "file");
  if (picture || last) return null;
  return tool?.output.includes("several")
    ? t("Gives several files, so it has to be the last step")
    : t("Gives no picture, so it has to be the last step");
}

function warningOf(running: Known[], at: number, formats: ImageFormat[]): string | null {
  const one = running[at];
  if (!one?.tool) return null;
  if (changesNothing(one.tool.schema, one.settings)) return t("Nothing is changed yet");
  const before = running.slice(0, at);
  if (before.some(({ tool }) => tool?.id === "vectorize"))
    return t("Turns the drawing of an earlier step back into pixels");
  const format = formats.find(({ id }) => id === canonical(formatOf(one)));
  if (format && !format.alpha && before.some(opens))
    return t("{format} has no transparency: what an earlier step cleared is filled", { format: format.name });
  return null;
}

const formatOf = ({ settings }: Known): unknown => settings.format ?? settings.outputFormat;

const canonical = (format: unknown): unknown => (format === "jpg" ? "jpeg" : format);

/** Whether a step surely makes transparent pixels. */
const opens = ({ tool, settings }: Known): boolean =>
  tool?.id === "remove-background" ||
  tool?.id === "transparency-fixer" ||
  settings.makeTransparent === true ||
  settings.backgroundType === "transparent";

/** The step as it travels. */
export function wireStep(known: Known): WireStep {
  const { step, preset } = known;
  if (!preset) return plainStep(known);
  return { presetId: preset.id, ...(step.enabled ? {} : { enabled: false }) };
}

/** The same without reference to presets, for files and other servers; what is left at its default is left out. */
export function plainStep({ step, tool, settings }: Known): WireStep {
  const usual = tool ? defaultValues(tool.schema) : {};
  const own = Object.entries(settings).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name]),
  );
  const enabled = step.enabled ? {} : { enabled: false };
  return { toolId: tool?.id ?? step.toolId, settings: Object.fromEntries(own), ...enabled };
}

/** What a preview of the picture after a step needs; null where there is nothing to draw. */
export function stepsUntil(steps: Known[], key: string | null): WireStep[] | null {
  const end = steps.findIndex(({ step }) => step.key === key);
  const chosen = (end < 0 ? steps : steps.slice(0, end + 1)).filter(({ step }) => step.enabled);
  const drawable =
    chosen.length > 0 &&
    chosen.every(({ problem, tool }) => !problem && tool?.output.includes("several") !== true);
  return drawable ? chosen.map(wireStep) : null;
}
