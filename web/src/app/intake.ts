import { create } from "zustand";

interface Intake {
  /** Takes files that are dropped, pasted or picked in place of the workspace; null where the workspace takes them. */
  take: ((files: File[]) => void) | null;
  /** What will happen to so many files, said while they hover. */
  text: (count: number) => string;
}

/** Where files go on the page in view. */
export const useIntake = create<Intake>(() => ({ take: null, text: () => "" }));
