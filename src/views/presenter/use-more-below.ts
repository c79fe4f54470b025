import { useEffect, useState, type RefObject } from 'react';

/** Whether there is more of the content below what is seen of it. */
export function useMoreBelow(element: RefObject<HTMLElement | null>, of: unknown): boolean {
  const [more, setMore] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const look = () => setMore(current.scrollHeight - current.clientHeight - current.scrollTop > 4);
    look();
    current.addEventListener('scroll', look, { passive: true });
    if (typeof ResizeObserver === 'undefined') return () => current.removeEventListener('scroll', look);
    const observer = new ResizeObserver(look);
    observer.observe(current);
    for (const child of current.children) observer.observe(child);
    return () => {
      current.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [element, of]);
  return more;
}
