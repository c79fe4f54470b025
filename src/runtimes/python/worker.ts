/**
 * The worker that is one Python interpreter. It is started by the realm's frame (see `sandbox/realm/`), boots on `boot`, runs
 * one program on `run`, and is then thrown away. Messages: `protocol/worker.ts`.
 */
import type { FrameToWorker, WorkerToFrame } from '../../protocol/worker';
import { CONTROL_BYTES, Control, SIGINT } from './control';
import { Interpreter } from './interpreter';
import { makeKit } from './kit';
import type { Progress } from './pyodide';

// The program shares this global scope (`import js`): what we need of it is taken before it runs.
const post = self.postMessage.bind(self) as (message: WorkerToFrame, transfer?: Transferable[]) => void;

let words: Int32Array<SharedArrayBuffer> | null = null;
let interpreter: Interpreter | null = null;

/** An interpreter that runs out of memory dies in many ways; these are the words that the engines use for it. */
const OUT_OF_MEMORY =
  /out of memory|memory allocation|allocation failed|cannot enlarge memory|Array buffer allocation|\bOOM\b/i;

function fault(reason: 'boot' | 'crashed', error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const context = error instanceof Error ? (error.stack ?? '') : '';
  post({
    type: 'fault',
    reason: OUT_OF_MEMORY.test(`${message} ${context}`) ? 'out-of-memory' : reason,
    message,
    context: context.slice(-8000),
  });
}

async function boot(message: Extract<FrameToWorker, { type: 'boot' }>): Promise<void> {
  const start = performance.now();
  try {
    if (message.control !== null) {
      if (message.control.byteLength < CONTROL_BYTES) throw new RangeError('the control memory is too small');
      words = new Int32Array(message.control);
    }
    const { indexURL, files, control, kit } = message;
    const cores = navigator.hardwareConcurrency;
    interpreter = await Interpreter.boot({ indexURL, files, control, cores, onProgress }, kit);
    const { version, from } = interpreter;
    post({ type: 'booted', version, from, bootMs: performance.now() - start });
  } catch (error) {
    fault('boot', error);
  }
}

/** Instead of a boot: this worker runs no program. */
async function make({ indexURL, files }: Extract<FrameToWorker, { type: 'make-kit' }>): Promise<void> {
  try {
    const options = { indexURL, files, cores: navigator.hardwareConcurrency, onProgress };
    const shared = self.crossOriginIsolated;
    const kit = await makeKit(options, shared);
    const { stdlib, image } = kit;
    post({ type: 'kit', kit }, shared ? [] : [stdlib.buffer as ArrayBuffer, image.bytes.buffer as ArrayBuffer]);
  } catch (error) {
    fault('boot', error);
  }
}

function onProgress(progress: Progress): void {
  post({ type: 'progress', ...progress });
}

function run(message: Extract<FrameToWorker, { type: 'run' }>): void {
  if (interpreter === null) {
    fault('crashed', new Error('a program was to run before the interpreter had booted'));
    return;
  }
  interpreter
    .run(
      message.request,
      message.process,
      {
        started: (epoch) => post({ type: 'started', epoch }),
        output: (chunks) => post({ type: 'output', chunks }),
        trace: (rows, strings) => post({ type: 'trace', rows, strings }, [rows.buffer as ArrayBuffer]),
        inputWanted: () => post({ type: 'input-wanted' }),
        interruptSeen: () => post({ type: 'interrupt-seen' }),
        systemCall: (call, what) => post({ type: 'system-call', call, what }),
        systemNote: (what) => {
          const content = what.op === 'file' ? what.content : null;
          post({ type: 'system-note', what }, content === null ? [] : [content.buffer as ArrayBuffer]);
        },
      },
      (error) => fault('crashed', error),
    )
    .then(
      (summary) => post({ type: 'ended', summary }),
      (error: unknown) => fault('crashed', error),
    );
}

self.addEventListener('message', (event: MessageEvent<FrameToWorker>) => {
  const message = event.data;
  switch (message.type) {
    case 'boot':
      void boot(message);
      return;
    case 'make-kit':
      void make(message);
      return;
    case 'run':
      run(message);
      return;
    case 'input':
      interpreter?.typed(message.line);
      return;
    case 'tell-files':
      interpreter?.tellFiles();
      return;
    case 'answer':
      interpreter?.answered(message.call, message.answer);
      return;
    case 'signal':
      // As with `interrupt`: the word may have been seen already.
      if (words === null || Atomics.compareExchange(words, Control.SIGNAL, message.signal, 0) === message.signal)
        interpreter?.signal(message.signal);
      return;
    case 'interrupt':
      // With shared memory the interpreter may have seen the interrupt word already; then the message is only its echo. It
      // counts when the word still stands: no Python runs that could look at it.
      if (words === null || Atomics.compareExchange(words, Control.SIGNAL, SIGINT, 0) === SIGINT)
        interpreter?.interrupt();
      return;
  }
});

self.addEventListener('unhandledrejection', (event) => fault('crashed', event.reason));
