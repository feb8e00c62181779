import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Preset } from "../api/presets";
import type { ImageFormat, Tool } from "../api/types";

vi.stubGlobal("navigator", { platform: "" });

import {
  duplicateStep,
  isChanged,
  markSaved,
  moveSteps,
  newDraft,
  offerDraft,
  openDraft,
  removeStep,
  shiftStep,
  stepOf,
  takeDraft,
  useDraft,
} from "./draft";
import { curl, python } from "./requests";
import { known, plainStep, stepsUntil, wireStep } from "./steps";
import { toYaml } from "./yaml";

const tool = (id: string, facts: Partial<Tool> = {}): Tool => ({
  id,
  name: id,
  keywords: [],
  description: "",
  category: "",
  icon: "",
  verb: "",
  display: "",
  live: null,
  batch: true,
  pipeline: true,
  input: { min: 1, max: 1, accept: "image", fields: [] },
  output: ["image"],
  operations: [],
  suggestions: [],
  examples: [],
  schema: { properties: { amount: { type: "number", minimum: 0, maximum: 10, default: 5 } } },
  ...facts,
});

const TOOLS = [
  tool("blur"),
  tool("split", { output: ["several"] }),
  tool("remove-background"),
  tool("convert", { schema: { properties: { format: { type: "string" } }, required: ["format"] } }),
  tool("turn", { schema: { properties: { angle: { type: "number" } }, ui: { neutral: { angle: 0 } } } }),
];
const FORMATS = [{ id: "jpeg", name: "JPEG", alpha: false }] as ImageFormat[];
const PRESETS = [{ id: "7", toolId: "blur", name: "Soft", settings: { amount: 9 } }] as unknown as Preset[];

const judged = (...steps: Parameters<typeof stepOf>[0][]) =>
  known(steps.map(stepOf), { tools: TOOLS, presets: PRESETS, formats: FORMATS });

describe("steps", () => {
  it("say what keeps them from running", () => {
    const [range, needed, missing] = judged(
      { toolId: "blur", settings: { amount: 11 } },
      { toolId: "convert" },
      { toolId: "gone" },
    );
    expect(range?.problem).toBe("Amount: at most 10");
    expect(needed?.problem).toBe("Format: needs a value");
    expect(missing?.problem).toBe("This server has no tool “gone”");
  });

  it("that give several files have to be the last", () => {
    expect(judged({ toolId: "split" }, { toolId: "blur" })[0]?.problem).toMatch(/last step/);
    expect(judged({ toolId: "blur" }, { toolId: "split" })[1]?.problem).toBeNull();
    expect(judged({ toolId: "split" }, { toolId: "blur", enabled: false })[0]?.problem).toBeNull();
  });

  it("warn where transparency is lost and where nothing changes", () => {
    const [, convert, turn] = judged(
      { toolId: "remove-background" },
      { toolId: "convert", settings: { format: "jpg" } },
      { toolId: "turn", settings: { angle: 0 } },
    );
    expect(convert?.warning).toMatch(/^JPEG has no transparency/);
    expect(turn).toMatchObject({ problem: null, warning: "Nothing is changed yet" });
    expect(
      judged({ toolId: "blur" }, { toolId: "convert", settings: { format: "jpg" } })[1]?.warning,
    ).toBeNull();
  });

  it("take their settings from a preset, and name it", () => {
    const [one] = judged({ presetId: "7" });
    expect(one?.settings).toEqual({ amount: 9 });
    expect(one && wireStep(one)).toEqual({ presetId: "7" });
    expect(one && plainStep(one)).toEqual({ toolId: "blur", settings: { amount: 9 } });
    const [usual] = judged({ toolId: "blur", settings: { amount: 5 } });
    expect(usual && plainStep(usual)).toEqual({ toolId: "blur", settings: {} });
    const [gone] = judged({ presetId: "8", toolId: "blur", settings: { amount: 3 } });
    expect(gone && wireStep(gone)).toEqual({ toolId: "blur", settings: { amount: 3 } });
  });

  it("are previewed up to the open one, without those switched off", () => {
    const steps = judged({ toolId: "blur" }, { toolId: "blur", enabled: false }, { toolId: "turn" });
    expect(stepsUntil(steps, steps[1]?.step.key ?? null)).toHaveLength(1);
    expect(stepsUntil(steps, null)).toHaveLength(2);
    expect(stepsUntil(judged({ toolId: "convert" }), null)).toBeNull();
  });
});

describe("the draft", () => {
  const keys = () => useDraft.getState().draft.steps.map(({ toolId }) => toolId);
  const keyOf = (toolId: string) =>
    useDraft.getState().draft.steps.find((step) => step.toolId === toolId)?.key ?? "";
  beforeEach(() => takeDraft(newDraft({ steps: ["a", "b", "c"].map((toolId) => stepOf({ toolId })) })));

  it("moves steps", () => {
    shiftStep(keyOf("a"), 1);
    expect(keys()).toEqual(["b", "a", "c"]);
    shiftStep(keyOf("b"), -1);
    expect(keys()).toEqual(["b", "a", "c"]);
    moveSteps(new Set([keyOf("b")]), keyOf("c"), "after");
    expect(keys()).toEqual(["a", "c", "b"]);
  });

  it("copies steps and puts back what was taken out", () => {
    duplicateStep(keyOf("b"));
    expect(keys()).toEqual(["a", "b", "b", "c"]);
    const undo = removeStep(keyOf("a"));
    expect(keys()).toEqual(["b", "b", "c"]);
    undo();
    expect(keys()).toEqual(["a", "b", "b", "c"]);
  });

  it("knows its changes, until they are saved", () => {
    const { draft } = useDraft.getState();
    expect(isChanged(draft)).toBe(false);
    shiftStep(keyOf("a"), 1);
    expect(isChanged(useDraft.getState().draft)).toBe(true);
    const saved = {
      id: "1",
      name: "Mine",
      description: null,
      steps: [],
      createdAt: "",
      updatedAt: "",
      visibility: "own" as const,
      owner: null,
      mine: true,
      editable: true,
    };
    markSaved(saved, { steps: false });
    expect(isChanged(useDraft.getState().draft)).toBe(true);
    markSaved(saved);
    expect(useDraft.getState().draft).toMatchObject({ id: "1", name: "Mine" });
    expect(isChanged(useDraft.getState().draft)).toBe(false);
  });

  it("asks before unsaved steps are replaced", () => {
    openDraft(newDraft({ name: "clean" }));
    expect(useDraft.getState().draft.name).toBe("clean");
    offerDraft({ name: "new", steps: [{ toolId: "a" }] });
    expect(isChanged(useDraft.getState().draft)).toBe(true);
    openDraft(newDraft({ name: "other" }));
    expect(useDraft.getState()).toMatchObject({ draft: { name: "new" }, offered: { name: "other" } });
  });
});

describe("a pipeline written out", () => {
  const steps = [
    { toolId: "blur", settings: { amount: 9, note: "it's: yes", on: "true" } },
    { toolId: "turn", enabled: false, settings: {} },
  ];

  it("is YAML", () => {
    expect(toYaml({ name: "No", description: "", steps })).toBe(
      [
        'name: "No"',
        "steps:",
        "  - toolId: blur",
        "    settings:",
        "      amount: 9",
        '      note: "it\'s: yes"',
        '      "on": "true"',
        "  - toolId: turn",
        "    enabled: false",
        "    settings: {}",
        "",
      ].join("\n"),
    );
  });

  it("is a request that shells and Python read", () => {
    const asked = { server: "http://here", pipelineId: null, steps, file: "a.yaml" };
    expect(curl(asked)).toContain(
      `'pipeline={"steps":[{"toolId":"blur","settings":{"amount":9,"note":"it'\\''s`,
    );
    expect(curl({ ...asked, pipelineId: "3" })).toContain("-F 'pipelineId=3'");
    expect(python(asked)).toContain('{"toolId": "turn", "enabled": False, "settings": {}},');
    expect(python({ ...asked, pipelineId: "3" })).toContain('client.pipeline("photo.jpg", saved="3")');
  });
});
