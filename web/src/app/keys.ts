import { useEffect, useRef } from "react";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const SYMBOLS: Record<string, string> = MAC
  ? { Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↵" }
  : { Mod: "Ctrl", Enter: "Enter" };

/** "Mod+K" as the keyboard at hand says it. */
export function keyLabel(keys: string): string {
  return keys
    .split("+")
    .map((key) => SYMBOLS[key] ?? key)
    .join(MAC ? "" : "+");
}

const TEXT_INPUT =
  "input:not([type=range],[type=checkbox],[type=radio]), textarea, select, [contenteditable=true]";

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TEXT_INPUT) !== null;

/** Whether a floating layer is open; page shortcuts rest then. */
const isCovered = (): boolean =>
  document.querySelector("[role=dialog],[role=menu],[role=alertdialog]") !== null;

/** "Mod+Shift+d" of an event; single printable keys come as typed. */
function chord(event: KeyboardEvent): string {
  const parts = [];
  if (event.metaKey || event.ctrlKey) parts.push("Mod");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && (parts.length || event.key.length > 1)) parts.push("Shift");
  // With Alt held, some layouts type other characters; the physical digit is meant.
  const digit = event.altKey && /^Digit(\d)$/.exec(event.code)?.[1];
  parts.push(digit || (event.key.length === 1 ? event.key.toLowerCase() : event.key));
  return parts.join("+");
}

type Handlers = Record<string, (event: KeyboardEvent) => void>;

/** Keys that work even while typing or over a focused button, which would swallow them. */
const EVERYWHERE = new Set(["Mod+k", "Mod+Enter"]);

/** Calls the handler of a chord such as "Mod+k" or "?", except while somebody types. */
export function useKeys(handlers: Handlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const keys = chord(event);
      const handler = latest.current[keys];
      const capturing = event.eventPhase === Event.CAPTURING_PHASE;
      if (!handler || capturing !== EVERYWHERE.has(keys)) return;
      if (!capturing && (isTyping(event.target) || isCovered())) return;
      event.preventDefault();
      handler(event);
    };
    document.addEventListener("keydown", onKeyDown, { capture: true });
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown, { capture: true });
      document.removeEventListener("keydown", onKeyDown);
    };
  }, []);
}
