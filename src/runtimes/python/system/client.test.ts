/**
 * Processes with threads, a kernel, and the messages between them, in every order that a schedule deals out. A thread here is a
 * generator that does what `port/system.py` does; where that parks, it yields.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Holding, SystemAnswer, SystemCall, SystemNote } from '../../../protocol/system';
import { SystemClient } from './client';
import { Kernel } from './kernel';
import { BROKEN, PIPE_CAPACITY, WOULD_BLOCK } from './objects';

const MEMORY = 600_000;

interface Thread {
  readonly id: number;
  readonly body: Generator<void, void>;
  /** `described`: it has said what it waits for, and is not off the processor yet. */
  status: 'ready' | 'described' | 'suspended' | 'done';
  /** How often it was resumed. */
  turns: number;
}

type ToKernel =
  | { readonly kind: 'call'; readonly call: number; readonly what: SystemCall }
  | { readonly kind: 'note'; readonly what: SystemNote };

class Process {
  readonly memory = new Uint8Array(MEMORY);
  readonly threads: Thread[] = [];
  readonly toKernel: ToKernel[] = [];
  readonly fromKernel: { readonly call: number; readonly answer: SystemAnswer }[] = [];
  readonly client: SystemClient;

  constructor(
    readonly number: number,
    shared: boolean,
  ) {
    this.client = new SystemClient({
      shared: () => shared,
      call: (call, what) => this.toKernel.push({ kind: 'call', call, what }),
      note: (what) => this.toKernel.push({ kind: 'note', what }),
      memory: () => this.memory,
      stopIfKilled: () => {},
      wake: (id) => {
        const thread = this.threads[id];
        if (thread?.status !== 'suspended') return false;
        thread.status = 'ready';
        return true;
      },
    });
    this.client.begin(number);
  }

  start(body: (id: number) => Generator<void, void>): Thread {
    const id = this.threads.length;
    const thread: Thread = { id, body: body(id), status: 'ready', turns: 0 };
    this.threads.push(thread);
    return thread;
  }
}

class Machine {
  readonly processes: Process[] = [];
  private readonly kernel: Kernel;

  constructor(readonly shared: boolean) {
    this.kernel = new Kernel({
      shared,
      start: (number) => void (this.processes[number] = new Process(number, shared)),
      answer: (number, call, answer) => this.processes[number]?.fromKernel.push({ call, answer }),
      later: () => undefined,
      network: null,
      packages: null,
      signal: () => {},
      kill: () => {},
      terminate: () => {},
      filesChanged: () => {},
      diskFull: () => {},
      giveUp: (sentence) => expect.unreachable(sentence),
    });
    this.processes.push(new Process(0, shared));
  }

  /** A process that the first one starts, with these ends of pipes. */
  spawn(holdings: readonly Holding[]): Process {
    const root = this.process(0);
    while (root.toKernel.length > 0) this.deliver(root);
    const image = { name: '', kind: 'exec', argv: [], state: new Uint8Array(0), descriptors: '', holdings } as const;
    this.kernel.call(0, 0, { op: 'spawn', image });
    root.fromKernel.pop();
    return this.process(this.processes.length - 1);
  }

  process(number: number): Process {
    return this.processes[number] ?? expect.unreachable(`there is no process ${number}`);
  }

  /** Everything that could happen next. */
  private steps(): (() => void)[] {
    const steps: (() => void)[] = [];
    for (const process of this.processes) {
      const [message] = process.toKernel;
      if (message !== undefined) steps.push(() => this.deliver(process));
      const [answer] = process.fromKernel;
      if (answer !== undefined) {
        steps.push(() => {
          process.fromKernel.shift();
          process.client.answered(answer.call, answer.answer);
        });
      }
      for (const thread of process.threads) {
        if (thread.status === 'ready') steps.push(() => this.resume(thread));
        if (thread.status === 'described') {
          steps.push(() => {
            thread.status = 'suspended';
            process.client.arm(thread.id);
          });
        }
      }
    }
    return steps;
  }

  private resume(thread: Thread): void {
    thread.turns++;
    thread.status = thread.body.next().done === true ? 'done' : 'described';
  }

  private deliver(process: Process): void {
    const message = process.toKernel.shift();
    if (message?.kind === 'call') this.kernel.call(process.number, message.call, message.what);
    if (message?.kind === 'note') this.kernel.note(process.number, message.what);
  }

  /** Runs until nothing can happen any more. */
  async run(schedule: readonly number[]): Promise<void> {
    let at = 0;
    let quiet = 0;
    for (let i = 0; i < 200_000 && quiet < 3; i++) {
      const steps = this.steps();
      const choice = schedule[at++ % schedule.length] ?? 0;
      if (steps.length === 0 || (this.shared && choice % 7 === 0)) {
        // `Atomics.waitAsync` tells its waiters in tasks.
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (steps.length === 0) quiet++;
        continue;
      }
      quiet = 0;
      steps[choice % steps.length]?.();
    }
  }

  unfinished(): string[] {
    return this.processes.flatMap(({ number, threads }) =>
      threads.filter(({ status }) => status !== 'done').map(({ id, status }) => `thread ${id} of ${number}: ${status}`),
    );
  }
}

// What port/system.py does.

function* ask(
  process: Process,
  id: number,
  op: string,
  object: number,
  a: number,
  address: number,
): Generator<void, number> {
  const { module } = process.client;
  const number = module.ask(id, op, object, a, 0, address);
  while (!module.is_answered(number)) yield;
  return module.take_answer(number, object);
}

function* ensure(process: Process, id: number, object: number, kind: 'pipe' | 'semaphore'): Generator<void, void> {
  const { module } = process.client;
  if (module.known(object)) return;
  const number = module.ask(id, 'find', object, 0, 0, 0);
  while (!module.is_answered(number)) yield;
  module.take_object(number, object, kind);
}

function* wait(process: Process, id: number, objects: readonly number[]): Generator<void, void> {
  for (const object of objects) process.client.module.watch(id, object);
  yield;
  process.client.module.unwatch(id);
}

function* tryOnce(process: Process, id: number, op: 'read' | 'write', pipe: number, at: number, count: number) {
  const { module } = process.client;
  if (module.shared()) return op === 'read' ? module.read(pipe, at, count) : module.write(pipe, at, count);
  return yield* ask(process, id, op, pipe, count, at);
}

function* acquire(process: Process, id: number, semaphore: number): Generator<void, void> {
  const { module } = process.client;
  for (;;) {
    const got = module.shared()
      ? module.acquire(semaphore)
      : (yield* ask(process, id, 'acquire', semaphore, 0, 0)) === 1;
    if (got) return;
    yield* wait(process, id, [semaphore]);
  }
}

function* release(process: Process, id: number, semaphore: number): Generator<void, void> {
  if (process.client.module.shared()) process.client.module.release(semaphore, 100);
  else yield* ask(process, id, 'release', semaphore, 100, 0);
}

const schedules = fc.array(fc.nat(1000), { minLength: 20, maxLength: 200 });
const modes = [
  ['with shared memory', true],
  ['without', false],
] as const;

describe.each(modes)('processes %s', (_name, shared) => {
  it('lose no wake-up at a pipe, whatever the order of calls, answers, changes and waits', async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 5_000, max: PIPE_CAPACITY + 10_000 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(size, { minLength: 1, maxLength: 6 }),
        size,
        schedules,
        async (pieces, take, schedule) => {
          const machine = new Machine(shared);
          const writer = machine.process(0);
          const pipe = writer.client.module.make(0, 0);
          const reader = machine.spawn([[pipe, 1, 0]]);
          const total = pieces.reduce((sum, piece) => sum + piece, 0);
          for (let i = 0; i < total; i++) writer.memory[i] = (i * 31 + (i >> 8)) & 0xff;
          writer.start(function* (id) {
            let done = 0;
            for (const piece of pieces) {
              const end = done + piece;
              while (done < end) {
                const count = yield* tryOnce(writer, id, 'write', pipe, done, Math.min(end - done, 65_536));
                expect(count).not.toBe(BROKEN);
                if (count >= 0) done += count;
                else yield* wait(writer, id, [pipe]);
              }
            }
            writer.client.module.hold(pipe, -1, -1);
          });
          // Not byte by byte: that would only take long.
          const atMost = Math.min(Math.max(take, Math.ceil(total / 40)), 65_536);
          let got = 0;
          reader.start(function* (id) {
            yield* ensure(reader, id, pipe, 'pipe');
            for (;;) {
              const count = yield* tryOnce(reader, id, 'read', pipe, got, atMost);
              if (count === 0) return;
              if (count === WOULD_BLOCK) yield* wait(reader, id, [pipe]);
              else got += count;
            }
          });
          await machine.run(schedule);
          expect(machine.unfinished()).toEqual([]);
          expect(got).toBe(total);
          expect(Buffer.compare(reader.memory.subarray(0, total), writer.memory.subarray(0, total))).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lose no wake-up at a semaphore, and let in as many at once as it counts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
        schedules,
        async (value, threads, schedule) => {
          const machine = new Machine(shared);
          const semaphore = machine.process(0).client.module.make(1, value);
          while (machine.processes.length < threads.length) machine.spawn([]);
          let inside = 0;
          let rounds = 0;
          threads.forEach((count, number) => {
            const process = machine.process(number);
            for (let i = 0; i < count; i++) {
              process.start(function* (id) {
                yield* ensure(process, id, semaphore, 'semaphore');
                for (let round = 0; round < 3; round++) {
                  yield* acquire(process, id, semaphore);
                  inside++;
                  expect(inside).toBeLessThanOrEqual(value);
                  // Something else has its turn while it is inside.
                  const nothing = process.client.module.ask(id, 'value', semaphore, 0, 0, 0);
                  while (!process.client.module.is_answered(nothing)) yield;
                  process.client.module.take_answer(nothing, -1);
                  inside--;
                  rounds++;
                  yield* release(process, id, semaphore);
                }
              });
            }
          });
          await machine.run(schedule);
          expect(machine.unfinished()).toEqual([]);
          expect(rounds).toBe(3 * threads.reduce((sum, count) => sum + count, 0));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('wake whoever waits for one of several objects, and everybody who waits for the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.integer({ min: 1, max: 3 }), schedules, async (which, waiters, schedule) => {
        const machine = new Machine(shared);
        const root = machine.process(0);
        const pipes = [0, 1, 2].map(() => root.client.module.make(0, 0));
        const other = machine.spawn(pipes.map((pipe): Holding => [pipe, 0, 1]));
        for (let i = 0; i < waiters; i++) {
          root.start(function* (id) {
            for (;;) {
              let ready = false;
              for (const pipe of pipes) {
                const state = shared ? root.client.module.state(pipe) : yield* ask(root, id, 'state', pipe, 0, 0);
                if ((state & 1) !== 0) ready = true;
              }
              if (ready) return;
              yield* wait(root, id, pipes);
            }
          });
        }
        other.start(function* (id) {
          const pipe = pipes[which] ?? -1;
          yield* ensure(other, id, pipe, 'pipe');
          expect(yield* tryOnce(other, id, 'write', pipe, 0, 1)).toBe(1);
        });
        await machine.run(schedule);
        expect(machine.unfinished()).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('do not spin: a handler that waits while the call it came in on is answered sleeps until its own wait is over', async () => {
    const machine = new Machine(shared);
    const root = machine.process(0);
    const semaphore = root.client.module.make(1, 0);
    let done = false;
    const waiter = root.start(function* (id) {
      // A call is out; a signal's handler runs before its answer is looked at, and waits for something else.
      const outer = root.client.module.ask(id, 'find', semaphore, 0, 0, 0);
      expect(root.client.module.is_answered(outer)).toBe(false);
      yield* acquire(root, id, semaphore);
      while (!root.client.module.is_answered(outer)) yield;
      root.client.module.take_object(outer, semaphore, 'semaphore');
      done = true;
    });
    await machine.run([1]);
    expect(done).toBe(false);
    expect(waiter.turns).toBeLessThan(8);
    root.start((id) => release(root, id, semaphore));
    await machine.run([1]);
    expect(done).toBe(true);
  });
});

describe('the answer to a question for files', () => {
  const files = [{ path: 'a.py', content: new Uint8Array(1) }];

  function client() {
    const calls: { readonly call: number; readonly what: SystemCall }[] = [];
    const made = new SystemClient({
      shared: () => true,
      call: (call, what) => calls.push({ call, what }),
      note: () => {},
      memory: () => new Uint8Array(0),
      stopIfKilled: () => {},
      wake: () => true,
    });
    return { made, calls };
  }

  it('puts a package in place before the thread goes on, and nothing when there is none', () => {
    const { made, calls } = client();
    const laid: unknown[] = [];
    const call = made.askPackage(0, 'a', (given) => laid.push(given));
    const miss = made.askPackage(1, 'b', () => expect.unreachable());
    expect(calls.map(({ what }) => what)).toEqual([
      { op: 'package', name: 'a' },
      { op: 'package', name: 'b' },
    ]);
    made.answered(miss, { value: 0, files: [] });
    expect(laid).toEqual([]);
    made.answered(call, { value: 1, files });
    expect(laid).toEqual([files]);
    expect([call, miss].map((one) => made.module.take_answer(one, -1))).toEqual([1, 0]);
  });

  it('is not heard when the thread has given up waiting', () => {
    const { made } = client();
    const call = made.askPackage(0, 'a', () => expect.unreachable());
    made.module.abandon(call);
    made.answered(call, { value: 1, files });
  });
});
