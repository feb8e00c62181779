import { create } from "zustand";
import { storage } from "../api/storage";

export type Mode = "slider" | "side-by-side" | "result" | "difference";
export type Ground = "grey" | "white" | "black" | "checker";

const KEY = "ashim-viewer";

interface Preferences {
  /** How original and result are shown, by the display kind of the tool. */
  modes: Record<string, Mode>;
  ground: Ground;
  /** Whether the server draws what settings do while they are changed. */
  live: boolean;
}

export const useViewerPreferences = create<Preferences>(() => ({
  modes: {},
  ground: "grey",
  live: true,
  ...storage.read<Partial<Preferences>>(KEY, {}),
}));

useViewerPreferences.subscribe((state) => storage.set(KEY, JSON.stringify(state)));

/** The mode for a display kind: the one chosen last, else the one the tool asks for. */
export function modeFor(modes: Record<string, Mode>, display: string): Mode {
  const chosen = modes[display];
  if (chosen) return chosen;
  if (display === "side-by-side") return "side-by-side";
  return display === "before-after" ? "slider" : "result";
}

export function chooseMode(display: string, mode: Mode): void {
  useViewerPreferences.setState(({ modes }) => ({ modes: { ...modes, [display]: mode } }));
}
