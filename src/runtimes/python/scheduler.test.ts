import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATE } from '../../trace/codec';
import { TraceBuilder } from '../../trace/builder';
import { actorId, resourceId, traceTime } from '../../trace/ids';
import { TraceWriter } from '../../trace/writer';
import { Scheduler, SchedulerError, Wake, type Resume, type WaitNote } from './scheduler';

/**
 * A machine with a clock of its own and stacks that are generators: what WebAssembly stack switching is to the scheduler, without
 * WebAssembly. A stack yields how it suspends; the machine calls that when the stack is off, and goes on with whichever
 * stack was resumed. Locks follow kernel.py's protocol.
 */
type Suspension = (resume: Resume) => void;
type Stack = Generator<Suspension, void, Wake>;

type Step =
  | { readonly do: 'compute'; readonly ms: number }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'lock'; readonly lock: number; readonly timeout: number | null }
  | { readonly do: 'unlock'; readonly lock: number }
  | { readonly do: 'spawn'; readonly program: readonly Step[] }
  | { readonly do: 'join'; readonly child: number }
  | { readonly do: 'yield' }
  /** System calls that do not wait, of a tenth of a millisecond each. */
  | { readonly do: 'calls'; readonly count: number };

const NOTE: WaitNote = { on: -1, via: 0, place: -1 };
const GIL = resourceId(0);

class Machine {
  now = 0;
  readonly trace = new TraceWriter();
  readonly log: string[] = [];
  readonly failures: string[] = [];
  deadlocked = false;
  fault: unknown = null;
  isolated = true;
  readonly scheduler: Scheduler;
  private idleAt: number | null | undefined;
  private readonly continuations: { id: number; stack: Stack; reason: Wake }[] = [];
  private readonly locks = new Map<number, { holder: number | null; waiters: number; resource: number }>();
  private nextThread = 1;
  private readonly stacks = new Map<number, { stack: Stack; resumed: boolean }>();
  readonly order: number[] = [];

  constructor() {
    this.trace.actorStart(0, 0, 'process', 'p', null);
    this.trace.actorStart(0, 1, 'thread', 'main', 0);
    this.trace.resource(0, 0, 'gil', 'GIL', 0, false);
    this.scheduler = new Scheduler(
      {
        now: () => this.now,
        idleUntil: (at) => (this.idleAt = at),
        ticker: () => undefined,
        tickSoon: () => undefined,
        mayBeEnded: () => false,
        deadlocked: () => (this.deadlocked = true),
        fault: (error) => (this.fault = error),
      },
      this.trace,
      GIL,
      0,
      actorId(1),
    );
  }

  private actor(id: number): number {
    return id + 1;
  }

  run(main: readonly Step[], limit = 100_000): void {
    this.begin(0, main);
    for (let steps = 0; steps < limit; steps++) {
      if (this.fault !== null || this.deadlocked) return;
      const next = this.continuations.shift();
      if (next !== undefined) {
        if (this.continuations.length > 0) this.failures.push('two stacks were resumed at once');
        this.advance(next.id, next.stack, next.reason);
      } else if (typeof this.idleAt === 'number') {
        this.now = Math.max(this.now, this.idleAt);
        this.idleAt = undefined;
        this.scheduler.wakeUp();
      } else {
        return;
      }
    }
    this.failures.push('the run did not end');
  }

  finish(): TraceBuilder {
    const builder = new TraceBuilder();
    const batch = this.trace.take();
    if (batch !== null) builder.addBatch(batch.rows, batch.strings);
    return builder;
  }

  private begin(id: number, program: readonly Step[]): void {
    const stack = this.execute(id, program);
    this.stacks.set(id, { stack, resumed: true });
    this.advance(id, stack, Wake.Go);
  }

  private advance(id: number, stack: Stack, reason: Wake): void {
    if (this.scheduler.running !== id)
      this.failures.push(`thread ${id} runs, but ${this.scheduler.running} holds the GIL`);
    this.order.push(id);
    const { done, value } = stack.next(reason);
    if (done === true) {
      this.log.push(`${id} ends`);
      this.scheduler.ended(id, 'returned');
      return;
    }
    let calls = 0;
    value((next) => {
      if (++calls > 1) this.failures.push(`thread ${id} was resumed twice from one wait`);
      this.continuations.push({ id, stack, reason: next });
    });
  }

  private *execute(id: number, program: readonly Step[]): Stack {
    const held = new Set<number>();
    const children: number[] = [];
    for (const step of program) {
      switch (step.do) {
        case 'compute':
          for (let i = 0; i < step.ms; i++) {
            this.now += 1;
            if (this.isolated && this.scheduler.tick()) {
              yield (resume) => this.scheduler.suspendToYield(id, 'interval', -1, resume);
            }
          }
          break;
        case 'sleep': {
          const until = this.now + step.ms;
          yield (resume) => this.scheduler.suspendToSleep(id, until, NOTE, resume);
          if (this.now < until) this.failures.push(`thread ${id} woke at ${this.now}, before ${until}`);
          break;
        }
        case 'yield':
          yield (resume) => this.scheduler.suspendToYield(id, 'blocked', -1, resume);
          break;
        case 'calls':
          for (let i = 0; i < step.count; i++) {
            this.now += 0.1;
            if (this.scheduler.gap()) yield (resume) => this.scheduler.suspendToYield(id, 'blocked', -1, resume);
          }
          break;
        case 'lock':
          if (!held.has(step.lock) && (yield* this.acquire(id, step.lock, step.timeout))) held.add(step.lock);
          break;
        case 'unlock':
          if (held.delete(step.lock)) this.release(id, step.lock);
          break;
        case 'spawn': {
          const child = this.nextThread++;
          children.push(child);
          this.trace.actorStart(this.now, this.actor(child), 'thread', `t${child}`, 0);
          this.scheduler.spawn(child, actorId(this.actor(child)), () => {
            const stack = this.execute(child, step.program);
            this.continuations.push({ id: child, stack, reason: Wake.Go });
          });
          break;
        }
        case 'join': {
          const child = children[step.child % Math.max(1, children.length)];
          if (child === undefined) break;
          const note = { ...NOTE, on: this.actor(child) };
          yield (resume) => this.scheduler.suspendToJoin(id, child, Infinity, note, resume);
          if (!this.log.includes(`${child} ends`)) this.failures.push(`join of ${child} returned before its end`);
          break;
        }
      }
    }
    for (const lock of held) this.release(id, lock);
  }

  private lockOf(lock: number): { holder: number | null; waiters: number; resource: number } {
    let found = this.locks.get(lock);
    if (found === undefined) {
      found = { holder: null, waiters: 0, resource: this.locks.size + 1 };
      this.locks.set(lock, found);
      this.trace.resource(this.now, found.resource, 'lock', `lock${lock}`, 0, false);
    }
    return found;
  }

  private *acquire(id: number, lock: number, timeout: number | null): Generator<Suspension, boolean, Wake> {
    const state = this.lockOf(lock);
    const take = (): true => {
      if (state.holder !== null) this.failures.push(`lock ${lock} was taken by ${id} while ${state.holder} held it`);
      state.holder = id;
      this.trace.acquire(this.now, this.actor(id), state.resource, -1);
      return true;
    };
    if (state.holder === null) return take();
    const since = this.now;
    state.waiters++;
    try {
      for (;;) {
        const timeoutAt = timeout === null ? Infinity : since + timeout;
        const note = { ...NOTE, on: state.resource };
        const reason = yield (resume) => this.scheduler.suspendOnLock(id, lock, timeoutAt, since, note, resume);
        if (reason === Wake.Owned) {
          if (state.holder !== id) this.failures.push(`thread ${id} was told that it owns lock ${lock}`);
          return true;
        }
        if (state.holder === null) return take();
        if (reason === Wake.TimedOut) {
          if (this.now < timeoutAt) this.failures.push(`thread ${id} timed out early`);
          return false;
        }
      }
    } finally {
      state.waiters--;
      if (state.waiters === 0) this.scheduler.forgetLock(lock);
    }
  }

  private release(id: number, lock: number): void {
    const state = this.lockOf(lock);
    if (state.holder !== id) this.failures.push(`thread ${id} releases lock ${lock}, held by ${state.holder}`);
    if (state.waiters === 0) {
      state.holder = null;
      this.trace.release(this.now, this.actor(id), state.resource, -1);
      return;
    }
    const owner = this.scheduler.unlock(lock, resourceId(state.resource));
    if (owner >= 0) {
      state.holder = owner;
    } else {
      state.holder = null;
      this.trace.release(this.now, this.actor(id), state.resource, -1);
    }
  }
}

const lockNumber = fc.integer({ min: 0, max: 2 });
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('compute' as const), ms: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ do: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 10 }) }),
  fc.record({
    do: fc.constant('lock' as const),
    lock: lockNumber,
    timeout: fc.option(fc.integer({ min: 0, max: 10 }), { nil: null }),
  }),
  fc.record({ do: fc.constant('unlock' as const), lock: lockNumber }),
  fc.record({ do: fc.constant('yield' as const) }),
  fc.record({ do: fc.constant('calls' as const), count: fc.integer({ min: 0, max: 20 }) }),
);
const threadArbitrary = fc.array(stepArbitrary, { maxLength: 12 });
const programArbitrary = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: stepArbitrary },
    { weight: 2, arbitrary: threadArbitrary.map((program): Step => ({ do: 'spawn', program })) },
    { weight: 1, arbitrary: fc.nat({ max: 5 }).map((child): Step => ({ do: 'join', child })) },
  ),
  { maxLength: 14 },
);

describe('the scheduler', () => {
  it('runs one thread at a time, keeps locks exclusive, wakes nobody twice or early, and tells a story the builder believes', () => {
    fc.assert(
      fc.property(programArbitrary, fc.boolean(), (program, isolated) => {
        const machine = new Machine();
        machine.isolated = isolated;
        machine.run(program);
        expect(machine.fault).toBe(null);
        expect(machine.failures).toEqual([]);
        const trace = machine.finish().finish(traceTime(machine.now));
        expect(trace.actors.length).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 1000 },
    );
  });

  it('ends every program whose threads take at most one lock at a time: no wake-up is lost', () => {
    const critical = fc
      .tuple(lockNumber, fc.integer({ min: 0, max: 12 }), fc.boolean())
      .map(([lock, ms, sleeps]): Step[] => [
        { do: 'lock', lock, timeout: null },
        sleeps ? { do: 'sleep', ms } : { do: 'compute', ms },
        { do: 'unlock', lock },
      ]);
    const thread = fc.array(critical, { maxLength: 6 }).map((parts) => parts.flat());
    fc.assert(
      fc.property(fc.array(thread, { maxLength: 6 }), (threads) => {
        const machine = new Machine();
        machine.run(threads.map((program): Step => ({ do: 'spawn', program })));
        expect(machine.failures).toEqual([]);
        expect(machine.deadlocked).toBe(false);
        expect(machine.log.filter((line) => line.endsWith('ends'))).toHaveLength(threads.length + 1);
      }),
      { numRuns: 500 },
    );
  });

  it('gives each of two computing threads turns of one switch interval', () => {
    const machine = new Machine();
    const compute: Step = { do: 'spawn', program: [{ do: 'compute', ms: 50 }] };
    machine.run([compute, compute, { do: 'join', child: 0 }, { do: 'join', child: 1 }]);
    const trace = machine.finish().finish(traceTime(machine.now));
    const turns = trace.holds(GIL);
    const lengths = Array.from({ length: turns.length }, (_, i) => turns.end(i) - turns.start(i)).filter(
      (ms) => ms > 0,
    );
    expect(new Set(lengths)).toEqual(new Set([5]));
    expect(machine.now).toBe(100);
  });

  it('leaves a thread that computes alone for as long as nobody waits', () => {
    const machine = new Machine();
    machine.run([{ do: 'compute', ms: 500 }]);
    expect(machine.order).toHaveLength(1);
  });

  it('starts the interval when somebody begins to wait, not when the holder began to run', () => {
    const machine = new Machine();
    machine.run([{ do: 'spawn', program: [{ do: 'sleep', ms: 20 }] }, { do: 'yield' }, { do: 'compute', ms: 40 }]);
    const trace = machine.finish().finish(traceTime(machine.now));
    const segments = trace.lanes[2]!.segments;
    const ready = Array.from({ length: segments.length }, (_, i) => segments.at(i)).filter((s) => s.state === 'ready');
    // It sleeps from 0 to 20, then waits one interval for the GIL.
    expect(ready.map((s) => [s.start, s.end])).toEqual([[20, 25]]);
  });

  it('gives the GIL away at a system call to a thread that has waited for as long as it takes to wake up', () => {
    const machine = new Machine();
    machine.run([{ do: 'spawn', program: [{ do: 'sleep', ms: 20 }] }, { do: 'yield' }, { do: 'calls', count: 400 }]);
    const trace = machine.finish().finish(traceTime(machine.now));
    const segments = trace.lanes[2]!.segments;
    const ready = Array.from({ length: segments.length }, (_, i) => segments.at(i)).filter((s) => s.state === 'ready');
    expect(ready.map((s) => s.end - s.start).every((ms) => ms < 0.2)).toBe(true);
  });

  it('lets the releasing thread take a lock again within a millisecond, and hands it over after that', () => {
    const order: string[] = [];
    for (const held of [0, 30]) {
      const machine = new Machine();
      machine.isolated = false;
      machine.run([
        { do: 'lock', lock: 0, timeout: null },
        { do: 'spawn', program: [{ do: 'lock', lock: 0, timeout: null }] },
        { do: 'yield' },
        { do: 'compute', ms: held },
        { do: 'unlock', lock: 0 },
        { do: 'lock', lock: 0, timeout: 0 },
      ]);
      expect(machine.failures).toEqual([]);
      const trace = machine.finish().finish(traceTime(machine.now));
      const holds = trace.holds(resourceId(1));
      order.push(holds.at(0).handedOver ? 'handed over' : 'taken again');
    }
    expect(order).toEqual(['taken again', 'handed over']);
  });

  it('says that a run is deadlocked when two threads hold what the other wants', () => {
    const machine = new Machine();
    const grab = (first: number, second: number): Step => ({
      do: 'spawn',
      program: [
        { do: 'lock', lock: first, timeout: null },
        { do: 'sleep', ms: 10 },
        { do: 'lock', lock: second, timeout: null },
      ],
    });
    machine.run([grab(0, 1), grab(1, 0), { do: 'join', child: 0 }]);
    expect(machine.deadlocked).toBe(true);
    expect(machine.now).toBe(10);
  });

  it('does not call it a deadlock while one of the waits has a time-out', () => {
    const machine = new Machine();
    const grab = (first: number, second: number, timeout: number | null): Step => ({
      do: 'spawn',
      program: [
        { do: 'lock', lock: first, timeout: null },
        { do: 'sleep', ms: 10 },
        { do: 'lock', lock: second, timeout },
      ],
    });
    machine.run([grab(0, 1, null), grab(1, 0, 50), { do: 'join', child: 0 }, { do: 'join', child: 1 }]);
    expect(machine.deadlocked).toBe(false);
    expect(machine.now).toBe(60);
  });

  it('keeps an unlock that comes between a look at the lock and the suspension', () => {
    const machine = new Machine();
    const { scheduler } = machine;
    // The waiter is announced (kernel.py counts it) but not yet suspended when the lock is let go.
    expect(scheduler.unlock(7, -1 as never)).toBe(-1);
    let woken: Wake | null = null;
    scheduler.suspendOnLock(0, 7, Infinity, 0, NOTE, (reason) => (woken = reason));
    expect(woken).toBe(Wake.Go);
  });

  it('decides between a time-out and an unlock of the same instant once', () => {
    const machine = new Machine();
    const reasons: Wake[] = [];
    machine.scheduler.spawn(1, spawned(machine), () => undefined);
    machine.scheduler.suspendOnLock(0, 3, 10, 0, NOTE, (reason) => reasons.push(reason));
    machine.now = 10;
    machine.scheduler.tick();
    machine.scheduler.unlock(3, -1);
    machine.scheduler.ended(1, 'returned');
    expect(reasons).toEqual([Wake.TimedOut]);
  });

  it('wakes the main thread from its wait for a signal, and at once when the signal came first', () => {
    const reasons: Wake[] = [];
    const machine = new Machine();
    machine.scheduler.suspendToSleep(0, 1000, NOTE, (reason) => reasons.push(reason));
    machine.scheduler.signalMain();
    machine.scheduler.signalTaken();
    machine.scheduler.signalMain();
    machine.scheduler.suspendToSleep(0, 1000, NOTE, (reason) => reasons.push(reason));
    expect(reasons).toEqual([Wake.Signal, Wake.Signal]);
    expect(machine.now).toBe(0);
  });

  it('reports its own mistakes as faults, with both threads named', () => {
    const machine = new Machine();
    machine.scheduler.suspendToSleep(5, 10, NOTE, () => undefined);
    expect(machine.fault).toBeInstanceOf(SchedulerError);
    expect(String(machine.fault)).toContain('there is no thread 5');
  });

  it('says nothing more after stop', () => {
    const machine = new Machine();
    let resumed = false;
    machine.scheduler.suspendToSleep(0, 10, NOTE, () => (resumed = true));
    machine.scheduler.stop();
    machine.now = 20;
    machine.scheduler.wakeUp();
    expect(resumed).toBe(false);
  });

  it('orders equal time-outs by who waited first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 }), (sleeps) => {
        const machine = new Machine();
        machine.run([
          ...sleeps.map((ms): Step => ({ do: 'spawn', program: [{ do: 'sleep', ms: 10 + ms }] })),
          ...sleeps.map((_, child): Step => ({ do: 'join', child })),
        ]);
        const ends = machine.log.map((line) => Number(line.split(' ')[0])).filter((id) => id > 0);
        const expected = sleeps
          .map((ms, index) => ({ ms, id: index + 1 }))
          .sort((a, b) => a.ms - b.ms || a.id - b.id)
          .map(({ id }) => id);
        expect(ends).toEqual(expected);
      }),
    );
  });

  it('names a state for each wait in the trace', () => {
    const machine = new Machine();
    machine.run([
      { do: 'spawn', program: [{ do: 'sleep', ms: 5 }] },
      { do: 'join', child: 0 },
    ]);
    const trace = machine.finish().finish(traceTime(machine.now));
    const states = (actor: number): string[] =>
      Array.from({ length: trace.lanes[actor]!.segments.length }, (_, i) => trace.lanes[actor]!.segments.at(i).state);
    expect(states(1)).toEqual(['running', 'joining', 'ready', 'running']);
    expect(states(2)).toEqual(['starting', 'running', 'sleeping', 'ready', 'running']);
    expect(STATE.running).toBeGreaterThan(0);
  });
});

/** Announces an actor for thread 1 by hand. */
function spawned(machine: Machine): ReturnType<typeof actorId> {
  machine.trace.actorStart(machine.now, 2, 'thread', 't1', 0);
  return actorId(2);
}
