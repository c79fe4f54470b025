/**
 * Makes the kit that later interpreters boot from (`protocol/kit.ts`), once, while nothing runs: making it is a whole boot, and
 * a run that is being measured shall not share the cores with one. A run that begins takes the maker away; the next quiet
 * moment begins anew.
 *
 * The kit is accepted from a worker of its own that has never seen a program. An interpreter that has run one could put
 * anything into it.
 */
import type { BootKit } from '../../protocol/kit';
import { parseWorkerToFrame } from '../../protocol/parse-worker';
import type { WorkerToFrame } from '../../protocol/worker';
import type { WorkerLike } from './interpreter';
import type { Timers } from './timers';

export interface KitMakerDependencies {
  readonly timers: Timers;
  /** A new worker; null when there is none for this language. May throw. */
  readonly spawn: () => WorkerLike | null;
  /** See `FrameToWorker`. */
  readonly indexURL: string;
  /** The kit is there, or this attempt has come to nothing. */
  readonly settled: () => void;
}

/** Longer than any boot. */
const TIMEOUT_MS = 60_000;

/** So often it may fail; a run that takes the maker away is no failure. Without a kit, interpreters boot plainly. */
const MOST_FAILURES = 2;

export class KitMaker {
  #kit: BootKit | null = null;
  #worker: WorkerLike | null = null;
  #cancelTimeout: () => void = () => {};
  #failures = 0;

  constructor(private readonly deps: KitMakerDependencies) {}

  get kit(): BootKit | null {
    return this.#kit;
  }

  /** True while a kit is being made. */
  get busy(): boolean {
    return this.#worker !== null;
  }

  /** The realm is quiet: begins, unless the kit is there, is being made, or cannot be made. */
  start(): void {
    if (this.#kit !== null || this.#worker !== null || this.#failures >= MOST_FAILURES) return;
    try {
      this.#worker = this.deps.spawn();
    } catch {
      this.#failures++;
    }
    const worker = this.#worker;
    if (worker === null) return;
    worker.onmessage = (event) => this.#receive(event.data);
    worker.onmessageerror = () => this.#fail();
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#fail();
    };
    this.#cancelTimeout = this.deps.timers.after(TIMEOUT_MS, () => this.#fail());
    worker.postMessage({ type: 'make-kit', indexURL: this.deps.indexURL });
  }

  /** Takes the maker away, if there is one. */
  stop(): void {
    this.#cancelTimeout();
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null) return;
    worker.onmessage = worker.onmessageerror = worker.onerror = null;
    worker.terminate();
  }

  #receive(data: unknown): void {
    let message: WorkerToFrame;
    try {
      message = parseWorkerToFrame(data);
    } catch {
      return this.#fail();
    }
    if (message.type === 'progress') return;
    if (message.type !== 'kit') return this.#fail();
    this.stop();
    this.#kit = message.kit;
    this.deps.settled();
  }

  #fail(): void {
    this.#failures++;
    this.stop();
    this.deps.settled();
  }
}
