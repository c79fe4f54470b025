/** The worker that reads one trace file, and is then ended by who started it. */
import { readTrace, sendTrace, type SentTrace } from '../session/trace-file';
import { speakLocale } from '../texts/load';
import type { Locale } from '../texts/locale';

/** All that it is asked: once, for a file. */
export interface TraceWorkerAsked {
  readonly file: Blob;
  /** What to tell of it in: a worker has a dictionary of its own. */
  readonly locale: Locale;
}

/** All that it says. */
export type TraceWorkerSays =
  | { readonly kind: 'progress'; readonly words: string }
  | { readonly kind: 'opened'; readonly sent: SentTrace }
  | { readonly kind: 'refused'; readonly problem: string };

const say = (what: TraceWorkerSays): void => postMessage(what);

async function answer({ file, locale }: TraceWorkerAsked): Promise<void> {
  // A language that cannot be had keeps no file closed: then English tells of it.
  await speakLocale(locale).catch(() => undefined);
  const opened = await readTrace(file, (words) => say({ kind: 'progress', words }));
  say(opened.ok ? { kind: 'opened', sent: sendTrace(opened.value) } : { kind: 'refused', problem: opened.error });
}

addEventListener('message', ({ data }: MessageEvent<TraceWorkerAsked>) => {
  // An error that nobody foresaw becomes the worker's own, which the page hears of.
  answer(data).catch(reportError);
});
