import { useLayoutEffect, useRef, useState, type ReactElement, type ReactNode, type ReactPortal } from 'react';
import { createPortal } from 'react-dom';

interface Kept {
  /** Where the content is to be seen: in one layout of the page or in another, once at a time. */
  readonly place: ReactElement;
  /** To be rendered beside all layouts, always at the same place: as long as this stays, so does the content. */
  readonly keeper: ReactPortal;
}

/**
 * A part of the page that moves from one layout to another and stays what it is: what is asked of it, what is selected in it.
 * React would make it anew under another parent; here it lives in an element of its own, and only that moves.
 */
export function useKept(content: ReactNode): Kept {
  const [home] = useState(() => {
    const made = document.createElement('div');
    made.style.display = 'contents';
    return made;
  });
  return { place: <Place home={home} />, keeper: createPortal(content, home) };
}

function Place({ home }: { readonly home: HTMLElement }) {
  const here = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = here;
    if (current !== null && home.parentElement !== current) current.append(home);
  });
  return <div ref={here} style={{ display: 'contents' }} />;
}
