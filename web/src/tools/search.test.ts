import { describe, expect, it } from "vitest";
import type { Tool } from "../api/types";
import { distance, nearestTools, searchTools } from "./search";

const tool = (id: string, name: string, keywords: string[], description = ""): Tool => ({
  id,
  name,
  keywords,
  description,
  category: "essentials",
  icon: "",
  verb: name,
  display: "result",
  live: null,
  batch: true,
  pipeline: true,
  input: { min: 1, max: 1, accept: "image" as const, fields: [] },
  output: ["image"],
  operations: [],
  suggestions: [],
  examples: [],
  schema: {},
});

const TOOLS = [
  tool("resize", "Resize", ["scale", "dimensions"], "Make an image smaller or larger"),
  tool("crop", "Crop", ["cut", "trim"]),
  tool("rotate", "Rotate & flip", ["turn", "mirror"]),
  tool("convert", "Convert", ["format", "jpg", "png", "heic"]),
  tool("compress", "Compress", ["shrink", "smaller", "quality"]),
];
const CATEGORIES = [{ id: "essentials", name: "Essentials", color: "", icon: "" }];
const ids = (query: string) => searchTools(TOOLS, CATEGORIES, query).map(({ id }) => id);

describe("search", () => {
  it("finds by name first", () => {
    expect(ids("crop")).toEqual(["crop"]);
    expect(ids("re")[0]).toBe("resize");
  });

  it("knows synonyms", () => {
    expect(ids("shrink")).toEqual(["compress"]);
    expect(ids("jpg to png")).toEqual(["convert"]);
  });

  it("passes over the little words of a sentence", () => {
    const tools = [tool("pdf-to-image", "PDF to Image", []), tool("resize", "Resize", ["photo"])];
    expect(searchTools(tools, CATEGORIES, "photo to").map(({ id }) => id)).toEqual(["resize"]);
    expect(searchTools(tools, CATEGORIES, "to").map(({ id }) => id)).toEqual(["pdf-to-image"]);
  });

  it("ranks a keyword above a description", () => {
    expect(ids("smaller")).toEqual(["compress", "resize"]);
  });

  it("forgives typos and accents", () => {
    expect(ids("comrpess")[0]).toBe("compress");
    expect(ids("rezise")[0]).toBe("resize");
    expect(ids("Rotáte")).toEqual(["rotate"]);
  });

  it("finds nothing for nonsense but offers the closest", () => {
    expect(ids("zzzzzz")).toEqual([]);
    expect(nearestTools(TOOLS, "crap", 1).map(({ id }) => id)).toEqual(["crop"]);
  });

  it("gives all tools for an empty query, in order", () => {
    expect(ids(" ")).toEqual(["resize", "crop", "rotate", "convert", "compress"]);
  });
});

describe("distance", () => {
  it("counts a swap as one edit", () => {
    expect(distance("comrpess", "compress", 3)).toBe(1);
    expect(distance("abc", "xyz", 2)).toBe(3);
  });
});
