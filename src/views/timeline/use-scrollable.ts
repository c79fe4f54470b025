import { useEffect, type RefObject } from 'react';

/** A tab stop for the keyboard to scroll with, while there is something to scroll. */
export function useScrollable(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { current } = element;
    current?.setAttribute('tabindex', current.scrollHeight > current.clientHeight ? '0' : '-1');
  });
}
