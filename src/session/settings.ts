/**
 * How the page looks to this learner: theme, pane sizes, kind of editor. Small and needed before the first paint, so it is
 * kept in localStorage, where reading does not wait; where that is refused it lasts as long as the page. Nothing that would
 * hurt to lose belongs here.
 */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';

export const THEMES = ['system', 'light', 'dark', 'projector'] as const;
export type Theme = (typeof THEMES)[number];

const Kept = v.object({
  theme: v.fallback(v.picklist(THEMES), 'system'),
  /** Percentages of panels, by panel, by group of panels. */
  panes: v.fallback(v.record(v.string(), v.record(v.string(), v.pipe(v.number(), v.finite()))), {}),
  editor: v.fallback(v.picklist(['full', 'plain']), 'full'),
});

export type Settings = Readonly<v.InferOutput<typeof Kept>>;

export interface SettingsStore {
  readonly store: StoreApi<Settings>;
  set(change: Partial<Settings>): void;
  setPanes(group: string, sizes: Readonly<Record<string, number>>): void;
}

/** The part of localStorage that is used; every call may throw. */
export interface SettingsStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'interleave.settings';

export function createSettings(storage: () => SettingsStorage): SettingsStore {
  const store = createStore<Settings>(() => read(storage));

  function set(change: Partial<Settings>): void {
    store.setState(change);
    try {
      storage().setItem(KEY, JSON.stringify(store.getState()));
    } catch {
      // Refused or full: the choice holds for this visit.
    }
  }

  return {
    store,
    set,
    setPanes: (group, sizes) => set({ panes: { ...store.getState().panes, [group]: { ...sizes } } }),
  };
}

function read(storage: () => SettingsStorage): Settings {
  let value: unknown = {};
  try {
    value = JSON.parse(storage().getItem(KEY) ?? '{}');
  } catch {
    // Refused, or not ours: the defaults.
  }
  const parsed = v.safeParse(Kept, value);
  return parsed.success ? parsed.output : { theme: 'system', panes: {}, editor: 'full' };
}

/** The theme that is drawn, once the system has been asked. */
export function drawnTheme(theme: Theme, systemIsDark: boolean): Exclude<Theme, 'system'> {
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
}
