/** The frame's line to the worker that a run's lab network lives in. */
import type { Conditions } from '../../lab/conditions';
import type { RunId } from '../../protocol/realm';
import type { RunRequest } from '../../runtimes/runtime';
import type { FromLabWorker, ToLabWorker } from './lab-messages';

/** The part of a Worker that is used. */
export interface LabWorkerLike {
  onmessage: ((event: MessageEvent<FromLabWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToLabWorker, transfer: Transferable[]): void;
  terminate(): void;
}

type Told = Extract<FromLabWorker, { readonly type: 'tell' }>['message'];

/** A worker is ready in some fifty milliseconds. One that is not there by now will not keep the program from its start. */
const READY_MS = 5_000;
/** For its last words, when the program is over. */
const CLOSE_MS = 200;

// The program shares this global scope: what we need of it is taken before.
const after = setTimeout.bind(globalThis);
const NativeChannel = MessageChannel;

/** Does the program speak of `fetch`? Where its text does not, there is no network in its run: the worker would cost its start. */
export function speaksOfFetch({ files }: Pick<RunRequest, 'files'>): boolean {
  const decoder = new TextDecoder();
  return files.some(({ content }) => /\bfetch\b/.test(typeof content === 'string' ? content : decoder.decode(content)));
}

export class LabLine {
  readonly #post: LabWorkerLike['postMessage'];
  readonly #terminate: () => void;
  #ready: () => void = () => {};
  #closed: () => void = () => {};
  /** So that what the program measures is the network and not our preparations. Never rejects. */
  readonly ready: Promise<void>;
  /** The worker could not be started: nobody would answer. */
  isBroken = false;

  constructor(run: RunId, { network, seed }: RunRequest, spawn: () => LabWorkerLike, tell: (message: Told) => void) {
    this.ready = new Promise((resolve) => {
      this.#ready = resolve;
      after(resolve, READY_MS);
    });
    const worker = spawn();
    this.#post = worker.postMessage.bind(worker);
    this.#terminate = worker.terminate.bind(worker);
    worker.onerror = () => this.#failed();
    worker.onmessage = ({ data }) => {
      switch (data.type) {
        case 'ready':
          return this.#ready();
        case 'fault':
          return this.#failed();
        case 'tell':
          return tell(data.message);
        case 'closed':
          return this.#closed();
      }
    };
    this.#say({ type: 'open', run, network: network ?? null, seed: seed ?? 1 });
  }

  #failed(): void {
    this.isBroken = true;
    this.#ready();
  }

  begin(epoch: number): void {
    this.#say({ type: 'begin', epoch });
  }

  /** A port for a thread of the program. */
  port(process: number): MessagePort {
    const { port1, port2 } = new NativeChannel();
    this.#say({ type: 'thread', process, port: port2 }, [port2]);
    return port1;
  }

  forget(process: number): void {
    this.#say({ type: 'thread-gone', process });
  }

  setConditions(conditions: Conditions): void {
    this.#say({ type: 'conditions', conditions });
  }

  /** Ends the network, and resolves when it has told all that there was to tell. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      after(resolve, CLOSE_MS);
      this.#say({ type: 'close' });
    });
    this.#terminate();
  }

  #say(message: ToLabWorker, transfer: Transferable[] = []): void {
    this.#post(message, transfer);
  }
}
