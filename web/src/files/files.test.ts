import { describe, expect, it } from "vitest";
import type { StoredFile } from "../api/library";
import { dayLabel, dayOf } from "../i18n/days";
import { flow } from "./flow-layout";
import { headingsOf } from "./headings";
import { filterCount, isDescending, isNarrowed, parseSearch, requestOf, withoutFilters } from "./search";
import { branches, isWithin, origin } from "./tree";
import { nextBatch, shares } from "./upload-plan";

const file = (id: string, parentId: string | null, toolChain: string[] = []): StoredFile => ({
  id,
  parentId,
  toolChain,
  chainSettings: toolChain.map((tool) => ({ tool })),
  originalName: `${id}.png`,
  mimeType: "image/png",
  size: 1,
  width: 1,
  height: 1,
  version: toolChain.length + 1,
  createdAt: "2026-11-22T10:00:00.000Z",
});

describe("the search in the address", () => {
  it("leaves out what makes no sense", () => {
    expect(
      parseSearch({ q: "", sort: "date", from: "yesterday", min: -1, versions: "yes", page: 3 }),
    ).toEqual({});
    expect(parseSearch({ q: 2024, sort: "size", from: "2026-11-01", max: 10.4, versions: true })).toEqual({
      q: "2024",
      sort: "size",
      from: "2026-11-01",
      max: 10,
      versions: true,
    });
  });

  it("becomes a request with whole days and a direction", () => {
    const request = requestOf({
      q: " cat ",
      from: "2026-11-01",
      to: "2026-11-02",
      versions: true,
      owner: "tom",
    });
    expect(request).toEqual({
      search: "cat",
      from: new Date("2026-11-01T00:00:00").toISOString(),
      to: new Date("2026-11-02T23:59:59.999").toISOString(),
      versioned: "true",
      owner: "tom",
      sort: "date",
      descending: "true",
    });
    expect(requestOf({ q: "  " })).toEqual({ sort: "date", descending: "true" });
  });

  it("has the newest and the largest first, names from A, unless turned round", () => {
    expect(
      [{}, { sort: "size" }, { sort: "name" }, { sort: "type", reverse: true }, { reverse: true }].map(
        (search) => isDescending(parseSearch(search)),
      ),
    ).toEqual([true, true, false, true, false]);
  });

  it("counts a range as one filter, and the text as none", () => {
    const search = { q: "cat", from: "2026-11-01", to: "2026-11-02", min: 1, max: 2, type: "image/png" };
    expect(filterCount(search)).toBe(3);
    expect(withoutFilters({ ...search, sort: "name" })).toEqual({ q: "cat", sort: "name" });
    expect(isNarrowed({ q: " ", sort: "name" })).toBe(false);
    expect(isNarrowed({ versions: true })).toBe(true);
  });
});

describe("the tree of versions", () => {
  const original = file("a", null);
  const resized = file("b", "a", ["resize"]);
  const converted = file("c", "a", ["convert"]);
  const cropped = file("d", "b", ["resize", "crop"]);

  it("goes straight on to the newest version and puts other branches in", () => {
    const found = branches([original, resized, converted, cropped]);
    expect(found.map((branch) => [branch.file.id, branch.depth, branch.descendants])).toEqual([
      ["a", 0, 3],
      ["c", 1, 0],
      ["b", 0, 1],
      ["d", 0, 0],
    ]);
    expect(found.filter(({ newest }) => newest).map((branch) => branch.file.id)).toEqual(["d"]);
  });

  it("lets versions of a parent that cannot be seen stand by themselves", () => {
    expect(
      branches([resized, converted]).map((branch) => [branch.file.id, branch.depth, branch.parent]),
    ).toEqual([
      ["b", 0, undefined],
      ["c", 0, undefined],
    ]);
  });

  it("tells the steps since the version before", () => {
    expect(origin(cropped, resized)).toEqual({
      steps: [{ toolId: "crop", settings: { tool: "crop" } }],
      restored: false,
    });
    expect(origin(original, undefined)).toEqual({ steps: [], restored: false });
    expect(origin(cropped, undefined).steps.map(({ toolId }) => toolId)).toEqual(["resize", "crop"]);
  });

  it("tells what goes with a branch", () => {
    const versions = [original, resized, converted, cropped];
    expect(versions.filter((version) => isWithin(versions, version, resized))).toEqual([resized, cropped]);
  });

  it("knows a version that was made current again", () => {
    expect(origin(file("e", "d", ["resize"]), cropped)).toEqual({ steps: [], restored: true });
    expect(origin(file("e", "d", ["convert", "border", "crop"]), cropped).restored).toBe(true);
  });
});

describe("uploads", () => {
  const waiting = (...sizes: number[]) => sizes.map((size) => ({ file: { size } }));
  const MB = 1024 * 1024;

  it("travel in small companies, large ones and suspects alone", () => {
    expect(nextBatch(waiting(1, 1, 1, 1, 1, 1, 1))).toHaveLength(6);
    expect(nextBatch(waiting(8 * MB, 3 * MB, 3 * MB))).toHaveLength(2);
    expect(nextBatch(waiting(50 * MB, 1))).toHaveLength(1);
    expect(nextBatch([{ file: { size: 1 }, alone: true }, ...waiting(1)])).toHaveLength(1);
    expect(nextBatch([...waiting(1), { file: { size: 1 }, alone: true }])).toHaveLength(1);
    expect(nextBatch([])).toEqual([]);
  });

  it("share the bytes of a request in the order in which they leave", () => {
    expect(shares([100, 300], 0, 500).map(({ sent }) => sent)).toEqual([0, 0]);
    expect(shares([100, 300], 250, 500)).toEqual([
      { sent: 100, whole: true },
      { sent: 100, whole: false },
    ]);
    expect(shares([0, 10], 20, 20).every(({ whole }) => whole)).toBe(true);
  });
});

describe("the layout", () => {
  const options = { height: 50, gap: 10, padding: 10, heading: 30, headings: new Map() };
  const keys = ["a", "b", "c", "d"];

  it("fills rows with as many square tiles as fit", () => {
    const { places, height, columns } = flow(keys, 340, { ...options, column: 100, square: true });
    expect(columns).toBe(3);
    expect(places[0]).toEqual({ x: 10, y: 10, width: 100, height: 150 });
    expect(places[3]).toMatchObject({ x: 10, y: 170 });
    expect(height).toBe(330);
  });

  it("begins a row, below its heading, for every group", () => {
    const headings = new Map([
      ["a", "Today"],
      ["b", "Yesterday"],
    ]);
    const { places } = flow(keys, 340, { ...options, column: 100, square: true, headings });
    expect(places.map(({ x, y }) => [x, y])).toEqual([
      [10, 40],
      [10, 230],
      [120, 230],
      [230, 230],
    ]);
  });

  it("has one column for rows, and one however narrow it is", () => {
    expect(flow(keys, 340, { ...options, square: false }).places.map(({ y, width }) => [y, width])).toEqual([
      [10, 320],
      [70, 320],
      [130, 320],
      [190, 320],
    ]);
    expect(flow(keys, 50, { ...options, column: 100, square: true }).columns).toBe(1);
    expect(flow([], 340, { ...options, square: false }).height).toBe(20);
  });
});

describe("days", () => {
  const now = Date.parse("2026-11-22T12:00:00");

  it("are called by what people call them", () => {
    expect(dayLabel(dayOf(now), now)).toBe("Today");
    expect(dayLabel("2026-11-21", now)).toBe("Yesterday");
    expect(dayLabel("2026-11-16", now)).toBe("Monday, November 16");
    expect(dayLabel("2025-01-01", now)).toBe("Wednesday, January 1, 2025");
  });

  it("head the first file of each", () => {
    const at = (id: string, time: string) => ({ ...file(id, null), createdAt: new Date(time).toISOString() });
    const files = [at("a", "2026-11-22T11:00"), at("b", "2026-11-22T01:00"), at("c", "2026-11-21T23:00")];
    expect([...headingsOf(files, now)]).toEqual([
      ["a", "Today"],
      ["c", "Yesterday"],
    ]);
  });
});
