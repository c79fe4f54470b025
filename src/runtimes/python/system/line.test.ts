/** Connections to other machines, through the kernel, with a network that does what each test says. */
import { beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { SystemAnswer } from '../../../protocol/system';
import { Errno, Kernel } from './kernel';
import type { NetworkClient, NetworkConnection } from './line';
import {
  BROKEN,
  CONNECTING,
  WOULD_BLOCK,
  addPipeHolders,
  makeObject,
  pipeState,
  setLine,
  tryRead,
  tryWrite,
  type SharedObject,
} from './objects';

const [THERE, BACK] = [11, 12];

let kernel: Kernel;
let said: string[];
let client: NetworkClient;
let network: NetworkConnection;
let there: SharedObject;
let back: SharedObject;
let answers: SystemAnswer[];
let later: (() => void)[];

/** A program that has begun a connection. The kernel's own pipes stand for those of a realm without shared memory. */
function dial(shared: boolean): void {
  said = [];
  answers = [];
  later = [];
  network = {
    receive: (bytes) => said.push(`receive ${bytes.length}`),
    finish: () => said.push('finish'),
    drained: () => said.push('drained'),
    close: () => said.push('close'),
  };
  kernel = new Kernel({
    shared,
    start: () => undefined,
    answer: (_number, _call, answer) => void answers.push(answer),
    signal: () => undefined,
    kill: () => undefined,
    terminate: () => undefined,
    later: (_ms, act) => void later.push(act),
    network: {
      resolve: (name) => (name === 'example.com' ? 0xc0000201 : null),
      hostNames: () => ['example.com'],
      connect: (address, port, process, to) => {
        said.push(`connect ${address} ${port} by ${process}`);
        client = to;
        return network;
      },
      stop: () => undefined,
    },
    filesChanged: () => {},
    packages: null,
    diskFull: () => {},
    giveUp: () => undefined,
  });
  for (const object of [THERE, BACK]) {
    const made = makeObject('pipe', shared);
    kernel.note(0, {
      op: 'make',
      object,
      kind: 'pipe',
      value: 0,
      buffer: shared ? (made.buffer as SharedArrayBuffer) : null,
    });
    if (object === THERE) there = made;
    else back = made;
  }
  if (shared) setLine(there, CONNECTING);
  kernel.note(0, { op: 'dial', address: 0xc0000201, port: 80, reads: THERE, writes: BACK });
}

/** What a program does, on its own pipes or by asking the kernel. */
function ask(what: Parameters<Kernel['call']>[2]): Extract<SystemAnswer, { value: number }> {
  kernel.call(0, 1, what);
  const answer = answers.pop() ?? expect.unreachable();
  if ('errno' in answer) return expect.unreachable(`errno ${answer.errno}`);
  return answer;
}
const onItself = (): boolean => there.buffer instanceof SharedArrayBuffer;
const write = (bytes: Uint8Array): number =>
  onItself() ? tryWrite(there, bytes, 0) : ask({ op: 'write', object: THERE, bytes }).value;
function read(count: number): Uint8Array | number {
  if (onItself()) {
    const into = new Uint8Array(count);
    const got = tryRead(back, into, 0);
    return got > 0 ? into.slice(0, got) : got;
  }
  const { value, bytes } = ask({ op: 'read', object: BACK, count });
  return value > 0 ? (bytes ?? expect.unreachable()) : value;
}
const state = (object: number): number =>
  onItself() ? pipeState(object === THERE ? there : back) : ask({ op: 'state', object }).value;
function letGo(object: number, readers: number, writers: number): void {
  if (onItself()) addPipeHolders(object === THERE ? there : back, readers, writers);
  kernel.note(0, { op: 'hold', holding: [object, readers, writers] });
}
const close = (): void => {
  letGo(THERE, 0, -1);
  letGo(BACK, -1, 0);
};
/** Notifications of shared memory come by themselves, a little later. */
const quiet = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe.each([true, false])('a connection (shared memory: %s)', (shared) => {
  beforeEach(() => dial(shared));

  it('is being made until the host accepts it, and only then lets the program write', () => {
    expect(said).toEqual([`connect ${0xc0000201} 80 by 0`]);
    expect(state(THERE) >> 8).toBe(CONNECTING);
    expect(state(THERE) & 2).toBe(0);
    client.connected();
    expect(state(THERE) & 2).toBe(2);
    expect(state(THERE) >> 8).toBe(0);
  });

  it('that is refused says so to who writes and to who reads', () => {
    client.refused('refused');
    expect(state(THERE) >> 8).toBe(Errno.ECONNREFUSED);
    expect(state(THERE) & 2).toBe(2);
    expect(read(10)).toBe(0);
  });

  it('that breaks tells why, where the network has said it, on either of its pipes', () => {
    const why = (object: number): string => new TextDecoder().decode(ask({ op: 'why', object }).bytes);
    expect(why(BACK)).toBe('');
    client.connected();
    client.reset('The dog ate it.');
    expect(why(BACK)).toBe('The dog ate it.');
    expect(why(THERE)).toBe('The dog ate it.');
  });

  it('carries what is written, and the end of it', async () => {
    client.connected();
    expect(write(new Uint8Array(100))).toBe(100);
    await quiet();
    letGo(THERE, 0, -1);
    await quiet();
    expect(said.slice(1)).toEqual(['receive 100', 'finish']);
    expect(client.write(Uint8Array.of(1, 2, 3))).toBe(3);
    client.end();
    expect(read(10)).toEqual(Uint8Array.of(1, 2, 3));
    expect(read(10)).toBe(0);
    await quiet();
    expect(said.at(-1)).toBe('close');
  });

  it('that the program closes tells the host, who need not send more', async () => {
    client.connected();
    client.write(new Uint8Array(10));
    close();
    await quiet();
    expect(said.at(-1)).toBe('close');
    expect(said.filter((line) => line === 'close')).toHaveLength(1);
    expect(client.write(new Uint8Array(5))).toBeGreaterThanOrEqual(0);
  });

  it('that the program gives up before it is made tells the host', async () => {
    close();
    await quiet();
    expect(said.at(-1)).toBe('close');
  });

  it('that breaks gives what has arrived and then the reason', () => {
    client.connected();
    client.write(Uint8Array.of(7));
    client.reset();
    expect(read(10)).toEqual(Uint8Array.of(7));
    expect(read(10)).toBe(0);
    expect(state(BACK) >> 8).toBe(Errno.ECONNRESET);
    expect(write(Uint8Array.of(1))).toBe(BROKEN);
  });

  it('ends with the run', () => {
    client.connected();
    kernel.ended(0, 0);
    expect(said.at(-1)).toBe('close');
  });

  it('gives back every byte in order, however slowly either side reads', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('write' as const), count: fc.integer({ min: 1, max: 90_000 }) }),
      fc.record({ do: fc.constant('read' as const), count: fc.integer({ min: 1, max: 65_536 }) }),
      fc.record({ do: fc.constant('rest' as const), count: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        dial(shared);
        const pending: Uint8Array[] = [];
        let offset = 0;
        // The host sends back what it gets, as there is room.
        const pump = (): void => {
          for (let [first] = pending; first !== undefined; [first] = pending) {
            offset += client.write(first.subarray(offset));
            if (offset < first.length) return;
            pending.shift();
            offset = 0;
          }
        };
        network.receive = (bytes) => {
          pending.push(bytes.slice());
          if (pending.length === 1) pump();
        };
        network.drained = pump;
        client.connected();
        let written = 0;
        let seen = 0;
        const take = (count: number): number => {
          const got = read(count);
          if (typeof got === 'number') return got;
          for (const byte of got) if (byte !== seen++ % 251) expect.unreachable(`byte ${seen - 1} is ${byte}`);
          return got.length;
        };
        for (const { do: what, count } of steps) {
          if (what === 'write') {
            const bytes = Uint8Array.from({ length: count }, (_, i) => (written + i) % 251);
            written += Math.max(0, write(bytes));
          } else if (what === 'read') take(count);
          else await quiet();
        }
        for (let idle = 0; idle < 3;) {
          await quiet();
          idle = take(65_536) > 0 ? 0 : idle + 1;
        }
        expect(seen).toBe(written);
        expect(take(1)).toBe(WOULD_BLOCK);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a connection without shared memory', () => {
  it('regression: wakes who waits for it to be made, and for its bytes', () => {
    dial(false);
    const wait = (object: number): void => {
      const { version } = ask({ op: 'state', object });
      kernel.call(0, 7, { op: 'wait', seen: [[object, version ?? expect.unreachable()]] });
      expect(answers).toEqual([]);
    };
    wait(THERE);
    client.connected();
    expect(answers.splice(0)).toEqual([{ value: 0 }]);
    wait(BACK);
    client.write(Uint8Array.of(1));
    expect(answers.splice(0)).toEqual([{ value: 0 }]);
  });
});

describe('a ring that is held for ever', () => {
  it('does not keep the frame busy, and is looked at again', () => {
    dial(true);
    client.connected();
    const LOCK = 2;
    Atomics.store(there.words, LOCK, 99);
    Atomics.store(back.words, LOCK, 99);
    expect(client.write(Uint8Array.of(1, 2))).toBe(0);
    expect(later).toHaveLength(1);
    Atomics.store(there.words, LOCK, 0);
    Atomics.store(back.words, LOCK, 0);
    later.shift()?.();
    expect(said.at(-1)).toBe('drained');
  });
});

describe('names', () => {
  it('of hosts have addresses, and others have none; the hosts can be listed', () => {
    dial(true);
    expect(ask({ op: 'resolve', name: 'example.com' })).toEqual({ value: 0xc0000201 });
    expect(ask({ op: 'resolve', name: 'nowhere.com' })).toEqual({ value: 0 });
    const { value, bytes } = ask({ op: 'hosts' });
    expect(new TextDecoder().decode(bytes)).toBe('example.com');
    expect(value).toBe(11);
  });
});
