/** What the split tool is told. */
export interface SplitSettings {
  columns?: unknown;
  rows?: unknown;
  tileWidth?: unknown;
  tileHeight?: unknown;
}

const MOST = 100;
const whole = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 1 ? Math.floor(value) : undefined;

/** Where the pieces begin along one side, and where the last one ends: the rule of the server. */
export function edges(length: number, count: number, tile?: number): number[] {
  const pieces = Math.min(tile ? Math.ceil(length / tile) : count, MOST, Math.max(1, length));
  const step = tile ?? Math.floor(length / pieces);
  return [...Array.from({ length: pieces }, (_, index) => index * step), length];
}

/** The edges of all pieces across and down; tiles count only where both of their sides are given. */
export function grid(
  width: number,
  height: number,
  settings: SplitSettings,
): { across: number[]; down: number[] } {
  const [tileWidth, tileHeight] = [whole(settings.tileWidth), whole(settings.tileHeight)];
  const tiles = tileWidth !== undefined && tileHeight !== undefined;
  return {
    across: edges(width, whole(settings.columns) ?? 3, tiles ? tileWidth : undefined),
    down: edges(height, whole(settings.rows) ?? 3, tiles ? tileHeight : undefined),
  };
}
