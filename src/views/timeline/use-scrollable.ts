import { useEffect, useState, type RefObject } from 'react';

/** A tab stop for the keyboard to scroll with, while there is something to scroll. */
export function useScrollable(element: RefObject<HTMLElement | null>): void {
  // It may come later than the component that owns it, and be another one in the end.
  const [there, setThere] = useState<HTMLElement | null>(null);
  useEffect(() => {
    set(element.current);
    setThere(element.current);
  });
  useEffect(() => {
    if (there === null) return;
    const observer = new ResizeObserver(() => set(there));
    observer.observe(there);
    return () => observer.disconnect();
  }, [there]);
}

function set(element: HTMLElement | null): void {
  if (element === null) return;
  // A pixel of difference is a matter of rounding.
  element.setAttribute('tabindex', element.scrollHeight > element.clientHeight + 1 ? '0' : '-1');
}
