/**
 * The line between two threads of a program, as Comlink wants one, that tells of each message: its bytes, and how long the browser
 * takes to write them (inside `postMessage`) and to read them (at the first look at `event.data`: HTML, "deserialize when first
 * needed", which is when Chromium does it).
 *
 * It is the worker's own line, not a `MessagePort` beside it: what is said on two lines does not come in the order in which it
 * was said, and what a job prints is to be there before its answer.
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

/** A message of Comlink's, as it travels. Whatever else the two threads say to each other is no array. */
export type Envelope = readonly [offset: number, bytes: number, message: unknown];

/** A clone that took less than so many ms is told with its message, and is no stretch of the thread's own. */
const WORTH_A_STRETCH_MS = 0.05;

/** A message that the trace does not list. */
const UNLISTED = -1;

export interface TracedEndpoint {
  readonly endpoint: Endpoint;
  /** To be given all that arrives. Answers with what is not the endpoint's: it must not have been looked at before. */
  readonly hear: (event: MessageEvent<unknown>) => unknown;
}

export function tracedEndpoint(
  send: (message: Envelope, transfer: Transferable[]) => void,
  thread: Thread,
  out: Direction,
  into: Direction,
): TracedEndpoint {
  const { recorder, loop } = thread;
  const { writer } = recorder;
  const listeners = new Set<EventListenerOrEventListenerObject>();
  let sent = 0;
  for (const { resource, name } of recorder.traced ? [out, into] : []) {
    writer.resource(recorder.now(), resource, 'queue', name, THREAD, false);
  }

  function post(message: unknown, transfer: Transferable[] = []): void {
    if (!recorder.spend()) return send([UNLISTED, 0, message], transfer);
    // An answer may be sent when its turn seems to be over: this is one more, and it too is followed by a rest.
    loop.turn('', -1, () => {});
    // Before it is sent: what is transferred is gone afterwards.
    const bytes = cloneSize(message, transfer);
    const begin = recorder.now();
    send([sent, bytes, message], transfer);
    const took = recorder.now() - begin;
    if (took >= WORTH_A_STRETCH_MS) stretch(begin, STATE.pickling, out);
    // Dated at its beginning: the other side may have read it before this thread gets to look at the clock again.
    writer.send(begin, loop.actor(), out.resource, sent, bytes, took);
    sent += bytes;
    if (took >= WORTH_A_STRETCH_MS) recorder.running(THREAD, '', loop.place());
  }

  function stretch(begin: number, state: number, { resource }: Direction): void {
    writer.state(begin, THREAD, state, resource, writer.intern('structured clone'), loop.place());
  }

  function hear(event: MessageEvent<unknown>): unknown {
    const begin = recorder.now();
    const envelope = event.data;
    if (!Array.isArray(envelope)) return envelope;
    const took = recorder.now() - begin;
    const [offset, bytes, data] = envelope as [number, number, unknown];
    if (recorder.traced && took >= WORTH_A_STRETCH_MS) stretch(begin, STATE.unpickling, into);
    if (recorder.traced && offset !== UNLISTED) {
      writer.receive(recorder.now(), THREAD, into.resource, offset, bytes, took);
    }
    // All that Comlink looks at (and what would be told as "ports" is in its data, too). A real event costs more than the rest.
    const opened = { data, origin: '' } as MessageEvent<unknown>;
    loop.turn('message', -1, () => {
      // It adds one listener and keeps it, as long as nobody releases the other side.
      for (const listener of listeners) {
        if (typeof listener === 'function') listener(opened);
        else listener.handleEvent(opened);
      }
    });
    return undefined;
  }

  return {
    hear,
    endpoint: {
      postMessage: post,
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
  };
}
