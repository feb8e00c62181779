import { describe, expect, it } from "vitest";
import { edges, grid } from "./split-grid";

describe("where a picture is cut", () => {
  it("gives the last piece what is left over", () => {
    expect(edges(103, 4)).toEqual([0, 25, 50, 75, 103]);
    expect(edges(103, 9, 40)).toEqual([0, 40, 80, 103]);
  });

  it("stays within a hundred pieces and the pixels there are", () => {
    expect(edges(1501, 1, 10)).toHaveLength(101);
    expect(edges(1501, 1, 10).at(-2)).toBe(990);
    expect(edges(3, 9)).toEqual([0, 1, 2, 3]);
  });

  it("takes tiles only with both sides", () => {
    expect(grid(90, 90, { columns: 2, rows: 1, tileWidth: 10 })).toEqual({
      across: [0, 45, 90],
      down: [0, 90],
    });
    expect(grid(90, 90, { columns: 2, tileWidth: 50, tileHeight: 90 })).toEqual({
      across: [0, 50, 90],
      down: [0, 90],
    });
  });
});
