import type { Key, Node } from "@react-types/shared";
import { Layout, LayoutInfo, Rect, Size } from "react-aria-components/Virtualizer";

export interface FlowOptions {
  /** The least width of a column; without one there is a single column. */
  column?: number | undefined;
  /** The height of an item: fixed, and for tiles what stands below the square picture. */
  height: number;
  square: boolean;
  gap: number;
  padding: number;
  /** Room below the last item, for what floats there. */
  foot?: number;
  /** Room above the items that begin a group. */
  heading: number;
  headings: ReadonlyMap<Key, string>;
}

export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

const LOADER_HEIGHT = 48;

/** Where the items lie, row by row, each group beginning a row of its own; and how high all of it is. */
export function flow(
  keys: readonly Key[],
  width: number,
  { column, height, square, gap, padding, foot = 0, heading, headings }: FlowOptions,
): { places: Place[]; height: number; columns: number } {
  const inner = Math.max(1, width - 2 * padding);
  const columns = column ? Math.max(1, Math.floor((inner + gap) / (column + gap))) : 1;
  const itemWidth = Math.floor((inner - gap * (columns - 1)) / columns);
  const itemHeight = square ? itemWidth + height : height;
  const places: Place[] = [];
  let y = padding;
  let at = 0;
  for (const key of keys) {
    const begins = headings.has(key);
    if (at === columns || (begins && at > 0)) {
      y += itemHeight + gap;
      at = 0;
    }
    if (begins) y += heading;
    places.push({ x: padding + at * (itemWidth + gap), y, width: itemWidth, height: itemHeight });
    at += 1;
  }
  return { places, height: y + (at ? itemHeight : 0) + padding + foot, columns };
}

/** Rows or tiles of one size in groups; only those in view are drawn. */
export class FlowLayout extends Layout<Node<unknown>, FlowOptions> {
  private infos: LayoutInfo[] = [];
  private byKey = new Map<Key, LayoutInfo>();
  private size = new Size();

  override shouldInvalidateLayoutOptions(next: FlowOptions, before: FlowOptions): boolean {
    return next !== before;
  }

  override update({ layoutOptions }: { layoutOptions?: FlowOptions }): void {
    const { virtualizer } = this;
    if (!layoutOptions || !virtualizer) return;
    const nodes = [...virtualizer.collection];
    const items = nodes.filter(({ type }) => type === "item");
    const { width } = virtualizer.size;
    const keys = items.map(({ key }) => key);
    const { places, height } = flow(keys, width, layoutOptions);
    this.infos = places.map((place, index) => {
      const node = items[index] as Node<unknown>;
      const info = new LayoutInfo("item", node.key, new Rect(place.x, place.y, place.width, place.height));
      info.allowOverflow = true;
      info.content = node;
      return info;
    });
    this.byKey = new Map(this.infos.map((info) => [info.key, info]));
    const loader = nodes.find(({ type }) => type === "loader");
    if (loader) {
      const info = new LayoutInfo("loader", loader.key, new Rect(0, height, width, LOADER_HEIGHT));
      info.content = loader;
      this.byKey.set(loader.key, info);
    }
    this.size = new Size(width, height + (loader?.props.isLoading ? LOADER_HEIGHT : 0));
  }

  override getVisibleLayoutInfos(rect: Rect): LayoutInfo[] {
    const { virtualizer, infos } = this;
    const found: LayoutInfo[] = [];
    // Rows lie below each other, so that the first one in view is found by halving.
    let low = 0;
    let high = infos.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((infos[middle]?.rect.maxY ?? 0) < rect.y) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < infos.length; index++) {
      const info = infos[index] as LayoutInfo;
      if (info.rect.y > rect.maxY) break;
      found.push(info);
    }
    const seen = new Set(found.map(({ key }) => key));
    for (const key of virtualizer?.persistedKeys ?? []) {
      const info = this.byKey.get(key);
      if (info && !seen.has(key)) found.push(info);
    }
    for (const info of this.byKey.values())
      if (info.type === "loader" && !seen.has(info.key)) found.push(info);
    return found;
  }

  override getLayoutInfo(key: Key): LayoutInfo | null {
    return this.byKey.get(key) ?? null;
  }

  override getContentSize(): Size {
    return this.size;
  }
}
