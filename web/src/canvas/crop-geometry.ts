import { clamp } from "../schema/number";
import type { Point, Rect, Size } from "../viewer/geometry";

/** The handles of a rectangle by compass point; "move" is its inside. */
export type Handle = "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw";

export const HANDLES: Handle[] = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

export const whole = (image: Size): Rect => ({ x: 0, y: 0, width: image.width, height: image.height });

/** Whole pixels, at least one, inside the image. */
export function settle(rect: Rect, image: Size): Rect {
  const width = clamp(Math.round(rect.width), 1, image.width);
  const height = clamp(Math.round(rect.height), 1, image.height);
  return {
    width,
    height,
    x: clamp(Math.round(rect.x), 0, image.width - width),
    y: clamp(Math.round(rect.y), 0, image.height - height),
  };
}

/** The largest rectangle of a ratio (width / height) in the image, around the middle of `around` as far as it can be. */
export function fitRatio(ratio: number, image: Size, around: Rect = whole(image)): Rect {
  const width = Math.min(image.width, image.height * ratio);
  const height = width / ratio;
  return settle(
    {
      width,
      height,
      x: around.x + around.width / 2 - width / 2,
      y: around.y + around.height / 2 - height / 2,
    },
    image,
  );
}

export function moved(rect: Rect, by: Point, image: Size): Rect {
  return settle({ ...rect, x: rect.x + by.x, y: rect.y + by.y }, image);
}

/**
 * The rectangle with one handle dragged to a point of the image. The opposite side or corner stays; with a ratio, an
 * edge grows to both sides along the other axis.
 */
export function resized(rect: Rect, handle: Handle, to: Point, image: Size, ratio: number | null): Rect {
  const west = handle.includes("w");
  const north = handle.includes("n");
  const point = { x: clamp(to.x, 0, image.width), y: clamp(to.y, 0, image.height) };
  const anchor = { x: west ? rect.x + rect.width : rect.x, y: north ? rect.y + rect.height : rect.y };
  const horizontal = west || handle.includes("e");
  const vertical = north || handle.includes("s");
  let width = horizontal ? Math.max(1, west ? anchor.x - point.x : point.x - anchor.x) : rect.width;
  let height = vertical ? Math.max(1, north ? anchor.y - point.y : point.y - anchor.y) : rect.height;
  const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };

  if (ratio) {
    const roomX = horizontal
      ? west
        ? anchor.x
        : image.width - anchor.x
      : 2 * Math.min(middle.x, image.width - middle.x);
    const roomY = vertical
      ? north
        ? anchor.y
        : image.height - anchor.y
      : 2 * Math.min(middle.y, image.height - middle.y);
    const wanted =
      horizontal && vertical ? Math.max(width, height * ratio) : horizontal ? width : height * ratio;
    width = Math.max(Math.min(wanted, roomX, roomY * ratio), Math.min(1, ratio));
    height = width / ratio;
  }
  const x = horizontal ? (west ? anchor.x - width : anchor.x) : middle.x - width / 2;
  const y = vertical ? (north ? anchor.y - height : anchor.y) : middle.y - height / 2;
  return settle({ x, y, width, height }, image);
}

/** A new rectangle drawn from one point to another. */
export function drawn(from: Point, to: Point, image: Size, ratio: number | null): Rect {
  const start = { x: clamp(from.x, 0, image.width), y: clamp(from.y, 0, image.height) };
  const handle = `${to.y < start.y ? "n" : "s"}${to.x < start.x ? "w" : "e"}` as Handle;
  return resized({ ...start, width: 0, height: 0 }, handle, to, image, ratio);
}

/** The rectangle with one of its four numbers typed in; with a ratio the other side follows. */
export function typed(rect: Rect, field: keyof Rect, value: number, image: Size, ratio: number | null): Rect {
  if (field === "x" || field === "y") return settle({ ...rect, [field]: value }, image);
  if (!ratio) {
    const room = field === "width" ? image.width - rect.x : image.height - rect.y;
    return settle({ ...rect, [field]: Math.min(value, room) }, image);
  }
  const wanted = field === "width" ? value : value * ratio;
  const width = Math.min(wanted, image.width - rect.x, (image.height - rect.y) * ratio);
  return settle({ ...rect, width, height: width / ratio }, image);
}

/** The same share of another image. */
export function transferred(rect: Rect, from: Size, to: Size): Rect {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return settle({ x: rect.x * x, y: rect.y * y, width: rect.width * x, height: rect.height * y }, to);
}

// Half a pixel rounds up for position and for length alike; the hair's breadth keeps their sum inside the image.
const HAIR = 1e-6;

/** The rectangle as percentages of the image, for images of several sizes. */
export function percentages(
  rect: Rect,
  image: Size,
): { left: number; top: number; width: number; height: number } {
  const share = (length: number, of: number) => (length / of) * 100;
  return {
    left: share(rect.x, image.width),
    top: share(rect.y, image.height),
    width: share(rect.width, image.width) - HAIR,
    height: share(rect.height, image.height) - HAIR,
  };
}
