/**
 * The trace file that is open: chosen or dropped by the learner, read, and shown until another one is opened or the page is
 * left. Nothing of it is kept, and it goes nowhere.
 *
 *     none --open--> opening --> open | refused        (an older opening is given up when a newer one begins, or at `close`)
 *
 * Whoever reads (`TraceReader`) may do so anywhere. The page has it done in a worker, since a large file of another tool takes seconds; what
 * comes back is the trace in our own format, and goes through the same parser as any file, which is quick.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { err, ok, type Result } from '../base/result';
import { openTrace, type ImportReport, type OpenedTrace } from '../trace/chrome-import';
import { parseTraceFile, toTraceFile, type SavedOutput, type TraceFile } from '../trace/json';
import { processOf } from '../trace/selectors';
import type { ActorId } from '../trace/events';
import type { Trace } from '../trace/trace';
import { traceFile } from '../texts/en/trace-file';
import type { Busy } from './busy';
import type { OutputSnapshot } from './output-log';

export type TraceFileState =
  | { readonly phase: 'none' }
  /** `progress` says in a few words what is being done. */
  | { readonly phase: 'opening'; readonly name: string; readonly progress: string }
  | { readonly phase: 'open'; readonly name: string; readonly opened: OpenedTrace }
  /** `problem` is one sentence for people. */
  | { readonly phase: 'refused'; readonly name: string; readonly problem: string };

export interface TraceFiles {
  readonly store: StoreApi<TraceFileState>;
  open(file: Blob & { readonly name: string }): Promise<void>;
  /** Also gives up an opening that is under way. */
  close(): void;
}

/** More than this is not read: a browser cannot make one text of it. */
export const MOST_BYTES = 400_000_000;

/** How many bytes are read from one word about it to the next. */
const TOLD_EVERY = 4_000_000;

/** Reads a file. Once `signal` is aborted nobody looks at the result, which may then be any. Errors are one sentence for people. */
export type TraceReader = (file: Blob, signal: AbortSignal, onProgress: Progress) => Promise<Result<OpenedTrace>>;

/** Told in a few words, now and then. */
type Progress = (words: string) => void;

/** Reads on the thread that asks. */
export async function readTrace(file: Blob, onProgress: Progress = () => {}): Promise<Result<OpenedTrace>> {
  const text = await textOf(file, MOST_BYTES, (bytes) => onProgress(traceFile.megabytesRead(Math.round(bytes / 1e6))));
  if (!text.ok) return text;
  onProgress(traceFile.makingOut);
  return openTrace(text.value);
}

/** An opened trace as it goes from one thread to another. */
export interface SentTrace {
  readonly file: TraceFile;
  readonly imported: ImportReport | null;
}

export function sendTrace({ trace, output, imported }: OpenedTrace): SentTrace {
  return { file: toTraceFile(trace, output), imported };
}

export function receiveTrace({ file, imported }: SentTrace): Result<OpenedTrace> {
  const loaded = parseTraceFile(file);
  return loaded.ok ? ok({ ...loaded.value, imported }) : loaded;
}

export function createTraceFiles(busy: Busy, reader: TraceReader): TraceFiles {
  const store = createStore<TraceFileState>(() => ({ phase: 'none' }));
  let current = new AbortController();

  async function read(file: Blob, name: string, { signal }: AbortController): Promise<void> {
    const opened = await reader(file, signal, (progress) => {
      if (!signal.aborted) store.setState({ phase: 'opening', name, progress }, true);
    });
    if (signal.aborted) return;
    store.setState(
      opened.ok ? { phase: 'open', name, opened: opened.value } : { phase: 'refused', name, problem: opened.error },
      true,
    );
  }

  return {
    store,
    open(file) {
      current.abort();
      current = new AbortController();
      const { name } = file;
      store.setState({ phase: 'opening', name, progress: '' }, true);
      return busy.during(`open the trace ${name}`, read(file, name, current));
    },
    close() {
      current.abort();
      store.setState({ phase: 'none' }, true);
    },
  };
}

/** A file's text, unpacked where it is packed with gzip (`.json.gz`). */
export async function textOf(
  file: Blob,
  most = MOST_BYTES,
  onRead: (bytes: number) => void = () => {},
): Promise<Result<string>> {
  const tooMuch = err(traceFile.tooLarge(Math.round(most / 1e6)));
  if (file.size > most) return tooMuch;
  let packed = false;
  try {
    const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
    packed = first === 0x1f && second === 0x8b;
    const stream = packed ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const reader = stream.getReader();
    const pieces: string[] = [];
    let size = 0;
    let told = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) {
        await reader.cancel();
        return tooMuch;
      }
      const piece = decodeOrNull(decoder, value);
      if (piece === null) {
        await reader.cancel();
        return err(traceFile.notText);
      }
      pieces.push(piece);
      if (size - told >= TOLD_EVERY) onRead((told = size));
    }
    const last = decodeOrNull(decoder, null);
    return last === null ? err(traceFile.cutOff) : ok(pieces.join('') + last);
  } catch {
    return err(packed ? traceFile.gzipDamaged : traceFile.couldNotRead);
  }
}

function decodeOrNull(decoder: TextDecoder, bytes: Uint8Array | null): string | null {
  try {
    return bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/**
 * A run's output as a trace file holds it. The log keeps no times; the trace's own output events tell them, as long as the two
 * count the same characters (a log that dropped its beginning, or where a line was written over, does not).
 */
export function savedOutputOf(
  trace: Trace,
  output: OutputSnapshot,
  speakers: ReadonlyMap<number, ActorId>,
): SavedOutput[] {
  const saved: { stream: SavedOutput['stream']; text: string; t: number; actor: number }[] = [];
  output.lines.forEach(({ spans }, i) => {
    const isLast = i === output.lines.length - 1;
    spans.forEach(({ stream, actor, text }, j) => {
      if (stream === 'typed') return;
      const whole = j === spans.length - 1 && !isLast ? `${text}\n` : text;
      if (whole !== '') saved.push({ stream, text: whole, t: 0, actor: speakers.get(actor) ?? -1 });
    });
    if (spans.length === 0 && !isLast) {
      const before = saved.at(-1);
      if (before !== undefined) before.text += '\n';
    }
  });
  const written = new Map<ActorId, { readonly until: number; readonly t: number }[]>();
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if (event.kind !== 'output') continue;
    const home = processOf(trace, event.actor);
    const list = written.get(home) ?? [];
    list.push({ until: event.offset + event.length, t: event.t });
    written.set(home, list);
  }
  const reached = new Map<ActorId, { chars: number; event: number }>();
  for (const piece of saved) {
    const actor = trace.actors[piece.actor];
    if (actor === undefined || piece.stream === 'notice') continue;
    const home = processOf(trace, actor.id);
    const at = reached.get(home) ?? { chars: 0, event: 0 };
    reached.set(home, at);
    at.chars += piece.text.length;
    const list = written.get(home) ?? [];
    while (at.event < list.length - 1 && (list[at.event]?.until ?? 0) < at.chars) at.event++;
    piece.t = list[at.event]?.t ?? 0;
  }
  return saved;
}
