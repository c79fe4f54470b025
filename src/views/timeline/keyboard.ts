/** What each key does to the cloth, apart from how it is done: so that it can be tested, and listed in a help text. */
import { timeline } from '../../texts/en/timeline';

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

export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[];
}

/** Every key of the timeline, for its help. */
export const keyGroups = (): readonly KeyGroup[] => [
  {
    title: timeline.lookAround,
    keys: [
      { keys: ['←', '→'], does: timeline.keyPan },
      { keys: ['+', '-'], does: timeline.keyZoom },
      { keys: ['0'], does: timeline.keyFit },
      { keys: ['↑', '↓'], does: timeline.keyLane },
      { keys: ['Enter'], does: timeline.keyFold },
      { keys: ['O'], does: timeline.keyOrder },
      { keys: ['I'], does: timeline.keyInternal },
    ],
  },
  {
    title: timeline.play,
    keys: [
      { keys: [timeline.spaceBar], does: timeline.keyPlay },
      { keys: ['[', ']'], does: timeline.keyStep },
      { keys: ['Home', 'End'], does: timeline.keyEnds },
    ],
  },
  {
    title: timeline.ask,
    keys: [
      { keys: ['L'], does: timeline.keyWait },
      { keys: ['M'], does: timeline.keyMessage },
      { keys: ['W'], does: timeline.keyWarning },
      { keys: ['E'], does: timeline.keyExplain },
      { keys: ['/'], does: timeline.keyFind },
      { keys: ['F'], does: timeline.keyFollow },
      { keys: ['S'], does: timeline.keyRange },
      { keys: ['Shift', 'S'], does: timeline.keyRangeOf },
      { keys: ['Shift', timeline.drag], does: timeline.keyDrag },
      { keys: ['T'], does: timeline.keyTable },
      { keys: ['Esc'], does: timeline.keyLeave },
      { keys: ['?'], does: timeline.keyHelp },
    ],
  },
];
