/**
 * A port between two threads of a program, as Comlink wants one, that tells of each message: its bytes, and how long the browser
 * takes to write them (inside `postMessage`) and to read them (at the first look at `event.data`: HTML, "deserialize when first
 * needed", which is when Chromium does it).
 */
import type { Endpoint } from 'comlink';
import { STATE } from '../../trace/codec';
import { cloneSize } from './clone-size';
import { THREAD } from './recorder';
import type { Thread } from './thread';

/** One direction of a port: a queue of the run's, with the same number on both sides. */
export interface Direction {
  readonly resource: number;
  readonly name: string;
}

type Envelope = readonly [offset: number, bytes: number, message: unknown];

// A program may put its own in their place, and what it watches is not this.
const { apply } = Reflect;
const { addEventListener, removeEventListener } = EventTarget.prototype;
const { postMessage } = MessagePort.prototype;

/** A message that the trace does not list. */
const UNLISTED = -1;

export function tracedEndpoint(port: MessagePort, thread: Thread, out: Direction, into: Direction): Endpoint {
  const { recorder, loop } = thread;
  const { writer } = recorder;
  const listeners = new Map<EventListenerOrEventListenerObject, (event: MessageEvent) => void>();
  let sent = 0;
  for (const { resource, name } of recorder.traced ? [out, into] : []) {
    writer.resource(recorder.now(), resource, 'queue', name, THREAD, false);
  }

  function post(message: unknown, transfer: Transferable[] = []): void {
    if (!recorder.spend()) return apply(postMessage, port, [[UNLISTED, 0, message] satisfies Envelope, transfer]);
    // Before it is sent: what is transferred is gone afterwards.
    const bytes = cloneSize(message, transfer);
    const begin = recorder.now();
    recorder.state(THREAD, STATE.pickling, out.resource, 'structured clone', loop.place());
    try {
      apply(postMessage, port, [[sent, bytes, message] satisfies Envelope, transfer]);
      // Dated at its beginning: the other side may have read it before this thread gets to look at the clock again.
      writer.send(begin, loop.actor(), out.resource, sent, bytes, recorder.now() - begin);
      sent += bytes;
    } finally {
      recorder.running(THREAD, '', loop.place());
    }
  }

  function receive(event: MessageEvent, listener: (event: MessageEvent) => void): void {
    const begin = recorder.now();
    if (recorder.traced) recorder.state(THREAD, STATE.unpickling, into.resource, 'structured clone', -1);
    const [offset, bytes, data] = event.data as Envelope;
    const took = recorder.now() - begin;
    if (recorder.traced && offset !== UNLISTED) {
      writer.receive(recorder.now(), THREAD, into.resource, offset, bytes, took);
    }
    const opened = new MessageEvent('message', { data, ports: [...event.ports] });
    loop.turn('message', -1, () => listener(opened));
  }

  return {
    postMessage: post,
    addEventListener(_type, listener) {
      const call = typeof listener === 'function' ? listener : listener.handleEvent.bind(listener);
      const heard = (event: MessageEvent): void => receive(event, call as (event: MessageEvent) => void);
      listeners.set(listener, heard);
      apply(addEventListener, port, ['message', heard]);
    },
    removeEventListener(_type, listener) {
      const heard = listeners.get(listener);
      listeners.delete(listener);
      if (heard !== undefined) apply(removeEventListener, port, ['message', heard]);
    },
    start: () => port.start(),
  };
}
