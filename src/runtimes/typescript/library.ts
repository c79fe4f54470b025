/** What `import ... from 'interleave'` gives on every thread. */
import { transfer, transferHandlers } from 'comlink';
import { NONE } from '../../trace/codec';
import type { Shared, SharedParts } from './shared';
import type { Thread } from './thread';

/** What lies in shared memory crosses as its parts, and is the same object on the other side. */
function sendByParts(shared: Shared): void {
  transferHandlers.set('interleave', {
    canHandle: (value): value is InstanceType<Shared['SharedObject']> => value instanceof shared.SharedObject,
    serialize: (value: InstanceType<Shared['SharedObject']>) => [value.parts, []],
    deserialize: (parts: SharedParts) => shared.revive(parts),
  });
}

export function makeCommon(thread: Thread, args: readonly string[], shared: Shared): Readonly<Record<string, unknown>> {
  const { loop, native } = thread;
  sendByParts(shared);
  return {
    Mutex: shared.Mutex,
    Semaphore: shared.Semaphore,
    Channel: shared.Channel,
    args: Object.freeze([...args]),
    transfer,
    sleep(ms: number): Promise<void> {
      loop.hold();
      const promise = new Promise<void>((resolve) => {
        native.setTimeout(() => {
          loop.letGo();
          resolve();
        }, ms);
      });
      return loop.explain(promise, { state: 'sleeping', via: 'sleep', resource: NONE });
    },
  };
}
