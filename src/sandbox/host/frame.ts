/**
 * The frame itself: an opaque origin with scripts and nothing else. There are two ways to fill it. The page hands it its code and its
 * files (`supplies.ts`), and `sandbox.html` says what they may do; or, where the page's own origin is opaque, so that it may not look
 * into any frame, the frame loads a document of its own, `realm.html` or `loop.html`, which fetches what it needs.
 */
import { REALM_PROTOCOL_VERSION, type ConnectMessage } from '../../protocol/realm';
import { SUPPLIED, type Supply } from '../../protocol/supply';
import type { Frame } from './connection';
import { DOORSTEP } from './doorstep';
import { supplied, supply, type SupplyPlan } from './supplies';

/** How a realm's frame is made. */
export interface FramePlan {
  /** The document that fetches for itself: `realm.html` or `loop.html`. */
  readonly alone: string;
  /** Null: go the other way. */
  readonly supply: SupplyPlan | null;
}

/** Window messages that a realm may post astray (a lesson that tries `parent.postMessage`) before it counts as a flood. */
const SHOUTS = 100;

const WENT_AWAY = 'The sandbox went to another page.';
const FLOODED = 'The sandbox flooded the page with messages.';

const OUT_OF_SIGHT = 'position:fixed;inset:auto 0 0 auto;width:1px;height:1px;border:0;opacity:0;pointer-events:none';
/** Between two looks whether something else of the page covers the place. */
const COVERED_MS = 100;

/** Keeps a frame over an element of the page, and out of sight while that element cannot be seen. */
class Follower {
  #place: HTMLElement | null = null;
  #handle = 0;
  #style = OUT_OF_SIGHT;
  #lookedAt = -Infinity;
  #covered = false;

  constructor(private readonly element: HTMLIFrameElement) {}

  follow(place: HTMLElement | null): void {
    cancelAnimationFrame(this.#handle);
    this.#place = place;
    this.#lookedAt = -Infinity;
    if (place === null) this.#apply(OUT_OF_SIGHT);
    else this.#step(performance.now());
  }

  /** Once a frame: scrolling, dividers and folding panes all move it, and none of them tells. */
  #step(now: number): void {
    this.#handle = requestAnimationFrame((next) => this.#step(next));
    const { left, top, width, height } = this.#place?.getBoundingClientRect() ?? new DOMRect();
    if (width < 1 || height < 1) return this.#apply(OUT_OF_SIGHT);
    if (now - this.#lookedAt >= COVERED_MS) {
      this.#lookedAt = now;
      // The frame lets the pointer through, so that what is found is what it lies over, or what should lie over it.
      const isFree = (x: number): boolean =>
        this.#place?.contains(document.elementFromPoint(x, top + height / 2)) === true;
      this.#covered = ![left + 1, left + width / 2, left + width - 1].every(isFree);
    }
    if (this.#covered) return this.#apply(OUT_OF_SIGHT);
    this.#apply(
      `position:fixed;left:${left}px;top:${top}px;width:${width}px;height:${height}px;border:0;pointer-events:none;z-index:9`,
    );
  }

  #apply(style: string): void {
    if (style === this.#style) return;
    this.#style = style;
    this.element.style.cssText = style;
  }
}

export function openFrame({ alone, supply: plan }: FramePlan, container: HTMLElement): Frame {
  return plan === null ? openAlone(alone, container) : openSupplied(plan, container);
}

/** A frame with nothing in it, out of sight. */
function emptyFrame(document: Document, isSandboxed: boolean): HTMLIFrameElement {
  const element = document.createElement('iframe');
  // Without `allow-same-origin` the frame's origin is opaque: no storage, no cookies, no reach into the page.
  if (isSandboxed) element.setAttribute('sandbox', 'allow-scripts');
  element.allow = 'cross-origin-isolated';
  element.referrerPolicy = 'no-referrer';
  element.title = 'Sandbox in which lesson code runs';
  element.tabIndex = -1;
  element.setAttribute('aria-hidden', 'true');
  // Not `display: none`, nor outside the view: browsers slow the timers of frames that cannot be seen.
  element.style.cssText = OUT_OF_SIGHT;
  return element;
}

/** Counts what the frame posts astray, into any of these windows. */
function hearShouts(windows: readonly Window[], from: () => Window | null, flooded: () => void): () => void {
  let shouts = 0;
  const onShout = (event: MessageEvent): void => {
    if (event.source === from() && ++shouts > SHOUTS) flooded();
  };
  for (const one of windows) one.addEventListener('message', onShout);
  return () => {
    for (const one of windows) one.removeEventListener('message', onShout);
  };
}

function openAlone(url: string, container: HTMLElement): Frame {
  const channel = new MessageChannel();
  const element = emptyFrame(document, true);
  element.src = url;

  const follower = new Follower(element);
  const frame: Frame = {
    port: channel.port1,
    onMisbehaviour: () => {},
    showOver: (place) => follower.follow(place),
    remove() {
      follower.follow(null);
      element.removeEventListener('load', onLoad);
      hush();
      element.remove();
    },
  };

  let loads = 0;
  function onLoad(): void {
    loads += 1;
    if (loads > 1) return frame.onMisbehaviour(WENT_AWAY);
    const message: ConnectMessage = { type: 'interleave:connect', version: REALM_PROTOCOL_VERSION };
    // An opaque origin can only be addressed as "any"; the message holds no secret, and the port reaches nothing but runs.
    element.contentWindow?.postMessage(message, '*', [channel.port2]);
  }
  const hush = hearShouts(
    [window],
    () => element.contentWindow,
    () => frame.onMisbehaviour(FLOODED),
  );
  element.addEventListener('load', onLoad);
  container.append(element);
  return frame;
}

function openSupplied(plan: SupplyPlan, container: HTMLElement): Frame {
  const channel = new MessageChannel();
  const files = new MessageChannel();
  // What it will need comes while its documents load.
  const workers = Object.entries(plan.workers);
  const parts = Promise.all([plan.code, ...workers.map(([, url]) => url)].map(supplied));
  // Whoever waits hears of it, further down.
  parts.catch(() => {});
  const outer = emptyFrame(document, false);
  outer.src = plan.sandbox;

  const follower = new Follower(outer);
  let isRemoved = false;
  let hush = (): void => {};
  const frame: Frame = {
    port: channel.port1,
    onMisbehaviour: () => {},
    onUnreachable: () => {},
    showOver: (place) => follower.follow(place),
    remove() {
      isRemoved = true;
      follower.follow(null);
      hush();
      files.port1.close();
      outer.remove();
    },
  };

  function fill(): void {
    const { contentDocument: around, contentWindow: between } = outer;
    // The empty document that a frame begins with.
    if (around?.URL === 'about:blank') return;
    outer.removeEventListener('load', fill);
    // An error page of the browser's is of another origin; one of the server's has no such mark.
    if (around === null || between === null || !around.documentElement.hasAttribute('data-sandbox'))
      return frame.onUnreachable?.('The sandbox could not be loaded.');
    const inner = emptyFrame(around, true);
    inner.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0';
    inner.srcdoc = DOORSTEP;
    let loads = 0;
    inner.addEventListener('load', () => {
      loads += 1;
      if (loads > 1) return frame.onMisbehaviour(WENT_AWAY);
      void parts.then(
        ([code, ...modules]) => {
          if (isRemoved || code === undefined) return;
          const message: Supply = {
            type: SUPPLIED,
            version: REALM_PROTOCOL_VERSION,
            code: asScript(code),
            workers: Object.fromEntries(workers.map(([name], at) => [name, asScript(modules[at] ?? code)])),
            root: plan.root,
          };
          supply(files.port1, plan, (what) => frame.onMisbehaviour(what));
          inner.contentWindow?.postMessage(message, '*', [channel.port2, files.port2]);
        },
        (error: unknown) => frame.onUnreachable?.(error instanceof Error ? error.message : String(error)),
      );
    });
    hush = hearShouts(
      [window, between],
      () => inner.contentWindow,
      () => frame.onMisbehaviour(FLOODED),
    );
    around.body.append(inner);
  }
  outer.addEventListener('load', fill);
  container.append(outer);
  return frame;
}

/** Whatever the server calls it: a module must be JavaScript by type. */
const asScript = (blob: Blob): Blob => blob.slice(0, blob.size, 'text/javascript');
