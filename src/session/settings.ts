/**
 * What this learner has chosen: theme, pane sizes, kind of editor, how processes start. Small and needed before the first paint, so it is
 * kept in localStorage, where reading does not wait; where that is refused it lasts as long as the page. Nothing that would
 * hurt to lose belongs here.
 */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { START_METHODS } from '../runtimes/runtime';
import { LOCALE_CHOICES } from '../texts/locale';

export const THEMES = ['system', 'light', 'dark', 'projector'] as const;
export type Theme = (typeof THEMES)[number];

const Kept = v.object({
  theme: v.fallback(v.picklist(THEMES), 'system'),
  /** The interface's language; `auto` is what the browser says. */
  locale: v.fallback(v.picklist(LOCALE_CHOICES), 'auto'),
  /** Percentages of panels, by panel, by group of panels. */
  panes: v.fallback(v.record(v.string(), v.record(v.string(), v.pipe(v.number(), v.finite()))), {}),
  editor: v.fallback(v.picklist(['full', 'plain']), 'full'),
  /** The program that the playground shows (`openProgram`). */
  playground: v.fallback(v.pipe(v.string(), v.maxLength(40)), 'main'),
  /** For programs that start processes and do not say how, in lessons that do not say it either. */
  startMethod: v.fallback(v.picklist(START_METHODS), 'fork'),
  /** Interpreters for processes wait, ready, before a program begins; without them the true cost of a start shows. */
  prepareProcesses: v.fallback(v.boolean(), true),
  /** Single letters are keys, where nothing is written. Whoever dictates to a computer puts them off. */
  letterKeys: v.fallback(v.boolean(), true),
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
  return parsed.success ? parsed.output : v.parse(Kept, {});
}

/** The theme that is drawn, once the system has been asked. */
export function drawnTheme(theme: Theme, systemIsDark: boolean): Exclude<Theme, 'system'> {
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
}
