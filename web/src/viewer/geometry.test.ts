import { describe, expect, it } from "vitest";
import { FIT, fitScale, panned, placed, turnedSize, zoomed } from "./geometry";

const BOX = { width: 800, height: 600 };
const WIDE = { width: 8000, height: 1000 };
const TALL = { width: 500, height: 6000 };
const TINY = { width: 16, height: 16 };

describe("fit", () => {
  it("shows the whole image", () => {
    expect(fitScale(WIDE, BOX, 1)).toBe(0.1);
    expect(fitScale(TALL, BOX, 1)).toBe(0.1);
    expect(placed(FIT, WIDE, BOX, 1)).toEqual({ x: 0, y: 250, width: 800, height: 100 });
  });

  it("does not blow up small images", () => {
    expect(placed(FIT, TINY, BOX, 1)).toEqual({ x: 392, y: 292, width: 16, height: 16 });
    expect(placed(FIT, TINY, BOX, 0.5).width).toBe(8);
  });
});

describe("zoom", () => {
  it("keeps the point under the pointer", () => {
    const at = { x: 200, y: 300 };
    const before = placed(FIT, WIDE, BOX, 1);
    const view = zoomed(FIT, 0.8, at, WIDE, BOX, 1);
    const after = placed(view, WIDE, BOX, 1);
    expect((at.x - after.x) / after.width).toBeCloseTo((at.x - before.x) / before.width, 9);
  });

  it("stays between 5 and 1600 percent", () => {
    const middle = { x: 400, y: 300 };
    expect(zoomed(FIT, 100, middle, TALL, BOX, 1).scale).toBe(16);
    expect(zoomed(FIT, 0.0001, middle, TALL, BOX, 1).scale).toBe(0.05);
    expect(zoomed(FIT, 100, middle, TALL, BOX, 0.5).scale).toBe(8);
  });

  it("reaches fit even where that is less than 5 percent", () => {
    const huge = { width: 80000, height: 100 };
    expect(zoomed(FIT, 0, { x: 0, y: 0 }, huge, BOX, 1).scale).toBe(0.01);
  });
});

describe("pan", () => {
  it("follows the drag and stops at the edge", () => {
    const view = { scale: 1, center: { x: 0.5, y: 0.5 } };
    expect(placed(panned(view, { x: 100, y: 0 }, WIDE, BOX, 1), WIDE, BOX, 1).x).toBeCloseTo(-3500);
    const edge = panned(view, { x: 99999, y: 50 }, WIDE, BOX, 1);
    expect(placed(edge, WIDE, BOX, 1).x).toBe(0);
    expect(placed(panned(edge, { x: -10, y: 0 }, WIDE, BOX, 1), WIDE, BOX, 1).x).toBeCloseTo(-10);
  });
});

describe("turned size", () => {
  it("is exact for quarter turns", () => {
    expect(turnedSize({ width: 200, height: 150 }, 90)).toEqual({ width: 150, height: 200 });
    expect(turnedSize({ width: 200, height: 150 }, -180)).toEqual({ width: 200, height: 150 });
  });

  it("grows to the bounding box", () => {
    expect(turnedSize({ width: 200, height: 150 }, 30)).toEqual({ width: 248, height: 230 });
  });
});
