/** Reads trace files in a worker, so that the page goes on meanwhile and can change its mind. */
import { err, type Result } from '../base/result';
import type { OpenedTrace } from '../trace/chrome-import';
import { receiveTrace, type TraceReader } from '../session/trace-file';
import { traceTexts } from '../texts/en/trace-page';
import { locale } from '../texts/locale';
import type { TraceWorkerAsked, TraceWorkerSays } from './trace-worker';
import workerUrl from './trace-worker?worker&url';

/** From one sign of life to the next. The largest file that can be opened takes a slow machine half of it. */
const DEADLINE_MS = 120_000;

export const readInWorker: TraceReader = (file, signal, onProgress) =>
  new Promise((resolve) => {
    const worker = new Worker(workerUrl, { type: 'module', name: 'trace file' });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (result: Result<OpenedTrace>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', givenUp);
      worker.terminate();
      resolve(result);
    };
    const givenUp = (): void => end(err(traceTexts.givenUp));
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => end(err(traceTexts.tooLong)), DEADLINE_MS);
    };
    const failed = (event: Event): void => {
      event.preventDefault();
      end(err(traceTexts.readFailed));
    };
    worker.addEventListener('error', failed);
    worker.addEventListener('messageerror', failed);
    worker.addEventListener('message', ({ data }: MessageEvent<TraceWorkerSays>) => {
      if (data.kind === 'progress') {
        wait();
        onProgress(data.words);
      } else end(data.kind === 'opened' ? receiveTrace(data.sent) : err(data.problem));
    });
    signal.addEventListener('abort', givenUp);
    wait();
    if (signal.aborted) givenUp();
    else worker.postMessage({ file, locale: locale() } satisfies TraceWorkerAsked);
  });
