/**
 * Where the page asks for the files of a run. While the run is on, news of them are passed on a few times a second, and what a
 * process has listed but not yet told is asked of it; when it is over, what is kept is given out until the next run begins.
 */
import type { FileContent, RunFiles } from '../../protocol/files';
import type { FileStore } from '../../runtimes/python/system/file-store';
import type { Timers } from './timers';

/** Between two listings. */
const NEWS_MS = 250;
/** So long a process has to tell what a file holds; one that computes without end never does. */
const TELL_MS = 1_500;

export interface DeskListener {
  listing(listing: RunFiles): void;
  /** This process is to tell what its files hold; false: it is not there any more. */
  ask(process: number): boolean;
}

interface Reader {
  readonly path: string;
  readonly answer: () => void;
  readonly cancel: () => void;
}

export class FileDesk {
  #readers: Reader[] = [];
  #cancelNews: (() => void) | null = null;
  #open = true;

  constructor(
    private readonly store: FileStore,
    private readonly timers: Timers,
    private readonly listener: DeskListener,
  ) {}

  /** The store holds something else than before. */
  changed(): void {
    if (!this.#open) return;
    for (const reader of [...this.#readers]) if (this.store.owes(reader.path) === null) this.#serve(reader);
    this.#cancelNews ??= this.timers.after(NEWS_MS, () => this.#publish());
  }

  /** Answers once, now or within `TELL_MS`. */
  read(path: string, most: number, answer: (file: FileContent) => void): void {
    const give = (): void => answer(this.store.read(path, most));
    const owner = this.#open ? this.store.owes(path) : null;
    if (owner === null || !this.listener.ask(owner)) return give();
    const reader: Reader = { path, answer: give, cancel: this.timers.after(TELL_MS, () => this.#serve(reader)) };
    this.#readers.push(reader);
  }

  /** The run is over: nobody tells anything any more. Its last news goes out at once. */
  close(): void {
    this.#open = false;
    for (const reader of [...this.#readers]) this.#serve(reader);
    if (this.#cancelNews !== null) this.#publish();
  }

  #serve(reader: Reader): void {
    reader.cancel();
    this.#readers = this.#readers.filter((one) => one !== reader);
    reader.answer();
  }

  #publish(): void {
    this.#cancelNews?.();
    this.#cancelNews = null;
    this.listener.listing(this.store.listing());
  }
}
