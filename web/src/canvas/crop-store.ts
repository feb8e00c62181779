import { create } from "zustand";
import type { Rect, Size } from "../viewer/geometry";
import { fitRatio, percentages, transferred, whole } from "./crop-geometry";

export const PRESETS = [
  { id: "free", label: "", ratio: null },
  { id: "1:1", label: "1:1", ratio: 1 },
  { id: "4:3", label: "4:3", ratio: 4 / 3 },
  { id: "3:2", label: "3:2", ratio: 3 / 2 },
  { id: "16:9", label: "16:9", ratio: 16 / 9 },
  { id: "2:3", label: "2:3", ratio: 2 / 3 },
  { id: "4:5", label: "4:5", ratio: 4 / 5 },
  { id: "9:16", label: "9:16", ratio: 9 / 16 },
] as const;

export type PresetId = (typeof PRESETS)[number]["id"] | "custom";

interface Crop {
  /** The rectangle and the image it was drawn on; null means the whole image. */
  drawn: { rect: Rect; image: Size } | null;
  preset: PresetId;
  custom: Size;
  swapped: boolean;
  thirds: boolean;
}

/** What the crop canvas and its fields share. */
export const useCrop = create<Crop>(() => ({
  drawn: null,
  preset: "free",
  custom: { width: 3, height: 2 },
  swapped: false,
  thirds: true,
}));

/** The rectangle on an image, in its pixels. */
export const rectOn = ({ drawn }: Crop, image: Size): Rect =>
  drawn ? transferred(drawn.rect, drawn.image, image) : whole(image);

/** The ratio in force; null is free. */
export function ratioOf({ preset, custom, swapped }: Crop): number | null {
  const ratio =
    preset === "custom"
      ? custom.width / custom.height
      : (PRESETS.find(({ id }) => id === preset)?.ratio ?? null);
  return ratio && swapped ? 1 / ratio : ratio;
}

export const setRect = (rect: Rect, image: Size): void => useCrop.setState({ drawn: { rect, image } });

/** Changes the ratio and fits the rectangle to it. */
export function setRatio(change: Partial<Pick<Crop, "preset" | "custom" | "swapped">>, image: Size): void {
  useCrop.setState(change.preset ? { swapped: false, ...change } : change);
  const crop = useCrop.getState();
  const ratio = ratioOf(crop);
  if (ratio) setRect(fitRatio(ratio, image, rectOn(crop, image)), image);
}

/** Turns the rectangle from lying to standing or back. */
export function swap(image: Size): void {
  const crop = useCrop.getState();
  const rect = rectOn(crop, image);
  if (crop.preset !== "free") setRatio({ swapped: !crop.swapped }, image);
  else setRect(fitInto({ width: rect.height, height: rect.width }, rect, image), image);
}

/** A rectangle of the wanted size, made smaller if need be, around the middle of another. */
function fitInto(wanted: Size, around: Rect, image: Size): Rect {
  const scale = Math.min(1, image.width / wanted.width, image.height / wanted.height);
  const width = Math.max(1, Math.round(wanted.width * scale));
  const height = Math.max(1, Math.round(wanted.height * scale));
  const x = Math.round(around.x + (around.width - width) / 2);
  const y = Math.round(around.y + (around.height - height) / 2);
  return {
    width,
    height,
    x: Math.min(Math.max(0, x), image.width - width),
    y: Math.min(Math.max(0, y), image.height - height),
  };
}

/** The settings of the crop tool: exact pixels for one image, percentages for several. */
export function cropSettings(crop: Crop, image: Size, several: boolean): Record<string, unknown> {
  const rect = rectOn(crop, image);
  if (several) return { ...percentages(rect, image), unit: "percent" };
  return { left: rect.x, top: rect.y, width: rect.width, height: rect.height, unit: "px" };
}
