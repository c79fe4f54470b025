/** Where letters are written, and what takes keys of its own. */
const WRITTEN = 'input, textarea, select, [contenteditable="true"], [role="textbox"], .monaco-editor';
const OPENED = 'dialog, [role="dialog"], [role="menu"], [role="listbox"]';
/** Controls that the space bar presses. */
const PRESSED = 'button, a[href], summary, [role="button"], [role="switch"], [role="checkbox"]';
/** Controls among which arrows go. */
const ARROWED = '[role="slider"], [role="radio"], [role="tab"], [role="separator"]';

const within = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

/** Something is being written there. */
export const isWritten = (target: EventTarget | null): boolean => within(target, WRITTEN);

/** Whether a key that was pressed there is none of the page's own. */
export function isForeign({ target, key, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || isWritten(target) || within(target, OPENED)) return true;
  if (key === ' ') return within(target, PRESSED);
  return (key.startsWith('Arrow') || key === 'Home' || key === 'End') && within(target, ARROWED);
}
