/**
 * The frame itself: an opaque origin with scripts and nothing else. What it may load is written in `realm.html`.
 */
import { REALM_PROTOCOL_VERSION, type ConnectMessage } from '../../protocol/realm';
import type { Frame } from './connection';

/** Window messages that a realm may post astray (a lesson that tries `parent.postMessage`) before it counts as a flood. */
const SHOUTS = 100;

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
  element.style.cssText =
    'position:fixed;inset:auto 0 0 auto;width:1px;height:1px;border:0;opacity:0;pointer-events:none';
  element.src = url;

  const frame: Frame = {
    port: channel.port1,
    onMisbehaviour: () => {},
    remove() {
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
