import { create } from "zustand";
import { storage } from "../api/storage";

const KEY = "ashim-tools";
const RECENT_MOST = 4;

interface Kept {
  favourites: string[];
  recent: string[];
}

/** Tool ids that this browser's user starred or used last. */
export const useKeptTools = create<Kept>(() => ({
  favourites: [],
  recent: [],
  ...storage.read<Partial<Kept>>(KEY, {}),
}));

useKeptTools.subscribe((state) => storage.set(KEY, JSON.stringify(state)));

export function toggleFavourite(id: string): void {
  useKeptTools.setState(({ favourites }) => ({
    favourites: favourites.includes(id) ? favourites.filter((other) => other !== id) : [...favourites, id],
  }));
}

export function markUsed(id: string): void {
  useKeptTools.setState(({ recent }) => ({
    recent: [id, ...recent.filter((other) => other !== id)].slice(0, RECENT_MOST),
  }));
}
