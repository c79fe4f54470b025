/**
 * The frame itself: an opaque origin with scripts and nothing else. What it may load is written in `realm.html`.
 */
import { REALM_PROTOCOL_VERSION, type ConnectMessage } from '../../protocol/realm';
import type { Frame } from './connection';

/** Window messages that a realm may post astray (a lesson that tries `parent.postMessage`) before it counts as a flood. */
const SHOUTS = 100;

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

export function openFrame(url: string, container: HTMLElement): Frame {
  const channel = new MessageChannel();
  const element = document.createElement('iframe');
  // Without `allow-same-origin` the frame's origin is opaque: no storage, no cookies, no reach into the page.
  element.setAttribute('sandbox', 'allow-scripts');
  element.allow = 'cross-origin-isolated';
  element.referrerPolicy = 'no-referrer';
  element.title = 'Sandbox in which lesson code runs';
  element.tabIndex = -1;
  element.setAttribute('aria-hidden', 'true');
  // Not `display: none`, nor outside the view: browsers slow the timers of frames that cannot be seen.
  element.style.cssText = OUT_OF_SIGHT;
  element.src = url;

  const follower = new Follower(element);
  const frame: Frame = {
    port: channel.port1,
    onMisbehaviour: () => {},
    showOver: (place) => follower.follow(place),
    remove() {
      follower.follow(null);
      element.removeEventListener('load', onLoad);
      window.removeEventListener('message', onShout);
      element.remove();
    },
  };

  let loads = 0;
  let shouts = 0;
  function onLoad(): void {
    loads += 1;
    if (loads > 1) return frame.onMisbehaviour('The sandbox went to another page.');
    const message: ConnectMessage = { type: 'interleave:connect', version: REALM_PROTOCOL_VERSION };
    // An opaque origin can only be addressed as "any"; the message holds no secret, and the port reaches nothing but runs.
    element.contentWindow?.postMessage(message, '*', [channel.port2]);
  }
  function onShout(event: MessageEvent): void {
    if (event.source === element.contentWindow && ++shouts > SHOUTS) {
      frame.onMisbehaviour('The sandbox flooded the page with messages.');
    }
  }
  element.addEventListener('load', onLoad);
  window.addEventListener('message', onShout);
  container.append(element);
  return frame;
}
