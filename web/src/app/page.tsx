import { type ReactNode, useEffect, useRef } from "react";

/** Sets the document's title and hands the focus to the page's heading when the page opens. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} — ashim` : "ashim";
  }, [title]);
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
