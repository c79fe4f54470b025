import { useEffect, type RefObject } from 'react';

/** A tab stop for the keyboard to scroll with, while there is something to scroll. */
export function useScrollable(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { current } = element;
    // A pixel of difference is a matter of rounding.
    current?.setAttribute('tabindex', current.scrollHeight > current.clientHeight + 1 ? '0' : '-1');
  });
}
