import { useSyncExternalStore } from "react";

function watched(query: string): () => boolean {
  const list = matchMedia(query);
  const subscribe = (listener: () => void) => {
    list.addEventListener("change", listener);
    return () => list.removeEventListener("change", listener);
  };
  return () => useSyncExternalStore(subscribe, () => list.matches);
}

/** Whether there is room for two columns: the counterpart of the variant `md` in styles.css. */
export const useWide = watched("(width >= 768px), (width >= 560px) and (height < 540px)");

/** Whether there is room for a picture between two columns: the breakpoint `xl`. */
export const useRoomy = watched("(width >= 1280px)");

/** Whether there is room for a third column: the breakpoint `lg`. */
export const useLarge = watched("(width >= 1024px)");
