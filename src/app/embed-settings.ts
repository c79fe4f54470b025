/** What a learner has chosen on the site, as far as it holds in a frame of somebody else's page, and where that frame keeps things. */
import { createStore } from 'zustand/vanilla';
import type { Settings, SettingsStore } from '../session/settings';

interface Overruled {
  /** What the page wants; null leaves it to the learner. */
  readonly theme: Settings['theme'] | null;
  /** The full editor needs workers, which a frame without an origin cannot start from a file. */
  readonly plain: boolean;
}

/** The learner's settings under those of the page, which are never kept. */
export function embedSettings(kept: SettingsStore, { theme, plain }: Overruled): SettingsStore {
  const store = createStore<Settings>(() => ({
    ...kept.store.getState(),
    ...(theme === null ? {} : { theme }),
    ...(plain ? { editor: 'plain' as const } : {}),
  }));
  const set = (change: Partial<Settings>): void => {
    const { theme: _, ...rest } = change;
    kept.set(rest);
    store.setState(change);
  };
  return {
    store,
    set,
    setPanes: (group, sizes) => set({ panes: { ...store.getState().panes, [group]: { ...sizes } } }),
  };
}

/**
 * The database of a frame: its own for each site that embeds it. Browsers keep the storage of frames apart by the page around them; where
 * one does not, a page must still not learn from a frame's progress what a learner has done elsewhere.
 */
export function keptApart(): string {
  const ancestors: unknown = Reflect.get(location, 'ancestorOrigins');
  const parent: unknown = ancestors instanceof Object ? Reflect.get(ancestors, 0) : null;
  return `interleave-embed ${typeof parent === 'string' ? parent : originOf(document.referrer)}`;
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return 'unknown';
  }
}
