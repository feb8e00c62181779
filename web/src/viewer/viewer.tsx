import { type ReactNode, useEffect, useState } from "react";
import { isTyping, useKeys } from "../app/keys";
import { t } from "../i18n";
import { clamp } from "../schema/number";
import { cx } from "../ui/classes";
import { Divider, visibleSpan } from "./divider";
import { FIT, LEAST, MOST, type Size, turnedSize, type View } from "./geometry";
import { type Facts, InfoBar } from "./info-bar";
import { type Patch, Picture, type Shown, type Turn } from "./picture";
import { chooseMode, type Mode, modeFor, useViewerPreferences } from "./preferences";
import { type Frame, trueScale, Viewport } from "./viewport";
import { GroundMenu, groundClass, ModeSwitch, ZoomBar } from "./zoom-bar";

interface ViewerProps {
  display: string;
  original: Shown;
  result?: Shown | undefined;
  turn?: Turn | undefined;
  filter?: string | undefined;
  facts: Facts;
  /** What the two pictures are called, if not original and result. */
  labels?: readonly [string, string] | undefined;
  /** A map of where the two differ. */
  difference?: Shown | undefined;
  /** Drawn over the original, for canvases such as crop. */
  overlay?: ((frame: Frame) => ReactNode) | undefined;
  margin?: number | undefined;
  /** True pixels of a part of the result. */
  patch?: Patch | undefined;
  /** Told where the result lies whenever that changes. */
  onFrame?: ((frame: Frame) => void) | undefined;
  /** Further controls at the start of the bar. */
  controls?: ReactNode;
}

const SAME_SHAPE = 0.02;

/** The picture, or original and result, with one zoom and pan for both. */
export function Viewer({
  display,
  original,
  result,
  turn,
  filter,
  facts,
  labels,
  difference,
  overlay,
  margin,
  patch,
  onFrame,
  controls,
}: ViewerProps) {
  const [first, second] = labels ?? [t("Original"), t("Result")];
  const [view, setView] = useState<View>(FIT);
  const [scale, setScale] = useState(1);
  const [divide, setDivide] = useState(50);
  const [held, setHeld] = useState(false);
  const { modes, ground } = useViewerPreferences();
  const truth = trueScale();

  const possible: Mode[] =
    result && sameShape(original.size, result.size)
      ? ["slider", "side-by-side", "result"]
      : ["side-by-side", "result"];
  if (result && difference) possible.push("difference");
  const wanted = modeFor(modes, display);
  const mode = possible.includes(wanted) ? wanted : "side-by-side";

  const toPercent = (percent: number) =>
    setView({ scale: clamp((percent / 100) * truth, LEAST * truth, MOST * truth), center: view.center });
  const percent = (scale / truth) * 100;

  useHold("\\", setHeld);
  useKeys({
    "+": () => toPercent(percent * 1.25),
    "=": () => toPercent(percent * 1.25),
    "-": () => toPercent(percent / 1.25),
    "0": () => setView(FIT),
    "1": () => toPercent(100),
  });

  const single = (
    shown: Shown,
    label: string,
    extra?: {
      turn?: Turn | undefined;
      filter?: string | undefined;
      overlay?: ViewerProps["overlay"];
      patch?: Patch | undefined;
      tag?: string | undefined;
    },
  ) => {
    const size = extra?.turn ? turnedSize(shown.size, extra.turn.angle) : shown.size;
    return (
      <Viewport image={size} view={view} onView={setView} label={label} margin={margin}>
        {(frame) => (
          <>
            <Report frame={frame} onScale={setScale} onFrame={onFrame} />
            <Picture
              shown={shown}
              rect={frame.rect}
              patch={extra?.patch}
              turn={extra?.turn}
              filter={extra?.filter}
            />
            {extra?.overlay?.(frame)}
            {extra?.tag && <Tag className="left-3">{extra.tag}</Tag>}
          </>
        )}
      </Viewport>
    );
  };

  let body: ReactNode;
  if (!result) body = single(original, t("Image"), { turn, filter, overlay });
  else if (held) body = single(original, first);
  else if (mode === "difference" && difference) body = single(difference, t("Difference"));
  else if (mode === "result") body = single(result, second, { patch, tag: labels && second });
  else if (mode === "slider")
    body = (
      <Viewport
        image={result.size}
        view={view}
        onView={setView}
        label={t("{first} and {second}", { first, second })}
        margin={margin}
      >
        {(frame) => {
          const { start, length } = visibleSpan(frame);
          const line = start + (length * divide) / 100;
          return (
            <>
              <Report frame={frame} onScale={setScale} onFrame={onFrame} />
              <Picture
                shown={original}
                rect={frame.rect}
                clip={{ right: frame.rect.x + frame.rect.width - line }}
              />
              <Picture shown={result} rect={frame.rect} patch={patch} clip={{ left: line - frame.rect.x }} />
              <Tag className="left-3 max-w-[45%]!">{first}</Tag>
              <Tag className="right-3 max-w-[45%]!">{second}</Tag>
              <Divider frame={frame} value={divide} onChange={setDivide} />
            </>
          );
        }}
      </Viewport>
    );
  else
    body = (
      <div className="flex min-h-0 grow gap-px bg-hairline max-md:flex-col">
        {[
          { shown: original, label: first },
          { shown: result, label: second },
        ].map(({ shown, label }) => (
          <Linked
            key={shown === result ? 1 : 0}
            shown={shown}
            reference={result.size}
            view={view}
            onView={setView}
            label={label}
          >
            {(frame) => (
              <>
                {shown === result && <Report frame={frame} onScale={setScale} onFrame={onFrame} />}
                <Picture shown={shown} rect={frame.rect} patch={shown === result ? patch : undefined} />
                <Tag className="left-3">{label}</Tag>
              </>
            )}
          </Linked>
        ))}
      </div>
    );

  return (
    <div className="flex min-h-0 min-w-0 grow flex-col">
      <div className={cx("flex min-h-0 grow", groundClass(ground))}>{body}</div>
      <div
        className={cx(
          "@container/bar flex min-h-10 items-center gap-x-3 border-t bg-panel px-3 max-md:px-2",
          result && "max-md:flex-wrap max-md:[&>p]:basis-full max-md:[&>p]:pt-1.5",
        )}
      >
        <InfoBar facts={facts} />
        <div className="ms-auto flex shrink-0 items-center">
          {controls}
          {result && (
            <ModeSwitch
              modes={possible}
              mode={mode}
              onMode={(next) => chooseMode(display, next)}
              onHold={setHeld}
            />
          )}
          <GroundMenu />
          <ZoomBar
            percent={percent}
            fitted={view.scale === null}
            onPercent={toPercent}
            onFit={() => setView(FIT)}
          />
        </div>
      </div>
    </div>
  );
}

interface LinkedProps {
  shown: Shown;
  reference: Size;
  view: View;
  onView: (view: View) => void;
  label: string;
  children: (frame: Frame) => ReactNode;
}

/** A viewport whose scale follows that of the reference image, so that both show the same detail. */
function Linked({ shown, reference, view, onView, label, children }: LinkedProps) {
  const ratio = Math.sqrt((reference.width * reference.height) / (shown.size.width * shown.size.height));
  const scaled = (by: number, of: View): View => ({ ...of, scale: of.scale === null ? null : of.scale * by });
  return (
    <div
      className={cx(
        "flex min-h-0 min-w-0 flex-1",
        groundClass(useViewerPreferences((state) => state.ground)),
      )}
    >
      <Viewport
        image={shown.size}
        view={scaled(ratio, view)}
        onView={(next) => onView(scaled(1 / ratio, next))}
        label={label}
      >
        {children}
      </Viewport>
    </div>
  );
}

function Tag({ className, children }: { className: string; children: ReactNode }) {
  return (
    <span
      className={cx(
        "pointer-events-none absolute top-3 max-w-[calc(100%-1.5rem)] truncate rounded-control bg-black/65 px-2 py-0.5 text-xs text-white select-none",
        className,
      )}
    >
      {children}
    </span>
  );
}

interface ReportProps {
  frame: Frame;
  onScale: (scale: number) => void;
  onFrame: ViewerProps["onFrame"];
}

/** Tells the parent where and at which scale the image is drawn. */
function Report({ frame, onScale, onFrame }: ReportProps) {
  const { rect, box, scale } = frame;
  useEffect(() => onScale(scale), [scale, onScale]);
  const key = [rect.x, rect.y, rect.width, box.width, box.height].join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a frame is made anew at every drawing; its numbers count.
  useEffect(() => onFrame?.(frame), [key, onFrame]);
  return null;
}

function useHold(key: string, onHold: (held: boolean) => void): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key === key && !isTyping(event.target)) onHold(true);
    };
    const up = (event: KeyboardEvent) => {
      if (event.key === key) onHold(false);
    };
    const lost = () => onHold(false);
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", lost);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", lost);
    };
  }, [key, onHold]);
}

const sameShape = (a: Size, b: Size): boolean =>
  Math.abs((a.width * b.height) / (a.height * b.width) - 1) < SAME_SHAPE;
