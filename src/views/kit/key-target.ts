/** Where letters are written, and what takes keys of its own. */
const WRITTEN =
  'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"], [role="textbox"], .monaco-editor';
const OPENED = 'dialog, [role="dialog"], [role="menu"], [role="listbox"]';
/** Controls that the space bar presses. */
const PRESSED = 'button, a[href], summary, input, [role="button"], [role="switch"], [role="checkbox"]';
/** Controls among which arrows go. */
const ARROWED = 'input, [role="slider"], [role="radio"], [role="tab"], [role="separator"]';

const within = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

/** Something is being written there, in the page itself and not in what was opened over it. */
export const isWritten = (target: EventTarget | null): boolean => within(target, WRITTEN) && !within(target, OPENED);

/** Whether a key that was pressed there is none of the page's own. */
export function isForeign({ target, key, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || within(target, WRITTEN) || within(target, OPENED)) return true;
  if (key === ' ') return within(target, PRESSED);
  return (key.startsWith('Arrow') || key === 'Home' || key === 'End') && within(target, ARROWED);
}
