import { describe, expect, it } from "vitest";
import { fieldsOf, type ObjectSchema, sliderRange, widgetOf, words } from "./model";
import { nudge, parseNumber, printNumber } from "./number";
import {
  factor,
  initialValues,
  linkedValues,
  otherSide,
  problemOf,
  serverProblems,
  settingsOf,
  tabWith,
  visibleFields,
  whyNot,
} from "./values";

const RESIZE: ObjectSchema = {
  type: "object",
  properties: {
    width: {
      type: "integer",
      exclusiveMinimum: 0,
      maximum: 16383,
      title: "Width",
      ui: { widget: "dimension", pair: "height", unit: "px" },
    },
    height: {
      type: "integer",
      exclusiveMinimum: 0,
      maximum: 16383,
      title: "Height",
      ui: { widget: "dimension", pair: "width", unit: "px" },
    },
    fit: { type: "string", enum: ["contain", "cover", "fill"], default: "contain", ui: { initial: "cover" } },
    percentage: { type: "number", exclusiveMinimum: 0, ui: { initial: 50, unit: "%" } },
  },
  ui: {
    tabs: [
      { id: "custom", label: "Custom", fields: ["width", "height", "fit"] },
      { id: "scale", label: "Scale", fields: ["percentage"] },
      {
        id: "presets",
        label: "Presets",
        presets: [{ group: "A", label: "Square", values: { width: 10, height: 10, fit: "cover" } }],
      },
    ],
    requireAny: ["width", "height", "percentage"],
  },
};

const COMPRESS: ObjectSchema = {
  properties: {
    mode: { enum: ["quality", "targetSize"], type: "string", default: "quality" },
    quality: {
      type: "number",
      minimum: 1,
      maximum: 100,
      ui: { initial: 75, visibleIf: { mode: "quality" } },
    },
    targetSizeKb: { type: "number", exclusiveMinimum: 0, ui: { visibleIf: { mode: ["targetSize"] } } },
  },
};

const field = (schema: ObjectSchema, name: string) => {
  const found = fieldsOf(schema).find((candidate) => candidate.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe("a schema without hints", () => {
  it("gets widgets by type and range", () => {
    expect(widgetOf({ type: "string", enum: ["a", "b"] })).toBe("segmented");
    expect(widgetOf({ type: "string", enum: ["a", "b", "c", "d", "e", "f"] })).toBe("chips");
    expect(widgetOf({ type: "string", enum: Array.from({ length: 13 }, (_, at) => `${at}`) })).toBe("select");
    expect(widgetOf({ type: "boolean" })).toBe("checkbox");
    expect(widgetOf({ type: "number", minimum: 0, maximum: 1 })).toBe("slider");
    expect(widgetOf({ type: "integer", minimum: 0 })).toBe("number");
    expect(widgetOf({ type: "string" })).toBe("text");
    expect(widgetOf({ type: "string", maxLength: 2000 })).toBe("textarea");
    expect(widgetOf({ type: "string", format: "color" })).toBe("color");
    expect(widgetOf({ type: "string", ui: { widget: "hologram" } })).toBe("text");
  });

  it("gets readable labels", () => {
    expect(words("maxWidth")).toBe("Max width");
    expect(words("target_size")).toBe("Target size");
  });

  it("keeps the order of the schema unless hints say otherwise", () => {
    const schema = { properties: { a: { ui: { order: 5 } }, b: {}, c: {} } };
    expect(fieldsOf(schema).map(({ name }) => name)).toEqual(["b", "c", "a"]);
  });
});

describe("values", () => {
  it("start with the initial value of the form, else the default", () => {
    expect(initialValues(RESIZE)).toEqual({ fit: "cover", percentage: 50 });
  });

  it("are sent only for the open tab", () => {
    const values = { ...initialValues(RESIZE), width: 200 };
    expect(settingsOf(RESIZE, values, "custom")).toEqual({ width: 200, fit: "cover" });
    expect(settingsOf(RESIZE, values, "scale")).toEqual({ percentage: 50 });
  });

  it("are sent only for visible fields", () => {
    const values = { mode: "targetSize", quality: 75, targetSizeKb: 200 };
    expect(settingsOf(COMPRESS, values)).toEqual({ mode: "targetSize", targetSizeKb: 200 });
    expect(visibleFields(COMPRESS, { mode: "quality" }).map(({ name }) => name)).toEqual(["mode", "quality"]);
  });

  it("of a preset travel with its tab", () => {
    expect(settingsOf(RESIZE, { width: 10, height: 10, fit: "cover", percentage: 50 }, "presets")).toEqual({
      width: 10,
      height: 10,
      fit: "cover",
    });
  });
});

describe("the reason not to run", () => {
  it("asks for one of several fields", () => {
    expect(whyNot(RESIZE, initialValues(RESIZE), "custom")).toBe("Set width or height");
    expect(whyNot(RESIZE, { width: 5 }, "custom")).toBeNull();
    expect(whyNot(RESIZE, {}, "presets")).toBe("Choose a preset");
  });

  it("names a bad field", () => {
    expect(whyNot(RESIZE, { width: 20000 }, "custom")).toBe("Width: at most 16,383");
  });

  it("notices that nothing would change", () => {
    const schema: ObjectSchema = {
      properties: { angle: { type: "number", default: 0 }, flip: { type: "boolean", default: false } },
      ui: { neutral: { angle: 0, flip: false } },
    };
    expect(whyNot(schema, { angle: 0, flip: false })).toBe("Nothing is changed yet");
    expect(whyNot(schema, { angle: 0, flip: true })).toBeNull();
  });
});

describe("problems", () => {
  it("follow the schema", () => {
    expect(problemOf(field(RESIZE, "width"), 0)).toBe("At least 1");
    expect(problemOf(field(RESIZE, "width"), 1.5)).toBe("Needs a whole number");
    expect(problemOf(field(RESIZE, "width"), undefined)).toBeNull();
    expect(problemOf(field(RESIZE, "fit"), "bogus")).toBe("Choose one of the options");
  });

  it("of the server land on their fields", () => {
    expect(serverProblems("width: must be greater than 0; fit: unknown; other", ["width", "fit"])).toEqual({
      width: "Must be greater than 0",
      fit: "Unknown",
    });
    expect(serverProblems(undefined, ["width"])).toEqual({});
  });
});

describe("numbers", () => {
  it("are read by the marks of the language", () => {
    expect(parseNumber("1,234.5", "en")).toBe(1234.5);
    expect(parseNumber("1.234,5", "de")).toBe(1234.5);
    expect(parseNumber("−3", "en")).toBe(-3);
    expect(parseNumber(" ", "en")).toBeNull();
    expect(parseNumber("12px", "en")).toBeNaN();
  });

  it("are printed without dust", () => {
    expect(printNumber(0.1 + 0.2, "en")).toBe("0.3");
    expect(printNumber(16383, "en")).toBe("16383");
  });

  it("move by whole steps and stay inside", () => {
    expect(nudge(0.1, 2, 0.1)).toBe(0.3);
    expect(nudge(99, 10, 1, 0, 100)).toBe(100);
  });
});

describe("units and pairs", () => {
  it("convert binary thousands", () => {
    expect(factor("MB", "KB")).toBe(1024);
    expect(factor("KB", "KB")).toBe(1);
  });

  it("keep the ratio of the image", () => {
    expect(otherSide(800, 4000, 3000)).toBe(600);
    expect(otherSide(1, 10000, 10)).toBe(1);
  });

  it("let a hint narrow a slider", () => {
    const [only] = fieldsOf({
      properties: { q: { type: "number", minimum: 0, maximum: 1000, ui: { max: 100 } } },
    });
    expect(only && sliderRange(only)).toEqual({ low: 0, high: 100 });
  });
});

describe("settings from a link", () => {
  const schema: ObjectSchema = {
    properties: {
      width: { type: "integer", minimum: 1, maximum: 100 },
      scale: { type: "number" },
      fit: { type: "string", enum: ["cover", "contain"] },
      sharp: { type: "boolean" },
    },
    ui: {
      tabs: [
        { id: "size", label: "Size", fields: ["width", "fit"] },
        { id: "scale", label: "Scale", fields: ["scale"] },
      ],
    },
  };
  const linked = (query: string) => linkedValues(schema, new URLSearchParams(query));

  it("are taken by their type", () => {
    expect(linked("width=50&fit=contain&sharp=true")).toEqual({ width: 50, fit: "contain", sharp: true });
  });

  it("are left out when unknown or wrong", () => {
    expect(linked("width=500&fit=x&sharp=1&scale=abc&nothing=1")).toEqual({});
    expect(linked("width=&scale=")).toEqual({});
  });

  it("open the tab that they are on", () => {
    expect(tabWith(schema, { scale: 2 })).toBe("scale");
    expect(tabWith(schema, { width: 2 })).toBe("size");
  });
});
