import { useEffect, useSyncExternalStore } from 'react';
import { drawnTheme } from '../../session/settings';
import { useServices, useStore } from './services';

const DARK = '(prefers-color-scheme: dark)';

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(DARK);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** The theme that is drawn; also written on the document, where the style sheets look. `projected`: in a hall there is one only. */
export function useDrawnTheme(projected = false): 'light' | 'dark' | 'projector' {
  const { settings } = useServices();
  const theme = useStore(settings.store, (state) => state.theme);
  const dark = useSyncExternalStore(subscribe, () => window.matchMedia(DARK).matches);
  const drawn = projected ? 'projector' : drawnTheme(theme, dark);
  useEffect(() => {
    document.documentElement.dataset['theme'] = drawn;
  }, [drawn]);
  return drawn;
}
