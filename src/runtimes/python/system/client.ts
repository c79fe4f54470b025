/**
 * A process's side of the kernel: the Python module `_interleave_system`. With shared memory nearly everything is done on the
 * objects themselves, at once; otherwise each call is a message to the kernel (`kernel.ts`), for whose answer the thread parks.
 *
 * Python passes numbers only: bytes are given as an address and a length in the interpreter's memory.
 */
import type { FileChange, SystemAnswer, SystemCall, SystemNote } from '../../../protocol/system';
import {
  CONNECTING,
  RECORDS,
  ROOT_PID,
  VERSION,
  WAITERS,
  addPipeHolders,
  makeObject,
  pipeLevel,
  pipePosition,
  pipeState,
  processStatus,
  releaseSemaphore,
  semaphoreValue,
  setLine,
  tryAcquire,
  tryAcquireAdaptively,
  tryRead,
  tryWrite,
  versionOf,
  viewOf,
  type ObjectKind,
  type SharedObject,
} from './objects';
import { PollSet } from './poll-set';

export interface ClientEnvironment {
  /** True when objects lie in shared memory. */
  readonly shared: () => boolean;
  call(call: number, what: SystemCall): void;
  note(what: SystemNote): void;
  /** The interpreter's memory, looked up anew at each use: it may have grown. */
  memory(): Uint8Array;
  /** Before everything that other processes see: does not come back when this process is no more. */
  stopIfKilled(): void;
  /** What thread `thread` waits for may have come about. False when it is not off the processor yet, or any more. */
  wake(thread: number): boolean;
}

const KINDS = ['pipe', 'semaphore', 'memory'] as const;

/** How a value of shared memory is read and written: the letters of Python's `struct`, in the machine's byte order. */
const FORMATS = 'bBhHiIlLqQfd';

interface Watch {
  /** thread -> the version that it saw when it had to wait. */
  readonly threads: Map<number, number>;
  /** A notification for a change of the object is on order. */
  armed: boolean;
}

interface Asked {
  answer: SystemAnswer | null;
  readonly thread: number;
  /** Where the bytes of the answer go, if there are any. */
  readonly address: number;
}

export class SystemClient {
  private readonly objects = new Map<number, SharedObject>();
  private readonly kinds = new Map<number, ObjectKind>();
  private readonly views = new Map<number, DataView>();
  /** The version of each object when it was last tried. */
  private readonly versions = new Map<number, number>();
  /**
   * Without shared memory a thread parks between its look at one object and that at the next, and others look meanwhile: what counts
   * for its wait is the version that it saw itself.
   */
  private readonly versionsOf = new Map<number, Map<number, number>>();
  private readonly watches = new Map<number, Watch>();
  private readonly asked = new Map<number, Asked>();
  /** thread -> the call whose answer it waits for, when it was a call that it last looked at. */
  private readonly expected = new Map<number, number>();
  private readonly waits = new Map<number, number>();
  private readonly pollSets = new Map<number, PollSet>();
  /** thread -> the set that it waits at. */
  private readonly polling = new Map<number, PollSet>();
  /** Calls whose answers bring files. */
  private readonly fileCalls = new Map<number, (files: readonly FileChange[], value: number) => void>();
  private filesSince = 0;
  private process = 0;
  private made = 0;
  private calls = 0;

  constructor(private readonly env: ClientEnvironment) {}

  /** Which process this is: 0 for the program's own. */
  begin(process: number): void {
    this.process = process;
  }

  get hasWatchers(): boolean {
    return this.watches.size > 0 || this.polling.size > 0;
  }

  /** Looks whether anything has changed that threads wait for; for a program that computes and lets no messages in. */
  poll(): void {
    if (!this.env.shared()) return;
    for (const object of [...this.watches.keys()]) this.check(object);
    for (const set of this.polling.values()) set.poll();
  }

  answered(call: number, answer: SystemAnswer): void {
    const object = this.waits.get(call);
    if (object !== undefined) {
      this.waits.delete(call);
      const watch = this.watches.get(object);
      if (watch === undefined) return;
      watch.armed = false;
      // Without shared memory a wait's answer means that the version has changed.
      this.versions.delete(object);
      this.check(object);
      return;
    }
    const asked = this.asked.get(call);
    if (asked === undefined) return;
    const receive = this.fileCalls.get(call);
    this.fileCalls.delete(call);
    if (receive !== undefined && 'value' in answer) receive(answer.files ?? [], answer.value);
    asked.answer = answer;
    this.env.wake(asked.thread);
  }

  /** The thread goes on, for whatever reason: nothing more is to wake it. */
  forgetThread(thread: number): void {
    this.versionsOf.delete(thread);
    this.polling.get(thread)?.disarm();
    this.polling.delete(thread);
    for (const [object, watch] of this.watches) {
      watch.threads.delete(thread);
      // An order that is out stays out: it will find nobody. Otherwise the watch is over.
      if (watch.threads.size === 0 && !watch.armed) this.watches.delete(object);
    }
  }

  /** Called when the thread's stack is off the processor: from here on changes wake it. */
  arm(thread: number): void {
    // The answer to its call may have come between the call and this wait. Only of the call that it looked at last: a
    // handler of a signal may wait while the call that it came in on has been answered long since.
    const expected = this.expected.get(thread);
    if (expected !== undefined && this.asked.get(expected)?.answer != null) {
      this.env.wake(thread);
      return;
    }
    for (const [object, watch] of this.watches) if (watch.threads.has(thread)) this.check(object);
    this.polling.get(thread)?.arm();
  }

  private check(object: number): void {
    const watch = this.watches.get(object);
    if (watch === undefined) return;
    const shared = this.objects.get(object);
    const now = shared === undefined ? this.versions.get(object) : versionOf(shared);
    for (const [thread, seen] of [...watch.threads]) {
      if (seen === now) continue;
      // A thread that is about to wait is asked again when it does (`arm`).
      if (this.env.wake(thread)) watch.threads.delete(thread);
    }
    if (watch.threads.size === 0) {
      if (!watch.armed) this.watches.delete(object);
      return;
    }
    if (watch.armed || now === undefined) return;
    watch.armed = true;
    if (shared === undefined) this.orderByMessage(object, now);
    else this.order(object, shared, now, watch);
  }

  private order(object: number, shared: SharedObject, now: number, watch: Watch): void {
    const { words } = shared;
    Atomics.add(words, WAITERS, 1);
    // `Atomics.waitAsync` is ES2024; it answers at once when the word has another value already.
    const order = Atomics.waitAsync(words as Int32Array<SharedArrayBuffer>, VERSION, now);
    const done = (): void => {
      Atomics.sub(words, WAITERS, 1);
      watch.armed = false;
      this.check(object);
    };
    if (order.async) void order.value.then(done);
    else queueMicrotask(done);
  }

  private orderByMessage(object: number, now: number): void {
    const call = ++this.calls;
    this.waits.set(call, object);
    this.env.call(call, { op: 'wait', seen: [[object, now]] });
  }

  /** Asks for the files that other processes have changed; `receive` is called before the thread goes on. */
  askFiles(thread: number, receive: (files: readonly FileChange[]) => void): number {
    return this.askForFiles(thread, { op: 'files', since: this.filesSince }, (files, last) => {
      this.filesSince = last;
      receive(files);
    });
  }

  /** Asks for the package of a top-level module; `receive` is called before the thread goes on, if the package is at hand. */
  askPackage(thread: number, name: string, receive: (files: readonly FileChange[]) => void): number {
    return this.askForFiles(thread, { op: 'package', name }, (files) => {
      if (files.length > 0) receive(files);
    });
  }

  private askForFiles(
    thread: number,
    what: SystemCall,
    receive: (files: readonly FileChange[], value: number) => void,
  ): number {
    const call = ++this.calls;
    this.asked.set(call, { answer: null, thread, address: 0 });
    this.fileCalls.set(call, receive);
    this.env.call(call, what);
    return call;
  }

  private get(object: number): SharedObject {
    this.env.stopIfKilled();
    const found = this.objects.get(object);
    if (found === undefined) throw new Error(`object ${object} is not known here`);
    return found;
  }

  private slice(address: number, length: number): Uint8Array {
    return this.env.memory().subarray(address, address + length);
  }

  private viewFor(object: number): DataView {
    this.env.stopIfKilled();
    let view = this.views.get(object);
    if (view === undefined) {
      const { bytes } = this.get(object);
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.views.set(object, view);
    }
    return view;
  }

  private adopt(object: number, kind: ObjectKind, buffer: SharedArrayBuffer): void {
    if (!this.objects.has(object)) this.objects.set(object, viewOf(kind, buffer));
  }

  /** The Python module. Names are Python's. */
  readonly module = {
    shared: (): boolean => this.env.shared(),
    process: (): number => this.process,

    /** A new pipe (0), semaphore (1) or memory (2). */
    make: (kindCode: number, value: number): number => {
      const kind = KINDS[kindCode] ?? 'memory';
      if (++this.made > 0xffff) return -1;
      const object = this.process * 0x10000 + this.made;
      const made = this.env.shared() ? makeObject(kind, true, value) : null;
      if (made !== null) this.objects.set(object, made);
      this.kinds.set(object, kind);
      this.env.note({
        op: 'make',
        object,
        kind,
        value,
        buffer: made === null ? null : (made.buffer as SharedArrayBuffer),
      });
      return object;
    },
    known: (object: number): boolean => !this.env.shared() || this.objects.has(object),
    hold: (object: number, readers: number, writers: number): void => {
      this.env.stopIfKilled();
      const pipe = this.objects.get(object);
      if (pipe !== undefined) addPipeHolders(pipe, readers, writers);
      this.env.note({ op: 'hold', holding: [object, readers, writers] });
    },
    /** What process `from` held for this one, in a message that has arrived, is this one's from now on. */
    take: (from: number, object: number, readers: number, writers: number): void =>
      this.env.note({ op: 'take', from, holding: [object, readers, writers] }),
    /** Begins a connection to `net:ADDRESS:PORT`; `reads` and `writes` are the host's side. How it goes is in the line of `reads`. */
    connect_line: (reads: number, writes: number, name: string): void => {
      this.env.stopIfKilled();
      const [, address, port] = name.split(':').map(Number);
      const pipe = this.objects.get(reads);
      if (pipe !== undefined) setLine(pipe, CONNECTING);
      this.env.note({ op: 'dial', address: address ?? 0, port: port ?? 0, reads, writes });
    },
    forget: (object: number): void => {
      this.objects.delete(object);
      this.views.delete(object);
      this.env.note({ op: 'forget', object });
    },

    // -- at once: with shared memory only
    read: (object: number, address: number, length: number): number => {
      const pipe = this.get(object);
      this.versions.set(object, versionOf(pipe));
      return tryRead(pipe, this.slice(address, length), this.process);
    },
    write: (object: number, address: number, length: number): number => {
      const pipe = this.get(object);
      this.versions.set(object, versionOf(pipe));
      return tryWrite(pipe, this.slice(address, length), this.process);
    },
    state: (object: number): number => {
      const pipe = this.get(object);
      this.versions.set(object, versionOf(pipe));
      return pipeState(pipe);
    },
    status: (object: number): number => {
      const record = this.get(object);
      this.versions.set(object, versionOf(record));
      return processStatus(record);
    },
    acquire: (object: number): boolean => {
      const semaphore = this.get(object);
      this.versions.set(object, versionOf(semaphore));
      return tryAcquire(semaphore) || tryAcquireAdaptively(semaphore);
    },
    release: (object: number, most: number): boolean => releaseSemaphore(this.get(object), most),
    value: (object: number): number => semaphoreValue(this.get(object)),
    level: (object: number): number => pipeLevel(this.get(object)),
    /** How many bytes were ever written to (true) or read from the pipe; 0 where only the kernel knows. */
    position: (object: number, written: boolean): number => {
      const pipe = this.objects.get(object);
      return pipe === undefined ? 0 : pipePosition(pipe, written ? 'written' : 'read');
    },
    peek: (object: number, offset: number, address: number, length: number): void =>
      this.slice(address, length).set(this.get(object).bytes.subarray(offset, offset + length)),
    poke: (object: number, offset: number, address: number, length: number): void =>
      this.get(object).bytes.set(this.slice(address, length), offset),
    /** One number of shared memory; `format` is an index into FORMATS. */
    get_number: (object: number, offset: number, format: number): number | bigint => {
      const view = this.viewFor(object);
      switch (FORMATS[format]) {
        case 'b':
          return view.getInt8(offset);
        case 'B':
          return view.getUint8(offset);
        case 'h':
          return view.getInt16(offset, true);
        case 'H':
          return view.getUint16(offset, true);
        case 'i':
        case 'l':
          return view.getInt32(offset, true);
        case 'I':
        case 'L':
          return view.getUint32(offset, true);
        case 'q':
          return view.getBigInt64(offset, true);
        case 'Q':
          return view.getBigUint64(offset, true);
        case 'f':
          return view.getFloat32(offset, true);
        default:
          return view.getFloat64(offset, true);
      }
    },
    put_number: (object: number, offset: number, format: number, value: number): void => {
      const view = this.viewFor(object);
      switch (FORMATS[format]) {
        case 'b':
        case 'B':
          return view.setUint8(offset, value);
        case 'h':
        case 'H':
          return view.setUint16(offset, value, true);
        case 'i':
        case 'l':
        case 'I':
        case 'L':
          return view.setUint32(offset, value, true);
        case 'f':
          return view.setFloat32(offset, value, true);
        default:
          return view.setFloat64(offset, value, true);
      }
    },

    // -- waiting for a change. `watch` comes right after the call that could not do its work, `wait_watched` after that.
    watch: (thread: number, object: number): void => {
      this.expected.delete(thread);
      const seen = this.versionsOf.get(thread)?.get(object) ?? this.versions.get(object) ?? 0;
      let watch = this.watches.get(object);
      if (watch === undefined) this.watches.set(object, (watch = { threads: new Map(), armed: false }));
      watch.threads.set(thread, seen);
    },
    unwatch: (thread: number): void => this.forgetThread(thread),

    // -- many pipes at once (poll-set.ts)
    poll_new: (): number => {
      const id = ++this.calls;
      const set = new PollSet(() => {
        for (const [thread, one] of this.polling) if (one === set) this.env.wake(thread);
      });
      this.pollSets.set(id, set);
      return id;
    },
    poll_free: (id: number): void => void this.pollSets.delete(id),
    /** `reads` and `writes` are pipes, or -1. */
    poll_set: (id: number, fd: number, reads: number, writes: number, wanted: number): void =>
      this.pollSets.get(id)?.set(fd, reads < 0 ? null : this.get(reads), writes < 0 ? null : this.get(writes), wanted),
    poll_drop: (id: number, fd: number): void => this.pollSets.get(id)?.drop(fd),
    /** Writes `fd, events` (32 bits each) for up to `most` descriptors that have events; how many there are. */
    poll_check: (id: number, address: number, most: number): number => {
      this.env.stopIfKilled();
      const words = new Int32Array(this.env.memory().buffer, address, 2 * most);
      let at = 0;
      return (
        this.pollSets.get(id)?.check((fd, events) => {
          words[at++] = fd;
          words[at++] = events;
        }, most) ?? 0
      );
    },
    /** Comes right after a `poll_check` that found nothing, `wait_watched` after that. */
    poll_watch: (thread: number, id: number): void => {
      this.expected.delete(thread);
      const set = this.pollSets.get(id);
      if (set !== undefined) this.polling.set(thread, set);
    },

    // -- calls: `ask_...` begins one, and gives its number; the thread then waits until `is_answered`.
    ask: (thread: number, op: string, object: number, a: number, b: number, address: number): number => {
      const call = ++this.calls;
      this.asked.set(call, { answer: null, thread, address });
      this.env.call(call, this.callOf(op, object, a, b, address));
      return call;
    },
    ask_named: (thread: number, op: string, name: string, a: number, b: number): number => {
      const call = ++this.calls;
      this.asked.set(call, { answer: null, thread, address: 0 });
      this.env.call(call, namedCall(op, name, a, b));
      return call;
    },
    spawn: (
      thread: number,
      name: string,
      kind: 'fork' | 'exec',
      argv: string,
      address: number,
      length: number,
      descriptors: string,
      holdings: string,
    ): number => {
      const call = ++this.calls;
      this.asked.set(call, { answer: null, thread, address: 0 });
      this.env.call(call, {
        op: 'spawn',
        image: {
          name,
          kind,
          argv: JSON.parse(argv) as string[],
          state: this.slice(address, length).slice(),
          descriptors,
          holdings: JSON.parse(holdings) as [number, number, number][],
        },
      });
      return call;
    },
    is_answered: (call: number): boolean => {
      const asked = this.asked.get(call);
      if (asked?.answer != null) return true;
      if (asked !== undefined) this.expected.set(asked.thread, call);
      return false;
    },
    /** The answer's value, or -1000 - errno; bytes have been put where the caller wanted them. */
    take_answer: (call: number, object: number): number => {
      const asked = this.asked.get(call);
      this.asked.delete(call);
      if (asked?.answer == null) return -1000;
      const { answer } = asked;
      if ('errno' in answer) return -1000 - answer.errno;
      if (object >= 0 && answer.version !== undefined) {
        this.versions.set(object, answer.version);
        let own = this.versionsOf.get(asked.thread);
        if (own === undefined) this.versionsOf.set(asked.thread, (own = new Map<number, number>()));
        own.set(object, answer.version);
      }
      if (answer.bytes !== undefined) this.env.memory().set(answer.bytes, asked.address);
      const { buffer } = answer;
      if (buffer != null) this.adopt(object >= 0 ? object : answer.value, this.kindOf(object), buffer);
      return answer.value;
    },
    /** The same for `find`, `open_memory` and `spawn`, which bring an object of a kind. */
    take_object: (call: number, object: number, kind: ObjectKind): number => {
      const asked = this.asked.get(call);
      this.asked.delete(call);
      if (asked?.answer == null) return -1000;
      const { answer } = asked;
      if ('errno' in answer) return -1000 - answer.errno;
      const id = object >= 0 ? object : kind === 'process' ? RECORDS + (answer.value - ROOT_PID) : answer.value;
      this.kinds.set(id, kind);
      if (answer.buffer != null) this.adopt(id, kind, answer.buffer);
      return answer.value;
    },
    abandon: (call: number): void => {
      this.asked.delete(call);
      this.fileCalls.delete(call);
    },
    /** Of an object that `open-memory` brought. */
    size: (object: number): number => this.objects.get(object)?.bytes.length ?? -1,

    // -- notes
    begin: (): void => this.env.note({ op: 'begin' }),
    handle_signal: (signal: number, action: string): void =>
      this.env.note({ op: 'handle', signal, action: action as 'default' | 'ignore' | 'handler' }),
  };

  private kindOf(object: number): ObjectKind {
    return this.kinds.get(object) ?? 'memory';
  }

  private callOf(op: string, object: number, a: number, b: number, address: number): SystemCall {
    switch (op) {
      case 'read':
        return { op, object, count: a };
      case 'write':
        return { op, object, bytes: this.slice(address, a).slice() };
      case 'release':
        return { op, object, most: a };
      case 'peek':
        return { op, object, offset: a, count: b };
      case 'poke':
        return { op, object, offset: a, bytes: this.slice(address, b).slice() };
      case 'signal':
        return { op, pid: object, signal: a };
      case 'hosts':
        return { op };
      case 'find':
      case 'size':
      case 'why':
      case 'state':
      case 'acquire':
      case 'value':
        return { op, object };
      default:
        throw new Error(`there is no system call ${op}`);
    }
  }
}

function namedCall(op: string, name: string, a: number, b: number): SystemCall {
  switch (op) {
    case 'open-memory':
      return { op, name, object: a, size: b };
    case 'unlink-memory':
    case 'resolve':
      return { op, name };
    case 'listen':
      return { op, address: name, object: a };
    case 'connect':
      return { op, address: name, reads: a, writes: b };
    default:
      throw new Error(`there is no system call ${op}`);
  }
}
