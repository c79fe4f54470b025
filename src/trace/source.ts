/** What the merger knows of one process that writes rows: what came, which ids it got, and how far it has been told. */
import { ROW_INTS } from './codec';
import type { Ending } from './events';
import type { SourceKind } from './part';

export class Source {
  /** Everything that came. */
  readonly batches: Int32Array[] = [];
  /** The trace's strings, by the process's own count. */
  readonly strings: number[] = [0];
  /** The trace's ids, by the process's own count; they stay when the story is told anew. */
  readonly actors: number[] = [];
  readonly resources: number[] = [];
  /** The time up to which it has told: that of its last row, or of its start. */
  reached: number;
  end: { readonly micros: number; readonly ending: Ending } | null = null;

  /** Where telling is: in `batches[batch]`, at word `at`. */
  #batch = 0;
  #at = 0;
  /** Its process's start has been told; for the first process, that is one of its own rows. */
  started = false;
  endTold = false;
  toldActors = 0;
  toldResources = 0;
  /** The time of the last row as it was written, and as it was told: a row is never told before the one before it. */
  lastWritten = 0;
  floor = 0;

  /** Of what is to be told next: the time at which that can be, and what goes first among equals. */
  nextMicros = 0;
  nextRank = 0;
  /** Waits for what another process did: see `TraceMerger`. */
  stalled = false;
  queued = false;

  constructor(
    readonly number: number,
    readonly parent: Source | null,
    readonly startMicros: number,
    /** As one of the trace's strings; for all but the first process, which tells its name by itself. */
    readonly nameIndex: number,
    readonly kind: SourceKind,
  ) {
    this.reached = startMicros;
  }

  get rows(): Int32Array {
    return this.batches[this.#batch] as Int32Array;
  }

  get at(): number {
    return this.#at;
  }

  get hasRow(): boolean {
    return this.#batch < this.batches.length;
  }

  /** What came and has not been told, a batch at a time. */
  *untold(): Generator<Int32Array> {
    for (let i = this.#batch; i < this.batches.length; i++) {
      const batch = this.batches[i] as Int32Array;
      yield i === this.#batch ? batch.subarray(this.#at) : batch;
    }
  }

  nextRow(): void {
    this.#at += ROW_INTS;
    if (this.#at < this.rows.length) return;
    this.#batch++;
    this.#at = 0;
  }

  skipAll(): void {
    this.#batch = this.batches.length;
    this.#at = 0;
  }

  rewind(): void {
    this.#batch = 0;
    this.#at = 0;
    this.started = false;
    this.endTold = false;
    this.toldActors = 0;
    this.toldResources = 0;
    this.lastWritten = 0;
    this.floor = 0;
    this.stalled = false;
    this.queued = false;
  }
}

/** Sources by what they have to tell next, the earliest first. Among equals: by rank, then by number. */
export class SourceQueue {
  readonly #heap: Source[] = [];

  get first(): Source | undefined {
    return this.#heap[0];
  }

  clear(): void {
    this.#heap.length = 0;
  }

  add(source: Source): void {
    source.queued = true;
    let i = this.#heap.push(source) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(source, this.#heap[parent] as Source)) break;
      this.#heap[i] = this.#heap[parent] as Source;
      i = parent;
    }
    this.#heap[i] = source;
  }

  dropFirst(): void {
    const first = this.#heap[0] as Source;
    const last = this.#heap.pop() as Source;
    first.queued = false;
    if (first !== last) {
      this.#heap[0] = last;
      this.settleFirst();
    }
  }

  /** The first one's time or rank has changed, to later. */
  settleFirst(): void {
    const heap = this.#heap;
    const source = heap[0] as Source;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Source, heap[child] as Source)) child++;
      if (!isBefore(heap[child] as Source, source)) break;
      heap[i] = heap[child] as Source;
      i = child;
    }
    heap[i] = source;
  }
}

function isBefore(a: Source, b: Source): boolean {
  if (a.nextMicros !== b.nextMicros) return a.nextMicros < b.nextMicros;
  return a.nextRank === b.nextRank ? a.number < b.number : a.nextRank < b.nextRank;
}
