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

/** What undo brings back. */
interface Shape {
  /** The rectangle and the image it was drawn on; null means the whole image. */
  drawn: { rect: Rect; image: Size } | null;
  preset: PresetId;
  custom: Size;
  swapped: boolean;
}

interface Crop extends Shape {
  thirds: boolean;
  past: Shape[];
  future: Shape[];
}

const REMEMBERED = 100;

/** What the crop canvas and its fields share. */
export const useCrop = create<Crop>(() => ({
  drawn: null,
  preset: "free",
  custom: { width: 3, height: 2 },
  swapped: false,
  thirds: true,
  past: [],
  future: [],
}));

const shapeOf = ({ drawn, preset, custom, swapped }: Crop): Shape => ({ drawn, preset, custom, swapped });

/** Changes the shape; `further` continues a change that undo takes back as a whole. */
function change(next: Partial<Shape>, further = false): void {
  const crop = useCrop.getState();
  const before = shapeOf(crop);
  const same = JSON.stringify({ ...before, ...next }) === JSON.stringify(before);
  if (further || same) useCrop.setState(next);
  else useCrop.setState({ ...next, past: [...crop.past.slice(1 - REMEMBERED), before], future: [] });
}

/** Takes the last change back; false if there is none. */
export function undo(): boolean {
  const crop = useCrop.getState();
  const before = crop.past.at(-1);
  if (!before) return false;
  useCrop.setState({ ...before, past: crop.past.slice(0, -1), future: [...crop.future, shapeOf(crop)] });
  return true;
}

/** Does again what was taken back last; false if there is nothing. */
export function redo(): boolean {
  const crop = useCrop.getState();
  const after = crop.future.at(-1);
  if (!after) return false;
  useCrop.setState({ ...after, past: [...crop.past, shapeOf(crop)], future: crop.future.slice(0, -1) });
  return true;
}

/** The rectangle on an image, in its pixels. */
export const rectOn = ({ drawn }: Shape, image: Size): Rect =>
  drawn ? transferred(drawn.rect, drawn.image, image) : whole(image);

/** The ratio in force; null is free. */
export function ratioOf({ preset, custom, swapped }: Shape): number | null {
  const ratio =
    preset === "custom"
      ? custom.width / custom.height
      : (PRESETS.find(({ id }) => id === preset)?.ratio ?? null);
  return ratio && swapped ? 1 / ratio : ratio;
}

/** Sets the rectangle; `further` marks the later steps of one drag. */
export const setRect = (rect: Rect, image: Size, further = false): void =>
  change({ drawn: { rect, image } }, further);

/** Changes the ratio and fits the rectangle to it. */
export function setRatio(wanted: Partial<Pick<Shape, "preset" | "custom" | "swapped">>, image: Size): void {
  change(wanted.preset ? { swapped: false, ...wanted } : wanted);
  const crop = useCrop.getState();
  const ratio = ratioOf(crop);
  if (ratio) setRect(fitRatio(ratio, image, rectOn(crop, image)), image, true);
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
export function cropSettings(crop: Shape, image: Size, several: boolean): Record<string, unknown> {
  const rect = rectOn(crop, image);
  if (several) return { ...percentages(rect, image), unit: "percent" };
  return { left: rect.x, top: rect.y, width: rect.width, height: rect.height, unit: "px" };
}
