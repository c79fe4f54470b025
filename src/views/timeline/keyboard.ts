/** What each key does to the cloth, apart from how it is done: so that it can be tested, and listed in a help text. */

export type ClothCommand =
  | { readonly kind: 'pan'; /** In windows: -0.1 is a tenth of the window to the left. */ readonly by: number }
  | { readonly kind: 'zoom'; /** Below 1 is nearer. */ readonly factor: number }
  | { readonly kind: 'fit' }
  | { readonly kind: 'go'; readonly to: 'start' | 'end' }
  | { readonly kind: 'step'; readonly direction: 1 | -1 }
  | { readonly kind: 'toggle-play' }
  | { readonly kind: 'toggle-table' }
  /** Moves the focus to another lane; from none, to the first or last. */
  | { readonly kind: 'lane'; readonly direction: 1 | -1 }
  /** Moves along the focused lane, stretch by stretch. */
  | { readonly kind: 'segment'; readonly direction: 1 | -1 }
  /** Goes from message to message, in the order of their sending. */
  | { readonly kind: 'message'; readonly direction: 1 | -1 }
  /** Goes from remark to remark, in the order in which they were made. */
  | { readonly kind: 'mark'; readonly direction: 1 | -1 }
  /** Folds the focused thread's tasks into it, or the row's process to one row, or unfolds them. */
  | { readonly kind: 'fold' }
  | { readonly kind: 'toggle-internal' }
  /** From the longest wait to the next longest, and back. */
  | { readonly kind: 'long-wait'; readonly direction: 1 | -1 }
  /** Begins a range at the playhead, or ends it there. */
  | { readonly kind: 'range' }
  /** Makes a range of the stretch that is looked at. */
  | { readonly kind: 'range-of-stretch' }
  /** Follows the lock or queue of what is looked at, or no longer does. */
  | { readonly kind: 'follow' }
  | { readonly kind: 'order' }
  | { readonly kind: 'explain' }
  | { readonly kind: 'find' }
  | { readonly kind: 'help' }
  /** Out of the lane first; then the range goes, and then the following. */
  | { readonly kind: 'leave-lane' };

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * The command of a key, or null for one that is not the cloth's (and is left to the browser). `otherFocused`: there is something
 * else to leave with Escape: a message or remark that is looked at, a range, something that is followed.
 */
export function commandOf(press: KeyPress, laneFocused: boolean, otherFocused = false): ClothCommand | null {
  // The browser's own: ctrl+, alt+ and cmd+ combinations.
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  switch (press.key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const direction = press.key === 'ArrowLeft' ? -1 : 1;
      if (laneFocused && !press.shiftKey) return { kind: 'segment', direction };
      return { kind: 'pan', by: direction * (press.shiftKey && !laneFocused ? 0.5 : 0.1) };
    }
    case 'ArrowUp':
      return { kind: 'lane', direction: -1 };
    case 'ArrowDown':
      return { kind: 'lane', direction: 1 };
    case '+':
    case '=':
      return { kind: 'zoom', factor: 1 / 1.5 };
    case '-':
    case '_':
      return { kind: 'zoom', factor: 1.5 };
    case '0':
      return { kind: 'fit' };
    case 'Home':
      return { kind: 'go', to: 'start' };
    case 'End':
      return { kind: 'go', to: 'end' };
    case '[':
      return { kind: 'step', direction: -1 };
    case ']':
      return { kind: 'step', direction: 1 };
    case ' ':
      return { kind: 'toggle-play' };
    case 't':
    case 'T':
      return { kind: 'toggle-table' };
    case 'm':
    case 'M':
      return { kind: 'message', direction: press.shiftKey ? -1 : 1 };
    case 'w':
    case 'W':
      return { kind: 'mark', direction: press.shiftKey ? -1 : 1 };
    case 'i':
    case 'I':
      return { kind: 'toggle-internal' };
    case 'l':
    case 'L':
      return { kind: 'long-wait', direction: press.shiftKey ? -1 : 1 };
    case 's':
    case 'S':
      return press.shiftKey ? { kind: 'range-of-stretch' } : { kind: 'range' };
    case 'f':
    case 'F':
      return { kind: 'follow' };
    case 'o':
    case 'O':
      return { kind: 'order' };
    case 'e':
    case 'E':
      return { kind: 'explain' };
    case '/':
      return { kind: 'find' };
    case '?':
      return { kind: 'help' };
    case 'Enter':
      return laneFocused ? { kind: 'fold' } : null;
    case 'Escape':
      return laneFocused || otherFocused ? { kind: 'leave-lane' } : null;
    default:
      return null;
  }
}

/** What a screen reader says of the cloth: enough to begin with. */
export const KEYS_HELP =
  'Arrow keys left and right move along the time, plus and minus zoom, 0 shows the whole run. ' +
  'Arrow keys up and down choose a strand; then left and right go from stretch to stretch. ' +
  'L goes to the longest wait, slash finds, the space bar plays, T shows a table; the question mark lists all keys.';

export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[];
}

/** Every key of the timeline, for its help. */
export const KEY_GROUPS: readonly KeyGroup[] = [
  {
    title: 'Look around',
    keys: [
      { keys: ['←', '→'], does: 'move along the time; with Shift half a window' },
      { keys: ['+', '-'], does: 'nearer, further' },
      { keys: ['0'], does: 'the whole run' },
      { keys: ['↑', '↓'], does: 'choose a strand; then ← → go from stretch to stretch' },
      { keys: ['Enter'], does: 'fold the chosen strand’s tasks, or its process, or unfold them' },
      { keys: ['O'], does: 'order the lanes by start, by waiting, by name' },
      { keys: ['I'], does: 'show what the library uses for itself' },
    ],
  },
  {
    title: 'Play',
    keys: [
      { keys: ['Space'], does: 'play, pause' },
      { keys: ['[', ']'], does: 'back and on, event by event' },
      { keys: ['Home', 'End'], does: 'to the beginning, to the end' },
    ],
  },
  {
    title: 'Ask',
    keys: [
      { keys: ['L'], does: 'go to the longest wait, then to the next longest; with Shift back' },
      { keys: ['M'], does: 'go to the next message; with Shift back' },
      { keys: ['W'], does: 'go to the next warning; with Shift back' },
      { keys: ['E'], does: 'explain the moment at the playhead' },
      { keys: ['/'], does: 'find a strand, a lock, a line' },
      { keys: ['F'], does: 'follow the lock or queue of what you look at; all else fades' },
      { keys: ['S'], does: 'begin a range at the playhead; once more ends it' },
      { keys: ['Shift', 'S'], does: 'make a range of the stretch that you look at' },
      { keys: ['Shift', 'drag'], does: 'select a range with the mouse' },
      { keys: ['T'], does: 'the same as a table, and back' },
      { keys: ['Esc'], does: 'leave the strand; then the range; then what is followed' },
      { keys: ['?'], does: 'these keys' },
    ],
  },
];
