/** A worker of a program's pool: it loads one of the learner's modules and calls what it exports, by name. */
import * as Comlink from 'comlink';
import { THREAD } from './recorder';
import { describeError, withOwnPlaces } from './errors';
import { directionsOf, type FromWorker, type ToWorker, type WorkerApi, type WorkerStart } from './pool-messages';
import { tracedEndpoint, type Envelope, type TracedEndpoint } from './endpoint';
import { installFetch } from './fetch';
import { makeCommon } from './library';
import { makeShared } from './shared';
import { StatusBoard } from './status';
import { Thread } from './thread';

// The learner's code shares this global scope: what we need of it is taken before.
const post = self.postMessage.bind(self) as (message: FromWorker | Envelope, transfer?: Transferable[]) => void;

/** Apart from one another for any number of threads (2^32 over the golden ratio). */
const THREAD_SEED = 0x9e3779b1;

/** The job that is on, as far as it tells of itself. */
let progress: ((value: unknown) => void) | null = null;

interface Started extends Pick<TracedEndpoint, 'hear'> {
  readonly thread: Thread;
}

function start(options: WorkerStart): Started {
  const thread: Thread = new Thread({
    ...options,
    seed: options.seed === null ? null : options.seed + options.number * THREAD_SEED,
    marksLongTurns: false,
    guardsTurns: false,
    sendTrace: (rows, strings) => post({ type: 'trace', rows, strings }, [rows.buffer]),
    sendOutput: (chunks) => post({ type: 'output', chunks }),
    failed: (error) => {
      const raised = describeError(error, thread.fileOf);
      thread.recorder.output.writeText('stderr', raised.text);
      thread.recorder.flush();
      post({ type: 'raised', error: raised });
    },
    atRest: () => {},
  });
  const shared = makeShared({
    thread,
    number: options.number,
    mayBlock: true,
    status: options.status === null ? null : new StatusBoard(options.status),
    files: options.files,
  });
  thread.install({
    ...makeCommon(thread, options.args, shared),
    progress: (value: unknown) => progress?.(value),
    pool: () => {
      throw new TypeError('A pool is made on the main thread: a worker cannot have workers of its own here.');
    },
  });
  installFetch(thread, options.lab);
  const module = thread.load(options.modules);
  const { toWorker, fromWorker } = directionsOf(options.number);
  const api: WorkerApi = {
    async run(name, tell, ...args) {
      const exported = (await module)[name];
      if (typeof exported !== 'function') throw new TypeError(missing(name, await module));
      // The turn of the message that brought it may seem to be over, because the module was waited for.
      if (thread.loop.resting) thread.loop.turn(name, -1, () => {});
      else if (thread.recorder.traced) thread.recorder.running(THREAD, name, -1);
      progress = tell;
      try {
        return await (exported as (...values: unknown[]) => unknown)(...args);
      } catch (error) {
        throw withPlaces(error, thread);
      } finally {
        progress = null;
        // What was said in a job is there when the job's answer is.
        thread.recorder.output.flush();
      }
    },
  };
  module.catch((error: unknown) => post({ type: 'raised', error: describeError(error, thread.fileOf) }));
  const { endpoint, hear } = tracedEndpoint(post, thread, fromWorker, toWorker);
  Comlink.expose(api, endpoint);
  if (thread.recorder.traced) thread.recorder.running(THREAD, 'loads its module', -1);
  thread.loop.turn('', -1, () => {});
  return { thread, hear };
}

function missing(name: string, module: Readonly<Record<string, unknown>>): string {
  const functions = Object.keys(module).filter((key) => typeof module[key] === 'function');
  return `The worker's module exports no function '${name}'${functions.length === 0 ? '' : `, but ${functions.join(', ')}`}.`;
}

/** An error leaves the thread as text: its places are made readable here, where the modules' addresses are known. */
function withPlaces(error: unknown, thread: Thread): unknown {
  if (error instanceof Error && typeof error.stack === 'string') {
    try {
      error.stack = withOwnPlaces(error.stack, thread.fileOf);
    } catch {
      // A frozen error keeps the stack that it has.
    }
  }
  return error;
}

let started: Started | null = null;
self.addEventListener('message', (event: MessageEvent<unknown>) => {
  // A learner's module that listens, too, hears nothing of this.
  event.stopImmediatePropagation();
  const message = (started === null ? event.data : started.hear(event)) as ToWorker | undefined;
  if (message?.type === 'start' && started === null) started = start(message);
  else if (message?.type === 'finish') {
    started?.thread.recorder.finish(null);
    post({ type: 'finished' });
  }
});
