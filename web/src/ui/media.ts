import { useSyncExternalStore } from "react";

// The counterpart of the variant `md` in styles.css.
const wide = matchMedia("(width >= 768px), (width >= 560px) and (height < 540px)");

const subscribe = (listener: () => void) => {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
};

/** Whether there is room for two columns. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => wide.matches);
