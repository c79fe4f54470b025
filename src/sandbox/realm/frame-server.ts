/**
 * The frame's end of the port: does what the page asks, one interpreter for each run, one more kept ready.
 *
 * The page is trusted, but its messages are parsed all the same: a mismatch of versions shows itself here and not in the
 * middle of an interpreter.
 */
import { assertUnreachable } from '../../base/assert';
import type { Conditions } from '../../lab/conditions';
import type { FileContent } from '../../protocol/files';
import { parsePageToRealm } from '../../protocol/parse-realm';
import { REALM_PROTOCOL_VERSION, type Capabilities, type PageToRealm, type RealmToPage } from '../../protocol/realm';
import { openLab, type RunNetwork } from '../../runtimes/lab';
import { startsProcesses, type Language, type RunRequest, type RunSummary } from '../../runtimes/runtime';
import type { FileDesk } from './file-desk';
import type { Fault, Relayed, TickerLike, WorkerLike } from './interpreter';
import { InterpreterPool } from './interpreter-pool';
import { killed } from './killed';
import { KitMaker } from './kit-maker';
import { NetworkNews } from './network-news';
import { PageFetch } from './page-fetch';
import { ProcessGroup } from './process-group';
import type { Timers } from './timers';
import type { WheelRoom } from './wheels';

export interface FramePort {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onmessageerror: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: RealmToPage, transfer: Transferable[]): void;
}

export interface FrameDependencies {
  readonly port: FramePort;
  readonly capabilities: Capabilities;
  readonly timers: Timers;
  /** A new worker for the language; null when there is none for it. May throw. */
  readonly spawn: (language: Language) => WorkerLike | null;
  readonly startTicker: (control: SharedArrayBuffer) => TickerLike;
  /** See `FrameToWorker`. */
  readonly indexURL: string;
  readonly wheels: WheelRoom;
}

/** A pause after the last run before the next interpreter is prepared: the page has a summary to show first. */
const IDLE_MS = 30;

/** Besides a program's own interpreter, so many are made ready at most for the processes that it may start. */
const MOST_PREPARED = 4;

/** Interpreters take some hundred megabytes each. */
const MOST_RUNS = 8;

interface FrameRun {
  readonly id: number;
  readonly request: RunRequest;
  /** Null while it waits for its interpreter; `cancel` ends that wait. */
  group: ProcessGroup | null;
  /** Null while it waits. */
  network: RunNetwork | null;
  readonly news: NetworkNews;
  /** The way to the real network; null for a run that has none. */
  readonly real: PageFetch | null;
  /** The weather that the page wants; null for that of the request. */
  conditions: Conditions | null;
  cancel: () => void;
}

export class FrameServer {
  readonly #pool: InterpreterPool;
  /** Runs that wait until there is what their processes need. */
  readonly #preparing = new Set<FrameRun>();
  readonly #kitMaker: KitMaker;
  readonly #runs = new Map<number, FrameRun>();
  /** The files of runs that are over, until another begins. */
  readonly #kept = new Map<number, FileDesk>();
  #cancelIdle: () => void = () => {};

  constructor(private readonly deps: FrameDependencies) {
    this.#kitMaker = new KitMaker({
      timers: deps.timers,
      spawn: () => deps.spawn('python'),
      indexURL: deps.indexURL,
      settled: () => {
        if (this.#kitMaker.kit !== null) this.#pool.renew('python');
        this.#startPrepared();
      },
    });
    this.#pool = new InterpreterPool({
      isolated: deps.capabilities.isolation === 'isolated',
      timers: deps.timers,
      spawn: deps.spawn,
      startTicker: deps.startTicker,
      indexURL: deps.indexURL,
      progress: (language, step, loaded, total) => this.#say({ type: 'boot-progress', language, step, loaded, total }),
      kit: (language) => (language === 'python' ? this.#kitMaker.kit : null),
      booted: (language, what) => {
        this.#say({ type: 'booted', language, ...what });
        this.#startPrepared();
        this.#whenIdle(language);
      },
      failed: (_language, fault) => {
        // Without what could not be prepared, programs run all the same.
        for (const run of [...this.#preparing]) {
          this.#preparing.delete(run);
          this.#start(run);
        }
        const message = [fault.message, fault.context].filter((part) => part !== '').join('\n');
        this.#say({ type: 'fault', reason: 'boot', message });
      },
    });
    deps.port.onmessage = (event) => this.#receive(event.data);
    deps.port.onmessageerror = () => this.#say({ type: 'fault', reason: 'protocol', message: 'Unreadable message.' });
    this.#say({ type: 'hello', version: REALM_PROTOCOL_VERSION, capabilities: deps.capabilities });
  }

  #receive(data: unknown): void {
    let message: PageToRealm;
    try {
      message = parsePageToRealm(data);
    } catch (fault) {
      const text = fault instanceof Error ? fault.message : String(fault);
      return this.#say({ type: 'fault', reason: 'protocol', message: text });
    }
    switch (message.type) {
      case 'boot':
        return this.#onBoot(message.language);
      case 'run':
        return this.#onRun(message.run, message.request);
      case 'interrupt':
        return this.#onInterrupt(message.run);
      case 'kill':
        return this.#onKill(message.run, message.why);
      case 'conditions':
        return this.#onConditions(message.run, message.conditions);
      case 'input':
        return this.#runs.get(message.run)?.group?.input(message.line);
      case 'read-file':
        return this.#onReadFile(message);
      case 'real-answer':
        return this.#runs.get(message.run)?.real?.receive(message.exchange, message.answer);
      case 'stage':
      case 'spin':
        // Programs here run in workers: this frame has nothing to show, and nothing to try.
        return;
      case 'ping':
        return this.#say({ type: 'pong', nonce: message.nonce });
      default:
        assertUnreachable(message);
    }
  }

  #onBoot(language: Language): void {
    const ready = this.#pool.ready(language);
    if (ready !== null) return this.#say({ type: 'booted', language, ...ready });
    const problem = this.#pool.ensure(language, 1);
    if (problem !== null) return this.#say({ type: 'fault', reason: 'unsupported', message: problem });
    this.#pool.want(language);
  }

  #onRun(id: number, request: RunRequest): void {
    if (this.#runs.has(id)) {
      return this.#say({ type: 'fault', reason: 'protocol', message: `Run ${id} is on already.` });
    }
    this.#cancelIdle();
    const news = new NetworkNews(this.deps.timers, (events, omitted) =>
      this.#say({ type: 'network', run: id, events, omitted }),
    );
    const real =
      request.network?.real === true
        ? new PageFetch((message, transfer) => this.#say({ ...message, run: id }, transfer), this.deps.timers)
        : null;
    const run: FrameRun = { id, request, group: null, network: null, news, real, conditions: null, cancel: () => {} };
    this.#kept.clear();
    const tooMany = this.#runs.size >= MOST_RUNS;
    this.#runs.set(id, run);
    if (tooMany) {
      const message = 'Too many programs run at the same time.';
      return this.#end(run, faultSummary({ ...blank, reason: 'unsupported', message }));
    }
    if (!startsProcesses(request)) {
      this.#kitMaker.stop();
      return this.#start(run);
    }
    this.#kitMaker.start();
    this.#preparing.add(run);
    run.cancel = () => void this.#preparing.delete(run);
    this.#startPrepared();
  }

  #onInterrupt(id: number): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    if (run.group !== null) return run.group.interrupt();
    // Nothing of the program has run: it ends here, and the interpreter that boots serves the next.
    run.cancel();
    this.#say({ type: 'interrupt-seen', run: id });
    this.#end(run, { outcome: { kind: 'interrupted', forced: false, exitCode: 130 }, wallMs: 0 });
  }

  #onConditions(id: number, conditions: Conditions): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    run.conditions = conditions;
    run.network?.lab.setConditions(conditions);
  }

  #onReadFile({ run, read, path, most }: Extract<PageToRealm, { type: 'read-file' }>): void {
    const say = ({ content, size, stale }: FileContent): void =>
      this.#say(
        { type: 'file', run, read, content, size, stale },
        content === null ? [] : [content.buffer as ArrayBuffer],
      );
    const files = this.#runs.get(run)?.group?.files ?? this.#kept.get(run);
    if (files === undefined) say({ content: null, size: 0, stale: false });
    else files.read(path, most, say);
  }

  #onKill(id: number, why: Extract<PageToRealm, { type: 'kill' }>['why']): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    if (run.group !== null) return run.group.kill(killed(why, run.group.wallMs(), run.request));
    run.cancel();
    this.#end(run, { outcome: killed(why, 0, run.request), wallMs: 0 });
  }

  /**
   * A program that starts processes begins when there is a kit for them to boot from, and as many interpreters are ready as
   * can compute at the same time: what it then measures is its processes, not our preparations.
   */
  #startPrepared(): void {
    if (this.#kitMaker.busy) return;
    for (const run of [...this.#preparing]) {
      const { language, prepareProcesses } = run.request;
      const wanted = 1 + (prepareProcesses ? Math.min(this.deps.capabilities.cores, MOST_PREPARED) : 0);
      if (!prepareProcesses) this.#pool.trim(language, 1);
      const problem = this.#pool.ensure(language, wanted);
      if (problem === null && this.#pool.readyCount(language) < wanted) return;
      this.#preparing.delete(run);
      this.#start(run);
    }
  }

  /** Gives the run its interpreter as soon as one is ready. */
  #start(run: FrameRun): void {
    const { language } = run.request;
    const cancel = this.#pool.take(language, {
      ready: (interpreter) => {
        const shared = this.deps.capabilities.isolation === 'isolated';
        const network = openLab({
          ...run.request.network,
          ...(run.conditions === null ? {} : { conditions: run.conditions }),
          seed: run.request.seed ?? 1,
          timers: this.deps.timers,
          observe: (event) => run.news.add(event),
          ...(run.real === null ? {} : { beyond: run.real.fetch }),
        });
        run.network = network;
        const packages = this.deps.wheels.forRun({
          notice: (sentence) => run.group?.notice(sentence),
          fetchFar: run.real?.fetchThroughPage ?? null,
        });
        run.group = new ProcessGroup(
          this.#pool,
          this.deps.timers,
          run.request,
          shared,
          network,
          packages,
          interpreter,
          {
            relay: (process, message) => this.#relay(run.id, process, message),
            processStarted: (process, parent, t, name) =>
              this.#say({ type: 'process-started', run: run.id, process, parent, t, name, actorKind: 'process' }),
            processEnded: (process, t, ending) => this.#say({ type: 'process-ended', run: run.id, process, t, ending }),
            files: (listing) => this.#say({ type: 'files', run: run.id, listing }),
            ended: (summary) => this.#end(run, summary),
          },
        );
      },
      failed: (fault) => this.#end(run, faultSummary(fault)),
    });
    if (typeof cancel === 'string') this.#end(run, faultSummary({ ...blank, reason: 'unsupported', message: cancel }));
    else run.cancel = cancel;
  }

  #relay(run: number, process: number, message: Relayed): void {
    switch (message.type) {
      case 'output':
        return this.#say({ type: 'output', run, process, chunks: message.chunks });
      case 'trace':
        return this.#say({ type: 'trace', run, process, rows: message.rows, strings: message.strings }, [
          message.rows.buffer as ArrayBuffer,
        ]);
      case 'started':
        this.#runs.get(run)?.news.begin(message.epoch);
        return this.#say({ type: 'started', run });
      case 'input-wanted':
      case 'interrupt-seen':
        return this.#say({ type: message.type, run });
    }
  }

  #end(run: FrameRun, summary: RunSummary): void {
    if (!this.#runs.delete(run.id)) return;
    if (run.group !== null) this.#kept.set(run.id, run.group.files);
    run.real?.close();
    run.news.flush();
    this.#say({ type: 'ended', run: run.id, summary });
    this.#whenIdle(run.request.language);
  }

  /**
   * Prepares what the next run needs, and when that is there, what the runs after it need. Never while something runs: a boot
   * would take its share of the cores and be measured with it.
   */
  #whenIdle(language: Language): void {
    this.#cancelIdle();
    if (this.#runs.size > 0) return;
    this.#cancelIdle = this.deps.timers.after(IDLE_MS, () => {
      this.#pool.ensure(language, 1);
      this.#pool.trim(language, 1 + MOST_PREPARED);
      if (language === 'python' && this.#pool.ready(language) !== null) this.#kitMaker.start();
    });
  }

  #say(message: RealmToPage, transfer: Transferable[] = []): void {
    this.deps.port.postMessage(message, transfer);
  }
}

const blank: Fault = { kind: 'platform-fault', reason: 'internal', message: '', context: '' };

function faultSummary(outcome: Fault): RunSummary {
  return { outcome, wallMs: 0 };
}
