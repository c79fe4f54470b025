/**
 * Interpreters that boot or wait for work. A run takes one for its program and one more for each process that the program
 * starts; what is there already is given first, and nobody waits while one could boot.
 */
import type { BootKit } from '../../protocol/kit';
import { makeControl } from '../../runtimes/python/control';
import type { Language } from '../../runtimes/runtime';
import { Interpreter, type BootedInfo, type Fault, type TickerLike, type WorkerLike } from './interpreter';
import type { Timers } from './timers';

export interface PoolDependencies {
  readonly isolated: boolean;
  readonly timers: Timers;
  /** A new worker for the language; null when there is none for it. May throw. */
  readonly spawn: (language: Language) => WorkerLike | null;
  /** The second thread of an interpreter with this control memory (`runtimes/python/ticker.ts`). May throw. */
  readonly startTicker: (control: SharedArrayBuffer) => TickerLike;
  /** See `FrameToWorker`. */
  readonly indexURL: string;
  /** What interpreters of the language boot from, once it has been made. */
  readonly kit: (language: Language) => BootKit | null;
  /** Said of the interpreter that somebody waits for, or that the page asked for. */
  readonly progress: (language: Language, step: string, loaded: number, total: number) => void;
  readonly booted: (language: Language, what: BootedInfo) => void;
  /** Nobody took what failed, but the page had asked for it. */
  readonly failed: (language: Language, fault: Fault) => void;
}

export interface Taker {
  ready(interpreter: Interpreter): void;
  failed(fault: Fault): void;
}

interface Spare {
  readonly language: Language;
  readonly interpreter: Interpreter;
  /** Null while it boots. */
  booted: BootedInfo | null;
  /** Goes when this one is ready. */
  readonly replaces: Spare | null;
  /** The page asked for this boot, and is to hear if it fails. */
  wanted: boolean;
}

export class InterpreterPool {
  #spares: Spare[] = [];
  #takers: { readonly language: Language; readonly taker: Taker }[] = [];

  constructor(private readonly deps: PoolDependencies) {}

  /** What `booted` said of a ready interpreter, or null. */
  ready(language: Language): BootedInfo | null {
    return this.#of(language).find(({ interpreter }) => interpreter.ready)?.booted ?? null;
  }

  /** How many wait for work. */
  readyCount(language: Language): number {
    return this.#of(language).filter(({ interpreter }) => interpreter.ready).length;
  }

  /** The page wants to hear of the boot that is on. */
  want(language: Language): void {
    const spare = this.#of(language)[0];
    if (spare !== undefined) spare.wanted = true;
  }

  /**
   * Sees to it that at least `count` interpreters are ready or boot, besides those that are waited for. A sentence when
   * this language cannot run here.
   */
  ensure(language: Language, count: number): string | null {
    while (this.#of(language).length < count + this.#waiting(language)) {
      const problem = this.#boot(language);
      if (problem !== null) return problem;
    }
    return null;
  }

  /** Hands out an interpreter as soon as one is ready; a sentence when there will be none. The answer takes it back. */
  take(language: Language, taker: Taker): string | (() => void) {
    const entry = { language, taker };
    this.#takers.push(entry);
    const problem = this.ensure(language, 0);
    if (problem !== null) {
      this.#takers = this.#takers.filter((one) => one !== entry);
      return problem;
    }
    this.#serve(language);
    return () => void (this.#takers = this.#takers.filter((one) => one !== entry));
  }

  /** Takes away what nobody has taken, down to `count`. */
  trim(language: Language, count: number): void {
    for (const spare of this.#of(language).slice(count)) this.#drop(spare);
  }

  /**
   * There is a kit now: spares that booted without one are replaced, so that programs find the same interpreter every time.
   * Each stays until its successor is ready.
   */
  renew(language: Language): void {
    for (const spare of this.#of(language)) if (spare.booted?.from === 'plain') this.#boot(language, spare);
  }

  #drop(spare: Spare): void {
    spare.interpreter.discard();
    this.#spares = this.#spares.filter((one) => one !== spare);
  }

  #of(language: Language): Spare[] {
    this.#spares = this.#spares.filter(({ interpreter }) => !interpreter.gone);
    return this.#spares.filter((spare) => spare.language === language);
  }

  #waiting(language: Language): number {
    return this.#takers.filter((taker) => taker.language === language).length;
  }

  #boot(language: Language, replaces: Spare | null = null): string | null {
    let worker: WorkerLike | null = null;
    let ticker: TickerLike | null = null;
    const control = this.deps.isolated ? makeControl(this.deps.timers.epochNow()) : null;
    try {
      worker = this.deps.spawn(language);
      if (worker !== null && control !== null) ticker = this.deps.startTicker(control);
    } catch (error) {
      worker?.terminate();
      return `A worker could not be made: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (worker === null) return `This site has no runtime for ${language === 'python' ? 'Python' : 'TypeScript'}.`;
    const spare: Spare = {
      language,
      booted: null,
      replaces,
      wanted: false,
      interpreter: new Interpreter(
        worker,
        this.deps.indexURL,
        control,
        ticker,
        this.deps.kit(language),
        this.deps.timers,
        {
          progress: (step, loaded, total) => this.deps.progress(language, step, loaded, total),
          booted: (what) => {
            spare.booted = what;
            if (replaces !== null && this.#spares.includes(replaces)) this.#drop(replaces);
            // Said also when nobody asked: a run that waits counts it as progress.
            this.deps.booted(language, what);
            this.#serve(language);
          },
          failed: (fault) => this.#onFailed(spare, fault),
        },
      ),
    };
    this.#spares.push(spare);
    return null;
  }

  #onFailed(failed: Spare, fault: Fault): void {
    this.#spares = this.#spares.filter((spare) => spare !== failed);
    const reason = fault.reason === 'out-of-memory' ? fault.reason : 'boot';
    const takers = this.#takers.filter(({ language }) => language === failed.language);
    this.#takers = this.#takers.filter((one) => !takers.includes(one));
    for (const { taker } of takers) taker.failed({ ...fault, reason });
    if (failed.wanted) this.deps.failed(failed.language, fault);
  }

  #serve(language: Language): void {
    for (const spare of this.#of(language)) {
      if (!spare.interpreter.ready) continue;
      const entry = this.#takers.find((one) => one.language === language);
      if (entry === undefined) return;
      this.#takers = this.#takers.filter((one) => one !== entry);
      this.#spares = this.#spares.filter((one) => one !== spare);
      entry.taker.ready(spare.interpreter);
    }
    // One that was ready may have died unused: whoever waits for it gets another.
    this.ensure(language, 0);
  }
}
