/**
 * The scheduler that is the GIL.
 *
 * A Python thread is a WebAssembly stack of its own. At any moment at most one of them runs: the one that holds the GIL.
 * This class decides which, the way CPython's `ceval_gil.c` and the kernel's wait queues do together:
 *
 * - a thread that has to wait (lock, sleep, join, input) lets the GIL go; the thread that has been ready longest gets it;
 * - a thread that only computes keeps the GIL until another has waited for it for one switch interval; then `tick()` says so
 *   and the thread gives way (`sys.setswitchinterval`; take_gil's timed wait and gil_drop_request);
 * - a lock's release wakes its first waiter, which has to compete for the lock again, unless it has waited for more than
 *   1 ms: then it is handed the lock (CPython >= 3.13, Python/lock.c, TIME_TO_BE_FAIR_NS).
 *
 * How a stack sleeps is not this class's business: `suspend*` receive a `resume` callback when the stack is already off the
 * processor, and call it, once, with the reason for the wake-up. The reason is decided in `wake`, in one place: a thread whose
 * time-out and whose lock arrive in the same instant gets one of them, and the other does not happen.
 *
 * The life of one wait, in order:
 *
 *     Python stack A                 scheduler                         Python stack B
 *     lock.acquire() finds it held
 *     run_sync(wait)   ------------> suspendOnLock(A, ..., resumeA)
 *       (A is off)                   A: blocked; next = ready.shift()
 *                                    GIL: A -> B; resumeB(Wake.Go) --> goes on
 *                                    unlock(lock)  <------------------ lock.release()
 *                                    A: ready, waits for the GIL
 *                                    tick() is true <----------------- 5 ms later, at a check of the eval loop
 *                                    suspendToYield(B, resumeB) <----- run_sync(wait)
 *       goes on   <----------------- GIL: B -> A; resumeA(Wake.Go)
 */
import type { ActorId, Ending, HandOverReason, ResourceId } from '../../trace/events';
import { NONE, STATE } from '../../trace/codec';
import type { TraceWriter } from '../../trace/writer';

/** Why a suspended thread runs again. The numbers are the port's (`port/kernel.py`). */
export const Wake = {
  /** What it waited for has come about, or may have: look again. */
  Go: 0,
  /** The lock that it waited for is now its own. */
  Owned: 1,
  TimedOut: 2,
  /** A signal is pending for it (the main thread only). */
  Signal: 3,
} as const;
export type Wake = (typeof Wake)[keyof typeof Wake];

export type ThreadId = number;
export type LockId = number;
export type Resume = (reason: Wake) => void;

/** Source: CPython 3.14, Python/lock.c: `static const PyTime_t TIME_TO_BE_FAIR_NS = 1000 * 1000`. */
const TIME_TO_BE_FAIR_MS = 1;

/** CPython's default, `Python/ceval_gil.c`: DEFAULT_INTERVAL 5000 microseconds. */
export const DEFAULT_SWITCH_INTERVAL_MS = 5;

/** How long an operating system takes to wake a thread: some 50 us on Linux (futex wake to running). */
const TO_AWAKE_MS = 0.05;

/** What a suspended thread tells about its wait; all of it is for the trace. */
export interface WaitNote {
  /** The resource (blocked) or actor (joining) that is waited for; -1 for none. */
  readonly on: number;
  /** String index (TraceWriter.intern) of the call that waits; 0 for none. */
  readonly via: number;
  /** Encoded place (TraceWriter.place), -1 for none. */
  readonly place: number;
}

interface Thread {
  readonly id: ThreadId;
  readonly actor: ActorId;
  status: 'starting' | 'ready' | 'running' | 'suspended' | 'ended';
  /** Starts the stack (status starting) or wakes it (ready); null while it runs. */
  resume: Resume | null;
  /** With which reason it will be resumed (status ready). */
  reason: Wake;
  place: number;
  /** While suspended: what can wake it. */
  lock: Lock | null;
  joinTarget: Thread | null;
  timer: Timer | null;
  external: boolean;
  /** From when on an unlock hands over instead of waking (ms). */
  fairFrom: number;
  joiners: Thread[];
}

interface Timer {
  readonly at: number;
  readonly sequence: number;
  readonly thread: Thread;
  live: boolean;
}

interface Lock {
  readonly waiters: Thread[];
  /** Unlocks that found the waiter announced but not yet suspended; see `unlock`. */
  permits: number;
}

export interface SchedulerEnvironment {
  /** Milliseconds since the run's start. */
  now(): number;
  /**
   * Nobody runs: call `wakeUp()` at this time (ms since the run's start), or when something outside happens if null. Called
   * anew whenever the time changes.
   */
  idleUntil(at: number | null): void;
  /** The GIL changed hands or what the ticker must know has changed (see control.ts). */
  ticker(state: { readonly intervalUs: number; readonly dueAt: number | null }): void;
  /** A tick as soon as the interpreter looks: the thread that goes on has a signal to see to. */
  tickSoon(): void;
  /** True when nobody need wake this process: another one may end it, and is then what it waits for. */
  mayBeEnded(): boolean;
  /** Every thread is blocked for good. Called once; nothing runs after it. */
  deadlocked(): void;
  /** The scheduler itself is at fault: it has stopped. Called once; nothing runs after it. */
  fault(error: unknown): void;
}

/** A stack that runs on is expected to end; this says why it may not be resumed twice. */
export class SchedulerError extends Error {
  override readonly name = 'SchedulerError';
}

export class Scheduler {
  private readonly threads = new Map<ThreadId, Thread>();
  private readonly locks = new Map<LockId, Lock>();
  private readonly ready: Thread[] = [];
  private readonly timers: Timer[] = [];
  private current: Thread | null = null;
  private living = 0;
  private externalWaiters = 0;
  private timerSequence = 0;
  private intervalMs = DEFAULT_SWITCH_INTERVAL_MS;
  /** When the present holder's turn began, or when somebody began to wait for the GIL, whichever is later. */
  private turnStart = 0;
  private stopped = false;
  private signalPending = false;
  private extraDue: number | null = null;
  private lastVoluntary = 0;

  /** `gil` is the resource and `main` the thread that runs already; both are in the trace when this is called. */
  constructor(
    private readonly env: SchedulerEnvironment,
    private readonly trace: TraceWriter | null,
    private readonly gil: ResourceId,
    readonly main: ThreadId,
    mainActor: ActorId,
  ) {
    const thread = this.makeThread(main, mainActor, 'running', null);
    this.current = thread;
    const t = env.now();
    this.turnStart = t;
    trace?.acquire(t, mainActor, gil, NONE);
    trace?.state(t, mainActor, STATE.running, -1, 0, -1);
  }

  /** The thread that holds the GIL, -1 when nobody does. */
  get running(): ThreadId {
    return this.current === null ? -1 : this.current.id;
  }

  actorOf(id: ThreadId): ActorId {
    return this.get(id).actor;
  }

  /** When a thread last gave the GIL up by itself rather than by the interval (ms since the run's start). */
  get lastVoluntarySwitch(): number {
    return this.lastVoluntary;
  }

  setSwitchInterval(ms: number): void {
    this.intervalMs = ms;
    this.tellTicker();
  }

  /** Asks for a tick at `at` even if no timer is due (to flush output, say); null takes it back. */
  setExtraDue(at: number | null): void {
    if (this.extraDue === at) return;
    this.extraDue = at;
    this.tellTicker();
  }

  get hasExternalWaiters(): boolean {
    return this.externalWaiters > 0;
  }

  get someoneReady(): boolean {
    return this.ready.length > 0;
  }

  /** A new thread; `start` is called once, when it first gets the GIL. Its actor is in the trace when this is called. */
  spawn(id: ThreadId, actor: ActorId, start: () => void): void {
    const thread = this.makeThread(id, actor, 'starting', start);
    this.trace?.state(this.env.now(), actor, STATE.starting, -1, 0, -1);
    this.enqueue(thread);
  }

  /** Waits for a lock until `unlock` gives it a chance, `timeoutAt` passes (Infinity: never) or a signal comes. */
  suspendOnLock(id: ThreadId, lockId: LockId, timeoutAt: number, since: number, note: WaitNote, resume: Resume): void {
    this.guard(() => {
      const thread = this.leave(id, resume, note.place);
      const lock = this.lockOf(lockId);
      thread.fairFrom = since + TIME_TO_BE_FAIR_MS;
      if (lock.permits > 0) {
        // The unlock came between the look at the lock and this suspension. Without the permit the wake-up would be lost:
        //   A: sees it held ... B: unlock (no waiter yet) ... A: suspends for ever
        lock.permits--;
        this.note(thread, STATE.blocked, note);
        this.next(thread, Wake.Go);
        return;
      }
      lock.waiters.push(thread);
      thread.lock = lock;
      this.note(thread, STATE.blocked, note);
      this.setTimer(thread, timeoutAt);
      this.next(thread);
    });
  }

  suspendToSleep(id: ThreadId, until: number, note: WaitNote, resume: Resume): void {
    this.guard(() => {
      const thread = this.leave(id, resume, note.place);
      this.note(thread, STATE.sleeping, note);
      this.setTimer(thread, until);
      this.next(thread);
    });
  }

  /** Waits for another thread's end. Returns at once (reason Go) when it has ended already. */
  suspendToJoin(id: ThreadId, targetId: ThreadId, timeoutAt: number, note: WaitNote, resume: Resume): void {
    this.guard(() => {
      const thread = this.leave(id, resume, note.place);
      const target = this.threads.get(targetId);
      this.note(thread, STATE.joining, note);
      if (target === undefined || target.status === 'ended') {
        this.next(thread, Wake.Go);
        return;
      }
      target.joiners.push(thread);
      thread.joinTarget = target;
      this.setTimer(thread, timeoutAt);
      this.next(thread);
    });
  }

  /** Waits for something outside (`external` below wakes it) until `timeoutAt`. `state` is how the wait shows. */
  suspendForExternal(
    id: ThreadId,
    note: WaitNote,
    resume: Resume,
    timeoutAt = Infinity,
    state: number = STATE.waiting,
  ): void {
    this.guard(() => {
      const thread = this.leave(id, resume, note.place);
      thread.external = true;
      this.externalWaiters++;
      this.note(thread, state, note);
      this.setTimer(thread, timeoutAt);
      this.next(thread);
    });
  }

  /** Gives the GIL to whoever waits for it and queues up again. `interval` when the tick demanded it. */
  suspendToYield(id: ThreadId, reason: 'interval' | 'blocked', place: number, resume: Resume): void {
    this.guard(() => {
      const thread = this.leave(id, resume, place);
      thread.status = 'ready';
      thread.reason = Wake.Go;
      this.trace?.state(this.env.now(), thread.actor, STATE.ready, -1, 0, place);
      this.ready.push(thread);
      this.dispatch(reason, thread);
    });
  }

  /** The stack of this thread is gone. */
  ended(id: ThreadId, ending: Ending): void {
    this.guard(() => {
      const thread = this.get(id);
      if (thread.status !== 'running') throw new SchedulerError(`thread ${id} ended while it was ${thread.status}`);
      const t = this.env.now();
      thread.status = 'ended';
      this.living--;
      // Before the actor is gone: its joiners become ready, and the GIL passes on (an actor that ended may not hold it).
      for (const joiner of thread.joiners.splice(0)) this.wake(joiner, Wake.Go);
      this.current = null;
      this.fireTimers(t);
      this.dispatch('ended', thread, () => this.trace?.actorEnd(t, thread.actor, ending));
    });
  }

  /**
   * A lock was released while somebody waits for it. Returns the thread that now owns it (fair hand-off), or -1 when the
   * lock is free and its first waiter, if any, was woken to try again.
   */
  unlock(lockId: LockId, resource: ResourceId | -1): ThreadId {
    const lock = this.lockOf(lockId);
    const waiter = lock.waiters.shift();
    if (waiter === undefined) {
      lock.permits++;
      return -1;
    }
    waiter.lock = null;
    const t = this.env.now();
    if (t < waiter.fairFrom) {
      this.wake(waiter, Wake.Go);
      return -1;
    }
    if (resource !== -1 && this.current !== null) {
      this.trace?.handOver(t, resource, this.current.actor, waiter.actor, 'released');
    }
    this.wake(waiter, Wake.Owned);
    return waiter.id;
  }

  /** Nobody waits for this lock any more: forget the permits of waiters that never came. */
  forgetLock(lockId: LockId): void {
    const lock = this.locks.get(lockId);
    if (lock !== undefined && lock.waiters.length === 0) this.locks.delete(lockId);
  }

  /** Something outside happened for a thread in `suspendForExternal`. False when it does not wait (any more, or yet). */
  external(id: ThreadId): boolean {
    const thread = this.threads.get(id);
    if (thread === undefined || !thread.external) return false;
    this.guard(() => {
      this.wake(thread, Wake.Go);
      this.dispatchIfIdle();
    });
    return true;
  }

  /** A signal is pending for the main thread: wakes it from whatever it waits for. */
  signalMain(): void {
    this.guard(() => {
      this.signalPending = true;
      const main = this.threads.get(this.main);
      if (main?.status === 'suspended') {
        this.wake(main, Wake.Signal);
        this.dispatchIfIdle();
      }
    });
  }

  signalTaken(): void {
    this.signalPending = false;
  }

  /** Time has passed while nobody ran. */
  wakeUp(): void {
    this.guard(() => {
      if (this.current !== null) return;
      this.fireTimers(this.env.now());
      this.dispatchIfIdle();
      // Too early: ask to be woken again.
      if (this.current === null) this.goIdle();
    });
  }

  /**
   * A tick reached the running thread: wakes whose time has come, and says whether the running thread's turn is over. It is
   * when somebody has waited for a whole interval. (A tenth of tolerance: the ticker's clock and ours are read apart.)
   */
  tick(): boolean {
    const t = this.env.now();
    this.fireTimers(t);
    return this.ready.length > 0 && t - this.turnStart >= this.intervalMs * 0.9;
  }

  /**
   * The running thread comes out of a system call, for which it let the GIL go for a moment. Has somebody waited for long enough to
   * be awake and take it? CPython leaves that to the operating system: a thread that waits for the GIL is woken when it is let go
   * (ceval_gil.c, drop_gil), and then has to run before the call ends.
   */
  gap(): boolean {
    const t = this.env.now();
    this.fireTimers(t);
    return this.ready.length > 0 && t - this.turnStart >= TO_AWAKE_MS;
  }

  /** Stops for good: no resume is called any more. */
  stop(): void {
    this.stopped = true;
    this.env.idleUntil(null);
    this.env.ticker({ intervalUs: 0, dueAt: null });
  }

  // -- inside ----------------------------------------------------------------------------------------------------------

  private makeThread(id: ThreadId, actor: ActorId, status: Thread['status'], start: (() => void) | null): Thread {
    if (this.threads.has(id)) throw new SchedulerError(`thread ${id} exists already`);
    const thread: Thread = {
      id,
      actor,
      status,
      resume: start,
      reason: Wake.Go,
      place: -1,
      lock: null,
      joinTarget: null,
      timer: null,
      external: false,
      fairFrom: 0,
      joiners: [],
    };
    this.threads.set(id, thread);
    this.living++;
    return thread;
  }

  private get(id: ThreadId): Thread {
    const thread = this.threads.get(id);
    if (thread === undefined) throw new SchedulerError(`there is no thread ${id}`);
    return thread;
  }

  private lockOf(id: LockId): Lock {
    let lock = this.locks.get(id);
    if (lock === undefined) {
      lock = { waiters: [], permits: 0 };
      this.locks.set(id, lock);
    }
    return lock;
  }

  /** The running thread goes off the processor. */
  private leave(id: ThreadId, resume: Resume, place: number): Thread {
    const thread = this.get(id);
    if (thread !== this.current) {
      throw new SchedulerError(`thread ${id} suspends, but thread ${this.running} holds the GIL`);
    }
    thread.status = 'suspended';
    thread.resume = resume;
    thread.place = place;
    this.current = null;
    this.fireTimers(this.env.now());
    return thread;
  }

  private note(thread: Thread, state: number, note: WaitNote): void {
    this.trace?.state(this.env.now(), thread.actor, state, note.on, note.via, note.place);
  }

  /** The last step of a suspension: who runs now? `already` when what the thread waits for has come about before. */
  private next(thread: Thread, already: Wake | null = null): void {
    // A signal that came between the thread's look at the pending signals and its suspension must not wait for the next one.
    const reason = this.signalPending && thread.id === this.main ? Wake.Signal : already;
    if (reason === null) {
      this.dispatch('blocked', thread);
      return;
    }
    const t = this.env.now();
    this.trace?.release(t, thread.actor, this.gil, NONE);
    this.lastVoluntary = t;
    this.wake(thread, reason);
    this.dispatch('blocked', null);
  }

  private setTimer(thread: Thread, at: number): void {
    if (at === Infinity || thread.status !== 'suspended') return;
    const timer: Timer = { at, sequence: this.timerSequence++, thread, live: true };
    thread.timer = timer;
    heapPush(this.timers, timer);
  }

  private fireTimers(t: number): void {
    let fired = false;
    for (;;) {
      const first = this.timers[0];
      if (first === undefined || (first.live && first.at > t)) break;
      heapPop(this.timers);
      if (!first.live) continue;
      this.wake(first.thread, Wake.TimedOut);
      fired = true;
    }
    if (fired && this.current !== null) this.tellTicker();
  }

  /** The one place where a wake-up is decided: everything that could wake the thread otherwise is taken back. */
  private wake(thread: Thread, reason: Wake): void {
    if (thread.status !== 'suspended') return;
    if (thread.lock !== null) {
      removeFrom(thread.lock.waiters, thread);
      thread.lock = null;
    }
    if (thread.joinTarget !== null) {
      removeFrom(thread.joinTarget.joiners, thread);
      thread.joinTarget = null;
    }
    if (thread.timer !== null) {
      thread.timer.live = false;
      thread.timer = null;
    }
    if (thread.external) {
      thread.external = false;
      this.externalWaiters--;
    }
    thread.status = 'ready';
    thread.reason = reason;
    this.trace?.state(this.env.now(), thread.actor, STATE.ready, -1, 0, thread.place);
    this.enqueue(thread);
  }

  private enqueue(thread: Thread): void {
    this.ready.push(thread);
    if (this.ready.length === 1 && this.current !== null) {
      // The first to wait starts the interval, as in take_gil: the holder may have run for long, undisturbed.
      this.turnStart = this.env.now();
      this.tellTicker();
    }
  }

  private dispatchIfIdle(): void {
    if (this.current === null && this.ready.length > 0) this.dispatch('blocked', null);
  }

  /** Gives the GIL, which `from` (or nobody) has just let go, to the thread that has been ready longest. */
  private dispatch(reason: HandOverReason, from: Thread | null, afterwards?: () => void): void {
    const t = this.env.now();
    if (from !== null && reason !== 'interval') this.lastVoluntary = t;
    const next = this.ready.shift();
    if (next === undefined) {
      if (from !== null) this.trace?.release(t, from.actor, this.gil, NONE);
      afterwards?.();
      this.goIdle();
      return;
    }
    if (from === next) this.trace?.release(t, from.actor, this.gil, NONE);
    if (from === null || from === next) this.trace?.acquire(t, next.actor, this.gil, NONE);
    else this.trace?.handOver(t, this.gil, from.actor, next.actor, reason);
    afterwards?.();
    this.trace?.state(t, next.actor, STATE.running, -1, 0, next.place);
    this.current = next;
    this.turnStart = t;
    next.status = 'running';
    const resume = next.resume;
    next.resume = null;
    if (resume === null) throw new SchedulerError(`thread ${next.id} has nothing to resume`);
    this.tellTicker();
    if (this.signalPending && next.id === this.main && next.reason !== Wake.Signal) this.env.tickSoon();
    if (!this.stopped) resume(next.reason);
  }

  private goIdle(): void {
    this.tellTicker();
    const at = this.nextTimer();
    if (at === null && this.externalWaiters === 0 && !this.env.mayBeEnded()) {
      if (this.living > 0 && !this.stopped) {
        this.stopped = true;
        this.env.deadlocked();
      }
      return;
    }
    if (!this.stopped) this.env.idleUntil(at);
  }

  private nextTimer(): number | null {
    while (this.timers.length > 0 && !this.timers[0]!.live) heapPop(this.timers);
    return this.timers[0]?.at ?? null;
  }

  private tellTicker(): void {
    if (this.stopped) return;
    const timer = this.nextTimer();
    const due = timer === null ? this.extraDue : this.extraDue === null ? timer : Math.min(timer, this.extraDue);
    const waited = this.current !== null && this.ready.length > 0;
    this.env.ticker({
      intervalUs: waited ? Math.max(1, Math.round(this.intervalMs * 1000)) : 0,
      dueAt: this.current === null ? null : due,
    });
  }

  /** An exception in here is ours, never the learner's: the run ends with it as a platform fault, with its context. */
  private guard(work: () => void): void {
    if (this.stopped) return;
    try {
      work();
    } catch (error) {
      this.stopped = true;
      this.env.fault(error);
    }
  }
}

function removeFrom<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}

// A binary heap of timers: earliest first, in order of creation among equals (first come, first woken).

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

function heapPush(heap: Timer[], timer: Timer): void {
  let i = heap.push(timer) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!before(timer, heap[parent]!)) break;
    heap[i] = heap[parent]!;
    i = parent;
  }
  heap[i] = timer;
}

function heapPop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[i] = heap[child]!;
    i = child;
  }
  heap[i] = last;
}
