/**
 * The end of the page's port in a frame whose main thread is a program's event loop. It speaks the protocol of all realms
 * (`protocol/realm.ts`), for one run: then the frame is thrown away, because what the program has done to it cannot be undone.
 *
 * The program runs on this very thread. While it computes, nobody answers here; the page knows how to wait, and when to stop.
 */
import { parsePageToRealm } from '../../protocol/parse-realm';
import { REALM_PROTOCOL_VERSION, type Capabilities, type PageToRealm, type RealmToPage } from '../../protocol/realm';
import type { Outcome, RunRequest } from '../../runtimes/runtime';
import type { WorkerLike } from '../../runtimes/typescript/pool';
import { Program } from '../../runtimes/typescript/program';
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
  /** The figure that keeps time with the loop. */
  readonly stage: Pick<Stage, 'look' | 'begin' | 'end'>;
}

export class LoopServer {
  #run: { readonly id: number; readonly request: RunRequest; readonly program: Program } | null = null;

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
        return this.#onRun(message.run, message.request);
      case 'interrupt':
        if (run?.id !== message.run) return;
        this.#say({ type: 'interrupt-seen', run: run.id });
        return run.program.interrupt();
      case 'kill':
        if (run?.id !== message.run) return;
        return run.program.kill(killed(message.why, run.program.wallMs, run.request));
      case 'read-file':
        // A program here has no files.
        return this.#say({ type: 'file', run: message.run, read: message.read, content: null, size: 0, stale: false });
      case 'stage':
        return this.deps.stage.look(message.look);
      case 'ping':
        return this.#say({ type: 'pong', nonce: message.nonce });
      case 'input':
      case 'conditions':
      case 'real-answer':
        return;
    }
  }

  #onRun(id: number, request: RunRequest): void {
    if (this.#run !== null) {
      return this.#say({ type: 'fault', reason: 'protocol', message: 'An event loop is used once.' });
    }
    if (request.language !== 'typescript') {
      return this.#say({ type: 'fault', reason: 'unsupported', message: `There is no ${request.language} here.` });
    }
    const program = new Program(
      request,
      {
        guarded: false,
        spawn: this.deps.spawn,
      },
      {
        started: () => {
          this.#say({ type: 'started', run: id });
          this.deps.stage.begin((count) => this.#say({ type: 'frames', run: id, count }));
        },
        output: (process, chunks) => this.#say({ type: 'output', run: id, process, chunks }),
        trace: (process, rows, strings) =>
          this.#say({ type: 'trace', run: id, process, rows, strings }, [rows.buffer as ArrayBuffer]),
        workerStarted: (process, t, name) =>
          this.#say({ type: 'process-started', run: id, process, parent: 0, t, name, actorKind: 'worker' }),
        workerEnded: (process, t, ending) => this.#say({ type: 'process-ended', run: id, process, t, ending }),
        ended: (summary) => {
          this.#say({ type: 'frames', run: id, count: this.deps.stage.end() });
          this.#say({ type: 'ended', run: id, summary });
        },
      },
    );
    this.#run = { id, request, program };
    void program.run();
  }

  #say(message: RealmToPage, transfer: Transferable[] = []): void {
    this.deps.port.postMessage(message, transfer);
  }
}

function killed(why: Extract<PageToRealm, { type: 'kill' }>['why'], wallMs: number, request: RunRequest): Outcome {
  switch (why) {
    case 'learner':
      return { kind: 'interrupted', forced: true, exitCode: 130 };
    case 'timeout':
      return { kind: 'timed-out', afterMs: request.limits.timeoutMs ?? wallMs };
    case 'unresponsive':
      return {
        kind: 'platform-fault',
        reason: 'unresponsive',
        message: 'The program did not answer and was ended.',
        context: '',
      };
  }
}
