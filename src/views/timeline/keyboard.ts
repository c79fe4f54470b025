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
  | { readonly kind: 'leave-lane' };

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * The command of a key, or null for one that is not the cloth's (and is left to the browser). `otherFocused`: a message or a
 * remark is looked at.
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
    case 'Enter':
      return laneFocused ? { kind: 'fold' } : null;
    case 'Escape':
      return laneFocused || otherFocused ? { kind: 'leave-lane' } : null;
    default:
      return null;
  }
}

export const KEYS_HELP =
  'Arrow keys left and right move along the time, plus and minus zoom, 0 shows the whole run. ' +
  'Arrow keys up and down choose a strand; then left and right go from stretch to stretch. ' +
  'M goes to the next message, Shift and M to the one before; W and Shift and W go to warnings; Enter folds the tasks of the chosen strand, or its process, or unfolds them. ' +
  'Square brackets step from event to event, the space bar plays, T shows a table, I what the library uses for itself.';
