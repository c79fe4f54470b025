import { useEffect, type RefObject } from 'react';

/** A tab stop for the keyboard to scroll with, while there is something to scroll. */
export function useScrollable(element: RefObject<HTMLElement | null>): void {
  useEffect(() => set(element.current));
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(() => set(current));
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
}

function set(element: HTMLElement | null): void {
  if (element === null) return;
  // A pixel of difference is a matter of rounding.
  element.setAttribute('tabindex', element.scrollHeight > element.clientHeight + 1 ? '0' : '-1');
}
