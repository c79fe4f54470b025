/** What `import ... from 'interleave'` gives on every thread. */
import { transfer } from 'comlink';
import { NONE } from '../../trace/codec';
import type { Thread } from './thread';

export function makeCommon(thread: Thread, args: readonly string[]): Readonly<Record<string, unknown>> {
  const { loop, native } = thread;
  return {
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
