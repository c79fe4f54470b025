import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT, ROW_INTS } from '../../trace/codec';
import { ChannelRing, DOING, MOST_BYTES } from './channel-ring';
import { allBlocked, describeDeadlock } from './deadlock';
import { StatusBoard } from './status';
import type { ChannelWork, ChannelWorkerData, Parcel } from './testing/channel-worker';
import { makeTestThread, type TestThread } from './testing/threads';

const main = makeTestThread();
const { Channel } = main.shared;

/** What has been told of messages: `+offset` for one that was sent, `-offset` for one that was received. */
function messagesOf({ thread, told }: TestThread): string[] {
  thread.recorder.flush();
  return told.flatMap(({ rows }) => {
    const found: string[] = [];
    for (let at = 0; at < rows.length; at += ROW_INTS) {
      const kind = (rows[at] as number) & 0xff;
      if (kind === EVENT.send) found.push(`+${rows[at + 4]}:${rows[at + 5]}`);
      if (kind === EVENT.receive) found.push(`-${rows[at + 4]}:${rows[at + 5]}`);
    }
    return found;
  });
}

describe('Channel, on one thread', () => {
  it('gives out what was put in, in its order', async () => {
    const channel = new Channel(3);
    await channel.sendAsync(1);
    await channel.sendAsync({ two: [2, null] });
    expect(await channel.receiveAsync()).toBe(1);
    await channel.sendAsync('dreî');
    expect(await channel.receiveAsync()).toEqual({ two: [2, null] });
    expect(await channel.receiveAsync()).toBe('dreî');
  });

  it('lets a sender wait for room, and a receiver for a value', async () => {
    const channel = new Channel(2);
    const done: string[] = [];
    const sends = ['a', 'b', 'c', 'd'].map((value) => channel.sendAsync(value).then(() => done.push(value)));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(done).toEqual(['a', 'b']);
    expect(await channel.receiveAsync()).toBe('a');
    await sends[2];
    expect(done).toEqual(['a', 'b', 'c']);
    const rest = [1, 2, 3, 4].map(() => channel.receiveAsync());
    expect(await Promise.all(rest.slice(0, 3))).toEqual(['b', 'c', 'd']);
    await channel.sendAsync('e');
    expect(await rest[3]).toBe('e');
  });

  it('answers with undefined once it is closed and empty, and refuses what comes later', async () => {
    const channel = new Channel(4);
    await channel.sendAsync('last');
    const waiting = new Channel(1).receiveAsync();
    channel.close();
    channel.close();
    await expect(channel.sendAsync('late')).rejects.toThrow(/^Channel \d+ is closed: nothing more can be sent/);
    expect(await channel.receiveAsync()).toBe('last');
    expect(await channel.receiveAsync()).toBeUndefined();
    await expect(Promise.race([waiting, Promise.resolve('still waiting')])).resolves.toBe('still waiting');
  });

  it('wakes who waits when it is closed', async () => {
    const empty = new Channel(1);
    const receiver = empty.receiveAsync();
    empty.close();
    expect(await receiver).toBeUndefined();
    const full = new Channel(1);
    await full.sendAsync(1);
    const sender = full.sendAsync(2);
    full.close();
    await expect(sender).rejects.toThrow('is closed');
    const values: unknown[] = [];
    for await (const value of full) values.push(value);
    expect(values).toEqual([1]);
  });

  it.each([
    ['a function', () => {}, 'it has no word for function'],
    ['undefined', undefined, 'it has no word for undefined'],
    ['a BigInt', 1n, 'BigInt'],
    ['what contains itself', circle(), 'circular'],
  ])('refuses %s, which JSON cannot say', async (_what, value, words) => {
    await expect(new Channel(1).sendAsync(value)).rejects.toThrow(words);
  });

  it('takes a value of a megabyte and refuses a larger one', async () => {
    const channel = new Channel(1);
    await channel.sendAsync('x'.repeat(MOST_BYTES - 2));
    expect(((await channel.receiveAsync()) as string).length).toBe(MOST_BYTES - 2);
    await expect(channel.sendAsync('x'.repeat(MOST_BYTES - 1))).rejects.toThrow(/takes 1,048,573 bytes/);
  });

  it('refuses to block the main thread, whether it would have to wait or not', () => {
    const channel = new Channel(1);
    expect(() => channel.send(1)).toThrow('Use await sendAsync()');
    expect(() => channel.receive()).toThrow('Use await receiveAsync()');
    expect(() => [...channel]).toThrow('Use await receiveAsync()');
  });

  it.each([0, -1, 1.5, NaN, 2 ** 21])('refuses a capacity of %j', (capacity) => {
    expect(() => new Channel(capacity)).toThrow(RangeError);
  });

  it('tells the trace of each message, with its bytes and one position on both sides', async () => {
    const one = makeTestThread();
    const channel = new one.shared.Channel(2);
    await channel.sendAsync('abc');
    await channel.sendAsync([]);
    await channel.receiveAsync();
    await channel.receiveAsync();
    expect(messagesOf(one)).toEqual(['+0:5', '+9:2', '-0:5', '-9:2']);
  });

  it('tells of no receipt whose sending was not listed', async () => {
    const one = makeTestThread({ budget: 1 });
    const channel = new one.shared.Channel(2);
    await channel.sendAsync(1);
    await channel.sendAsync(2);
    await channel.receiveAsync();
    await channel.receiveAsync();
    expect(messagesOf(one)).toEqual(['+0:1', '-0:1']);
  });

  it('is the same object when it comes back, and another of the same memory on another thread', () => {
    const channel = new Channel(2);
    expect(main.shared.revive(channel.parts)).toBe(channel);
    const other = makeTestThread({ number: 1 }).shared.revive(channel.parts);
    expect(other).not.toBe(channel);
    expect(other.parts).toEqual(channel.parts);
  });
});

/** A thread of Node does not read TypeScript by itself, nor imports without a file's ending. */
const LOADER = `
  void import('tsx/esm/api').then(({ register }) => {
    register();
    return import(${JSON.stringify(new URL('./testing/channel-worker.ts', import.meta.url).href)});
  });
`;

function circle(): unknown {
  const value: unknown[] = [];
  value.push(value);
  return value;
}

describe('ChannelRing', () => {
  it('keeps all messages whole and in order, round and round its memory', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(300_000), fc.constant(-1)), { minLength: 10, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, capacity) => {
          const ring = new ChannelRing(new SharedArrayBuffer(64 + (1 << 20)));
          ring.init(capacity);
          const model: { readonly length: number; readonly mark: number; readonly offset: number }[] = [];
          let mark = 0;
          const take = (): void => {
            const expected = model.shift();
            const got = ring.take();
            expect(got?.bytes.length).toBe(expected?.length);
            expect(got?.offset).toBe(expected?.offset);
            if (expected === undefined || expected.length === 0) return;
            expect([got?.bytes[0], got?.bytes.at(-1)]).toEqual([expected.mark, expected.mark]);
            expect(got?.listed).toBe(expected.mark % 2 === 0);
          };
          for (const step of steps) {
            if (step < 0) {
              take();
              continue;
            }
            mark = (mark + 1) % 251;
            const bytes = new Uint8Array(step).fill(mark);
            const isEven = mark % 2 === 0;
            const used = model.reduce((sum, { length }) => sum + length + 4, 0);
            const fits = model.length < capacity && used + step + 4 <= 1 << 20;
            const offset = ring.put(bytes, () => isEven);
            expect(offset !== null).toBe(fits);
            if (offset !== null) model.push({ length: step, mark, offset });
            expect(ring.count).toBe(model.length);
          }
          while (model.length > 0) take();
          expect(ring.take()).toBe(null);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('says whether who waits can go on', () => {
    const ring = new ChannelRing(new SharedArrayBuffer(64 + (1 << 20)));
    ring.init(1);
    expect([ring.isFree(DOING.send), ring.isFree(DOING.receive)]).toEqual([true, false]);
    ring.put(new Uint8Array(1), () => false);
    expect([ring.isFree(DOING.send), ring.isFree(DOING.receive)]).toEqual([false, true]);
    ring.close();
    expect([ring.isFree(DOING.send), ring.isFree(DOING.receive)]).toEqual([true, true]);
  });
});

describe('Channel, between threads', () => {
  const status = new StatusBoard();
  const workers: Worker[] = [];

  beforeAll(async () => {
    for (let number = 1; number <= 4; number++) {
      const data: ChannelWorkerData = { number, status: status.memory };
      workers.push(new Worker(LOADER, { eval: true, workerData: data }));
    }
    await Promise.all(
      workers.map((worker) => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))),
    );
  }, 30_000);

  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  function ask(worker: number, work: ChannelWork): Promise<readonly Parcel[]> {
    return new Promise((resolve, reject) => {
      workers[worker]?.once('message', (answer: { received: readonly Parcel[] } | { error: string }) => {
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.received);
      });
      workers[worker]?.postMessage(work);
    });
  }

  const senders = fc.constantFrom('send', 'sendAsync', 'mixed');
  const receivers = fc.constantFrom('receive', 'receiveAsync', 'iterate', 'iterateAsync');
  const setting = fc.record({
    capacity: fc.constantFrom(1, 2, 7, 64),
    counts: fc.array(fc.nat(60), { minLength: 2, maxLength: 2 }),
    padding: fc.constantFrom(0, 20, 3_000, 120_000),
    does: fc.tuple(senders, senders, receivers, receivers),
    mainSends: fc.boolean(),
    mainReceives: fc.boolean(),
  });

  it('loses nothing, doubles nothing, and keeps the order of each sender', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ capacity, counts, padding, does, mainSends, mainReceives }) => {
        const channel = new Channel(capacity);
        const { parts } = channel;
        const receipts = [2, 3].map((worker) =>
          ask(worker, { parts, does: does[worker], count: 0, padding } as ChannelWork),
        );
        if (mainReceives) {
          receipts.push(
            (async () => {
              const own: Parcel[] = [];
              for await (const one of channel) own.push(one as Parcel);
              return own;
            })(),
          );
        }
        const sending: Promise<unknown>[] = [0, 1].map((worker) =>
          ask(worker, { parts, does: does[worker], count: counts[worker] ?? 0, padding } as ChannelWork),
        );
        if (mainSends) {
          for (let index = 0; index < 20; index++) sending.push(channel.sendAsync({ from: 0, index, padding: '' }));
        }
        await Promise.all(sending);
        channel.close();
        const received = await Promise.all(receipts);

        const wanted = [...(mainSends ? [[0, 20] as const] : []), ...counts.map((count, i) => [i + 1, count] as const)];
        for (const [from, count] of wanted) {
          const indices = received.map((one) => one.filter((parcel) => parcel.from === from).map(({ index }) => index));
          for (const own of indices) expect(own).toEqual(own.toSorted((a, b) => a - b));
          expect(indices.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        }
        expect(
          received
            .flat()
            .every(({ from, index, padding: text }) => text.length === (from === 0 ? 0 : (index * 7) % (padding + 1))),
        ).toBe(true);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('stands on the status board while a thread waits at it, and not for longer', async () => {
    const channel = new Channel(1);
    const receipt = ask(2, { parts: channel.parts, does: 'receive', count: 0, padding: 0 });
    const suspects = {
      status,
      threads: [{ number: 3, name: 'worker 3' }],
      files: ['main.ts'],
      find: () => channel.parts,
    };
    await expect.poll(() => allBlocked(suspects)?.length, { timeout: 10_000 }).toBe(1);
    const waits = allBlocked(suspects) ?? [];
    const outcome = describeDeadlock(suspects, waits);
    expect(outcome.kind === 'deadlocked' && outcome.text).toMatch(
      /^Deadlock: no thread can ever go on\.\n {2}worker 3 waits in Channel\.receive.* for Channel \d+, which is empty\n$/,
    );
    await channel.sendAsync({ from: 0, index: 0, padding: '' });
    channel.close();
    expect((await receipt).length).toBe(1);
    expect(status.read(3)).toBe(null);

    const full = new Channel(1);
    const sent = ask(0, { parts: full.parts, does: 'send', count: 2, padding: 0 });
    const sender = { ...suspects, threads: [{ number: 1, name: 'worker 1' }], find: () => full.parts };
    await expect.poll(() => allBlocked(sender)?.length, { timeout: 10_000 }).toBe(1);
    const story = describeDeadlock(sender, allBlocked(sender) ?? []);
    expect(story.kind === 'deadlocked' && story.text).toContain('waits in Channel.send');
    expect(story.kind === 'deadlocked' && story.text).toContain('which is full');
    expect([await full.receiveAsync(), await full.receiveAsync()]).toMatchObject([{ index: 0 }, { index: 1 }]);
    await sent;
  }, 30_000);
});
