import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

export interface Size {
  /** CSS pixels; 0 before the first layout. */
  readonly width: number;
  /** How large the page's type is, as a multiple of 16 px: the projector's is 1.5. */
  readonly unit: number;
}

/** The room that an element has, and the size of the page's type, as they are and whenever they change. */
export function useSize(): [RefObject<HTMLDivElement | null>, Size] {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, unit: 1 });
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      const next = { width: Math.floor(box.clientWidth), unit: rem / 16 };
      setSize((old) => (old.width === next.width && old.unit === next.unit ? old : next));
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(box);
    // A theme may change the size of all type without changing the room.
    const themed = new MutationObserver(measure);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
    };
  }, []);
  return [element, size];
}
