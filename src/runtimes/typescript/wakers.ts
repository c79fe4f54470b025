/**
 * What wakes an event loop besides timers, requests and jobs, and would else go unheard: promises of the browser's own, events
 * and the messages of ports. Each does what it always does; we only learn that it is under way (so that a program which waits
 * for it is not taken for one that waits for ever) and that it came (a turn of the loop).
 */
import { NONE } from '../../trace/codec';
import type { EventLoop } from './event-loop';
import type { Thread } from './thread';

/** By class, or namespace: functions whose promises the browser settles for certain, and soon. */
const ANSWERED: readonly (readonly [owner: string, ...names: string[]])[] = [
  ['SubtleCrypto', 'digest', 'encrypt', 'decrypt', 'sign', 'verify', 'deriveBits', 'deriveKey', 'generateKey'],
  ['SubtleCrypto', 'importKey', 'exportKey', 'wrapKey', 'unwrapKey'],
  ['Blob', 'text', 'arrayBuffer', 'bytes'],
  ['Response', 'text', 'arrayBuffer', 'bytes', 'blob', 'json', 'formData'],
  ['Request', 'text', 'arrayBuffer', 'bytes', 'blob', 'json', 'formData'],
  ['Scheduler', 'postTask', 'yield'],
  ['OffscreenCanvas', 'convertToBlob'],
  ['FontFace', 'load'],
];
const ANSWERED_FUNCTIONS = ['createImageBitmap'];
const ANSWERED_BY_WEBASSEMBLY = ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming'] as const;

/** After the last message that was posted through a port: it arrives within a task or two. */
const UNDER_WAY_MS = 10;

/** Methods of any class, taken as they are now. */
type Method = (this: unknown, ...values: unknown[]) => unknown;

const { apply } = Reflect;
const native = { addEventListener: Reflect.get(EventTarget.prototype, 'addEventListener') as Method };

/** Listens for ourselves: the learner's watch hears nothing of it. */
export function listen(target: EventTarget, type: string, listener: (event: Event) => void, once = false): void {
  apply(native.addEventListener, target, [type, listener, { once }]);
}

/** Once, in a thread that is the learner's from now on. */
export function watchWakers(thread: Thread): void {
  const { loop } = thread;
  for (const [owner, ...names] of ANSWERED) {
    const prototype = (Reflect.get(globalThis, owner) as { prototype?: object } | undefined)?.prototype;
    if (prototype !== undefined) for (const name of names) holdWhileAnswering(loop, prototype, name);
  }
  for (const name of ANSWERED_FUNCTIONS) holdWhileAnswering(loop, globalThis, name);
  // A browser that is locked down has none.
  if (typeof WebAssembly !== 'undefined')
    for (const name of ANSWERED_BY_WEBASSEMBLY) holdWhileAnswering(loop, WebAssembly, name);
  watchEvents(loop);
  watchPosts(thread);
  watchTimeouts(thread);
}

/** Replaces a method by one that does `around` besides, under the same name. */
function replace(owner: object, name: string, make: (original: Method) => Method): void {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  if (typeof property?.value !== 'function') return;
  const value = make(property.value as Method);
  Object.defineProperty(value, 'name', { value: name, configurable: true });
  Object.defineProperty(owner, name, { ...property, value });
}

function holdWhileAnswering(loop: EventLoop, owner: object, name: string): void {
  replace(
    owner,
    name,
    (original) =>
      function (...values) {
        const answer = apply(original, this, values);
        return answer instanceof Promise ? loop.holdFor(answer, name) : answer;
      },
  );
}

/** Every event that a learner's listener hears is a turn. What a listener throws is told as the browser tells it. */
function watchEvents(loop: EventLoop): void {
  const heard = new WeakMap<object, (event: Event) => unknown>();
  const hearing = (listener: unknown): unknown => {
    if ((typeof listener !== 'object' && typeof listener !== 'function') || listener === null) return listener;
    let hears = heard.get(listener);
    if (hears === undefined) {
      const place = loop.place();
      hears = function (this: unknown, event) {
        return loop.turn(event.type, place, () => {
          if (typeof listener === 'function') return apply(listener as Method, this, [event]);
          return (listener as EventListenerObject).handleEvent(event);
        });
      };
      heard.set(listener, hears);
    }
    return hears;
  };
  for (const name of ['addEventListener', 'removeEventListener']) {
    replace(
      EventTarget.prototype,
      name,
      (original) =>
        function (type, listener, ...rest) {
          return apply(original, this, [type, hearing(listener), ...rest]);
        },
    );
  }
  for (const [owner, property] of [
    ['MessagePort', 'onmessage'],
    ['BroadcastChannel', 'onmessage'],
    ['Worker', 'onmessage'],
    ['Worker', 'onerror'],
    ['AbortSignal', 'onabort'],
    ['FileReader', 'onload'],
    ['FileReader', 'onloadend'],
  ] as const) {
    const prototype = (Reflect.get(globalThis, owner) as { prototype?: object } | undefined)?.prototype;
    const accessor = prototype && Object.getOwnPropertyDescriptor(prototype, property);
    const [get, set] = ['get', 'set'].map((way) => accessor && (Reflect.get(accessor, way) as Method | undefined));
    if (prototype === undefined || get === undefined || set === undefined) continue;
    const given = new WeakMap<object, unknown>();
    Object.defineProperty(prototype, property, {
      configurable: true,
      enumerable: true,
      get(this: object) {
        return given.get(this) ?? apply(get, this, []);
      },
      set(this: object, listener: unknown) {
        apply(set, this, [hearing(listener)]);
        given.set(this, listener);
      },
    });
  }
}

/** A message through a port keeps the program for as long as it may be under way; a port that is merely open does not. */
function watchPosts({ loop, native }: Thread): void {
  let posted = 0;
  let isWaiting = false;
  const wait = (seen: number): void => {
    native.setTimeout(() => {
      if (posted !== seen) return wait(posted);
      isWaiting = false;
      loop.letGo();
      loop.turn('', NONE, () => {});
    }, UNDER_WAY_MS);
  };
  for (const owner of ['MessagePort', 'BroadcastChannel']) {
    const { prototype } = Reflect.get(globalThis, owner) as { prototype: object };
    replace(
      prototype,
      'postMessage',
      (original) =>
        function (...values) {
          posted += 1;
          if (!isWaiting) {
            isWaiting = true;
            loop.hold();
            wait(posted);
          }
          return apply(original, this, values);
        },
    );
  }
}

/** A time-out that nobody waits for is no reason to go on: a hope. */
function watchTimeouts({ loop, native }: Thread): void {
  replace(
    AbortSignal,
    'timeout',
    (original) =>
      function (ms) {
        const signal = apply(original, this, [ms]) as AbortSignal;
        loop.hope();
        native.setTimeout(
          () => {
            loop.loseHope();
            loop.turn('AbortSignal.timeout', NONE, () => {});
          },
          Number(ms) + UNDER_WAY_MS,
        );
        return signal;
      },
  );
  replace(
    Atomics,
    'waitAsync',
    (original) =>
      function (...values) {
        const result = apply(original, this, values) as { async: boolean; value: Promise<string> };
        // With a time-out it comes to an end for certain; without one, who wakes it holds the loop by itself.
        if (result.async && Number.isFinite(values[3])) void loop.holdFor(result.value, 'Atomics.waitAsync');
        return result;
      },
  );
}
