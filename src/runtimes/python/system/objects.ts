/**
 * What processes share: pipes, semaphores, memory, and the record of a process's end. Each object is one buffer with the
 * layout below, and everything that may be done with it at once is a function here.
 *
 * When isolated, the buffer is a SharedArrayBuffer and every process works on it directly; otherwise it is an ordinary buffer
 * that the realm's frame keeps, and processes ask the frame (`system/kernel.ts`) to call the same functions. Nothing here
 * waits: a function that cannot do its work says so, and the caller waits for the object's VERSION to change.
 *
 * Lost wake-ups are excluded by the order: a caller reads VERSION *before* it tries, and waits for a version other than that.
 *
 *     reader                              writer
 *     seen = version                      ...
 *     tryRead: empty                      tryWrite: bytes in, version + 1, notify
 *     wait until version != seen  ----->  returns at once: it has changed already
 */

/** The first word of every object: counts its changes. */
export const VERSION = 0;
/** The second word: how many processes wait for a change. While it is 0, nobody needs to be notified. */
export const WAITERS = 1;

export type ObjectKind = 'pipe' | 'semaphore' | 'memory' | 'process';

/** Words of a pipe's header. The bytes follow it: a ring, as Linux keeps one. */
const PIPE = { LOCK: 2, HEAD: 3, TAIL: 4, READERS: 5, WRITERS: 6, LINE: 7 } as const;
const PIPE_HEADER = 32;

/** Linux, pipe(7): "Since Linux 2.6.11, the pipe capacity is 16 pages (i.e., 65,536 bytes)". */
export const PIPE_CAPACITY = 65_536;
/** Linux, pipe(7): writes of up to this many bytes are atomic. */
export const PIPE_BUF = 4_096;

const SEMAPHORE = { VALUE: 2 } as const;
const PROCESS = { STATUS: 2 } as const;
const MEMORY_HEADER = 16;

/** What a function answers when it cannot do its work now. */
export const WOULD_BLOCK = -1;
/** The answer of `tryWrite` when nobody is left to read. */
export const BROKEN = -2;

/**
 * A pipe that is one direction of a connection to another machine also says how that stands: 0 while it is open, CONNECTING
 * before that, else the kernel's number (`kernel.ts`, Errno) of what went wrong.
 */
export const CONNECTING = 0xff;

/** The first process's number in `os.getpid()`; the others follow. */
export const ROOT_PID = 1000;
/** The record of a process's end is object RECORDS + its number: apart from what processes make, which are never that many. */
export const RECORDS = 0x3fff_0000;

/** The wait status of a process that lives. Real ones are what `waitpid` gives: `code << 8`, or the signal's number. */
export const ALIVE = -1;

export type SharedBuffer = ArrayBuffer | SharedArrayBuffer;

/** A buffer with its views. */
export interface SharedObject {
  readonly kind: ObjectKind;
  readonly buffer: SharedBuffer;
  readonly words: Int32Array;
  /** The bytes behind the header. */
  readonly bytes: Uint8Array;
}

const HEADER: Readonly<Record<ObjectKind, number>> = {
  pipe: PIPE_HEADER,
  semaphore: 16,
  memory: MEMORY_HEADER,
  process: 16,
};

export function viewOf(kind: ObjectKind, buffer: SharedBuffer): SharedObject {
  const header = HEADER[kind];
  return { kind, buffer, words: new Int32Array(buffer, 0, header / 4), bytes: new Uint8Array(buffer, header) };
}

/** The buffer of a new object. `value` is a semaphore's value or a memory's size in bytes. */
export function makeObject(kind: ObjectKind, shared: boolean, value = 0): SharedObject {
  const data = kind === 'pipe' ? PIPE_CAPACITY : kind === 'memory' ? value : 0;
  const size = HEADER[kind] + data;
  const object = viewOf(kind, shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size));
  if (kind === 'semaphore') object.words[SEMAPHORE.VALUE] = value;
  if (kind === 'process') object.words[PROCESS.STATUS] = ALIVE;
  if (kind === 'pipe') {
    // Who makes a pipe holds both of its ends.
    object.words[PIPE.READERS] = 1;
    object.words[PIPE.WRITERS] = 1;
  }
  return object;
}

/** The object's version, to be read before trying. */
export function versionOf({ words }: SharedObject): number {
  return Atomics.load(words, VERSION);
}

/** Something about the object has changed: whoever waits for that looks again. */
export function changed({ words }: SharedObject): void {
  Atomics.add(words, VERSION, 1);
  if (Atomics.load(words, WAITERS) > 0) Atomics.notify(words, VERSION);
}

// -- pipes -----------------------------------------------------------------------------------------------------------------
//
// HEAD and TAIL count the bytes ever read and written, modulo 2^32; their difference is what the ring holds. LOCK is held, by
// the number of a process, for the time of one copy: several processes may read or write the same end (a pool's workers). A process
// that is taken away in the middle of a copy leaves its number behind, and the kernel takes it out (`freeRing`).

function lockRing(words: Int32Array, process: number): void {
  while (Atomics.compareExchange(words, PIPE.LOCK, 0, process + 1) !== 0);
}

function unlockRing(words: Int32Array): void {
  Atomics.store(words, PIPE.LOCK, 0);
}

/** Process `process` is gone: if it held the ring, it does no more. */
export function freeRing({ words }: SharedObject, process: number): void {
  Atomics.compareExchange(words, PIPE.LOCK, process + 1, 0);
}

/** Bytes that wait to be read. */
export function pipeLevel({ words }: SharedObject): number {
  return (Atomics.load(words, PIPE.TAIL) - Atomics.load(words, PIPE.HEAD)) >>> 0;
}

/** How many bytes were ever written (`written`) and read (`read`), modulo 2^32: positions in the pipe's stream. */
export function pipePosition({ words }: SharedObject, of: 'read' | 'written'): number {
  return Atomics.load(words, of === 'read' ? PIPE.HEAD : PIPE.TAIL) >>> 0;
}

/** Moves up to `into.length` bytes out of the pipe. 0 means end of file; WOULD_BLOCK, that there is nothing yet. */
export function tryRead(pipe: SharedObject, into: Uint8Array, process: number): number {
  const { words, bytes } = pipe;
  if (into.length === 0) return 0;
  lockRing(words, process);
  const head = words[PIPE.HEAD] as number;
  const level = ((words[PIPE.TAIL] as number) - head) >>> 0;
  const count = Math.min(level, into.length);
  const at = (head >>> 0) % PIPE_CAPACITY;
  const first = Math.min(count, PIPE_CAPACITY - at);
  into.set(bytes.subarray(at, at + first));
  into.set(bytes.subarray(0, count - first), first);
  words[PIPE.HEAD] = (head + count) | 0;
  unlockRing(words);
  if (count > 0) {
    changed(pipe);
    return count;
  }
  // Looked at after the level: a writer that wrote and left must not be taken for one that only left.
  if (Atomics.load(words, PIPE.WRITERS) > 0) return WOULD_BLOCK;
  return pipeLevel(pipe) > 0 ? tryRead(pipe, into, process) : 0;
}

/**
 * Moves bytes into the pipe and says how many. Up to PIPE_BUF bytes go in whole or not at all, so that the messages of several
 * writers do not mix; of more, as many as there is room for.
 */
export function tryWrite(pipe: SharedObject, from: Uint8Array, process: number): number {
  const { words, bytes } = pipe;
  if (Atomics.load(words, PIPE.READERS) <= 0) return BROKEN;
  if (from.length === 0) return 0;
  lockRing(words, process);
  const tail = words[PIPE.TAIL] as number;
  const room = PIPE_CAPACITY - ((tail - (words[PIPE.HEAD] as number)) >>> 0);
  const count = from.length <= PIPE_BUF && room < from.length ? 0 : Math.min(room, from.length);
  const at = (tail >>> 0) % PIPE_CAPACITY;
  const first = Math.min(count, PIPE_CAPACITY - at);
  bytes.set(from.subarray(0, first), at);
  bytes.set(from.subarray(first, count), 0);
  words[PIPE.TAIL] = (tail + count) | 0;
  unlockRing(words);
  if (count === 0) return WOULD_BLOCK;
  changed(pipe);
  return count;
}

/** How the line of a connection stands: 0, CONNECTING or an error's number. */
export function setLine(pipe: SharedObject, line: number): void {
  Atomics.store(pipe.words, PIPE.LINE, line);
  changed(pipe);
}

/** True in the middle of somebody's copy. For who must not wait for its end, not even on the processor. */
export function isRingHeld({ words }: SharedObject): boolean {
  return Atomics.load(words, PIPE.LOCK) !== 0;
}

/**
 * 1: a read would not wait; 2: a write would not; 4: nobody writes any more; 8: nobody reads any more. Together: a sum. How
 * the line stands (`setLine`) is in the bits from 256 on.
 */
export function pipeState(pipe: SharedObject): number {
  const { words } = pipe;
  const writers = Atomics.load(words, PIPE.WRITERS);
  const readers = Atomics.load(words, PIPE.READERS);
  const level = pipeLevel(pipe);
  const line = Atomics.load(words, PIPE.LINE);
  if (line === CONNECTING) return line << 8;
  return (
    (level > 0 || writers <= 0 ? 1 : 0) |
    (PIPE_CAPACITY - level >= PIPE_BUF || readers <= 0 ? 2 : 0) |
    (writers <= 0 ? 4 : 0) |
    (readers <= 0 ? 8 : 0) |
    (line << 8)
  );
}

/**
 * So many more (or fewer) hold its ends: descriptors of a process that opens or closes some, or all of a process that begins
 * or ends. When the last holder of one end is gone, the others learn of it.
 */
export function addPipeHolders(pipe: SharedObject, readers: number, writers: number): void {
  const { words } = pipe;
  const readersLeft = Atomics.add(words, PIPE.READERS, readers) + readers;
  const writersLeft = Atomics.add(words, PIPE.WRITERS, writers) + writers;
  if (readersLeft <= 0 || writersLeft <= 0) changed(pipe);
}

// -- semaphores ------------------------------------------------------------------------------------------------------------

export function semaphoreValue({ words }: SharedObject): number {
  return Atomics.load(words, SEMAPHORE.VALUE);
}

/** True when the semaphore was above zero and is one less now. */
export function tryAcquire({ words }: SharedObject): boolean {
  for (;;) {
    const value = Atomics.load(words, SEMAPHORE.VALUE);
    if (value <= 0) return false;
    if (Atomics.compareExchange(words, SEMAPHORE.VALUE, value, value - 1) === value) return true;
  }
}

/** About ten microseconds of looking: as long as a short critical section, and less than a wait and its wake-up cost. */
const LOOKS = 2_000;

/** The same, for a caller that would rather wait a moment on the processor than be put off it. Source: futex-based adaptive mutexes (glibc, PTHREAD_MUTEX_ADAPTIVE_NP). */
export function tryAcquireAdaptively(semaphore: SharedObject): boolean {
  for (let look = 0; look < LOOKS; look++) {
    if (Atomics.load(semaphore.words, SEMAPHORE.VALUE) > 0 && tryAcquire(semaphore)) return true;
  }
  return false;
}

/** One more. False when it stands at `most` already. */
export function releaseSemaphore(semaphore: SharedObject, most: number): boolean {
  const { words } = semaphore;
  for (;;) {
    const value = Atomics.load(words, SEMAPHORE.VALUE);
    if (value >= most) return false;
    if (Atomics.compareExchange(words, SEMAPHORE.VALUE, value, value + 1) === value) break;
  }
  changed(semaphore);
  return true;
}

// -- processes -------------------------------------------------------------------------------------------------------------

/** The wait status, or ALIVE. */
export function processStatus({ words }: SharedObject): number {
  return Atomics.load(words, PROCESS.STATUS);
}

export function endProcess(process: SharedObject, status: number): void {
  Atomics.store(process.words, PROCESS.STATUS, status);
  changed(process);
}
