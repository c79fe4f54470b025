/**
 * One connection from a program to another machine: the frame's end of its two pipes, with the network (`src/lab/`) behind it.
 *
 *     program                        frame                        network
 *     dial  --------------------->   Line made, line CONNECTING   connect(...)
 *                                    setLine(reads, 0)        <-- connected()
 *     write into `reads` - - - - ->  moves bytes        --------> receive(bytes)
 *     read from `writes` <- - - - -  tryWrite           <-------- write(bytes): how many went in
 *     (reads: there is room) - - ->  the pipe changed   --------> drained()
 *     close  - - - - - - - - - - ->  nobody holds it    --------> close()
 *
 * The pipes are shared memory or the kernel's own; in the second case the kernel says when one may have changed (`look`).
 * Nothing here waits: the frame's thread serves all processes.
 */
import {
  BROKEN,
  CONNECTING,
  VERSION,
  WAITERS,
  isRingHeld,
  pipeState,
  setLine,
  tryRead,
  tryWrite,
  versionOf,
  type SharedObject,
} from './objects';

/** What a network calls when something comes to pass on a connection. */
export interface NetworkClient {
  connected(): void;
  /** Nobody listens there; or there is no such machine. With words: why, where that can be said. */
  refused(reason: 'refused' | 'unreachable', words?: string): void;
  /** Moves bytes towards the program; how many of them there was room for. When not all, `drained` tells of new room. */
  write(bytes: Uint8Array): number;
  /** Nothing more comes. */
  end(): void;
  /** The connection is broken. */
  reset(words?: string): void;
}

/** What the program does on a connection. */
export interface NetworkConnection {
  /** The bytes are the caller's again when this returns. */
  receive(bytes: Uint8Array): void;
  /** The program sends nothing more. */
  finish(): void;
  drained(): void;
  /** The program has left: whatever is pending is dropped. */
  close(): void;
}

/** The machines beyond the program's own. */
export interface Network {
  /** IPv4, as an unsigned number; null when there is no such host. */
  resolve(name: string): number | null;
  hostNames(): readonly string[];
  connect(address: number, port: number, process: number, client: NetworkClient): NetworkConnection;
  /** The run is over. */
  stop(): void;
}

/** Who holds the frame's ends of pipes, and their ring locks, as a process would. */
export const NETWORK_PROCESS = 0x7ffe;

const PIECE = 65_536;
/** Where bytes lie on their way: one for all lines, because nothing is done between two of them. */
const piece = new Uint8Array(PIECE);

/** A ring is held for a copy's time. Who holds it for longer has been taken away in the middle, or means harm: look again later. */
const HELD_MS = 2;

export interface LineEnvironment {
  readonly shared: boolean;
  /** Errno of a connection that nobody accepts, of one to a machine that is not there, and of one that broke. */
  readonly errors: Readonly<Record<'refused' | 'unreachable' | 'reset', number>>;
  /** Calls `act` once, `ms` from now. */
  later(ms: number, act: () => void): void;
  /** A pipe has changed by what the network did: without shared memory, whoever waits for that has to be told. */
  told(): void;
  /** Gives up the frame's end of the pipe from the program (`from`) or of that to it (`to`). Called once for each. */
  letGo(end: 'from' | 'to'): void;
  /** Why the connection breaks now: told before it does. */
  explain(words: string): void;
  /** The line is over. */
  over(): void;
}

export class Line implements NetworkClient {
  private connection: NetworkConnection | null = null;
  private readonly ordered = new Set<SharedObject>();
  private readonly held = new Set<'from' | 'to'>(['from', 'to']);
  private finished = false;
  private wantsRoom = false;
  private busy = false;
  private again = false;
  private waitsForRing = false;

  /** `from` is the pipe that the program writes into. */
  constructor(
    private readonly from: SharedObject,
    private readonly to: SharedObject,
    private readonly env: LineEnvironment,
    connect: (client: NetworkClient) => NetworkConnection,
  ) {
    setLine(from, CONNECTING);
    this.connection = connect(this);
    this.look();
  }

  // -- the network's calls

  connected(): void {
    if (this.connection === null && !this.isWhole) return;
    setLine(this.from, 0);
    this.env.told();
    this.look();
  }

  refused(reason: 'refused' | 'unreachable', words?: string): void {
    this.break(this.env.errors[reason], words);
  }

  write(bytes: Uint8Array): number {
    let done = 0;
    while (done < bytes.length && this.held.has('to') && this.isFree(this.to)) {
      const count = tryWrite(this.to, bytes.subarray(done, done + PIECE), NETWORK_PROCESS);
      if (count === BROKEN) {
        this.leave();
        return bytes.length;
      }
      if (count < 0) break;
      done += count;
    }
    if (done > 0) this.env.told();
    if (done < bytes.length) {
      this.wantsRoom = true;
      this.look();
    }
    return done;
  }

  end(): void {
    this.drop('to');
    this.overIfDone();
  }

  reset(words?: string): void {
    this.break(this.env.errors.reset, words);
  }

  // -- the program's doings

  /** Something may have changed in the pipes. */
  look(): void {
    // Whatever the network answers at once comes back here.
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    do {
      this.again = false;
      this.lookOnce();
    } while (this.again);
    this.busy = false;
  }

  /** The run is over. */
  stop(): void {
    const { connection } = this;
    this.connection = null;
    this.held.clear();
    connection?.close();
  }

  // -- inside ----------------------------------------------------------------------------------------------------------

  private get isWhole(): boolean {
    return this.held.size === 2;
  }

  /** May its ring be taken now? When not, there is another look later: the frame's thread must not spin. */
  private isFree(pipe: SharedObject): boolean {
    if (!isRingHeld(pipe)) return true;
    if (!this.waitsForRing) {
      this.waitsForRing = true;
      this.env.later(HELD_MS, () => {
        this.waitsForRing = false;
        this.look();
      });
    }
    return false;
  }

  private lookOnce(): void {
    const { connection } = this;
    if (connection === null) return;
    const seen = new Map([this.from, this.to].map((pipe) => [pipe, versionOf(pipe)]));
    if (this.held.has('to') && (pipeState(this.to) & 8) !== 0 && this.programReadsNoMore()) return;
    if (this.wantsRoom && (pipeState(this.to) & 2) !== 0 && this.isFree(this.to)) {
      this.wantsRoom = false;
      connection.drained();
    }
    while (this.held.has('from') && !this.finished && this.isFree(this.from)) {
      const count = tryRead(this.from, piece, NETWORK_PROCESS);
      if (count < 0) break;
      if (count === 0) {
        this.finished = true;
        this.drop('from');
        connection.finish();
        this.overIfDone();
        this.again = true;
        break;
      }
      connection.receive(piece.subarray(0, count));
    }
    if (!this.env.shared || this.connection === null) return;
    if (this.held.has('from') && !this.finished) this.order(this.from, seen.get(this.from) ?? 0);
    if (this.held.has('to')) this.order(this.to, seen.get(this.to) ?? 0);
  }

  /** A program that has only shut its reading end may still write; one that has closed the socket holds neither. */
  private programReadsNoMore(): boolean {
    if ((pipeState(this.from) & 4) === 0 && !this.finished) return false;
    this.leave();
    return true;
  }

  private order(pipe: SharedObject, seen: number): void {
    if (this.ordered.has(pipe)) return;
    this.ordered.add(pipe);
    const { words } = pipe;
    Atomics.add(words, WAITERS, 1);
    const order = Atomics.waitAsync(words as Int32Array<SharedArrayBuffer>, VERSION, seen);
    const done = (): void => {
      Atomics.sub(words, WAITERS, 1);
      this.ordered.delete(pipe);
      this.look();
    };
    if (order.async) void order.value.then(done);
    else queueMicrotask(done);
  }

  /** The program has closed the connection. */
  private leave(): void {
    const { connection } = this;
    this.connection = null;
    this.drop('from');
    this.drop('to');
    connection?.close();
    this.env.over();
  }

  private break(error: number, words?: string): void {
    if (this.held.size === 0) return;
    if (words !== undefined) this.env.explain(words);
    // First the reason, then what makes the program look for it.
    setLine(this.from, error);
    setLine(this.to, error);
    this.connection = null;
    this.drop('from');
    this.drop('to');
    this.env.over();
  }

  private drop(end: 'from' | 'to'): void {
    if (this.held.delete(end)) this.env.letGo(end);
  }

  private overIfDone(): void {
    if (this.held.size > 0) return;
    const { connection } = this;
    this.connection = null;
    connection?.close();
    this.env.over();
  }
}
