import { expect, it } from "vitest";
import type { ObjectSchema } from "./model";
import { summaryOf } from "./summary";

const schema: ObjectSchema = {
  properties: {
    width: { type: "integer", ui: { unit: "px" } },
    fit: { enum: ["cover", "contain"], default: "cover", ui: { labels: { contain: "Fit inside" } } },
    enlarge: { type: "boolean", default: true },
    sharpen: { type: "boolean", default: false },
    pages: { type: "array", items: { type: "string" } },
    text: { type: "string" },
  },
};

it("names what was set, with unit and label", () => {
  expect(summaryOf(schema, { width: 1200, fit: "contain" })).toBe("Width 1,200\u00a0px · Fit Fit inside");
  expect(summaryOf(schema, { sharpen: true, enlarge: false })).toBe("Enlarge off · Sharpen");
  expect(summaryOf(schema, { pages: ["1", "3"], text: "x".repeat(60) })).toBe(
    `Pages 1 and 3 · Text ${"x".repeat(40)}…`,
  );
});

it("leaves out what stands as it comes", () => {
  expect(summaryOf(schema, { fit: "cover", enlarge: true, sharpen: false, text: "", unknown: 1 })).toBe("");
});
