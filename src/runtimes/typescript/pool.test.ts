import * as Comlink from 'comlink';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ending } from '../../trace/events';
import { tracedEndpoint, type Envelope, type TracedEndpoint } from './endpoint';
import { ModuleGraph } from './modules';
import { makePool, Workers, type Pool, type WorkerLike } from './pool';
import { directionsOf, type FromWorker, type ToWorker, type WorkerApi } from './pool-messages';
import { makeTestThread } from './testing/threads';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the module of the tests exports: a job does as it is told, and says when it begins. */
interface Task {
  readonly name: string;
  readonly ms: number;
  readonly fails?: boolean;
}

/** A worker on this very thread. What is said to it is cloned, and arrives later, as it would. */
class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  isTerminated = false;
  #side: TracedEndpoint | null = null;

  constructor(private readonly world: World) {}

  postMessage(message: ToWorker | Envelope, transfer: Transferable[]): void {
    const data: unknown = structuredClone(message, { transfer: transfer as ArrayBuffer[] });
    setImmediate(() => this.#hear(data));
  }

  terminate(): void {
    this.isTerminated = true;
  }

  #say(message: FromWorker | Envelope): void {
    const data: unknown = structuredClone(message);
    setImmediate(() => {
      if (!this.isTerminated) this.onmessage?.(new MessageEvent('message', { data }));
    });
  }

  #hear(data: unknown): void {
    if (this.isTerminated) return;
    const message = this.#side === null ? data : this.#side.hear(new MessageEvent('message', { data }));
    if (typeof message !== 'object' || message === null || !('type' in message)) return;
    if (message.type === 'finish') return this.#say({ type: 'finished' });
    const { number } = message as Extract<ToWorker, { type: 'start' }>;
    const { toWorker, fromWorker } = directionsOf(number);
    const { thread } = makeTestThread({ number });
    this.#side = tracedEndpoint((envelope) => this.#say(envelope), thread, fromWorker, toWorker);
    if (this.world.refuses !== null) {
      const error = { type: 'SyntaxError', message: this.world.refuses, frames: [], text: '', syntax: null };
      return this.#say({ type: 'raised', error });
    }
    const api: WorkerApi = { run: (_name, _progress, task) => this.#run(task as Task) };
    Comlink.expose(api, this.#side.endpoint);
  }

  async #run({ name, ms, fails = false }: Task): Promise<string> {
    this.world.begin(name);
    await wait(ms);
    this.world.end(name);
    if (fails) throw new RangeError(`no ${name}`);
    return name;
  }
}

/** All that happens around a pool. */
class World {
  readonly begun: string[] = [];
  readonly running = new Set<string>();
  most = 0;
  readonly made: FakeWorker[] = [];
  readonly endings: Ending[] = [];
  readonly failures: unknown[] = [];
  refuses: string | null = null;
  readonly main = makeTestThread();
  readonly workers: Workers;
  readonly pool: (size: number, module: string) => Pool;

  constructor() {
    const graph = new ModuleGraph(new Map([['job.ts', 'export {}']]), { traced: true, guarded: false });
    this.workers = new Workers({
      thread: this.main.thread,
      graph,
      epoch: 0,
      traced: true,
      budget: 1_000,
      outputChars: 1_000,
      args: [],
      seed: null,
      files: ['job.ts'],
      status: null,
      lab: null,
      spawn: () => {
        const worker = new FakeWorker(this);
        this.made.push(worker);
        return worker;
      },
      started: () => {},
      ended: (_number, _t, ending) => void this.endings.push(ending),
      output: () => {},
      trace: () => {},
      failed: (error) => void this.failures.push(error),
    });
    this.pool = makePool(this.workers);
  }

  begin(name: string): void {
    this.begun.push(name);
    this.running.add(name);
    this.most = Math.max(this.most, this.running.size);
  }

  end(name: string): void {
    this.running.delete(name);
  }

  get handles(): number {
    return this.main.thread.loop.handles;
  }
}

const tasks = (...ms: readonly number[]): Task[] => ms.map((one, i) => ({ name: `job ${i}`, ms: one }));

describe('a pool', () => {
  it('begins jobs in the order in which they were given, never more at a time than it has workers, and answers each', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (ms, size) => {
        const world = new World();
        const all = tasks(...ms);
        const pool = world.pool(size, './job');
        const answers = await Promise.all(all.map((task) => pool.submit('run', [task])));
        expect(answers).toEqual(all.map(({ name }) => name));
        expect(world.begun).toEqual(all.map(({ name }) => name));
        expect(world.most).toBeLessThanOrEqual(size);
        expect(world.made).toHaveLength(size);
        expect(world.handles).toBe(0);
        expect(world.workers.jobs).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('uses all of its workers when there is work for them', async () => {
    const world = new World();
    await world.pool(3, './job').map('run', tasks(20, 20, 20, 20));
    expect(world.most).toBe(3);
  });

  it('answers a map in the order of its items, and tells how many are done', async () => {
    const world = new World();
    const heard: unknown[] = [];
    const answers = await world
      .pool(3, './job')
      .map('run', tasks(30, 1, 15), { onProgress: (share) => void heard.push(share) });
    expect(answers).toEqual(['job 0', 'job 1', 'job 2']);
    expect(heard).toEqual([1 / 3, 2 / 3, 1]);
  });

  it('passes on the error of a job, and goes on', async () => {
    const world = new World();
    const pool = world.pool(1, './job');
    await expect(pool.submit('run', [{ name: 'bad', ms: 1, fails: true }])).rejects.toThrow('no bad');
    expect(await pool.submit('run', tasks(1))).toBe('job 0');
    expect(world.failures).toEqual([]);
  });

  it('refuses what cannot be sent, and goes on', async () => {
    const world = new World();
    const pool = world.pool(1, './job');
    await expect(pool.submit('run', [() => 1])).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(await pool.submit('run', tasks(1))).toBe('job 0');
    expect(world.handles).toBe(0);
  });

  it('rejects all jobs when its module does not load, those to come too', async () => {
    const world = new World();
    world.refuses = 'no such import';
    const pool = world.pool(2, './job');
    const jobs = tasks(1, 1, 1).map((task) => pool.submit('run', [task]));
    for (const job of jobs) await expect(job).rejects.toThrow('no such import');
    await expect(pool.submit('run', tasks(1))).rejects.toThrow('no such import');
    expect(world.handles).toBe(0);
  });

  it('makes no worker at all when there cannot be as many', () => {
    const world = new World();
    expect(() => world.pool(65, './job')).toThrow('64 workers at a time');
    expect(world.made).toHaveLength(0);
    for (const size of [0, -1, 1.5, NaN]) expect(() => world.pool(size, './job')).toThrow(RangeError);
    expect(() => world.pool(1, './nowhere')).toThrow('there is no such module');
  });
});

describe('cancelling', () => {
  it('takes a job that waits out of the queue', async () => {
    const world = new World();
    const pool = world.pool(1, './job');
    const controller = new AbortController();
    const [first, second, third] = tasks(15, 1, 1).map((task, i) =>
      pool.submit('run', [task], i === 1 ? { signal: controller.signal } : {}),
    );
    controller.abort(new Error('changed my mind'));
    await expect(second).rejects.toThrow('changed my mind');
    expect(await Promise.all([first, third])).toEqual(['job 0', 'job 2']);
    expect(world.begun).toEqual(['job 0', 'job 2']);
  });

  it('of a job that is on takes its worker away and hires another', async () => {
    const world = new World();
    const pool = world.pool(1, './job');
    const controller = new AbortController();
    const [first, second] = tasks(10_000, 1).map((task, i) =>
      pool.submit('run', [task], i === 0 ? { signal: controller.signal } : {}),
    );
    await wait(10);
    controller.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(await second).toBe('job 1');
    expect(world.endings).toEqual(['killed']);
    expect(world.made.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
    expect(world.handles).toBe(0);
  });

  it('beforehand is never begun, and afterwards changes nothing', async () => {
    const world = new World();
    const pool = world.pool(1, './job');
    await expect(pool.submit('run', tasks(1), { signal: AbortSignal.abort('before') })).rejects.toBe('before');
    const controller = new AbortController();
    const answer = await pool.submit('run', tasks(1), { signal: controller.signal });
    controller.abort();
    expect(answer).toBe('job 0');
    expect(world.begun).toEqual(['job 0']);
    expect(world.made[0]?.isTerminated).toBe(false);
  });
});

describe('closing', () => {
  it('takes no further jobs, does those that it has, and lets the workers go', async () => {
    const world = new World();
    const pool = world.pool(2, './job');
    const jobs = tasks(5, 5, 5).map((task) => pool.submit('run', [task]));
    pool.close();
    await expect(pool.submit('run', tasks(1))).rejects.toThrow('closed');
    expect(await Promise.all(jobs)).toEqual(['job 0', 'job 1', 'job 2']);
    await wait(20);
    expect(world.endings).toEqual(['returned', 'returned']);
    expect(world.made.every(({ isTerminated }) => isTerminated)).toBe(true);
  });

  it('happens at the end of a using block', async () => {
    const world = new World();
    const pool = world.pool(1, './job');
    pool[Symbol.dispose]();
    await wait(20);
    expect(world.endings).toEqual(['returned']);
  });

  it('of a program lets a worker that never listens go all the same', async () => {
    const world = new World();
    void world.pool(1, './job').submit('run', tasks(10_000));
    await wait(5);
    const [worker] = world.made;
    if (worker !== undefined) worker.postMessage = () => {};
    const begin = performance.now();
    await world.workers.finish(false);
    expect(performance.now() - begin).toBeLessThan(1_000);
    expect(world.endings).toEqual(['killed']);
  });
});
