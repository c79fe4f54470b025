/**
 * Spread on whatever scrolls and may hold nothing that can be focused: its text must be reachable by keyboard (WCAG 2.1.1).
 * Lint rules against a `tabIndex` on plain elements know nothing of scrolling.
 */
export const scrollsByKeyboard = { tabIndex: 0 } as const;
