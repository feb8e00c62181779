import { describe, expect, it } from "vitest";
import type { ObjectSchema } from "./model";
import { summaryOf } from "./summary";

const schema: ObjectSchema = {
  properties: {
    width: { type: "integer", ui: { unit: "px", pair: "height" } },
    height: { type: "integer", ui: { unit: "px", pair: "width" } },
    fit: { type: "string", enum: ["inside", "fill"], default: "inside", ui: { labels: { fill: "Stretch" } } },
    quality: { type: "number", default: 80, ui: { unit: "%" } },
    limit: { type: "boolean", default: false, title: "Limit to original" },
    color: { type: "string", format: "color", ui: { visibleIf: { fit: "inside" } } },
  } as ObjectSchema["properties"],
};

describe("settings in one line", () => {
  it("tells what differs, a pair as one", () => {
    expect(summaryOf(schema, { width: 1200, height: 800, fit: "fill", quality: 80, limit: true })).toBe(
      "1200 × 800 px · Stretch · Limit to original",
    );
  });

  it("leaves out what does not count", () => {
    expect(summaryOf(schema, { width: 300, fit: "fill", color: "#ffffff" })).toBe("Width 300 px · Stretch");
  });

  it("tells what matters first where nothing differs", () => {
    expect(summaryOf(schema, {})).toBe("Inside · Quality 80 %");
  });
});
