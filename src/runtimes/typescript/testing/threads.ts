/** What tests need of a thread: one that says what it tells the trace, and nothing to the page. */
import { makeShared, type Shared } from '../shared';
import type { StatusBoard } from '../status';
import { Thread } from '../thread';

export interface TestThread {
  readonly thread: Thread;
  readonly shared: Shared;
  /** The rows and strings that were told so far. */
  readonly told: { readonly rows: Int32Array; readonly strings: readonly string[] }[];
}

export function makeTestThread({
  number = 0,
  traced = true,
  status = null,
  budget = 100_000,
}: {
  readonly number?: number;
  readonly traced?: boolean;
  readonly status?: StatusBoard | null;
  readonly budget?: number;
} = {}): TestThread {
  const told: { rows: Int32Array; strings: readonly string[] }[] = [];
  const thread = new Thread({
    epoch: 0,
    traced,
    budget,
    outputChars: 10_000,
    seed: null,
    marksLongTurns: false,
    guardsTurns: false,
    sendTrace: (rows, strings) => void told.push({ rows, strings }),
    sendOutput: () => {},
    failed: (error) => {
      throw error;
    },
    atRest: () => {},
  });
  const shared = makeShared({ thread, number, mayBlock: number > 0, status, files: ['main.ts'] });
  return { thread, shared, told };
}
