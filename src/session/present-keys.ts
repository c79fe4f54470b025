/**
 * What each key does while a lesson is presented, apart from how it is done. A remote for slides sends Page Up, Page Down, and for its
 * other buttons `.`, `b`, Escape or F5.
 *
 * Single letters and signs can be switched off (WCAG 2.1.4): whoever dictates to a computer must not start a program with a sentence.
 * What is written into a field, and what has the focus on a control that takes the key itself, never gets here: the view sees to that.
 */

/** What a presentation can be told, by a key, by a button, or from the window with the notes. */
export type PresentCommand =
  /** `scroll`: a text that is longer than the screen is read to its end first. */
  | { readonly kind: 'go'; readonly by: 1 | -1; readonly scroll: boolean }
  | { readonly kind: 'go-to'; readonly to: 'first' | 'last' }
  | { readonly kind: 'scroll'; readonly by: 1 | -1 }
  | { readonly kind: 'run' }
  | { readonly kind: 'stop' }
  /** The run that comes with the lesson, in the place of one that misfired. */
  | { readonly kind: 'recorded' }
  /** Plays the run back from its beginning, or holds it. */
  | { readonly kind: 'replay' }
  | { readonly kind: 'speed'; readonly by: 1 | -1 }
  | { readonly kind: 'lane'; readonly by: 1 | -1 | 0 }
  /** Code, output and cloth; or one of them alone. */
  | { readonly kind: 'look' }
  | { readonly kind: 'countdown' }
  | { readonly kind: 'hands' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'notes' }
  | { readonly kind: 'help' }
  | { readonly kind: 'leave' };

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Keys that are no letters and signs: they work always. */
const ALWAYS: Readonly<Record<string, PresentCommand>> = {
  ArrowRight: { kind: 'go', by: 1, scroll: false },
  ArrowLeft: { kind: 'go', by: -1, scroll: false },
  PageDown: { kind: 'go', by: 1, scroll: true },
  PageUp: { kind: 'go', by: -1, scroll: true },
  ArrowDown: { kind: 'scroll', by: 1 },
  ArrowUp: { kind: 'scroll', by: -1 },
  Home: { kind: 'go-to', to: 'first' },
  End: { kind: 'go-to', to: 'last' },
  Escape: { kind: 'leave' },
};

const LETTERS: Readonly<Record<string, PresentCommand>> = {
  r: { kind: 'run' },
  s: { kind: 'stop' },
  d: { kind: 'recorded' },
  p: { kind: 'replay' },
  '-': { kind: 'speed', by: -1 },
  _: { kind: 'speed', by: -1 },
  '+': { kind: 'speed', by: 1 },
  '=': { kind: 'speed', by: 1 },
  l: { kind: 'lane', by: 1 },
  a: { kind: 'lane', by: 0 },
  v: { kind: 'look' },
  c: { kind: 'countdown' },
  h: { kind: 'hands' },
  b: { kind: 'blank' },
  '.': { kind: 'blank' },
  n: { kind: 'notes' },
  '?': { kind: 'help' },
};

/** The command of a key; null for one that is left to the browser. `letters`: single letters and signs are keys. */
export function presentKey(press: KeyPress, letters: boolean): PresentCommand | null {
  // The browser's own.
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === ' ') return { kind: 'go', by: press.shiftKey ? -1 : 1, scroll: true };
  const always = own(ALWAYS, press.key);
  if (always !== undefined) return always;
  if (!letters) return null;
  const key = press.key.toLowerCase();
  if (key === 'l' && press.shiftKey) return { kind: 'lane', by: -1 };
  return own(LETTERS, key) ?? null;
}

function own(keys: Readonly<Record<string, PresentCommand>>, key: string): PresentCommand | undefined {
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}
