import { describe, expect, it } from "vitest";
import {
  drawn,
  fitRatio,
  HANDLES,
  moved,
  percentages,
  resized,
  settle,
  transferred,
  typed,
  whole,
} from "./crop-geometry";

const IMAGE = { width: 400, height: 300 };
const TALL = { width: 100, height: 5000 };
const WIDE = { width: 5000, height: 100 };
const RECT = { x: 100, y: 100, width: 100, height: 100 };

const isInside = (rect: { x: number; y: number; width: number; height: number }, image: typeof IMAGE) =>
  rect.x >= 0 &&
  rect.y >= 0 &&
  rect.width >= 1 &&
  rect.height >= 1 &&
  rect.x + rect.width <= image.width &&
  rect.y + rect.height <= image.height &&
  Object.values(rect).every(Number.isInteger);

describe("ratio presets", () => {
  it("fit the largest centred rectangle", () => {
    expect(fitRatio(1, IMAGE)).toEqual({ x: 50, y: 0, width: 300, height: 300 });
    expect(fitRatio(16 / 9, IMAGE)).toEqual({ x: 0, y: 38, width: 400, height: 225 });
    expect(fitRatio(1, TALL)).toEqual({ x: 0, y: 2450, width: 100, height: 100 });
    expect(fitRatio(1, WIDE)).toEqual({ x: 2450, y: 0, width: 100, height: 100 });
  });

  it("keep the centre where it can be", () => {
    expect(fitRatio(1, IMAGE, { x: 300, y: 0, width: 100, height: 300 }).x).toBe(100);
  });
});

describe("moving", () => {
  it("stops at the edges", () => {
    expect(moved(RECT, { x: 5, y: -7 }, IMAGE)).toEqual({ x: 105, y: 93, width: 100, height: 100 });
    expect(moved(RECT, { x: 9999, y: 9999 }, IMAGE)).toEqual({ x: 300, y: 200, width: 100, height: 100 });
  });
});

describe("handles", () => {
  it("move only their own sides", () => {
    expect(resized(RECT, "e", { x: 250, y: 0 }, IMAGE, null)).toEqual({ ...RECT, width: 150 });
    expect(resized(RECT, "nw", { x: 50, y: 60 }, IMAGE, null)).toEqual({
      x: 50,
      y: 60,
      width: 150,
      height: 140,
    });
    expect(resized(RECT, "s", { x: 0, y: 999 }, IMAGE, null)).toEqual({ ...RECT, height: 200 });
  });

  it("never turn the rectangle inside out", () => {
    expect(resized(RECT, "w", { x: 399, y: 0 }, IMAGE, null)).toEqual({
      x: 199,
      y: 100,
      width: 1,
      height: 100,
    });
  });

  it("keep a ratio and stay inside, whatever is dragged where", () => {
    for (const image of [IMAGE, TALL, WIDE])
      for (const ratio of [1, 16 / 9, 9 / 16])
        for (const handle of HANDLES)
          for (const to of [
            { x: -50, y: -50 },
            { x: 60, y: 70 },
            { x: 9999, y: 9999 },
          ]) {
            const start = fitRatio(ratio, image);
            const rect = resized(start, handle, to, image, ratio);
            expect(isInside(rect, image)).toBe(true);
            expect(Math.abs(rect.width - rect.height * ratio)).toBeLessThanOrEqual(Math.max(1, ratio));
          }
  });

  it("grow an edge to both sides under a ratio", () => {
    expect(resized(RECT, "e", { x: 220, y: 0 }, IMAGE, 1)).toEqual({
      x: 100,
      y: 90,
      width: 120,
      height: 120,
    });
  });
});

describe("drawing", () => {
  it("works in every direction", () => {
    const expected = { x: 10, y: 20, width: 90, height: 80 };
    expect(drawn({ x: 10, y: 20 }, { x: 100, y: 100 }, IMAGE, null)).toEqual(expected);
    expect(drawn({ x: 100, y: 100 }, { x: 10, y: 20 }, IMAGE, null)).toEqual(expected);
  });

  it("keeps a ratio", () => {
    expect(drawn({ x: 0, y: 0 }, { x: 100, y: 20 }, IMAGE, 2)).toEqual({
      x: 0,
      y: 0,
      width: 100,
      height: 50,
    });
  });
});

describe("typing", () => {
  it("changes one number and keeps the rest where it can", () => {
    expect(typed(RECT, "x", 350, IMAGE, null)).toEqual({ ...RECT, x: 300 });
    expect(typed(RECT, "width", 999, IMAGE, null)).toEqual({ ...RECT, width: 300 });
    expect(typed(RECT, "height", 50, IMAGE, 2)).toEqual({ x: 100, y: 100, width: 100, height: 50 });
  });
});

describe("several images", () => {
  it("share the rectangle by percent", () => {
    const { left, top, width, height } = percentages({ x: 100, y: 75, width: 200, height: 150 }, IMAGE);
    expect([left, top]).toEqual([25, 25]);
    expect(width).toBeCloseTo(50, 4);
    expect(height).toBeCloseTo(50, 4);
  });

  it("never reach beyond an image, though position and length both round half up", () => {
    const { left, width } = percentages({ x: 1, y: 0, width: 3, height: 4 }, { width: 4, height: 4 });
    const of = (share: number, length: number) => Math.floor((share / 100) * length + 0.5);
    for (const length of [2, 10, 22, 4000])
      expect(of(left, length) + of(width, length)).toBeLessThanOrEqual(length);
  });

  it("carry over to another size", () => {
    expect(transferred(RECT, IMAGE, { width: 800, height: 600 })).toEqual({
      x: 200,
      y: 200,
      width: 200,
      height: 200,
    });
    expect(transferred(whole(IMAGE), IMAGE, TALL)).toEqual(whole(TALL));
  });
});

describe("settling", () => {
  it("gives whole pixels inside the image", () => {
    expect(settle({ x: -3.2, y: 299.9, width: 0.2, height: 0.2 }, IMAGE)).toEqual({
      x: 0,
      y: 299,
      width: 1,
      height: 1,
    });
  });
});
