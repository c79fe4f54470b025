/** The worker that reads one trace file, and is then ended by who started it. */
import { readTrace, sendTrace, type SentTrace } from '../session/trace-file';

/** All that it says. */
export type TraceWorkerSays =
  | { readonly kind: 'progress'; readonly words: string }
  | { readonly kind: 'opened'; readonly sent: SentTrace }
  | { readonly kind: 'refused'; readonly problem: string };

const say = (what: TraceWorkerSays): void => postMessage(what);

addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  void readTrace(data, (words) => say({ kind: 'progress', words })).then(
    (opened) =>
      say(opened.ok ? { kind: 'opened', sent: sendTrace(opened.value) } : { kind: 'refused', problem: opened.error }),
    // An error that nobody foresaw becomes the worker's own, which the page hears of.
    reportError,
  );
});
