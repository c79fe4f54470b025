import { useEffect, useRef, type RefObject } from 'react';

/** A tab stop for the keyboard to scroll with, while there is something to scroll. */
export function useScrollable(element: RefObject<HTMLElement | null>): void {
  // The element may come later than the component that owns it, and be another one in the end: so every time it is looked at.
  const watched = useRef<{ readonly element: HTMLElement; readonly observer: ResizeObserver } | null>(null);
  useEffect(() => {
    const { current } = element;
    set(current);
    if (watched.current?.element === current) return;
    watched.current?.observer.disconnect();
    watched.current = null;
    if (current === null) return;
    const observer = new ResizeObserver(() => set(current));
    observer.observe(current);
    watched.current = { element: current, observer };
  });
  useEffect(
    () => () => {
      watched.current?.observer.disconnect();
      watched.current = null;
    },
    [],
  );
}

function set(element: HTMLElement | null): void {
  if (element === null) return;
  // A pixel of difference is a matter of rounding.
  element.setAttribute('tabindex', element.scrollHeight > element.clientHeight + 1 ? '0' : '-1');
}
