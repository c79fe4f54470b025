import { useEffect, useSyncExternalStore } from 'react';

/** How much room there is, in letters rather than in pixels: large type makes a wide screen narrow. */
export type LayoutMode = 'wide' | 'medium' | 'narrow';

const MEDIUM_REM = 56.25;
const WIDE_REM = 80;

export function layoutMode(width: number, rem: number): LayoutMode {
  const letters = width / rem;
  return letters >= WIDE_REM ? 'wide' : letters >= MEDIUM_REM ? 'medium' : 'narrow';
}

function subscribe(listener: () => void): () => void {
  const themes = new MutationObserver(listener);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  window.addEventListener('resize', listener);
  return () => {
    themes.disconnect();
    window.removeEventListener('resize', listener);
  };
}

function current(): LayoutMode {
  return layoutMode(window.innerWidth, parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}

export function useLayoutMode(): LayoutMode {
  const mode = useSyncExternalStore(subscribe, current);
  useEffect(() => {
    document.documentElement.dataset['layout'] = mode;
  }, [mode]);
  return mode;
}
