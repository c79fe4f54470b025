import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { TraceMerger } from '../../trace/merger';
import { traceTime } from '../../trace/ids';
import type { Segment, Trace } from '../../trace/trace';
import { compile, KEY } from './compile';
import { EventLoop } from './event-loop';
import { makeGlobals } from './globals';
import { Recorder } from './recorder';

/** Each program of a test has a loop of its own, and real time and microtasks. */
function makeLoop({ budget = 10_000, traced = true } = {}) {
  const merger = new TraceMerger();
  const begin = performance.now();
  const now = (): number => performance.now() - begin;
  let rests = 0;
  const failures: unknown[] = [];
  const recorder: Recorder = new Recorder(
    {
      now,
      traced,
      budget,
      outputChars: 1_000,
      sendTrace: (rows, strings) => merger.add({ kind: 'rows', process: 0, rows, strings }),
      sendOutput: () => {},
    },
    () => loop.actor(),
  );
  const loop: EventLoop = new EventLoop(recorder, { marksLongTurns: true, atRest: () => void (rests += 1) });
  if (traced) recorder.writer.actorStart(now(), 0, 'event-loop', 'event loop', null);
  const globals = makeGlobals(
    {
      setTimeout: setTimeout,
      setInterval: setInterval,
      clearTimeout: (id) => clearTimeout(id),
      clearInterval: (id) => clearInterval(id),
      queueMicrotask,
    },
    loop,
    recorder,
    (error) => void failures.push(error),
  );
  return {
    loop,
    recorder,
    globals,
    failures,
    rests: () => rests,
    trace(): Trace {
      recorder.finish('returned');
      const trace = merger.finish(traceTime(now()));
      expect(merger.error).toBeNull();
      return trace;
    },
  };
}

type Made = ReturnType<typeof makeLoop>;

const settled = (ms = 5): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs compiled code as a module of the program, with `note` besides. */
async function run(made: Made, source: string, note: (text: string) => void, traced = true): Promise<void> {
  const { loop, globals } = made;
  const { code } = compile('main.js', source, { traced, guarded: false });
  const instruments = {
    enter: (name: string, line: number) => loop.enter(name, 'main.js', line),
    enterModule: () => loop.enter('main.js', 'main.js', 1),
    exit: loop.exit.bind(loop),
    raised: (task: { raised: boolean }) => void (task.raised = true),
    suspend: loop.suspend.bind(loop),
    each: loop.each.bind(loop),
    at: (value: unknown, line: number) => ((loop.file = 'main.js'), (loop.line = line), value),
    name: (value: unknown) => value,
  };
  const AsyncFunction = (async () => {}).constructor as new (
    ...names: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const module = new AsyncFunction('globalThis', 'note', 'setTimeout', 'queueMicrotask', code);
  const host = { [KEY]: { module: () => instruments } };
  await loop.turn('main.js', -1, () => module(host, note, globals.setTimeout, globals.queueMicrotask));
}

const lane = (trace: Trace, name: string): Segment[] => {
  const actor = trace.actors.find((one) => one.name === name);
  const segments = actor === undefined ? undefined : trace.lanes[actor.id]?.segments;
  return segments === undefined ? [] : Array.from({ length: segments.length }, (_, i) => segments.at(i));
};

// --- Programs by chance -------------------------------------------------------------------------------------------------

/** Things that an async function does, one after the other; each says its name when it is done. */
type Step = string;

const step = (functions: number): fc.Arbitrary<Step> =>
  fc.oneof(
    fc.constant('await null'),
    fc.constant('await Promise.resolve(1)'),
    fc.constant('await new Promise((done) => queueMicrotask(done))'),
    fc.constant('await { then(done) { done(1) } }'),
    fc.constant('await new (class extends Promise {})((done) => done())'),
    fc.constant('try { await Promise.reject(new Error("x")) } catch { note("caught") }'),
    fc.constant('for await (const x of [Promise.resolve(1), 2]) note(x)'),
    fc.constant('for await (const x of steps()) note(x)'),
    fc.constant('queueMicrotask(() => note("micro"))'),
    fc.constant('void Promise.resolve().then(() => note("then")).then(() => note("then then"))'),
    fc.nat(functions - 1).map((i) => `if (depth > 0) await f${i}(depth - 1)`),
    fc.nat(functions - 1).map((i) => `if (depth > 0) void f${i}(depth - 1)`),
    fc.nat(functions - 1).map((i) => `if (depth > 0) await Promise.all([f${i}(depth - 1), f${i}(depth - 1)])`),
    fc.nat(functions - 1).map((i) => `if (depth > 0) return f${i}(depth - 1)`),
  );

const programs: fc.Arbitrary<string> = fc
  .array(fc.array(step(3), { minLength: 1, maxLength: 5 }), { minLength: 3, maxLength: 3 })
  .map((bodies) =>
    [
      'async function* steps() { yield 1; await null; yield 2 }',
      ...bodies.map(
        (body, i) =>
          `async function f${i}(depth) {\n${body.map((code, at) => `  { ${code}; note('f${i}.${at}.' + depth) }`).join('\n')}\n}`,
      ),
      'await Promise.all([f0(2), f1(2), f2(1)])',
      'note("end")',
    ].join('\n'),
  );

describe('a program that is watched', () => {
  it('does everything in the order in which it would do it unwatched, and leaves a whole trace', async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.constantFrom(10_000, 3, 0), async (source, budget) => {
        const watched: string[] = [];
        const plain: string[] = [];
        const made = makeLoop({ budget });
        await run(made, source, (text) => void watched.push(text));
        await run(makeLoop({ traced: false }), source, (text) => void plain.push(text), false);
        await settled(0);
        expect(watched).toEqual(plain);
        expect(watched.at(-1) ?? '').toBeTruthy();
        expect([...made.loop.suspended]).toEqual([]);
        made.trace();
      }),
      { numRuns: 60 },
    );
  });
});

describe('a turn', () => {
  it('lasts until all its microtasks are done, and is one stretch of the loop', async () => {
    const made = makeLoop();
    made.globals.setTimeout(() => {
      let n = 0;
      const again = (): void => void (++n < 20 && made.globals.queueMicrotask(again));
      again();
    });
    await settled(20);
    expect(made.rests()).toBe(1);
    const running = lane(made.trace(), 'event loop').filter(({ state }) => state === 'running');
    expect(running).toHaveLength(1);
    expect(running[0]?.via).toBe('setTimeout');
  });

  it('that keeps the loop for long is marked', async () => {
    const made = makeLoop();
    made.globals.setTimeout(() => {
      const until = performance.now() + 60;
      while (performance.now() < until);
    });
    await settled(80);
    const { marks } = made.trace();
    expect(marks.length).toBe(1);
    expect(marks.at(0).text).toMatch(/kept busy for (?:[6-9]\d|\d{3,}) ms/);
  });
});

describe('an async call', () => {
  it('is an actor from where it first suspends, child of who called it, and tells what it waits for and where', async () => {
    const made = makeLoop();
    await run(
      made,
      `async function inner() {\n  await new Promise((done) => setTimeout(done, 10))\n}\nasync function outer() {\n  await null\n  await inner()\n}\nawait outer()`,
      () => {},
    );
    await settled();
    const trace = made.trace();
    const [outer, inner] = ['outer', 'inner'].map((name) => trace.actors.find((one) => one.name === name));
    expect(inner).toMatchObject({ kind: 'task', parent: outer?.id, ending: 'returned' });
    const waits = lane(trace, 'inner').find(({ state }) => state === 'waiting');
    expect(waits).toMatchObject({ via: 'new Promise', place: { file: 'main.js', line: 2 } });
    expect((waits?.end ?? 0) - (waits?.start ?? 0)).toBeGreaterThan(8);
  });

  it('that never suspends is none', async () => {
    const made = makeLoop();
    await run(made, `async function f() { return 1 }\nawait f()`, () => {});
    await settled();
    expect(made.trace().actors.map(({ name }) => name)).not.toContain('f');
  });

  it('that raises says so', async () => {
    const made = makeLoop();
    await run(made, `async function f() { await null; throw new Error('x') }\nawait f().catch(() => {})`, () => {});
    await settled();
    expect(made.trace().actors.find(({ name }) => name === 'f')).toMatchObject({ ending: 'raised' });
  });
});

describe('what keeps a loop alive', () => {
  it('is what was queued and has not come, and nothing that has or was taken back', async () => {
    const { loop, globals } = makeLoop();
    const ids = [globals.setTimeout(() => {}, 60_000), globals.setInterval(() => {}, 60_000)];
    globals.setTimeout(() => {}, 1);
    expect(loop.handles).toBe(3);
    await settled(20);
    expect(loop.handles).toBe(2);
    for (const id of ids) globals.clearTimeout(id);
    globals.clearTimeout(ids[0]);
    globals.clearTimeout(12_345);
    expect(loop.held).toBe(false);
  });

  it('is a promise of the browser’s own until it is settled, however it is', async () => {
    const { loop } = makeLoop();
    const good = loop.holdFor(settled(5), 'x');
    const bad = loop.holdFor(Promise.reject(new Error('x')), 'x');
    expect(loop.handles).toBe(2);
    await expect(bad).rejects.toThrow('x');
    await good;
    expect(loop.handles).toBe(0);
  });
});

describe('timers', () => {
  it('pass on their values and tell the error of a callback, and go on', async () => {
    const { globals, failures } = makeLoop();
    const heard: unknown[] = [];
    globals.setTimeout((...values) => void heard.push(...values), 1, 'a', 2);
    globals.setTimeout(() => {
      throw new RangeError('no');
    }, 1);
    globals.queueMicrotask(() => {
      throw new TypeError('nor that');
    });
    await settled(20);
    expect(heard).toEqual(['a', 2]);
    expect(failures.map(String).sort()).toEqual(['RangeError: no', 'TypeError: nor that']);
  });

  it('of an interval stop when it is cleared in its own callback', async () => {
    const { globals, loop } = makeLoop();
    let n = 0;
    const id = globals.setInterval(() => {
      if (++n === 3) globals.clearInterval(id);
    }, 1);
    await vi.waitUntil(() => !loop.held);
    await settled(40);
    expect(n).toBe(3);
    expect(loop.held).toBe(false);
  });

  it('want a function', () => {
    const { globals } = makeLoop();
    for (const name of ['setTimeout', 'setInterval', 'queueMicrotask'] as const) {
      expect(() => (globals[name] as (it: unknown) => unknown)('code')).toThrow(`${name} wants a function`);
    }
  });

  it('are messages of a queue, each put in once and taken out once, when it is cleared too', async () => {
    const made = makeLoop();
    made.globals.setTimeout(() => made.globals.setTimeout(() => {}, 5), 5);
    made.globals.clearTimeout(made.globals.setTimeout(() => {}, 5));
    await vi.waitUntil(() => !made.loop.held);
    await settled();
    const { messages, resources } = made.trace();
    expect(resources.map(({ name }) => name)).toEqual(['task queue (timers)']);
    const all = Array.from({ length: messages.length }, (_, i) => messages.at(i));
    expect(all).toHaveLength(3);
    expect(all.filter(({ receivedAt }) => receivedAt === null)).toEqual([]);
    expect(all.filter(({ sentAt, receivedAt }) => (receivedAt ?? 0) - sentAt < 3)).toHaveLength(1);
  });
});
