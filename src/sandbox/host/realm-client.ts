/**
 * The page's side of the realm: what the session talks to. A `Realm` outlives its frames: when one had to be taken away,
 * the next call makes a new one.
 */
import type { Capabilities } from '../../protocol/realm';
import type { Language, RunRequest } from '../../runtimes/runtime';
import { pageClock, type Clock } from './clock';
import { Connection, type Booted, type BootProgress, type Frame, type StagePlace } from './connection';
import { openFrame, type FramePlan } from './frame';
import { sharesThread } from './neighbour';
import { LiveRun, type RunHandle, type RunSink } from './live-run';
import { RealmError } from './realm-error';
import { pageWeb, type Web } from './web';

export type { Booted, BootProgress, StagePlace } from './connection';
export type { FramePlan } from './frame';
export type { RunHandle, RunSink } from './live-run';
export { RealmError } from './realm-error';

export interface RealmOptions {
  readonly plan: FramePlan;
  /** Where the (invisible) frame goes; the document's body unless given. */
  readonly container?: HTMLElement;
  /** Each run gets a frame of its own; the next one is made ready when a run is over. */
  readonly oncePerRun?: boolean;
}

export interface Realm extends Disposable {
  /** Of the frame that was made last. */
  readonly capabilities: Capabilities;
  /** Prepares an interpreter. Idempotent, and never needed before `run`. Rejects with a `RealmError`. */
  boot(language: Language, onProgress?: (progress: BootProgress) => void): Promise<Booted>;
  /** Boots if needed. Never throws and never rejects: see `RunHandle.done`. */
  run(request: RunRequest, sink: RunSink): RunHandle;
  /** Where programs that run on their frame's main thread show how their event loop fares; null: nowhere. */
  setStage(place: StagePlace | null): void;
  /** Hears when a frame had to be taken away, and why; not of `dispose`. The answer unsubscribes. */
  onFault(listener: (error: RealmError) => void): () => void;
  /** Removes the frame and settles everything pending: boots reject as `disposed`, runs end as interrupted. */
  dispose(): void;
}

/** Rejects with a `RealmError`: `unreachable`, `version` or `protocol`. */
export async function createRealm(options: RealmOptions): Promise<Realm> {
  const realm = makeRealm(options);
  await realm.connect();
  return realm;
}

/** The same, but there is no frame until the first call wants one; until then `capabilities` throws. */
export function realmOnDemand(options: RealmOptions): Realm {
  return makeRealm(options);
}

function makeRealm({ plan, container, oncePerRun = false }: RealmOptions): PageRealm {
  return new PageRealm(() => openFrame(plan, container ?? document.body), pageClock(), pageWeb(), oncePerRun);
}

/** The same, with the document, the clock and the web for the caller to choose. */
export async function openRealm(makeFrame: () => Frame, clock: Clock, web: Web, oncePerRun = false): Promise<Realm> {
  const realm = new PageRealm(makeFrame, clock, web, oncePerRun);
  await realm.connect();
  return realm;
}

class PageRealm implements Realm {
  readonly #faultListeners = new Set<(error: RealmError) => void>();
  /** Runs that wait for a frame. */
  readonly #waiting = new Set<LiveRun>();
  #connection: Connection | null = null;
  #capabilities: Capabilities | null = null;
  #nextRun = 0;
  #disposed = false;
  #stage: StagePlace | null = null;
  /** Whether the frame's main thread is the page's own; null until that could be measured. It is the browser's habit, not a frame's. */
  #sharesThread: boolean | null = null;
  #meeting: Promise<boolean | null> | null = null;

  constructor(
    private readonly makeFrame: () => Frame,
    private readonly clock: Clock,
    private readonly web: Web,
    private readonly oncePerRun = false,
  ) {}

  get capabilities(): Capabilities {
    if (this.#capabilities === null) throw new RealmError('unreachable', 'The realm has not answered yet.');
    return this.#capabilities;
  }

  /** The frame that is there, or a new one, once it has said hello. */
  async connect(): Promise<Connection> {
    if (this.#disposed) throw disposedError();
    const closed = (error: RealmError): void => {
      if (this.#connection !== connection) return;
      this.#connection = null;
      if (this.#disposed) return;
      for (const listener of [...this.#faultListeners]) listener(error);
    };
    const connection = (this.#connection ??= new Connection(this.makeFrame(), this.clock, closed, this.oncePerRun));
    this.#capabilities = await connection.hello;
    if (this.oncePerRun) await this.#meet(connection);
    connection.show(this.#stage);
    return connection;
  }

  /** Finds out, once, whether this browser keeps such frames in the page's own process. */
  async #meet(connection: Connection): Promise<void> {
    this.#sharesThread ??= await (this.#meeting ??= sharesThread(connection, this.clock).finally(() => {
      this.#meeting = null;
    }));
    connection.sharesThread = this.#sharesThread ?? false;
  }

  async boot(language: Language, onProgress?: (progress: BootProgress) => void): Promise<Booted> {
    const connection = await this.connect();
    return connection.boot(language, onProgress);
  }

  run(request: RunRequest, sink: RunSink): RunHandle {
    const settled = (): void => {
      this.#waiting.delete(run);
      this.#connection?.forget(run);
      if (this.oncePerRun) this.#renew();
    };
    const run = new LiveRun(this.#nextRun++, request, sink, this.clock, settled, this.web);
    this.#waiting.add(run);
    void this.connect().then(
      (connection) => {
        this.#waiting.delete(run);
        connection.begin(run);
      },
      (error: unknown) => run.lost(asRealmError(error)),
    );
    return run;
  }

  /** The frame has served; another is made ready. */
  #renew(): void {
    const used = this.#connection;
    if (used === null || this.#disposed) return;
    this.#connection = null;
    used.giveUp(new RealmError('disposed', 'The run is over, and its frame is gone.'));
    this.connect().catch(() => {
      // Whoever wants the next run tries again, and hears of it.
    });
  }

  setStage(place: StagePlace | null): void {
    // Only a frame that runs the program itself has something to show.
    if (!this.oncePerRun) return;
    this.#stage = place;
    const connection = this.#connection;
    connection?.hello.then(
      () => connection.show(this.#stage),
      () => {},
    );
  }

  onFault(listener: (error: RealmError) => void): () => void {
    this.#faultListeners.add(listener);
    return () => void this.#faultListeners.delete(listener);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#faultListeners.clear();
    this.#connection?.giveUp(disposedError());
    for (const run of [...this.#waiting]) run.lost(disposedError());
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function disposedError(): RealmError {
  return new RealmError('disposed', 'The realm was disposed of.');
}

function asRealmError(error: unknown): RealmError {
  if (error instanceof RealmError) return error;
  return new RealmError('internal', error instanceof Error ? error.message : String(error));
}
