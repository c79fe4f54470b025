/**
 * The only script that stands in the realm's own document: it waits for the page's one word, takes the realm's code out of it,
 * and passes the word on. `sandbox.html` allows it by its hash, and no other script of a document.
 */
import { SUPPLIED } from '../../protocol/supply';

/** The document around it has the page as its parent: so the page is the parent's parent. */
const SCRIPT = `addEventListener('message', function first(event) {
  if (event.source !== parent.parent || parent === parent.parent || event.ports.length !== 2) return;
  removeEventListener('message', first);
  const { data, ports } = event;
  import(URL.createObjectURL(data.code)).then(() => dispatchEvent(new MessageEvent('${SUPPLIED}', { data, ports: [...ports] })));
});`;

/** The realm's document. */
export const DOORSTEP = `<!doctype html><meta charset="utf-8"><title>Interleave: the sandbox for lesson code</title><script>${SCRIPT}</script>`;
