import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("window", { devicePixelRatio: 1 });
vi.stubGlobal("navigator", { platform: "" });

const { regionOf } = await import("./preview");

const frame = (x: number, y: number, scale: number, size: { width: number; height: number }) => ({
  rect: { x, y, width: size.width * scale, height: size.height * scale },
  box: { width: 800, height: 600 },
  scale,
});

describe("the region in view", () => {
  const size = { width: 4000, height: 3000 };

  it("is none while the picture is drawn smaller than it is", () => {
    expect(regionOf(frame(0, 0, 0.2, size), size)).toBeNull();
    expect(regionOf(null, size)).toBeNull();
  });

  it("is what lies in the box at 100 %", () => {
    expect(regionOf(frame(-1000, -500, 1, size), size)).toEqual({
      left: 1000,
      top: 500,
      width: 800,
      height: 600,
    });
  });

  it("ends at the edges and covers begun pixels", () => {
    expect(regionOf(frame(-7401, 100, 2, size), size)).toEqual({
      left: 3700,
      top: 0,
      width: 300,
      height: 250,
    });
  });

  it("never holds more than the server draws at once", () => {
    const wide = { ...frame(0, 0, 1, size), box: { width: 4000, height: 3000 } };
    const region = regionOf(wide, size);
    expect((region?.width ?? 0) * (region?.height ?? 0)).toBeLessThanOrEqual(1_500_000);
    expect((region?.left ?? 0) + (region?.width ?? 0) / 2).toBeCloseTo(2000, -1);
  });
});
