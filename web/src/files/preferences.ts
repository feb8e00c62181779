import { create } from "zustand";
import { storage } from "../api/storage";

interface Preferences {
  view: "grid" | "list";
  density: "comfortable" | "compact";
  grouped: boolean;
  details: boolean;
  /** Of the details, CSS pixels. */
  width: number;
}

const KEY = "ashim-files";

export const LEAST_WIDTH = 280;
export const MOST_WIDTH = 640;

/** How this browser's user likes to see files. */
export const useFilePreferences = create<Preferences>(() => ({
  view: "grid",
  density: "comfortable",
  grouped: true,
  details: true,
  width: 360,
  ...storage.read<Partial<Preferences>>(KEY, {}),
}));

useFilePreferences.subscribe((state) => storage.set(KEY, JSON.stringify(state)));

export const prefer = (change: Partial<Preferences>): void => useFilePreferences.setState(change);
