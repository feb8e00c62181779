import { beforeEach, describe, expect, it, vi } from "vitest";

vi.stubGlobal("navigator", { platform: "" });

import { nextOf, outline, pathTo, stepsTo } from "./lineage";
import { addVersions, advance, current, type Entry, goTo, newVersion, useWorkspace } from "./store";

const made = (name: string, toolId?: string) =>
  newVersion(name, new Blob([name]), toolId ? { toolId, settings: { name } } : {});
const entry = (): Entry => useWorkspace.getState().entries[0] as Entry;
const names = (versions: { name: string }[]) => versions.map(({ name }) => name);

/** original → resize → convert, then from the original → crop. */
beforeEach(() => {
  useWorkspace.setState({ entries: [], activeId: null, removed: null });
  const [original, resized, converted, cropped] = [
    made("original"),
    made("resized", "resize"),
    made("converted", "convert"),
    made("cropped", "crop"),
  ];
  addVersions([original]);
  advance(entry().id, original.id, resized);
  advance(entry().id, resized.id, converted);
  goTo(entry().id, original.id);
  advance(entry().id, original.id, cropped);
});

describe("the history of an image", () => {
  it("keeps every branch", () => {
    expect(outline(entry()).map(({ version, depth }) => [version.name, depth])).toEqual([
      ["original", 0],
      ["resized", 1],
      ["converted", 1],
      ["cropped", 0],
    ]);
  });

  it("knows the way to a version", () => {
    const converted = entry().versions[2];
    expect(converted && names(pathTo(entry(), converted))).toEqual(["original", "resized", "converted"]);
    expect(converted && stepsTo(entry(), converted)).toEqual([
      { toolId: "resize", settings: { name: "resized" } },
      { toolId: "convert", settings: { name: "converted" } },
    ]);
  });

  it("steps back to what it was made from and forward to what was made last", () => {
    expect(current(entry()).name).toBe("cropped");
    goTo(entry().id, current(entry()).from);
    expect(current(entry()).name).toBe("original");
    expect(nextOf(entry())?.name).toBe("cropped");
    goTo(entry().id, undefined);
    expect(current(entry()).name).toBe("original");
  });
});
