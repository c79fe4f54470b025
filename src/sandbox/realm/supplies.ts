/** The realm's end of `protocol/supply.ts`: asks the page for files, each once. */
import { deferred, type Deferred } from '../../base/deferred';
import { parseDelivery } from '../../protocol/supply';
import type { FrameToWorker, PythonFiles, WorkerToFrame } from '../../protocol/worker';
import type { FetchLimits } from './fetch-bytes';
import type { WorkerLike } from './interpreter';
import type { Timers } from './timers';

/** What an interpreter is made of. */
const PYTHON_FILES = ['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip'] as const;

/** The files that belong together. `files` rejects with an Error whose message is a sentence. */
export interface Bundle {
  files(): Promise<PythonFiles>;
  /** Hears how many bytes have come, now and from then on; the answer unsubscribes. */
  listen(listener: (loaded: number, total: number) => void): () => void;
}

interface Goods {
  readonly blob: Deferred<Blob>;
  loaded: number;
  total: number;
}

export interface SupplyPort {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: { readonly name: string }): void;
}

export class Supplies {
  readonly #goods = new Map<string, Goods>();
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly port: SupplyPort,
    private readonly timers: Timers,
  ) {
    port.onmessage = ({ data }) => {
      const delivery = parseDelivery(data);
      const goods = this.#goods.get(delivery.name);
      if (goods === undefined) return;
      switch (delivery.part) {
        case 'progress':
          goods.loaded = delivery.loaded;
          goods.total = delivery.total;
          for (const listener of this.#listeners) listener();
          return;
        case 'file':
          return goods.blob.resolve(delivery.blob);
        case 'missing':
          // Whoever asks next asks the page anew.
          this.#goods.delete(delivery.name);
          return goods.blob.reject(new Error(delivery.message));
      }
    };
  }

  /** The interpreter's files, under way from now on. After a failure whoever wants them next has them asked for anew. */
  python(folder: string): Bundle {
    const want = (): Goods[] => PYTHON_FILES.map((name) => this.#want(folder + name));
    let wanted = want();
    const gather = async (): Promise<PythonFiles> => {
      const [loader, glue, wasm, stdlib] = await Promise.all(wanted.map(({ blob }) => blob.promise));
      if (!loader || !glue || !wasm || !stdlib) throw new Error('A file of the interpreter is missing.');
      return { loader, glue, wasm, stdlib };
    };
    let failed = false;
    const begin = (): Promise<PythonFiles> => {
      const files = gather();
      files.catch(() => (failed = true));
      return files;
    };
    let files = begin();
    return {
      files: () => {
        if (!failed) return files;
        failed = false;
        wanted = want();
        return (files = begin());
      },
      listen: (listener) => {
        const tell = (): void => {
          const known = wanted.every(({ total }) => total > 0);
          const loaded = wanted.reduce((sum, one) => sum + one.loaded, 0);
          listener(loaded, known ? wanted.reduce((sum, one) => sum + one.total, 0) : loaded);
        };
        this.#listeners.add(tell);
        return () => void this.#listeners.delete(tell);
      },
    };
  }

  /** One file's bytes. Rejects with an Error whose message is a sentence that names it. */
  async bytes(name: string, { bytes, ms }: FetchLimits): Promise<Uint8Array> {
    const late = deferred<never>();
    const short = name.split(/[/?]/).find((part) => part.includes('.')) ?? name;
    const cancel = this.timers.after(ms, () => late.reject(new Error(`${short} did not come within ${ms / 1000} s.`)));
    try {
      const blob = await Promise.race([this.#want(name).blob.promise, late.promise]);
      if (blob.size > bytes) throw new Error(`${short} is larger than ${bytes / 1024 / 1024} MB.`);
      return new Uint8Array(await blob.arrayBuffer());
    } finally {
      cancel();
    }
  }

  #want(name: string): Goods {
    const there = this.#goods.get(name);
    if (there !== undefined) return there;
    const goods: Goods = { blob: deferred(), loaded: 0, total: 0 };
    this.#goods.set(name, goods);
    this.port.postMessage({ name });
    return goods;
  }
}

/**
 * A worker whose boot waits for the files, and brings them. Its frame sees a worker like any other: what is still to come is told as the
 * worker itself would tell it.
 */
export function suppliedWorker(worker: WorkerLike, bundle: Bundle): WorkerLike {
  let isGone = false;
  const say = (message: WorkerToFrame): void => worker.onmessage?.(new MessageEvent('message', { data: message }));
  const boot = (message: Extract<FrameToWorker, { readonly type: 'boot' | 'make-kit' }>): void => {
    const hush = bundle.listen((loaded, total) =>
      say({ type: 'progress', step: 'Downloading CPython', loaded, total }),
    );
    void bundle
      .files()
      .then(
        (files) => {
          if (!isGone) worker.postMessage({ ...message, files });
        },
        (error: unknown) => {
          const words = error instanceof Error ? error.message : String(error);
          if (!isGone) say({ type: 'fault', reason: 'boot', message: words, context: '' });
        },
      )
      .finally(hush);
  };
  return {
    get onmessage() {
      return worker.onmessage;
    },
    set onmessage(listener) {
      worker.onmessage = listener;
    },
    get onmessageerror() {
      return worker.onmessageerror;
    },
    set onmessageerror(listener) {
      worker.onmessageerror = listener;
    },
    get onerror() {
      return worker.onerror;
    },
    set onerror(listener) {
      worker.onerror = listener;
    },
    postMessage(message) {
      if (message.type === 'boot' || message.type === 'make-kit') boot(message);
      else worker.postMessage(message);
    },
    terminate() {
      isGone = true;
      worker.terminate();
    },
  };
}
