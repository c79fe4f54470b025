/**
 * What an operating system keeps for processes: who there is, what each holds, what has a name, and how each ended. One kernel
 * serves one run; it lives in the realm's frame, whose thread never runs a learner's code, so it always answers.
 *
 * The bytes themselves do not pass through here when memory is shared (`objects.ts`). What does pass: starts, ends, signals,
 * names, and the counts of who holds which end of a pipe, because a process that is killed cannot count itself out.
 *
 * A process's worker belongs to the caller (`sandbox/realm/process-group.ts`): the kernel asks for one to be started or taken
 * away, and is told when one has gone.
 */
import type { FileChange, Holding, ProcessImage, SystemAnswer, SystemCall, SystemNote } from '../../../protocol/system';
import {
  RECORDS,
  ROOT_PID,
  WOULD_BLOCK,
  addPipeHolders,
  endProcess,
  freeRing,
  makeObject,
  pipeState,
  processStatus,
  releaseSemaphore,
  semaphoreValue,
  setLine,
  tryAcquire,
  tryRead,
  tryWrite,
  versionOf,
  viewOf,
  type SharedObject,
} from './objects';
import { FileStore } from './file-store';
import { Line, NETWORK_PROCESS, type Network } from './line';

/** Living processes of one run. A program that starts processes without end gets EAGAIN from here on, as it would anywhere. */
export const MOST_PROCESSES = 48;
/** Processes in all of one run. */
const MOST_STARTED = 10_000;
/** So many children in a row that never came to their own work: nothing will come of this program. */
export const MOST_STILLBORN = 16;
const MOST_OBJECTS = 100_000;
/** Connections to other machines at the same moment, as Linux's usual limit of open files has it. */
const MOST_LINES = 4_096;
/** Sentences on why connections broke that are kept until somebody asks. */
const MOST_REASONS = 1_000;

// Linux's numbers, as CPython's errno module on this platform maps them: WASI and Emscripten count differently, so these
// are names, and port/errors.py turns them into numbers.
export const Errno = {
  EAGAIN: 1,
  ESRCH: 2,
  EEXIST: 3,
  ENOENT: 4,
  ECONNREFUSED: 5,
  EADDRINUSE: 6,
  EBADF: 7,
  ENOMEM: 8,
  ECONNRESET: 9,
  ETIMEDOUT: 10,
  ENETUNREACH: 11,
} as const;

const SIGINT = 2;
const SIGKILL = 9;
/** SIGCHLD, SIGCONT, SIGURG, SIGWINCH: their default is to do nothing. */
const HARMLESS = new Set([17, 18, 23, 28]);

/** Where modules come from that neither CPython nor the learner has. */
export interface Packages {
  /** The files of the package of this top-level module and of what it needs; none when it is not at hand. */
  find(module: string): Promise<readonly FileChange[]>;
}

export interface KernelEnvironment {
  /** True when processes work on the objects' buffers themselves. */
  readonly shared: boolean;
  /** A worker is to be started for process `number`, whose parent is process `parent`. */
  start(number: number, parent: number, image: ProcessImage, files: readonly FileChange[]): void;
  answer(number: number, call: number, answer: SystemAnswer): void;
  /** The program of process `number` is to handle a signal. */
  signal(number: number, signal: number): void;
  /**
   * Process `number` is killed by a signal: its worker is to be taken away, and `ended` to be called when nothing that it has done or
   * said before can still arrive.
   */
  kill(number: number, signal: number): void;
  /** Takes the worker of process `number` away. The kernel counts the process as ended already. */
  terminate(number: number): void;
  /** Calls `act` once, `ms` from now. */
  later(ms: number, act: () => void): void;
  /** The machines beyond this one; null: there are none. */
  readonly network: Network | null;
  /** Null: there are none. */
  readonly packages: Packages | null;
  /** The files that there are (`Kernel.store`) are others than before. */
  filesChanged(): void;
  /** What a process has written could not be kept for the others: there is no room left. */
  diskFull(): void;
  /** The whole run has to end: the sentence says why. */
  giveUp(sentence: string): void;
}

interface Entry {
  object: SharedObject | null;
  readonly kind: SharedObject['kind'];
  readers: number;
  writers: number;
}

interface Process {
  readonly number: number;
  readonly parent: number;
  readonly name: string;
  /** The object of its end. */
  readonly record: number;
  readonly holdings: Map<number, { readers: number; writers: number }>;
  readonly actions: Map<number, 'ignore' | 'handler'>;
  /** Signals for handlers that a forked process has not copied yet; null once it has, and for others. */
  early: number[] | null;
  begun: boolean;
  /** Another process has killed it: its early end says nothing about the program. */
  killed: boolean;
}

interface Waiting {
  readonly number: number;
  readonly call: number;
  readonly seen: readonly (readonly [object: number, version: number])[];
}

export class Kernel {
  private readonly objects = new Map<number, Entry>();
  private readonly living = new Map<number, Process>();
  private readonly memories = new Map<string, { readonly object: number; readonly size: number }>();
  private readonly listeners = new Map<string, { readonly object: number; readonly process: number }>();
  /** What the processes have told of their files. It stays when the kernel has stopped. */
  readonly store = new FileStore();
  private waiting: Waiting[] = [];
  private started = 0;
  private stillborn = 0;
  private over = false;
  private readonly lines = new Set<Line>();
  /** Why connections broke, by the pipes that they had: of the latest ones. */
  private readonly reasons = new Map<number, string>();
  /** Holds the frame's ends of the connections to other machines. */
  private readonly beyond: Process;

  constructor(private readonly env: KernelEnvironment) {
    this.beyond = this.make(NETWORK_PROCESS, 0, 'network');
    this.add(0, null, 'MainProcess');
  }

  /** Numbers of the processes that live, the root (0) included. */
  get processes(): readonly number[] {
    return [...this.living.keys()];
  }

  call(number: number, call: number, what: SystemCall): void {
    const process = this.living.get(number);
    if (process === undefined || this.over) return;
    if (what.op === 'wait') return this.wait(process, call, what.seen);
    if (what.op === 'package') return this.findPackage(process, call, what.name);
    this.env.answer(number, call, this.perform(process, what));
    this.tellWaiters();
  }

  note(number: number, what: SystemNote): void {
    const process = this.living.get(number);
    if (process === undefined || this.over) return;
    switch (what.op) {
      case 'make': {
        if (this.objects.size >= MOST_OBJECTS) return this.giveUp('The program made too many pipes and locks.');
        const { kind, buffer, value } = what;
        const object = buffer === null ? makeObject(kind, false, value) : viewOf(kind, buffer);
        this.objects.set(what.object, { object, kind, readers: 0, writers: 0 });
        // The buffer says so already.
        if (kind === 'pipe') this.record(process, [what.object, 1, 1]);
        return;
      }
      case 'hold':
        // With shared memory the process has counted itself, at once.
        if (this.env.shared) this.record(process, what.holding);
        else this.hold(process, what.holding);
        return this.tellWaiters();
      case 'take': {
        const giver = this.living.get(what.from);
        const [object, readers, writers] = what.holding;
        if (giver !== undefined) this.record(giver, [object, -readers, -writers]);
        else this.hold(process, [object, readers, writers]);
        if (giver !== undefined) this.record(process, what.holding);
        return;
      }
      case 'dial':
        return this.dial(process, what);
      case 'forget':
        this.objects.delete(what.object);
        return;
      case 'handle':
        if (what.action === 'default') process.actions.delete(what.signal);
        else process.actions.set(what.signal, what.action);
        return;
      case 'begin': {
        process.begun = true;
        this.stillborn = 0;
        const early = process.early ?? [];
        process.early = null;
        for (const signal of early) this.deliver(number, signal);
        return;
      }
      case 'file':
        if (!this.store.put({ path: what.path, content: what.content }, what.at, number)) this.env.diskFull();
        return this.env.filesChanged();
      case 'listed':
        this.store.list(what.files, number);
        return this.env.filesChanged();
    }
  }

  /** The worker of a process is gone. `status` is what `waitpid` will give: `code << 8`, or the number of a signal. */
  ended(number: number, status: number): void {
    const process = this.living.get(number);
    if (process === undefined) return;
    this.living.delete(number);
    this.waiting = this.waiting.filter((waiting) => waiting.number !== number);
    const record = this.objects.get(process.record)?.object;
    if (record !== null && record !== undefined) endProcess(record, status);
    // Any pipe may be the one that it was copying from: what it told of its holdings may have come to nothing with it.
    for (const { object } of this.objects.values()) if (object?.kind === 'pipe') freeRing(object, number);
    for (const [object, { readers, writers }] of process.holdings) this.hold(process, [object, -readers, -writers]);
    this.tellWaiters();
    if (number === 0) return this.stop();
    if (process.begun || status === 0) this.stillborn = 0;
    else if (!process.killed && ++this.stillborn >= MOST_STILLBORN) {
      this.giveUp(
        `Stopped: ${MOST_STILLBORN} processes one after the other ended before they came to their work. ` +
          'With the start method "spawn" a child imports your program anew, from its first line; what starts processes ' +
          'there would start them again, without end. Put it under  if __name__ == "__main__":',
      );
    }
  }

  /** Ctrl-C goes to all processes, as a terminal sends it to the whole group. */
  interrupt(): void {
    for (const number of this.processes) if (number !== 0) this.deliver(number, SIGINT);
  }

  /** Takes all processes but the root away: the run is over. */
  stop(): void {
    this.over = true;
    for (const line of this.lines) line.stop();
    this.lines.clear();
    this.env.network?.stop();
    for (const number of this.processes) {
      if (number === 0) continue;
      this.living.delete(number);
      this.env.terminate(number);
    }
  }

  // -- inside ----------------------------------------------------------------------------------------------------------

  private add(number: number, parent: number | null, name: string): Process {
    const process = this.make(number, parent ?? 0, name);
    this.living.set(number, process);
    const object = makeObject('process', this.env.shared);
    this.objects.set(process.record, { object, kind: 'process', readers: 0, writers: 0 });
    return process;
  }

  private make(number: number, parent: number, name: string): Process {
    return {
      number,
      parent,
      name,
      record: RECORDS + number,
      holdings: new Map(),
      // CPython handles SIGINT by itself: default_int_handler.
      actions: new Map([[SIGINT, 'handler']]),
      early: null,
      begun: false,
      killed: false,
    };
  }

  private perform(process: Process, what: Exclude<SystemCall, { op: 'wait' | 'package' }>): SystemAnswer {
    switch (what.op) {
      case 'spawn': {
        if (this.living.size >= MOST_PROCESSES || this.started >= MOST_STARTED) return { errno: Errno.EAGAIN };
        const child = this.add(++this.started, process.number, what.image.name);
        for (const holding of what.image.holdings) this.hold(child, holding);
        // signal(7): a fork inherits what the parent does about signals; of a new program, only what is ignored stays so.
        const forked = what.image.kind === 'fork';
        if (forked) child.actions.clear();
        for (const [signal, action] of process.actions) {
          if (action === 'ignore' || forked) child.actions.set(signal, action);
        }
        if (forked) child.early = [];
        this.env.start(child.number, process.number, what.image, this.store.all());
        return { value: ROOT_PID + child.number, ...this.bufferOf(child.record) };
      }
      case 'signal': {
        const target = this.living.get(what.pid - ROOT_PID);
        if (target === undefined) return { errno: Errno.ESRCH };
        if (what.signal !== 0) this.deliver(target.number, what.signal);
        return { value: 0 };
      }
      case 'find': {
        const entry = this.objects.get(what.object);
        if (entry === undefined) return { errno: Errno.ENOENT };
        return { value: 0, ...this.bufferOf(what.object) };
      }
      case 'open-memory': {
        const known = this.memories.get(what.name);
        if (what.size < 0) {
          if (known === undefined) return { errno: Errno.ENOENT };
          return { value: known.object, version: known.size, ...this.bufferOf(known.object) };
        }
        if (known !== undefined) return { errno: Errno.EEXIST };
        this.memories.set(what.name, { object: what.object, size: what.size });
        return { value: what.object };
      }
      case 'unlink-memory':
        return this.memories.delete(what.name) ? { value: 0 } : { errno: Errno.ENOENT };
      case 'listen': {
        const before = this.listeners.get(what.address);
        if (before !== undefined && (this.objects.get(before.object)?.readers ?? 0) > 0)
          return { errno: Errno.EADDRINUSE };
        this.listeners.set(what.address, { object: what.object, process: process.number });
        return { value: 0 };
      }
      case 'connect':
        return this.connect(what.address, what.reads, what.writes, process.number);
      case 'resolve':
        return { value: this.env.network?.resolve(what.name) ?? 0 };
      case 'hosts': {
        const bytes = new TextEncoder().encode((this.env.network?.hostNames() ?? []).join(' ')).slice(0, 65_536);
        return { value: bytes.length, bytes };
      }
      case 'why': {
        const bytes = new TextEncoder().encode(this.reasons.get(what.object) ?? '').slice(0, 4_096);
        return { value: bytes.length, bytes };
      }
      case 'files':
        return { value: this.store.last, files: this.store.since(what.since, process.number) };
      default:
        return this.operate(process, what);
    }
  }

  /** The calls that touch an object which only the kernel can reach. */
  private operate(
    process: Process,
    what: Extract<
      SystemCall,
      { op: 'read' | 'write' | 'state' | 'size' | 'acquire' | 'release' | 'value' | 'peek' | 'poke' }
    >,
  ): SystemAnswer {
    const object = this.objects.get(what.object)?.object;
    if (object === null || object === undefined) return { errno: Errno.EBADF };
    const version = versionOf(object);
    switch (what.op) {
      case 'read': {
        const bytes = new Uint8Array(Math.min(what.count, object.bytes.length));
        const value = tryRead(object, bytes, process.number);
        return { value, version, bytes: bytes.subarray(0, Math.max(0, value)) };
      }
      case 'write':
        return { value: tryWrite(object, what.bytes, process.number), version };
      case 'state':
        return { value: object.kind === 'process' ? processStatus(object) : pipeState(object), version };
      case 'size':
        return { value: object.bytes.length, version };
      case 'acquire':
        return { value: tryAcquire(object) ? 1 : WOULD_BLOCK, version };
      case 'release':
        return { value: releaseSemaphore(object, what.most) ? 1 : 0, version };
      case 'value':
        return { value: semaphoreValue(object), version };
      case 'peek':
        return { value: 0, version, bytes: object.bytes.slice(what.offset, what.offset + what.count) };
      case 'poke':
        if (what.offset + what.bytes.length > object.bytes.length) return { errno: Errno.EBADF };
        object.bytes.set(what.bytes, what.offset);
        return { value: 0, version };
    }
  }

  /** A connection is a pair of pipes; its two numbers go through the listener's own pipe to whoever accepts. */
  private connect(address: string, reads: number, writes: number, by: number): SystemAnswer {
    const listener = this.listeners.get(address);
    const accepting = listener === undefined ? undefined : this.living.get(listener.process);
    const entry = listener === undefined ? undefined : this.objects.get(listener.object);
    if (accepting === undefined || entry === undefined || entry.object === null || entry.readers <= 0)
      return { errno: Errno.ECONNREFUSED };
    const bytes = new Uint8Array(new Int32Array([reads, writes]).buffer);
    if (tryWrite(entry.object, bytes, by) !== bytes.length) return { errno: Errno.EAGAIN };
    // From here on the listener's process holds its ends: the connecting one may let go of them.
    this.hold(accepting, [reads, 1, 0]);
    this.hold(accepting, [writes, 0, 1]);
    return { value: 0 };
  }

  /** The host's side of the pipes belongs to the network from here on. */
  private dial(process: Process, { address, port, reads, writes }: Extract<SystemNote, { op: 'dial' }>): void {
    const from = this.objects.get(reads)?.object;
    const to = this.objects.get(writes)?.object;
    if (from?.kind !== 'pipe' || to?.kind !== 'pipe' || from === to) return;
    for (const holding of [
      [reads, 1, 0],
      [writes, 0, 1],
    ] as const) {
      this.hold(this.beyond, holding);
      this.hold(process, [holding[0], -holding[1], -holding[2]]);
    }
    const letGo = (end: 'from' | 'to'): void => {
      this.hold(this.beyond, end === 'from' ? [reads, -1, 0] : [writes, 0, -1]);
      this.tellWaiters();
    };
    const { network } = this.env;
    if (network === null || this.lines.size >= MOST_LINES) {
      setLine(from, Errno.ENETUNREACH);
      letGo('from');
      letGo('to');
      return;
    }
    const line = new Line(
      from,
      to,
      {
        shared: this.env.shared,
        errors: { refused: Errno.ECONNREFUSED, unreachable: Errno.ENETUNREACH, reset: Errno.ECONNRESET },
        later: (ms, act) => this.env.later(ms, act),
        told: () => this.tellWaiters(),
        letGo,
        explain: (words) => {
          for (const pipe of [reads, writes]) this.reasons.set(pipe, words);
          for (const pipe of this.reasons.keys()) {
            if (this.reasons.size <= MOST_REASONS) break;
            this.reasons.delete(pipe);
          }
        },
        over: () => this.lines.delete(line),
      },
      (client) => network.connect(address, port, process.number, client),
    );
    this.lines.add(line);
    this.tellWaiters();
  }

  private bufferOf(object: number): { buffer: SharedArrayBuffer | null } {
    const buffer = this.objects.get(object)?.object?.buffer;
    return { buffer: this.env.shared && buffer !== undefined ? (buffer as SharedArrayBuffer) : null };
  }

  /** Counts, in the pipe itself too. */
  private hold(process: Process, holding: Holding): void {
    const object = this.objects.get(holding[0])?.object;
    if (object !== null && object !== undefined && object.kind === 'pipe') {
      addPipeHolders(object, holding[1], holding[2]);
    }
    this.record(process, holding);
  }

  /** Counts for the day on which the process is gone. */
  private record(process: Process, [object, readers, writers]: Holding): void {
    const entry = this.objects.get(object);
    if (entry === undefined || entry.kind !== 'pipe') return;
    const mine = process.holdings.get(object) ?? { readers: 0, writers: 0 };
    mine.readers += readers;
    mine.writers += writers;
    if (mine.readers === 0 && mine.writers === 0) process.holdings.delete(object);
    else process.holdings.set(object, mine);
    entry.readers += readers;
    entry.writers += writers;
    if (entry.readers <= 0 && entry.writers <= 0) this.objects.delete(object);
  }

  private deliver(number: number, signal: number): void {
    const process = this.living.get(number);
    if (process === undefined) return;
    const action = signal === SIGKILL ? undefined : process.actions.get(signal);
    if (action === 'ignore' || (action === undefined && HARMLESS.has(signal))) return;
    if (action === 'handler' && signal !== SIGINT && process.early !== null) {
      process.early.push(signal);
      return;
    }
    // The root's worker is the run itself: it sees to the default action, too, and the run's outcome tells of it.
    if (action === 'handler' || number === 0) return this.env.signal(number, signal);
    process.killed = true;
    this.env.kill(number, signal);
  }

  private findPackage(process: Process, call: number, name: string): void {
    const answer = (files: readonly FileChange[]): void => {
      if (this.over || this.living.get(process.number) !== process) return;
      this.env.answer(process.number, call, { value: files.length, files });
    };
    const { packages } = this.env;
    if (packages === null) answer([]);
    else packages.find(name).then(answer, () => answer([]));
  }

  private wait(process: Process, call: number, seen: Waiting['seen']): void {
    this.waiting.push({ number: process.number, call, seen });
    this.tellWaiters();
  }

  private tellWaiters(): void {
    // With shared memory lines watch their pipes themselves.
    if (!this.env.shared) for (const line of this.lines) line.look();
    if (this.waiting.length === 0) return;
    const ready = (waiting: Waiting): boolean =>
      waiting.seen.some(([object, version]) => {
        const there = this.objects.get(object)?.object;
        return there === null || there === undefined || versionOf(there) !== version;
      });
    const woken = this.waiting.filter(ready);
    this.waiting = this.waiting.filter((waiting) => !woken.includes(waiting));
    for (const { number, call } of woken) this.env.answer(number, call, { value: 0 });
  }

  private giveUp(sentence: string): void {
    if (this.over) return;
    this.stop();
    this.env.giveUp(sentence);
  }
}
