/**
 * Puts text on the clipboard. Rejects when the browser refuses it, and also where there is no clipboard at all: a page that is not
 * secure (plain http, a frame without the right) has no `navigator.clipboard`.
 */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
