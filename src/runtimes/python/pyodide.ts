/**
 * Bringing Pyodide to life: plainly, from its files, or from a kit, with the memory of an interpreter that was booted before.
 * This file and `snapshot.ts` are the only ones that know how Pyodide boots; read them first when Pyodide is updated.
 */
import type { PyodideInterface } from 'pyodide';
import type { BootKit } from '../../protocol/kit';
import type { PythonFiles } from '../../protocol/worker';
import type { HeapModule } from './heap';
import type { ParkModule, StackModule } from './park';
import type { EvalModule } from './safepoint';
import { objectNamed, restoreImage, type HostObjects, type SnapshotModule } from './snapshot';

export interface Progress {
  readonly step: string;
  readonly loaded: number;
  readonly total: number;
}

interface Api {
  on_fatal?: (error: unknown) => void;
  readonly abiVersion: string;
  /** The configuration, which the interpreter keeps: a program can reach it. */
  readonly config: Record<string, unknown>;
  restoreSnapshot: () => unknown;
}

export type PyodideModule = StackModule & ParkModule & EvalModule & SnapshotModule & HeapModule & { readonly API: Api };

/** What we use of Pyodide beyond its published interface. */
interface Internals {
  /** Emscripten's file system: the calls that we make. Pyodide's own types refer to a package that it does not bring. */
  readonly FS: {
    mkdirTree(path: string): void;
    writeFile(path: string, content: string | Uint8Array): void;
    readFile(path: string): Uint8Array;
  };
  readonly _module: PyodideModule;
  readonly _api: Api;
}

export type Pyodide = Omit<PyodideInterface, 'FS'> & Internals;

/** The factory of `pyodide.asm.mjs`. */
type Factory = (settings: object) => Promise<PyodideModule>;

export interface LoadOptions {
  /** Folder of Pyodide's files, absolute, with a trailing slash. */
  readonly indexURL: string;
  /** The files themselves, where the page has supplied them. */
  readonly files: PythonFiles | undefined;
  readonly home: string;
  readonly kit: BootKit | null;
  readonly onProgress: (progress: Progress) => void;
  /**
   * Called once, as soon as there is a WebAssembly instance; with a kit, before Python is in its memory. Gives the objects of
   * ours that Python may refer to.
   */
  readonly attach: (module: PyodideModule) => HostObjects;
}

export interface Loaded {
  readonly pyodide: Pyodide;
  readonly wasm: WebAssembly.Module;
  /** What a snapshot of this interpreter may refer to: what `attach` gave, and Pyodide's own. */
  readonly objects: HostObjects;
}

export async function loadPython({ indexURL, files, home, kit, onProgress, attach }: LoadOptions): Promise<Loaded> {
  const isHere = kit !== null || files !== undefined;
  onProgress({ step: isHere ? 'Starting CPython' : 'Downloading CPython', loaded: 0, total: 0 });
  limitMemory();
  const restoreFetch =
    kit !== null ? answerFrom(kit) : files !== undefined ? answerWith(files) : countDownloads(indexURL, onProgress);
  const instantiation = hookInstantiation(kit);
  let letGo = (): void => {};
  try {
    const [{ loadPyodide }, { default: create }] = (await Promise.all([
      importModule(files?.loader ?? `${indexURL}pyodide.mjs`),
      importModule(files?.glue ?? `${indexURL}pyodide.asm.mjs`),
    ])) as [typeof import('pyodide'), { default: Factory }];
    const { promise: lockFile, resolve: lock } = Promise.withResolvers<unknown>();
    let objects: HostObjects = new Map();
    const config: Record<string, unknown> = {
      indexURL,
      fullStdLib: false,
      env: { HOME: home },
      // Pyodide's list of packages that it could fetch: a realm may fetch none, and without the list a missing module is
      // reported in CPython's own words.
      lockFileContents: lockFile,
      createPyodideModule: async (settings: object) => {
        const module = await create(settings);
        lock({ info: { abi_version: module.API.abiVersion }, packages: {} });
        objects = new Map([...attach(module), ['pyodide', module], ['api', module.API], ['js', globalThis]]);
        const { restoreSnapshot } = module.API;
        if (kit !== null) module.API.restoreSnapshot = () => restoreImage(module, kit.image);
        letGo = () => {
          module.API.restoreSnapshot = restoreSnapshot;
          for (const key of OURS) delete module.API.config[key];
        };
        return module;
      },
    };
    if (kit !== null) {
      // Its presence makes Pyodide skip Python's initialisation; what it holds is read by `restoreSnapshot`, which is ours.
      config['_loadSnapshot'] = new Uint8Array(0);
      config['_snapshotDeserializer'] = (name: string) => objectNamed(objects, name);
    }
    const pyodide = (await loadPyodide(config)) as unknown as Pyodide;
    return { pyodide, wasm: instantiation.module(), objects };
  } finally {
    letGo();
    instantiation.restore();
    restoreFetch();
  }
}

/**
 * Parts of the configuration through which a program could come to the kit: Pyodide keeps them all. Who could write to a kit
 * would have every later interpreter of the realm.
 */
const OURS = ['createPyodideModule', '_loadSnapshot', '_snapshotDeserializer'] as const;

/**
 * Pyodide compiles its WebAssembly while it comes in. For the time of the boot we stand in between: to hear of the compiled
 * module, or to give it the one of the kit, with a memory that has room for the kit's.
 */
function hookInstantiation(kit: BootKit | null): { module(): WebAssembly.Module; restore(): void } {
  const original = WebAssembly.instantiateStreaming;
  let module: WebAssembly.Module | null = null;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    if (kit === null) {
      const result = await original.call(WebAssembly, source, imports);
      module = result.module;
      return result;
    }
    module = kit.wasm;
    const instance = await WebAssembly.instantiate(kit.wasm, imports);
    const { memory } = instance.exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('the interpreter exports no memory');
    const missing = kit.image.size - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    return { instance, module };
  };
  return {
    module() {
      if (module === null) throw new Error('Pyodide did not instantiate its WebAssembly');
      return module;
    },
    restore() {
      WebAssembly.instantiateStreaming = original;
    },
  };
}

async function importModule(from: string | Blob): Promise<unknown> {
  if (typeof from === 'string') return import(/* @vite-ignore */ from);
  const url = URL.createObjectURL(from.slice(0, from.size, 'text/javascript'));
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Pyodide fetches what the page has supplied. */
function answerWith({ wasm, stdlib }: PythonFiles): () => void {
  const original = globalThis.fetch;
  globalThis.fetch = (input) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    const isArchive = url.endsWith('.zip');
    // Compiled while it is read, as if it came from the network: that wants the type.
    const headers = { 'Content-Type': isArchive ? 'application/zip' : 'application/wasm' };
    return Promise.resolve(new Response(isArchive ? stdlib : wasm, { headers }));
  };
  return () => {
    globalThis.fetch = original;
  };
}

/** With a kit nothing needs to be fetched, and Pyodide asks for its files all the same. */
function answerFrom(kit: BootKit): () => void {
  const original = globalThis.fetch;
  globalThis.fetch = (input) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    return Promise.resolve(new Response(url.endsWith('.zip') ? Uint8Array.from(kit.stdlib) : null));
  };
  return () => {
    globalThis.fetch = original;
  };
}

/**
 * A program that fills its memory shall get a MemoryError, and not take the tab with it. Besides, from 2 GB on addresses have
 * their highest bit set, and Pyodide then reads strings from the wrong place.
 */
const MEMORY_BYTES = 1024 ** 3;
let limited = false;

function limitMemory(): void {
  if (limited) return;
  limited = true;
  const grow = Reflect.get(WebAssembly.Memory.prototype, 'grow');
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > MEMORY_BYTES) throw new RangeError('the memory limit is reached');
    return grow.call(this, pages);
  };
}

/**
 * Tells the learner how much has arrived. Pyodide fetches its files itself, so for the time of the boot `fetch` counts what
 * passes. The total is known when the server says how long each file is.
 */
function countDownloads(indexURL: string, onProgress: (progress: Progress) => void): () => void {
  const original = globalThis.fetch;
  let loaded = 0;
  let total = 0;
  globalThis.fetch = async (input, init) => {
    const response = await original(input, init);
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    if (!url.startsWith(indexURL) || response.body === null || !response.ok) return response;
    // A compressed answer's length is that of the compressed bytes, which nobody can count from here.
    const length = response.headers.has('content-encoding') ? 0 : Number(response.headers.get('content-length') ?? 0);
    total += length;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        onProgress({ step: 'Downloading CPython', loaded, total: Math.max(total, loaded) });
        controller.enqueue(chunk);
      },
      flush() {
        if (url.endsWith('.wasm')) onProgress({ step: 'Starting CPython', loaded: 0, total: 0 });
      },
    });
    return new Response(response.body.pipeThrough(counter), { status: response.status, headers: response.headers });
  };
  return () => {
    globalThis.fetch = original;
  };
}
