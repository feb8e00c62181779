import { clamp } from "../schema/number";

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Rect extends Point, Size {}

/**
 * What is looked at: `scale` is CSS pixels per image pixel (null: fit the box), `center` the point of the image,
 * as shares of its sides, that lies in the middle of the box.
 */
export interface View {
  scale: number | null;
  center: Point;
}

export const FIT: View = { scale: null, center: { x: 0.5, y: 0.5 } };

/** Zoom limits in image pixels per screen pixel. */
export const LEAST = 0.05;
export const MOST = 16;

/** The scale at which the image is whole inside the box; small images stay at their true size. */
export function fitScale(image: Size, box: Size, truth: number): number {
  return Math.min(box.width / image.width, box.height / image.height, truth);
}

export const scaleOf = (view: View, image: Size, box: Size, truth: number): number =>
  view.scale ?? fitScale(image, box, truth);

/** Where the image lies in the box; an axis that is not larger than the box is centred. */
export function placed(view: View, image: Size, box: Size, truth: number): Rect {
  const scale = scaleOf(view, image, box, truth);
  const width = image.width * scale;
  const height = image.height * scale;
  return {
    width,
    height,
    x: along(width, box.width, view.center.x),
    y: along(height, box.height, view.center.y),
  };
}

function along(length: number, box: number, center: number): number {
  if (length <= box) return (box - length) / 2;
  return clamp(box / 2 - center * length, box - length, 0);
}

/** The view with another scale that keeps the image point under `at` (box coordinates) where it is. */
export function zoomed(view: View, scale: number, at: Point, image: Size, box: Size, truth: number): View {
  const limit = { low: Math.min(LEAST * truth, fitScale(image, box, truth)), high: MOST * truth };
  const next = clamp(scale, limit.low, limit.high);
  const rect = placed(view, image, box, truth);
  const held = { x: (at.x - rect.x) / rect.width, y: (at.y - rect.y) / rect.height };
  return settled(
    {
      scale: next,
      center: {
        x: held.x - (at.x - box.width / 2) / (image.width * next),
        y: held.y - (at.y - box.height / 2) / (image.height * next),
      },
    },
    image,
    box,
    truth,
  );
}

/** The view moved by a drag of so many CSS pixels. */
export function panned(view: View, by: Point, image: Size, box: Size, truth: number): View {
  const rect = placed(view, image, box, truth);
  const center = {
    x: (box.width / 2 - rect.x - by.x) / rect.width,
    y: (box.height / 2 - rect.y - by.y) / rect.height,
  };
  return settled({ scale: view.scale, center }, image, box, truth);
}

/** Takes the centre back to what is really in the middle, so that a drag past the edge leaves no slack. */
function settled(view: View, image: Size, box: Size, truth: number): View {
  const rect = placed(view, image, box, truth);
  return {
    scale: view.scale,
    center: { x: (box.width / 2 - rect.x) / rect.width, y: (box.height / 2 - rect.y) / rect.height },
  };
}

/** The canvas that holds an image turned by any angle (degrees). */
export function turnedSize(image: Size, angle: number): Size {
  const radians = (angle * Math.PI) / 180;
  const sin = Math.abs(Math.sin(radians));
  const cos = Math.abs(Math.cos(radians));
  return {
    width: Math.max(1, Math.round(image.width * cos + image.height * sin)),
    height: Math.max(1, Math.round(image.width * sin + image.height * cos)),
  };
}
