/**
 * What the port (`port/*.py`) sees of the outside: the Python module `_interleave_host`.
 *
 * Every function here is called by Python synchronously. Those that make a thread wait only describe the wait; it begins with
 * the call of `park` that follows, once the stack is off the processor (`park.ts`). So the scheduler is told of it while no
 * Python runs, and may resume any stack from there.
 *
 *     kernel.py                         host.ts                            scheduler.ts
 *     host.wait_sleep(...) -----------> parking.describe(begin)
 *     me.park()
 *     (stack is suspended)              begin(resume) -------------------> suspendToSleep(id, until, note, resume)
 *     (stack goes on) <---------------- resume(reason) <------------------ wake(...)
 */
import { ENDING, EVENT, NONE, SHARED_ID, STATE } from '../../trace/codec';
import { actorId, resourceId } from '../../trace/ids';
import type { ActorState, Ending, ResourceKind, TraceEvent } from '../../trace/events';
import { RESOURCE_KINDS } from '../../trace/events';
import { TraceWriter } from '../../trace/writer';
import { DISK_WORDS, LISTED } from '../../protocol/files';
import type { ProcessStart } from '../../protocol/worker';
import type { SystemAnswer, SystemCall, SystemNote } from '../../protocol/system';
import type { OutputChunk, RunLimits } from '../runtime';
import { SIGINT } from './control';
import { Output } from '../output';
import type { Parking, StackRegion } from './park';
import type { SafePoint } from './safepoint';
import { Scheduler, Wake, type Resume, type WaitNote } from './scheduler';
import { SystemClient } from './system/client';
import type { DatedChange, FileLog } from './system/files';
import type { Ticker } from './ticker';

/** The stack of a new Python thread: a Python callable; its promise settles when the stack has ended. */
export interface ThreadEntry {
  copy(): ThreadEntry;
  callPromising(): Promise<unknown>;
  destroy(): void;
}

/** The parts of the interpreter that the host needs during a run. */
export interface KernelAccess {
  /** The Int32 words of kernel.py's `_rows`, looked up anew each time: memory may have grown. */
  rows(): Int32Array;
  startTracing(acquire: number, release: number, lockEvents: number, nowUs: number): void;
}

export interface RunEvents {
  /** `epoch` is the run's time 0, as performance.timeOrigin + performance.now() counts. */
  started(epoch: number): void;
  output(chunks: readonly OutputChunk[]): void;
  trace(rows: Int32Array, strings: readonly string[]): void;
  inputWanted(): void;
  interruptSeen(): void;
  systemCall(call: number, what: SystemCall): void;
  systemNote(what: SystemNote): void;
  /** All threads are blocked for good. */
  deadlocked(): void;
  /** `os._exit` or a signal's default action. */
  endNow(status: number): void;
  /** The main thread ended by Ctrl-C, and what is left does not yield. */
  abandoned(): void;
  fault(message: string): void;
}

export const MAIN_THREAD = 0;
export const PROCESS_ACTOR = actorId(0);
export const MAIN_ACTOR = actorId(1);
const GIL = resourceId(0);

/** Output and trace leave at this beat: faster than a frame of the page, slow enough to be cheap. */
const BEAT_MS = 16;

/** So many pieces of output between two beats do not wait for the next one: a line before a call that blocks is seen. */
const PROMPT_WRITES = 4;

/** At least this often a macrotask runs, so that messages (typed input, Stop) get in while threads keep switching. */
const TURN_MS = 30;

/** How often a running thread looks whether another process has done what a thread of this one waits for. */
const LOOK_MS = 5;

/** Between two looks at the files that the program has made, at least. */
const FILES_MS = 300;
/** A look and the copies that come of it take no more than this part of the program's time. */
const FILES_SHARE = 0.05;
/** Bytes of contents told in one look. */
const FILES_BYTES = 8 * 1024 * 1024;

/** How long threads may go on without ever yielding after Ctrl-C has ended the main thread. */
const ABANDON_MS = 250;

/** Says what a program asked for that needs a second stack, where there is only one. */
const ONE_STACK = 'this browser cannot switch between stacks (JSPI), so Python cannot wait for others here';

export class PythonHost {
  private scheduler: Scheduler | null = null;
  private writer: TraceWriter | null = null;
  private output: Output | null = null;
  private events: RunEvents | null = null;
  private kernel: KernelAccess | null = null;
  private limits: RunLimits | null = null;
  private traced = true;
  private t0 = 0;
  private lastBeat = 0;
  /** Pieces of output sent at once since the last beat. */
  private promptWrites = 0;
  private lastTurn = 0;
  private nextThread = MAIN_THREAD + 1;
  private nextActor = 2;
  private nextResource = 1;
  private readonly signals: { number: number; fromOutside: boolean }[] = [];
  private readonly lines: (string | null)[] = [];
  private readonly readers = new Set<number>();
  /** Where stacks cannot be switched: until when nobody runs; null: until something outside happens. */
  private idleAt: number | null = null;
  private idleTimer: ReturnType<typeof setTimeout> | null = null;
  private beatTimer: ReturnType<typeof setTimeout> | null = null;
  private readonly turnQueue: (() => void)[] = [];
  private readonly turnChannel = new MessageChannel();
  private interruptedAt: number | null = null;
  private ended = false;
  private process: ProcessStart | null = null;
  private files: FileLog | null = null;
  /** Files have changed since the last look at them, or not all has been told of them. */
  private filesPending = false;
  private filesDue = 0;
  private filesTimer: ReturnType<typeof setTimeout> | null = null;
  private saidFull = false;

  /** This process's side of the operating system. */
  private readonly system = new SystemClient({
    shared: () => this.ticker !== null,
    call: (call, what) => this.events?.systemCall(call, what),
    note: (what) => this.events?.systemNote(what),
    memory: () => this.parking.bytes(),
    stopIfKilled: () => this.ticker?.stopIfKilled(),
    wake: (thread) => this.scheduler?.external(thread) ?? false,
  });

  constructor(
    private readonly ticker: Ticker | null,
    private readonly parking: Parking,
    private readonly stacks: StackRegion,
    private readonly safePoint: SafePoint,
  ) {
    this.turnChannel.port1.onmessage = () => {
      this.lastTurn = performance.now();
      this.turnQueue.shift()?.();
    };
  }

  /** Arms the host for the one run of its interpreter. The clock starts at `program_starts`. */
  prepare(
    kernel: KernelAccess,
    events: RunEvents,
    limits: RunLimits,
    traced: boolean,
    process: ProcessStart | null,
    files: FileLog,
  ): void {
    this.kernel = kernel;
    this.files = files;
    this.process = process;
    this.system.begin(process?.number ?? 0);
    this.events = events;
    this.limits = limits;
    this.traced = traced;
    this.start();
  }

  /** Whether there can be more than one stack. */
  get switches(): boolean {
    return this.parking.switches;
  }

  /** Milliseconds since the program's start. */
  elapsed(): number {
    return performance.now() - this.t0;
  }

  writeOutput(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    if (this.output === null || this.ended) return;
    this.output.write(stream, bytes);
    if (this.output.isLarge || performance.now() - this.lastBeat >= BEAT_MS) {
      this.beat();
    } else if (this.promptWrites < PROMPT_WRITES) {
      // The next instruction may be a call that never comes back, and then no tick would ever send what waits.
      this.promptWrites++;
      this.output.flush();
    } else {
      this.armBeat();
    }
  }

  /** A line typed by the learner; null is end-of-file. */
  typed(line: string | null): void {
    this.lines.push(line);
    const [reader] = this.readers;
    if (reader !== undefined) this.wakeReader(reader);
  }

  private wakeReader(id: number): void {
    if (this.readers.has(id) && this.scheduler?.external(id) === true) this.readers.delete(id);
  }

  /** What the kernel says to a system call of this process. */
  answered(call: number, answer: SystemAnswer): void {
    this.system.answered(call, answer);
  }

  /** A signal from another process, for which this program has a handler. */
  signal(number: number): void {
    this.post(number, false);
  }

  /** SIGINT from outside, when it could not be delivered through the interrupt word. */
  interrupt(): void {
    this.post(SIGINT, true);
  }

  /** The last words of the run; nothing leaves after this. */
  finish(omitted: readonly (readonly [actor: number, resource: number, count: number])[]): void {
    if (this.ended) return;
    this.drain();
    const t = this.elapsed();
    for (const [actor, resource, count] of omitted) this.writer?.omitted(t, actor, resource, count);
    this.stop();
  }

  stop(): void {
    if (this.ended) return;
    this.scheduler?.stop();
    this.output?.finish();
    this.syncFiles();
    this.beat();
    this.ended = true;
    if (this.filesTimer !== null) clearTimeout(this.filesTimer);
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    if (this.beatTimer !== null) clearTimeout(this.beatTimer);
  }

  /** The main thread's stack has ended after its exit handlers. */
  mainEnded(ending: 'returned' | 'raised'): void {
    this.syncFiles();
    const t = this.elapsed();
    this.drain();
    this.writer?.release(t, MAIN_ACTOR, GIL, NONE);
    this.writer?.actorEnd(t, MAIN_ACTOR, ending);
    this.writer?.actorEnd(t, PROCESS_ACTOR, ending);
  }

  /** The Python module `_interleave_host`. Names are Python's. */
  readonly module = {
    // -- the clock, the trace
    now: (): number => this.elapsed(),
    drain: (): void => this.drain(),
    /** The encoded place of a file's line 0: Python adds the line (codec.ts, places). */
    file_base: (filename: string): number => {
      const first = this.writer?.place(filename.replace(/^\/home\/learner\//, ''), 1) ?? NONE;
      return first === NONE ? NONE : first - 1;
    },
    program_starts: (): void => this.restartClock(),
    resource: (kind: string, name: string, internal: boolean): number => this.announceResource(kind, name, internal),
    name_thread: (actor: number, name: string): void => {
      this.writer?.actorName(this.elapsed(), actor, name);
    },

    /** Numbers of the codec's tables, and of its strings: for rows that Python writes by itself. */
    event_code: (name: string): number => EVENT[name as TraceEvent['kind']] ?? EVENT.mark,
    ending_code: (name: string): number => ENDING[name as Ending] ?? ENDING.killed,
    intern: (text: string): number => this.writer?.intern(text) ?? 0,
    new_task: (name: string, parent: number): number => {
      const actor = this.nextActor++;
      this.drain();
      this.writer?.actorStart(this.elapsed(), actor, 'task', name, actorId(parent));
      return actor;
    },
    /** What lasted so many microseconds, up to now. */
    mark: (actor: number, text: string, lasted: number, place: number): void => {
      this.drain();
      this.writer?.mark(this.elapsed(), actor, text, lasted / 1000, place);
    },

    // -- threads
    new_thread: (name: string): [number, number] => {
      const actor = this.nextActor++;
      this.drain();
      this.writer?.actorStart(this.elapsed(), actor, 'thread', name, PROCESS_ACTOR);
      return [this.nextThread++, actor];
    },
    start_thread: (id: number, actor: number, entry: ThreadEntry): void => this.startThread(id, actor, entry.copy()),
    /** Would a yield do any good? Timers that are due are seen to, and now and then messages are let in. */
    someone_ready: (): boolean => {
      const scheduler = this.use();
      scheduler.tick();
      return scheduler.someoneReady || performance.now() - this.lastTurn >= TURN_MS;
    },
    /** The end of a system call: is there a thread that takes the GIL now? (Before a run there is none.) */
    gap: (): boolean => {
      if (this.system.hasWatchers) this.system.poll();
      return this.scheduler?.gap() === true;
    },
    /** Can there be threads, and waits for anybody but the clock? */
    switches: (): boolean => this.parking.switches,
    park: (): void => this.parking.stand(() => this.pump()),
    set_switch_interval: (ms: number): void => this.scheduler?.setSwitchInterval(ms),

    // -- waiting
    wait_lock: (
      id: number,
      lock: number,
      deadline: number,
      since: number,
      shown: number,
      via: string,
      place: number,
    ): void =>
      this.wait((resume) => {
        const timeoutAt = deadline < 0 ? Infinity : deadline;
        this.use().suspendOnLock(id, lock, timeoutAt, since, this.note(shown, via, place), resume);
      }),
    wait_join: (id: number, target: number, deadline: number, via: string, place: number): void =>
      this.wait((resume) => {
        const scheduler = this.use();
        const timeoutAt = deadline < 0 ? Infinity : deadline;
        scheduler.suspendToJoin(id, target, timeoutAt, this.note(this.actors.get(target) ?? NONE, via, place), resume);
      }),
    wait_sleep: (id: number, until: number, via: string, place: number): void =>
      this.wait((resume) => this.use().suspendToSleep(id, until, this.note(NONE, via, place), resume)),
    /** For a line of input. Answers with a sentence, instead of waiting, where such a wait could never end. */
    wait_external: (id: number, via: string, place: number): string | undefined => {
      if (!this.parking.switches) return ONE_STACK;
      this.wait((resume) => {
        this.use().suspendForExternal(id, this.note(NONE, via, place), resume);
        // A line may have come between the look for one and this suspension.
        if (this.lines.length > 0) this.wakeReader(id);
      });
      return undefined;
    },
    /** For what was given to `watch`, or the answer to a call. `state` is one of the codec's STATE codes. */
    wait_watched: (
      id: number,
      deadline: number,
      state: number,
      on: number,
      via: string,
      place: number,
    ): string | undefined => {
      if (!this.parking.switches && deadline < 0) return ONE_STACK;
      this.wait((resume) => {
        const timeoutAt = deadline < 0 ? Infinity : deadline;
        this.use().suspendForExternal(id, this.note(on, via, place), resume, timeoutAt, state);
        this.system.arm(id);
      });
      return undefined;
    },
    ...this.system.module,
    /** Announces something that several processes use; its id is the same in all of them. */
    shared_resource: (object: number, kind: string, name: string, internal: boolean): number => {
      const known = RESOURCE_KINDS.find((k): k is ResourceKind => k === kind) ?? 'other';
      const id = SHARED_ID + object;
      this.drain();
      this.writer?.resource(
        this.elapsed(),
        id,
        known,
        name === '' ? `${known} ${object}` : name,
        PROCESS_ACTOR,
        internal,
      );
      return id;
    },
    /** The actor of another process. */
    process_actor: (process: number): number => SHARED_ID + process,
    /** The process has come to the first line of its own work. */
    process_begins: (): void => {
      this.drain();
      this.writer?.state(this.elapsed(), PROCESS_ACTOR, STATE.running, NONE, 0, NONE);
      this.events?.systemNote({ op: 'begin' });
    },
    message_sent: (actor: number, resource: number, offset: number, bytes: number, picklingMs: number): void => {
      this.drain();
      this.writer?.send(this.elapsed(), actor, resource, offset, bytes, picklingMs);
    },
    message_received: (actor: number, resource: number, offset: number, bytes: number): void => {
      this.drain();
      this.writer?.receive(this.elapsed(), actor, resource, offset, bytes, 0);
    },
    /** The running thread has just pickled or unpickled, for so long. */
    pickled: (ms: number, state: 'pickling' | 'unpickling'): void => {
      this.drain();
      const t = this.elapsed();
      const actor = this.runningActor();
      this.writer?.state(t - ms, actor, STATE[state], NONE, 0, NONE);
      this.writer?.state(t, actor, STATE.running, NONE, 0, NONE);
    },
    /** What this process has changed in the file system becomes known to the others. */
    sync_files: (): void => this.syncFiles(),
    /** How much a run may keep, for people. */
    disk_words: (): string => DISK_WORDS,
    ask_files: (thread: number): number => this.system.askFiles(thread, (files) => this.files?.apply(files)),
    /** For the package of a top-level module; the answer is how many files have been put into `folder`. */
    ask_package: (thread: number, name: string, folder: string): number =>
      this.system.askPackage(thread, name, (files) => this.files?.install(folder, files)),
    /** One of the codec's STATE codes. */
    state_code: (name: string): number => STATE[name as ActorState] ?? STATE.waiting,
    yield_interval: (id: number, place: number): void =>
      this.wait((resume) => this.use().suspendToYield(id, 'interval', place, resume)),
    yield_blocked: (id: number, place: number): void =>
      this.wait((resume) => this.use().suspendToYield(id, 'blocked', place, resume)),
    unlock: (lock: number, resource: number): number => {
      this.drain();
      return this.use().unlock(lock, resource < 0 ? NONE : resourceId(resource));
    },
    forget_lock: (lock: number): void => this.scheduler?.forgetLock(lock),

    // -- ticks and signals
    /**
     * 0: nothing to do; 1: the running thread's turn is over; 2: let messages in. `handler` is the address of the tick
     * handler's frame object; 0 when the port itself asks, which it does where a switch is safe.
     */
    tick: (handler: number): number => {
      if (handler === 0 || this.safePoint.isSafe(handler)) return this.tick();
      // Inside a C function: as soon as it has returned.
      this.ticker?.tickSoon();
      return 0;
    },
    /** Of a suspended thread's frame object: may one ask for `f_back`? */
    has_caller: (frame: number): boolean => this.safePoint.hasCaller(frame),
    calibrate: (handler: number): void => this.safePoint.calibrate(handler),
    /** Suspends only to let messages in; the GIL is not let go. */
    turn: (): void =>
      this.parking.describe((resume) =>
        this.macrotask(() => {
          if (!this.ended) resume(Wake.Go);
        }),
      ),
    /** Does not come back when this process has been killed. */
    stop_if_killed: (): void => this.ticker?.stopIfKilled(),
    tick_soon: (): void => this.ticker?.tickSoon(),
    has_signals: (): boolean => this.signals.length > 0,
    post_signal: (number: number): void => this.post(number, number === SIGINT),
    take_signal: (): number => this.takeSignal(),
    main_interrupted: (): void => {
      this.interruptedAt = this.elapsed();
      this.scheduler?.setExtraDue(this.interruptedAt + ABANDON_MS);
    },

    // -- typed input
    /** 0: nothing typed yet; 1: a line; 2: end-of-file. */
    input_state: (): number => (this.lines.length === 0 ? 0 : this.lines[0] === null ? 2 : 1),
    take_line: (): string => this.lines.shift() ?? '',
    want_input: (id: number): void => {
      this.readers.add(id);
      this.beat();
      this.events?.inputWanted();
    },

    // -- the end
    end_now: (status: number): void =>
      this.parking.describe(() => {
        this.drain();
        this.events?.endNow(status);
      }),
    fault: (message: string): void => this.fault(message),

    // -- at install
    find_current_frame: (frameObject: number): void => this.parking.findCurrentFrame(frameObject),
  };

  private readonly actors = new Map<number, number>([[MAIN_THREAD, MAIN_ACTOR]]);

  private start(): void {
    const limits = this.limits;
    if (limits === null) throw new Error('the host was not prepared');
    this.t0 = this.process === null ? performance.now() : this.process.epoch - performance.timeOrigin;
    this.lastTurn = performance.now();
    const writer = this.traced ? new TraceWriter() : null;
    this.writer = writer;
    // The process itself is announced by whoever joins the traces (`trace/merger.ts`), except the program's own.
    const t = this.process === null ? 0 : this.elapsed();
    if (this.process === null) writer?.actorStart(t, PROCESS_ACTOR, 'process', 'MainProcess', null);
    writer?.actorStart(t, MAIN_ACTOR, 'thread', 'MainThread', PROCESS_ACTOR);
    writer?.resource(t, GIL, 'gil', 'GIL', PROCESS_ACTOR, false);
    this.output = new Output(
      {
        now: () => this.elapsed(),
        actor: () => this.runningActor(),
        accepted: (stream, actor, offset, length) => {
          this.drain();
          this.writer?.output(this.elapsed(), actor, stream, offset, length);
        },
        send: (chunks) => this.events?.output(chunks),
      },
      limits.outputChars,
    );
    this.scheduler = new Scheduler(
      {
        now: () => this.elapsed(),
        idleUntil: (at) => this.idleUntil(at),
        ticker: (state) => {
          this.ticker?.set({
            intervalUs: state.intervalUs,
            dueAt: state.dueAt === null ? null : state.dueAt + this.t0,
          });
        },
        tickSoon: () => this.ticker?.tickSoon(),
        // A child of the program's that only waits may be a daemon, which ends with its parent.
        mayBeEnded: () => this.process !== null,
        deadlocked: () => {
          this.drain();
          this.events?.deadlocked();
        },
        fault: (error) => this.fault(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      },
      writer,
      GIL,
      MAIN_THREAD,
      MAIN_ACTOR,
    );
  }

  /** The program's first instruction is next: times count from here. Nothing has happened yet that could be out of order. */
  private restartClock(): void {
    if (this.process === null) this.t0 = performance.now();
    const limits = this.limits;
    if (this.writer !== null && limits !== null) {
      // Many processes share one trace: a child tells a tenth of what the program's own process may.
      const lockEvents = this.process === null ? limits.lockEvents : Math.ceil(limits.lockEvents / 10);
      this.kernel?.startTracing(EVENT.acquire, EVENT.release, lockEvents, Math.round(this.elapsed() * 1000));
    }
    this.events?.started(performance.timeOrigin + this.t0);
    // Who is there, and that it runs: a program that never comes back to us has told that much.
    this.armBeat();
  }

  /** All that this process has changed in the file system is told, to the last byte. */
  syncFiles(): void {
    if (this.ended || this.files === null) return;
    this.tellChanges(this.files.changes());
    this.filesPending = false;
  }

  private tellChanges(changes: readonly DatedChange[]): void {
    for (const { path, content, at } of changes) {
      this.events?.systemNote({ op: 'file', path, content, at: this.onRunClock(at) });
    }
  }

  private onRunClock(epochMs: number): number {
    return Math.max(0, epochMs - performance.timeOrigin - this.t0);
  }

  /** The program has changed a file: soon somebody looks. At each write, so it does next to nothing. */
  filesTouched(): void {
    if (this.filesPending || this.ended) return;
    this.filesPending = true;
    // While threads wait the timer comes; while one computes, a beat.
    this.filesTimer ??= setTimeout(
      () => {
        this.filesTimer = null;
        this.lookAtFiles();
      },
      Math.max(0, this.filesDue - performance.now()),
    );
    this.armBeat();
  }

  /** Once for a run: the program's own OSError says no more than that there is no space. */
  diskFull(): void {
    if (this.saidFull || this.ended) return;
    this.saidFull = true;
    const text = `[The disk is full: ${DISK_WORDS}. What does not fit raises OSError; remove something to make room.]\n`;
    this.output?.flush();
    this.events?.output([{ stream: 'notice', text, t: this.elapsed(), actor: -1 }]);
  }

  private lookAtFiles(): void {
    const now = performance.now();
    if (!this.filesPending || now < this.filesDue || this.ended || this.files === null) return;
    this.filesPending = false;
    const { listed, changes, unfinished } = this.files.glance(FILES_BYTES);
    for (let i = 0; i < listed.length; i += LISTED) {
      const files = listed.slice(i, i + LISTED).map((file) => ({ ...file, at: this.onRunClock(file.at) }));
      this.events?.systemNote({ op: 'listed', files });
    }
    this.tellChanges(changes);
    const took = performance.now() - now;
    this.filesDue = now + took + Math.max(FILES_MS, took / FILES_SHARE);
    if (unfinished) this.filesTouched();
  }

  private use(): Scheduler {
    if (this.scheduler === null) throw new Error('a thread waits, but no run is on');
    return this.scheduler;
  }

  private runningActor(): number {
    const scheduler = this.scheduler;
    if (scheduler === null) return MAIN_ACTOR;
    const running = scheduler.running;
    return running < 0 ? MAIN_ACTOR : scheduler.actorOf(running);
  }

  /** Describes a wait; `suspend` tells the scheduler of it when the stack is off the processor. */
  private wait(suspend: (resume: Resume) => void): void {
    this.parking.describe((resume) => {
      if (this.ended) return;
      this.drain();
      const now = performance.now();
      if (now - this.lastTurn >= TURN_MS) {
        this.macrotask(() => {
          if (!this.ended) suspend(resume);
        });
      } else {
        suspend(resume);
      }
      if (now - this.lastBeat >= BEAT_MS) this.beat();
      else this.armBeat();
    });
  }

  private macrotask(work: () => void): void {
    this.turnQueue.push(work);
    this.turnChannel.port2.postMessage(null);
  }

  private note(on: number, via: string, place: number): WaitNote {
    return { on, via: this.writer?.intern(via) ?? 0, place };
  }

  private startThread(id: number, actor: number, entry: ThreadEntry): void {
    this.actors.set(id, actor);
    this.use().spawn(id, actorId(actor), () => {
      this.stacks.makeRoom();
      entry.callPromising().then(
        (ending) => {
          entry.destroy();
          this.drain();
          this.scheduler?.ended(id, ending === 'raised' ? 'raised' : 'returned');
        },
        (error: unknown) => {
          entry.destroy();
          this.fault(
            `thread ${id} could not run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
          );
        },
      );
    });
  }

  private announceResource(kind: string, name: string, internal: boolean): number {
    const known = RESOURCE_KINDS.find((k): k is ResourceKind => k === kind) ?? 'other';
    const id = this.nextResource++;
    this.drain();
    this.writer?.resource(this.elapsed(), id, known, name === '' ? `${known} ${id}` : name, PROCESS_ACTOR, internal);
    return id;
  }

  private tick(): number {
    const scheduler = this.scheduler;
    if (scheduler === null || this.ended) return 0;
    if (this.ticker?.killed === true) {
      // The thread stops here, at a turn that never ends, and the worker can be taken away at once.
      this.stop();
      return 2;
    }
    const now = performance.now();
    if (now - this.lastBeat >= BEAT_MS) this.beat();
    if (this.isAbandoned()) {
      this.events?.abandoned();
      // The thread stops here, at a turn that never ends; otherwise nobody would ever learn of the run's end.
      return 2;
    }
    if (this.system.hasWatchers) this.system.poll();
    if (scheduler.tick()) return 1;
    if (scheduler.hasExternalWaiters) {
      scheduler.setExtraDue(this.elapsed() + (this.system.hasWatchers ? LOOK_MS : TURN_MS));
      if (now - this.lastTurn >= TURN_MS) return 2;
    }
    return 0;
  }

  /**
   * Ctrl-C has ended the main thread, and since then no other thread has given the GIL up by itself: they compute for ever.
   * A thread that sleeps or waits now and then is left to shut down at its own pace.
   */
  private isAbandoned(): boolean {
    if (this.interruptedAt === null || this.scheduler === null) return false;
    const since = Math.max(this.interruptedAt, this.scheduler.lastVoluntarySwitch);
    const now = this.elapsed();
    if (now - since >= ABANDON_MS) return true;
    this.scheduler.setExtraDue(since + ABANDON_MS);
    return false;
  }

  private post(number: number, fromOutside: boolean): void {
    this.signals.push({ number, fromOutside });
    this.scheduler?.signalMain();
  }

  private takeSignal(): number {
    const signal = this.signals.shift();
    if (this.signals.length === 0) this.scheduler?.signalTaken();
    if (signal === undefined) return 0;
    if (signal.fromOutside) this.events?.interruptSeen();
    return signal.number;
  }

  /** Copies the rows that Python wrote since the last time: they come before whatever is written next. */
  private drain(): void {
    if (this.writer === null || this.kernel === null) return;
    const rows = this.kernel.rows();
    const used = rows[0] ?? 1;
    if (used > 1) {
      this.writer.appendRows(rows.subarray(1, used));
      rows[0] = 1;
    }
  }

  private beat(): void {
    if (this.ended) return;
    this.lastBeat = performance.now();
    this.promptWrites = 0;
    // The trace first: who wrote is known before what was written arrives.
    this.drain();
    const batch = this.writer?.take() ?? null;
    if (batch !== null) this.events?.trace(batch.rows, batch.strings);
    this.output?.flush();
    this.lookAtFiles();
    if (this.interruptedAt === null) this.scheduler?.setExtraDue(this.filesPending ? this.filesDue - this.t0 : null);
  }

  /** Nobody runs: what waits is sent, but not more often than at the beat (a contended semaphore idles thousands of times a second). */
  private beatSoon(): void {
    const wait = this.lastBeat + BEAT_MS - performance.now();
    if (wait <= 0) this.beat();
    else
      this.beatTimer ??= setTimeout(() => {
        this.beatTimer = null;
        this.beat();
      }, wait);
  }

  /** Something waits to be sent: at the latest at the next beat, even if the program only computes from here on. */
  private armBeat(): void {
    const pending =
      this.output?.hasPending === true ||
      this.scheduler?.hasExternalWaiters === true ||
      this.filesPending ||
      (this.writer !== null && this.writer.length > 0);
    if (pending && this.interruptedAt === null) this.scheduler?.setExtraDue(this.lastBeat + BEAT_MS - this.t0);
  }

  private idleUntil(at: number | null): void {
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    this.beatSoon();
    this.idleAt = at;
    if (at === null || this.ended || !this.parking.switches) return;
    const wait = at - this.elapsed();
    // setTimeout counts whole milliseconds and may be early: the scheduler looks again and asks anew. The last millisecond
    // is waited for in macrotasks.
    if (wait < 1) {
      this.macrotask(() => this.scheduler?.wakeUp());
    } else if (wait < 5) {
      // A timer set from a timer's task is clamped to 4 ms from the fifth on (HTML, "timer nesting level"); one set from a
      // message's task is not.
      this.macrotask(() => {
        if (this.idleTimer === null && this.scheduler?.running === -1) this.setIdleTimer(wait);
      });
    } else {
      this.setIdleTimer(wait);
    }
  }

  /** One turn of what the event loop would do, were it not kept by the one stack there is (`Parking.stand`). */
  private pump(): void {
    if (this.ended) throw new Error('the run is over');
    const work = this.turnQueue.shift();
    if (work !== undefined) {
      this.lastTurn = performance.now();
      work();
      return;
    }
    if (this.idleAt === null) throw new Error(ONE_STACK);
    const left = this.idleAt - this.elapsed();
    if (left > 0) standStill(left);
    this.scheduler?.wakeUp();
  }

  private setIdleTimer(ms: number): void {
    this.idleTimer = setTimeout(() => {
      this.idleTimer = null;
      this.scheduler?.wakeUp();
    }, Math.floor(ms));
  }

  private fault(message: string): void {
    this.events?.fault(message);
  }
}

/** Keeps this worker for so many milliseconds: asleep where memory can be shared, by looking at the clock elsewhere. */
function standStill(ms: number): void {
  if (typeof SharedArrayBuffer === 'function' && self.crossOriginIsolated) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    return;
  }
  const until = performance.now() + ms;
  while (performance.now() < until);
}
