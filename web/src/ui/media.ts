import { useSyncExternalStore } from "react";

// The counterpart of the variant `md` in styles.css.
const wide = matchMedia("(width >= 768px), (width >= 560px) and (height < 540px)");

const subscribe = (listener: () => void) => {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
};

/** Whether there is room for two columns. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => wide.matches);

// The counterpart of `lg`.
const large = matchMedia("(width >= 1024px)");

const subscribeLarge = (listener: () => void) => {
  large.addEventListener("change", listener);
  return () => large.removeEventListener("change", listener);
};

/** Whether there is room for a third column. */
export const useLarge = (): boolean => useSyncExternalStore(subscribeLarge, () => large.matches);
