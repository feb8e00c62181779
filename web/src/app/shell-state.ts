import { create } from "zustand";

/** Which floating part of the shell is open; one at a time. */
export type Layer = "palette" | "activity" | "help" | "more" | null;

export const useLayer = create<{ layer: Layer }>(() => ({ layer: null }));

export const openLayer = (layer: Layer): void => useLayer.setState({ layer });
