/**
 * The end of the page's port in a frame whose main thread is a program's event loop. It speaks the protocol of all realms
 * (`protocol/realm.ts`), for one run: then the frame is thrown away, because what the program has done to it cannot be undone.
 *
 * The program runs on this very thread. While it computes, nobody answers here; the page knows how to wait, and when to stop.
 */
import { parsePageToRealm } from '../../protocol/parse-realm';
import { REALM_PROTOCOL_VERSION, type Capabilities, type PageToRealm, type RealmToPage } from '../../protocol/realm';
import type { RunRequest, RunSummary } from '../../runtimes/runtime';
import type { WorkerLike } from '../../runtimes/typescript/pool';
import { Program } from '../../runtimes/typescript/program';
import { killed } from '../realm/killed';
import { LabLine, speaksOfFetch, type LabWorkerLike } from './lab-line';
import type { Stage } from './stage';

export interface LoopPort {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onmessageerror: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: RealmToPage, transfer: Transferable[]): void;
}

export interface LoopDependencies {
  readonly port: LoopPort;
  readonly capabilities: Capabilities;
  /** What runs the code, for the learner: "Chromium 156". */
  readonly version: string;
  readonly bootMs: number;
  /** A worker for a pool. */
  readonly spawn: () => WorkerLike;
  /** The worker for a run's network (`lab-worker.ts`). */
  readonly spawnLab: () => LabWorkerLike;
  /** The figure that keeps time with the loop. */
  readonly stage: Pick<Stage, 'look' | 'begin' | 'end'>;
}

interface LoopRun {
  readonly id: number;
  readonly request: RunRequest;
  readonly guarded: boolean;
  /** Null for a program that does not speak of it. */
  readonly lab: LabLine | null;
  /** Null while the network is made ready. */
  program: Program | null;
  isOver: boolean;
}

export class LoopServer {
  #run: LoopRun | null = null;

  constructor(private readonly deps: LoopDependencies) {
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
    const run = this.#run;
    switch (message.type) {
      case 'boot':
        if (message.language !== 'typescript') {
          return this.#say({ type: 'fault', reason: 'unsupported', message: `There is no ${message.language} here.` });
        }
        return this.#say({
          type: 'booted',
          language: 'typescript',
          version: this.deps.version,
          from: 'plain',
          bootMs: this.deps.bootMs,
        });
      case 'run':
        return this.#onRun(message.run, message.request, message.guarded ?? false);
      case 'spin':
        return this.#spin(message.ms);
      case 'interrupt':
        if (run?.id !== message.run) return;
        this.#say({ type: 'interrupt-seen', run: run.id });
        if (run.program !== null) return run.program.interrupt();
        return this.#end(run, { outcome: { kind: 'interrupted', forced: false, exitCode: 130 }, wallMs: 0 });
      case 'kill':
        if (run?.id !== message.run) return;
        if (run.program !== null) return run.program.kill(killed(message.why, run.program.wallMs, run.request));
        return this.#end(run, { outcome: killed(message.why, 0, run.request), wallMs: 0 });
      case 'read-file':
        // A program here has no files.
        return this.#say({ type: 'file', run: message.run, read: message.read, content: null, size: 0, stale: false });
      case 'stage':
        return this.deps.stage.look(message.look);
      case 'ping':
        return this.#say({ type: 'pong', nonce: message.nonce });
      case 'conditions':
        if (run?.id === message.run) run.lab?.setConditions(message.conditions);
        return;
      case 'input':
      case 'real-answer':
        return;
    }
  }

  /** Only a browser that gives this frame a thread of its own lets the page go on meanwhile. */
  #spin(ms: number): void {
    const until = performance.now() + ms;
    while (performance.now() < until);
    this.#say({ type: 'spun' });
  }

  #onRun(id: number, request: RunRequest, guarded: boolean): void {
    if (this.#run !== null) {
      return this.#say({ type: 'fault', reason: 'protocol', message: 'An event loop is used once.' });
    }
    if (request.language !== 'typescript') {
      return this.#say({ type: 'fault', reason: 'unsupported', message: `There is no ${request.language} here.` });
    }
    const lab = speaksOfFetch(request)
      ? new LabLine(id, request, this.deps.spawnLab, (message) => this.#say(message))
      : null;
    const run: LoopRun = { id, request, guarded, lab, program: null, isOver: false };
    this.#run = run;
    if (lab === null) return this.#begin(run);
    void lab.ready.then(() => {
      if (!run.isOver) this.#begin(run);
    });
  }

  #begin(run: LoopRun): void {
    const { id, request, guarded, lab } = run;
    run.program = new Program(
      request,
      {
        guarded,
        spawn: this.deps.spawn,
        lab: lab === null || lab.isBroken ? null : (process) => lab.port(process),
      },
      {
        started: (epoch) => {
          lab?.begin(epoch);
          this.#say({ type: 'started', run: id });
          this.deps.stage.begin((count) => this.#say({ type: 'frames', run: id, count }));
        },
        output: (process, chunks) => this.#say({ type: 'output', run: id, process, chunks }),
        trace: (process, rows, strings) => this.#say({ type: 'trace', run: id, process, rows, strings }, [rows.buffer]),
        workerStarted: (process, t, name) =>
          this.#say({ type: 'process-started', run: id, process, parent: 0, t, name, actorKind: 'worker' }),
        workerEnded: (process, t, ending) => {
          lab?.forget(process);
          this.#say({ type: 'process-ended', run: id, process, t, ending });
        },
        ended: (summary) => {
          this.#say({ type: 'frames', run: id, count: this.deps.stage.end() });
          this.#end(run, summary);
        },
      },
    );
    void run.program.run();
  }

  #end(run: LoopRun, summary: RunSummary): void {
    if (run.isOver) return;
    run.isOver = true;
    const ended = (): void => this.#say({ type: 'ended', run: run.id, summary });
    if (run.lab === null) ended();
    else void run.lab.close().then(ended, ended);
  }

  #say(message: RealmToPage, transfer: Transferable[] = []): void {
    this.deps.port.postMessage(message, transfer);
  }
}
