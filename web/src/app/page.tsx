import { type ReactNode, useEffect, useRef } from "react";
import { useBranding } from "../api/branding";

/** Sets the document's title, with the name of this server behind it. */
export function useTitle(title: string): void {
  const appName = useBranding((branding) => branding.appName);
  useEffect(() => {
    document.title = title ? `${title} — ${appName}` : appName;
  }, [title, appName]);
}

let first = true;

/** The one level-1 heading of a page; it takes the focus after a navigation, but not on the first load. */
export function PageHeading({ children, className }: { children: ReactNode; className?: string }) {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!first) element.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <h1 ref={element} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}
