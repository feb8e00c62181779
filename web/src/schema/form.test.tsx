import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { SchemaForm } from "./form";
import type { ObjectSchema } from "./model";
import { initialValues } from "./values";

const draw = (schema: ObjectSchema, values = initialValues(schema), tab?: string) =>
  renderToStaticMarkup(
    <SchemaForm
      schema={schema}
      values={values}
      onChange={() => undefined}
      tab={tab}
      onTab={() => undefined}
    />,
  );

describe("the form of a schema without hints", () => {
  const html = draw({
    type: "object",
    properties: {
      blurRadius: { type: "number", minimum: 0, maximum: 50, default: 3 },
      count: { type: "integer", minimum: 1 },
      kind: { type: "string", enum: ["soft", "hard"], default: "soft" },
      keepAlpha: { type: "boolean", default: true },
      note: { type: "string", maxLength: 40 },
      anything: {},
    },
  });

  it("labels every field", () => {
    for (const label of ["Blur radius", "Count", "Kind", "Keep alpha", "Note", "Anything"])
      expect(html).toContain(label);
  });

  it("has a fitting control for every type", () => {
    expect(html).toMatch(/type="range"[^>]*min="0"/);
    expect(html).toMatch(/role="spinbutton"/);
    expect(html).toMatch(/role="radiogroup"/);
    expect(html).toMatch(/type="checkbox"[^>]*checked/);
    expect(html).toMatch(/maxLength="40"/i);
  });
});

describe("the form of a schema with hints", () => {
  const schema: ObjectSchema = {
    properties: {
      mode: {
        type: "string",
        enum: ["quality", "targetSize"],
        default: "quality",
        title: "Mode",
        ui: { labels: { targetSize: "Target size" } },
      },
      quality: {
        type: "number",
        minimum: 1,
        maximum: 100,
        ui: { initial: 75, visibleIf: { mode: "quality" } },
      },
      targetSizeKb: {
        type: "number",
        title: "Target",
        ui: { units: ["KB", "MB"], visibleIf: { mode: "targetSize" } },
      },
      effort: { type: "integer", title: "Effort", ui: { advanced: true } },
    },
  };

  it("shows a field only where its condition holds", () => {
    expect(draw(schema)).toContain("Quality");
    expect(draw(schema)).not.toContain(">Target<");
    const other = draw(schema, { mode: "targetSize" });
    expect(other).toContain(">Target<");
    expect(other).toContain(">MB<");
  });

  it("puts advanced fields aside and names options", () => {
    expect(draw(schema)).toMatch(/<details.*Effort/s);
    expect(draw(schema)).toContain("Target size");
  });

  it("shows the fields of the open tab and the tiles of presets", () => {
    const tabbed: ObjectSchema = {
      properties: {
        width: { type: "integer", title: "Width" },
        percentage: { type: "number", title: "Percent" },
      },
      ui: {
        tabs: [
          { id: "a", label: "Size", fields: ["width"] },
          { id: "b", label: "Scale", fields: ["percentage"] },
          {
            id: "c",
            label: "Presets",
            presets: [{ group: "Web", label: "Banner", values: { width: 1200 } }],
          },
        ],
      },
    };
    expect(draw(tabbed)).toContain(">Width<");
    expect(draw(tabbed)).not.toContain(">Percent<");
    expect(draw(tabbed, {}, "b")).toContain(">Percent<");
    expect(draw(tabbed, { width: 1200 }, "c")).toMatch(/aria-pressed="true"[^>]*>.*Banner/s);
  });
});
