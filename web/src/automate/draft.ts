import { create } from "zustand";
import type { SavedPipeline, WireStep } from "../api/pipelines";
import type { Visibility } from "../api/presets";
import { storage } from "../api/storage";
import { uuid } from "../api/uuid";
import type { Values } from "../schema/model";

export interface Step {
  key: string;
  /** Empty for a preset whose tool is not known yet. */
  toolId: string;
  values: Values;
  tab?: string | undefined;
  /** The preset whose settings it takes; its own are unused then. */
  presetId?: string | undefined;
  enabled: boolean;
}

/** The pipeline at hand, saved or not. */
export interface Draft {
  /** The saved pipeline it is; null for a new one. */
  id: string | null;
  name: string;
  description: string;
  visibility: Visibility;
  steps: Step[];
  /** What it was when it was opened or saved last. */
  base: string;
}

interface State {
  draft: Draft;
  /** The step whose settings are open. */
  selected: string | null;
  /** What is to take the place of unsaved changes, if that is wanted. */
  offered: Draft | null;
}

const KEY = "ashim-automate";

/** What counts as a change. */
const essence = ({ name, description, visibility, steps }: Omit<Draft, "base">): string =>
  JSON.stringify([name, description, visibility, steps.map(({ key: _, tab: __, ...step }) => step)]);

export function newDraft(facts: Partial<Omit<Draft, "base">> = {}): Draft {
  const draft = { id: null, name: "", description: "", visibility: "own" as Visibility, steps: [], ...facts };
  return { ...draft, base: essence(draft) };
}

export const useDraft = create<State>(() => ({
  draft: storage.read<Draft>(KEY, newDraft()),
  selected: null,
  offered: null,
}));

useDraft.subscribe(({ draft }) => storage.set(KEY, JSON.stringify(draft)));

export const isChanged = (draft: Draft): boolean => essence(draft) !== draft.base;

export const stepOf = ({ toolId = "", settings = {}, presetId, enabled = true }: WireStep): Step => ({
  key: uuid(),
  toolId,
  values: settings,
  ...(presetId ? { presetId } : {}),
  enabled,
});

export const draftOf = ({ id, name, description, visibility, steps }: SavedPipeline): Draft =>
  newDraft({ id, name, description: description ?? "", visibility, steps: steps.map(stepOf) });

/** Takes up a draft, or asks first where unsaved work would be lost. */
export function openDraft(draft: Draft): void {
  const { draft: present } = useDraft.getState();
  if (present.steps.length && isChanged(present)) useDraft.setState({ offered: draft });
  else takeDraft(draft);
}

export const takeDraft = (draft: Draft): void =>
  useDraft.setState({ draft, selected: draft.steps[0]?.key ?? null, offered: null });

/** Steps as the beginning of a new pipeline, which counts as changed until it is saved. */
export function offerDraft({ name = "", steps }: { name?: string; steps: WireStep[] }): void {
  openDraft({ ...newDraft({ name, steps: steps.map(stepOf) }), base: newDraft().base });
}

/** Forgets everything, for whoever uses this browser next. */
export const dropDraft = (): void => takeDraft(newDraft());

export function change(facts: Partial<Draft>): void {
  useDraft.setState(({ draft }) => ({ draft: { ...draft, ...facts } }));
}

export function changeSteps(next: (steps: Step[]) => Step[]): void {
  useDraft.setState(({ draft }) => ({ draft: { ...draft, steps: next(draft.steps) } }));
}

export const changeStep = (key: string, facts: Partial<Step>): void =>
  changeSteps((steps) => steps.map((step) => (step.key === key ? { ...step, ...facts } : step)));

export const select = (key: string | null): void => useDraft.setState({ selected: key });

/** Puts a step in at a place, by default at the end, and opens it. */
export function insertStep(step: Step, at?: number): void {
  changeSteps((steps) => steps.toSpliced(at ?? steps.length, 0, step));
  select(step.key);
}

/** Copies a step to the place behind it. */
export function duplicateStep(key: string): void {
  const { steps } = useDraft.getState().draft;
  const index = steps.findIndex((step) => step.key === key);
  const step = steps[index];
  if (step) insertStep({ ...step, key: uuid() }, index + 1);
}

/** Takes a step out; gives what puts it back. */
export function removeStep(key: string): () => void {
  const { steps } = useDraft.getState().draft;
  const index = steps.findIndex((step) => step.key === key);
  const step = steps[index];
  if (!step) return () => undefined;
  const left = steps.toSpliced(index, 1);
  changeSteps(() => left);
  if (useDraft.getState().selected === key) select((left[index] ?? left.at(-1))?.key ?? null);
  return () => insertStep(step, Math.min(index, useDraft.getState().draft.steps.length));
}

/** Moves steps, in their order, to before or after another one. */
export function moveSteps(keys: Set<string>, target: string, place: "before" | "after"): void {
  changeSteps((steps) => {
    const rest = steps.filter(({ key }) => !keys.has(key));
    const index = rest.findIndex(({ key }) => key === target);
    if (index < 0) return steps;
    const moved = steps.filter(({ key }) => keys.has(key));
    return rest.toSpliced(place === "before" ? index : index + 1, 0, ...moved);
  });
}

/** Moves a step by so many places. */
export function shiftStep(key: string, by: number): void {
  changeSteps((steps) => {
    const from = steps.findIndex((step) => step.key === key);
    const to = from + by;
    const step = steps[from];
    return step && to >= 0 && to < steps.length ? steps.toSpliced(from, 1).toSpliced(to, 0, step) : steps;
  });
}

/** Notes that the draft is now a saved pipeline; without its steps, changes of these are still to be saved. */
export function markSaved(saved: SavedPipeline, { steps = true } = {}): void {
  useDraft.setState(({ draft }) => {
    const { id, name, description, visibility } = saved;
    const facts = { ...draft, id, name, description: description ?? "", visibility };
    const [, , , before] = JSON.parse(draft.base) as unknown[];
    const named = JSON.stringify([facts.name, facts.description, visibility, before]);
    return { draft: { ...facts, base: steps ? essence(facts) : named } };
  });
}
