/**
 * What a race tells about memory: how much each contestant's run held, and what each of its threads or tasks took.
 *
 * Two things are read. The *size of the WebAssembly memories* is what the browser has set aside for the interpreters. It grows by a fifth
 * of itself at a time, so it is told as it is and never divided by anything but the number of processes. The *reach of the heaps* inside
 * of them is finer (64 KiB), and how far it went beyond the program's beginning is what the program needed, but for two unknowns:
 *
 *     beginning          what the program needed                     end
 *     |--- spare ---|----------- grown ------------|
 *     free already:                  |-- own ------|  what every program needs that does nothing (it is read in and started), and
 *     not seen to be used                             the last step's rest
 *
 * So it needed something from `grown - own` to `grown + spare`. That divided by the threads that were alive at once is a range, and the range
 * is what is told. Where its lower end is nothing, all that can be said is "not more than": so it is with five threads that do nothing.
 *
 * What the program kept beside its threads is in it: nobody can tell whose an object is. And only where there is one process, and either
 * threads or tasks, can one say by how many to divide.
 */
import { raceWords } from '../texts/en/race-words';
import { formatBytes } from '../trace/format';
import type { AliveAtOnce, Contestant, MemoryReading, RaceResult, Trial } from './race';
import { formatTimes, wholeNumber } from './words';

/** A program of one line makes its heap 148 KiB longer (measured where what was free was filled before); and a step is 64 KiB. */
const OWN = 256 * 1024;
/** Ends of a range that are closer together read as one figure. */
const CLOSE = 1.1;
/** Closer than this, sizes of memories are alike: they grow in steps of 1.2. */
const ALIKE = 1.2;

/** From `low` to `high` bytes; `low` is 0 where nothing is known but that it is no more than `high`. */
export interface ByteRange {
  readonly low: number;
  readonly high: number;
}

export interface MemoryOf {
  readonly contestant: Contestant;
  /** In all that lived at the same moment, in the largest of its runs; no more than this, where not all of them did. */
  readonly bytes: number;
  /** What that covers, for people: `3 processes`. */
  readonly of: string;
  /** On average; null where it is not known. */
  readonly perProcess: number | null;
  /** What the program needed beyond what an interpreter holds when it begins. */
  readonly needed: ByteRange | null;
  readonly each: EachTook;
}

export type EachTook =
  /** Of its threads, or of a thousand of its tasks, of which `count` were alive at once. */
  | { readonly kind: 'thread' | 'thousand-tasks'; readonly count: number; readonly bytes: ByteRange }
  /** Nothing to divide by, or it was not read. */
  | { readonly kind: 'none' }
  /** There is no telling by what to divide. */
  | { readonly kind: 'mixed'; readonly words: string };

/** Those of whom anything was read, in the order of the race. */
export function memoryOfRace(result: RaceResult): readonly MemoryOf[] {
  return result.contestants.flatMap((contestant) => {
    const runs = result.trials.filter((trial) => trial.contestant === contestant.id && trial.end === 'finished');
    const readings = runs.flatMap(({ memory }) => memory ?? []);
    // Runs that are timed are as a learner's are; in the others what was free has been filled.
    const timed = runs.filter(({ warmUp }) => !warmUp).flatMap(({ memory }) => memory ?? []);
    const reading = largest(timed.length > 0 ? timed : readings);
    if (reading === null) return [];
    const needed = closest(runs);
    const alive = runs.findLast((trial) => trial.alive !== null)?.alive ?? null;
    const processes = Math.max(1, ...readings.map(({ heap }) => heap?.processes ?? 1));
    return [{ contestant, ...heldAtOnce(reading, alive), needed, each: eachOf(alive, needed, processes) }];
  });
}

function heldAtOnce(reading: MemoryReading, alive: AliveAtOnce | null): Pick<MemoryOf, 'bytes' | 'of' | 'perProcess'> {
  const { bytes, of, heap } = reading;
  const perProcess = heap === null || heap.processes === 0 ? null : bytes / heap.processes;
  if (heap === null || alive === null || alive.processes === heap.processes) return { bytes, of, perProcess };
  const { processes } = heap;
  if (alive.processes > processes) {
    return { bytes, of: raceWords.ofKilled(processes, alive.processes), perProcess };
  }
  return {
    bytes: Math.min(bytes, heap.largest * alive.processes),
    of: raceWords.atOnceOf(alive.processes, processes),
    perProcess,
  };
}

function largest(readings: readonly MemoryReading[]): MemoryReading | null {
  return readings.reduce<MemoryReading | null>((a, b) => (a === null || b.bytes > a.bytes ? b : a), null);
}

/** From the run in which the least is unknown; of two alike, one without a trace, which takes memory of its own. */
function closest(runs: readonly Trial[]): ByteRange | null {
  const [best] = runs
    .flatMap(({ memory, phases, alive }) => {
      const heap = memory?.heap ?? null;
      return heap === null ? [] : [{ ...heap, traced: phases !== null || alive !== null }];
    })
    .sort((a, b) => a.spare - b.spare || Number(a.traced) - Number(b.traced) || b.grown - a.grown);
  if (best === undefined) return null;
  const { grown, spare, processes } = best;
  return { low: Math.max(0, grown - OWN * processes), high: grown + spare };
}

function eachOf(alive: AliveAtOnce | null, needed: ByteRange | null, processes: number): EachTook {
  if (alive === null || needed === null) return { kind: 'none' };
  const { threads, tasks } = alive;
  // One task is the program itself, and one thread beside it may be the library's.
  if (threads < 2 && tasks < 2) return { kind: 'none' };
  if (Math.max(processes, alive.processes) > 1) {
    return { kind: 'mixed', words: raceWords.threadsOfProcesses };
  }
  if (threads > 0 && tasks > 1) {
    return { kind: 'mixed', words: raceWords.threadsOrTasks };
  }
  const count = tasks > 1 ? tasks : threads;
  const by = tasks > 1 ? count / 1000 : count;
  const bytes = { low: needed.low / by, high: needed.high / by };
  return { kind: tasks > 1 ? 'thousand-tasks' : 'thread', count, bytes };
}

/** `14 kB to 23 kB`, `about 20 kB`, `not more than 79 kB`. */
export function rangeOfBytes({ low, high }: ByteRange): string {
  if (low <= 0) return raceWords.notMoreThan(formatBytes(high));
  if (high / low < CLOSE) return raceWords.about(formatBytes((low + high) / 2));
  return raceWords.fromTo(formatBytes(low), formatBytes(high));
}

/** `14 kB to 23 kB for each of 40 threads`; null where there is nothing to say. */
export function eachWords(each: EachTook): string | null {
  if (each.kind === 'none') return null;
  if (each.kind === 'mixed') return each.words;
  const size = rangeOfBytes(each.bytes);
  return each.kind === 'thread'
    ? raceWords.eachThread(size, wholeNumber(each.count))
    : raceWords.thousandTasks(size, wholeNumber(each.count));
}

/** Who needs most, what each thread or task took, and how that is known. */
export function memorySentences(all: readonly MemoryOf[]): readonly string[] {
  const [first] = all;
  if (first === undefined) return [];
  const each = all.flatMap(({ contestant, each: took }) => {
    const words = eachWords(took);
    return words === null ? [] : [`${contestant.title}: ${words}.`];
  });
  const hasEach = all.some(({ each: took }) => took.kind === 'thread' || took.kind === 'thousand-tasks');
  return [compared(first, all), ...each, raceWords.sizes, ...(hasEach ? [raceWords.reach] : [])];
}

function compared(first: MemoryOf, all: readonly MemoryOf[]): string {
  const most = all.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const size = formatBytes(most.bytes);
  const factor = most.bytes / first.bytes;
  if (all.length === 1) return raceWords.holds(first.contestant.title, size, first.of);
  if (most === first || !(factor > ALIKE)) return raceWords.holdAlike(size);
  const [one, other] = [most.contestant.title, first.contestant.title];
  return raceWords.holdsTimes(one, formatTimes(factor), other, size, most.of, perProcess(most));
}

function perProcess({ bytes, perProcess: each }: MemoryOf): string | null {
  return each === null || each >= bytes ? null : formatBytes(each);
}

/** Beside a name in the picture: `84 MB, 2 processes`. */
export function memoryNote({ bytes, of }: MemoryOf): string {
  return `${formatBytes(bytes)}, ${of}`;
}
