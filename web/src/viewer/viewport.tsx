import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { cx } from "../ui/classes";
import {
  FIT,
  type Point,
  panned,
  placed,
  type Rect,
  type Size,
  scaleOf,
  type View,
  zoomed,
} from "./geometry";

/** CSS pixels per image pixel at which one image pixel is one screen pixel: what "100 %" means. */
export const trueScale = (): number => 1 / (window.devicePixelRatio || 1);

export interface Frame {
  /** Where the image lies in the box, CSS pixels. */
  rect: Rect;
  /** CSS pixels per image pixel. */
  scale: number;
  box: Size;
}

interface ViewportProps {
  /** Dimensions of the image (or of the canvas a preview needs). */
  image: Size;
  view: View;
  onView: (view: View) => void;
  label: string;
  /** Room kept free around the image at fit, CSS pixels. */
  margin?: number;
  className?: string;
  children: (frame: Frame) => ReactNode;
}

const WHEEL_SPEED = 0.0016;
const KEY_STEP = 1.25;
const PAN_STEP = 60;

/** A box with an image in it: wheel and pinch zoom to the pointer, drag pans, + - 0 1 and the arrows do the same. */
export function Viewport({ image, view, onView, label, margin = 24, className, children }: ViewportProps) {
  const element = useRef<HTMLDivElement>(null);
  const [outer, setOuter] = useState<Size>({ width: 0, height: 0 });
  const pointers = useRef(new Map<number, Point>());
  const truth = trueScale();
  const inset = Math.min(margin, outer.width / 10);
  const box =
    view.scale === null ? { width: outer.width - 2 * inset, height: outer.height - 2 * inset } : outer;

  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    const measure = () => setOuter({ width: node.clientWidth, height: node.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, []);

  const zoomBy = useCallback(
    (factor: number, at?: Point) => {
      const scale = scaleOf(view, image, box, truth);
      onView(zoomed({ ...view, scale }, scale * factor, at ?? middle(outer), image, outer, truth));
    },
    [view, image, box, outer, truth, onView],
  );

  // React listens to wheel events passively, which could not keep the page from zooming.
  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const speed = event.ctrlKey ? WHEEL_SPEED * 5 : WHEEL_SPEED;
      zoomBy(Math.exp(-event.deltaY * lines * speed), inside(node, event));
    };
    node.addEventListener("wheel", onWheel, { passive: false });
    return () => node.removeEventListener("wheel", onWheel);
  }, [zoomBy]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button > 1) return;
    pointers.current.set(event.pointerId, inside(event.currentTarget, event));
    event.currentTarget.setPointerCapture(event.pointerId);
  };

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const before = [...pointers.current.values()];
    const last = pointers.current.get(event.pointerId);
    if (!last) return;
    const here = inside(event.currentTarget, event);
    pointers.current.set(event.pointerId, here);
    const after = [...pointers.current.values()];
    const [a, b] = before;
    const [c, d] = after;
    if (a && b && c && d) {
      const from = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
      const to = { x: (c.x + d.x) / 2, y: (c.y + d.y) / 2 };
      const spread = Math.hypot(c.x - d.x, c.y - d.y) / Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
      const scale = scaleOf(view, image, box, truth);
      const moved = panned({ ...view, scale }, { x: to.x - from.x, y: to.y - from.y }, image, outer, truth);
      onView(zoomed(moved, scale * spread, to, image, outer, truth));
    } else if (view.scale !== null) {
      onView(panned(view, { x: here.x - last.x, y: here.y - last.y }, image, outer, truth));
    }
  };

  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => pointers.current.delete(event.pointerId);

  const toggle = (at: Point) => {
    if (view.scale !== null) onView(FIT);
    else onView(zoomed({ ...view, scale: scaleOf(view, image, box, truth) }, truth, at, image, outer, truth));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
    const pan = (x: number, y: number) =>
      view.scale !== null && onView(panned(view, { x, y }, image, outer, truth));
    const actions: Record<string, () => void> = {
      ArrowLeft: () => pan(PAN_STEP, 0),
      ArrowRight: () => pan(-PAN_STEP, 0),
      ArrowUp: () => pan(0, PAN_STEP),
      ArrowDown: () => pan(0, -PAN_STEP),
      "+": () => zoomBy(KEY_STEP),
      "=": () => zoomBy(KEY_STEP),
      "-": () => zoomBy(1 / KEY_STEP),
      "0": () => onView(FIT),
      "1": () => onView({ ...view, scale: truth }),
    };
    const action = actions[event.key];
    if (!action || (event.key.startsWith("Arrow") && view.scale === null)) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  const rect = placed(view, image, box, truth);
  if (view.scale === null) {
    rect.x += inset;
    rect.y += inset;
  }
  return (
    // A region that scrolls by keys has to take the focus, as a native scroll area does.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset or section says less than a labelled group here.
    <div
      ref={element}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
      tabIndex={0}
      className={cx(
        "relative min-h-0 min-w-0 grow touch-none overflow-hidden ring-on-image focus-visible:-outline-offset-2",
        view.scale !== null && "cursor-grab active:cursor-grabbing",
        className,
      )}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={(event) => toggle(inside(event.currentTarget, event))}
      onKeyDown={onKeyDown}
    >
      {outer.width > 0 && children({ rect, scale: rect.width / image.width, box: outer })}
    </div>
  );
}

const middle = (box: Size): Point => ({ x: box.width / 2, y: box.height / 2 });

function inside(node: Element, event: { clientX: number; clientY: number }): Point {
  const bounds = node.getBoundingClientRect();
  return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
}
