import type { FrameToWorker, WorkerToFrame } from '../../../protocol/worker';
import { Control } from '../../../runtimes/python/control';
import type { WorkerLike } from '../interpreter';

/** An interpreter's worker that only writes down what it hears, and says what a test lets it say. */
export class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  onerror: WorkerLike['onerror'] = null;
  readonly heard: FrameToWorker[] = [];
  takenAway = false;

  postMessage(message: FrameToWorker): void {
    if (!this.takenAway) this.heard.push(message);
  }

  terminate(): void {
    this.takenAway = true;
  }

  /** Its control words; null before it was told to boot, and where nothing is shared. */
  get words(): Int32Array | null {
    const [boot] = this.heard;
    return boot?.type === 'boot' && boot.control !== null ? new Int32Array(boot.control) : null;
  }

  /** Taken away, or told to stop, through its control words, and to be taken away a little later. */
  get terminated(): boolean {
    return this.takenAway || this.words?.[Control.KILLED] === 1;
  }

  say(message: WorkerToFrame): void {
    this.sayAnything(message);
  }

  sayAnything(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent<unknown>);
  }

  crash(message: string): void {
    this.onerror?.({ message, filename: 'blob:null/x', lineno: 3 } as ErrorEvent);
  }
}
