/**
 * A trace as a file. One JSON object:
 *
 *     {
 *       "format": "interleave-trace",
 *       "version": 2,             TRACE_VERSION: a newer file is refused, an older one is read
 *       "endMicros": 123456,      the run's end
 *       "complete": true,         false for a snapshot of a run that had not ended
 *       "strings": ["main.py"],   from index 1 on; index 0 is the empty string
 *       "rows": "AAAA...",        base64 of the rows of codec.ts, each word little-endian
 *       "output": [{ "stream": "stdout", "text": "42\n", "t": 1.5, "actor": 1 }]
 *     }
 *
 * Unknown members are ignored. The same object may stand under the key `interleave` of another JSON object: so one file
 * can be both this and a Chrome trace (`chrome-trace.ts`). What is loaded went through `TraceBuilder`, so a loaded trace
 * obeys the same laws as one that was just recorded.
 */
import { err, ok, type Result } from '../base/result';
import { MAX_EVENTS, TraceBuilder } from './builder';
import { MAX_MICROS, ROW_INTS, encodeEvent, fromMicros, toMicros, type Interner } from './codec';
import { TraceError } from './error';
import { STREAMS, TRACE_VERSION, type Stream } from './events';
import { whole } from '../texts/format';
import { traceRefusals } from '../texts/en/trace-refusals';
import type { Trace } from './trace';

export const TRACE_FORMAT = 'interleave-trace';

/** What a refusal tells of a story, in characters. */
const LONGEST_STORY = 400;

/** In characters: twice what the rows of the longest trace take. */
const LARGEST_FILE = 320_000_000;

/** A piece of output; the same shape as the runtimes' `OutputChunk`. */
export interface SavedOutput {
  readonly stream: Stream;
  readonly text: string;
  /** Milliseconds since the run's start. */
  readonly t: number;
  /** An ActorId of the trace; -1 for the platform's own notices. */
  readonly actor: number;
}

export interface TraceFile {
  readonly format: typeof TRACE_FORMAT;
  readonly version: number;
  readonly endMicros: number;
  readonly complete: boolean;
  readonly strings: readonly string[];
  readonly rows: string;
  readonly output: readonly SavedOutput[];
}

export interface LoadedTrace {
  readonly trace: Trace;
  readonly output: readonly SavedOutput[];
}

class Strings implements Interner {
  readonly list: string[] = [];
  readonly #indices = new Map<string, number>([['', 0]]);

  intern(text: string): number {
    let index = this.#indices.get(text);
    if (index === undefined) {
      index = this.list.push(text);
      this.#indices.set(text, index);
    }
    return index;
  }
}

/** The file's content as an object, for whoever wants to put it into another one. */
export function toTraceFile(trace: Trace, output: readonly SavedOutput[] = []): TraceFile {
  const strings = new Strings();
  // Files have to get low numbers, see "A place" in codec.ts.
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if ('place' in event && event.place !== null) strings.intern(event.place.file);
  }
  const rows = new Int32Array(trace.length * ROW_INTS);
  for (let i = 0; i < trace.length; i++) encodeEvent(trace.at(i), strings, rows, i * ROW_INTS);
  return {
    format: TRACE_FORMAT,
    version: TRACE_VERSION,
    endMicros: toMicros(trace.end),
    complete: trace.complete,
    strings: strings.list,
    rows: toBase64(rows),
    output: output.map(({ stream, text, t, actor }) => ({ stream, text, t, actor })),
  };
}

export function saveTrace(trace: Trace, output: readonly SavedOutput[] = []): string {
  return JSON.stringify(toTraceFile(trace, output));
}

/** Reads what `saveTrace` wrote, or a Chrome trace of ours that carries it. The error is one sentence for people. */
export function loadTrace(text: string): Result<LoadedTrace> {
  if (text.length > LARGEST_FILE) return err(traceRefusals.tooLarge(whole(text.length / 1e6)));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(traceRefusals.notJson);
  }
  return parseTraceFile(value);
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same for a value that is already parsed. */
export function parseTraceFile(file: unknown): Result<LoadedTrace> {
  if (!isObject(file)) return err(traceRefusals.notOurs);
  const inner = file['interleave'];
  const value = file['format'] !== TRACE_FORMAT && isObject(inner) ? inner : file;
  if (value['format'] !== TRACE_FORMAT) {
    if (Array.isArray(value['traceEvents'])) {
      return err(traceRefusals.fromElsewhere);
    }
    return err(traceRefusals.notOurs);
  }
  const { version, endMicros, complete, strings, rows, output } = value;
  if (typeof version !== 'number') return err(traceRefusals.noVersion);
  if (version > TRACE_VERSION) {
    return err(traceRefusals.newer(version, TRACE_VERSION));
  }
  if (!Number.isInteger(version) || version < 1) {
    return err(traceRefusals.otherVersion(version));
  }
  if (typeof endMicros !== 'number' || !Number.isInteger(endMicros) || endMicros < 0 || endMicros > MAX_MICROS) {
    return err(traceRefusals.noEnd);
  }
  if (typeof complete !== 'boolean') return err(traceRefusals.noCompletion);
  if (!Array.isArray(strings) || !strings.every((text) => typeof text === 'string')) {
    return err(traceRefusals.noStrings);
  }
  if (typeof rows === 'string' && rows.length > Math.ceil((MAX_EVENTS * ROW_INTS * 4) / 3) * 4) {
    return err(traceRefusals.tooManyEvents(whole(MAX_EVENTS)));
  }
  const decoded = typeof rows === 'string' ? fromBase64(rows) : null;
  if (decoded === null || decoded.length % ROW_INTS !== 0) {
    return err(traceRefusals.noRows);
  }
  const chunks = parseOutput(output);
  if (chunks === null) return err(traceRefusals.noOutput);

  const builder = new TraceBuilder('any');
  try {
    builder.addBatch(decoded, strings);
    // A run that had not ended when it was saved will not go on, but it did not end either.
    const trace = complete ? builder.finish(fromMicros(endMicros)) : builder.snapshot();
    return ok({ trace, output: chunks });
  } catch (error) {
    if (error instanceof TraceError) return err(traceRefusals.impossible(brief(error.message)));
    throw error;
  }
}

/** Names in a refusal come from the file: they may be of any length and break the line. */
function brief(story: string): string {
  const line = story.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length <= LONGEST_STORY ? line : `${line.slice(0, LONGEST_STORY)}...`;
}

function parseOutput(value: unknown): SavedOutput[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return null;
  const chunks: SavedOutput[] = [];
  for (const item of value as readonly unknown[]) {
    if (!isObject(item)) return null;
    const { stream, text, t, actor } = item;
    const known = STREAMS.find((name) => name === stream);
    if (known === undefined || typeof text !== 'string') return null;
    if (typeof t !== 'number' || !Number.isFinite(t) || typeof actor !== 'number' || !Number.isInteger(actor))
      return null;
    chunks.push({ stream: known, text, t, actor });
  }
  return chunks;
}

// --- base64 of little-endian words: this room knows no browser, so it brings its own -----------------------------------

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const SIGNS = Uint8Array.from(ALPHABET, (sign) => sign.charCodeAt(0));
const PAD = '='.charCodeAt(0);

function toBase64(words: Int32Array): string {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < words.length; i++) view.setInt32(i * 4, words[i] as number, true);
  const signs = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let i = 0, at = 0; i < bytes.length; i += 3) {
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    signs[at++] = SIGNS[bits >>> 18] as number;
    signs[at++] = SIGNS[(bits >>> 12) & 63] as number;
    signs[at++] = i + 1 < bytes.length ? (SIGNS[(bits >>> 6) & 63] as number) : PAD;
    signs[at++] = i + 2 < bytes.length ? (SIGNS[bits & 63] as number) : PAD;
  }
  // In pieces: a call takes only so many arguments.
  const pieces: string[] = [];
  for (let i = 0; i < signs.length; i += 8192) pieces.push(String.fromCharCode(...signs.subarray(i, i + 8192)));
  return pieces.join('');
}

const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Null for what is no base64 of whole words. */
function fromBase64(text: string): Int32Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const length = (text.length / 4) * 3 - padding;
  if (length % 4 !== 0) return null;
  const bytes = new Uint8Array(length);
  const whole = padding > 0 ? text.length - 4 : text.length;
  // Each group of four signs carries three bytes. A sign that is none has the value -1, and so has all that it is joined with.
  let wrong = 0;
  let at = 0;
  for (let i = 0; i < whole; i += 4) {
    const bits =
      (valueAt(text, i) << 18) | (valueAt(text, i + 1) << 12) | (valueAt(text, i + 2) << 6) | valueAt(text, i + 3);
    wrong |= bits;
    bytes[at++] = bits >> 16;
    bytes[at++] = bits >> 8;
    bytes[at++] = bits;
  }
  if (padding > 0) {
    const third = padding === 1 ? valueAt(text, whole + 2) : 0;
    const bits = (valueAt(text, whole) << 18) | (valueAt(text, whole + 1) << 12) | (third << 6);
    wrong |= bits;
    bytes[at++] = bits >> 16;
    if (padding === 1) bytes[at++] = bits >> 8;
  }
  if (wrong < 0) return null;
  if (LITTLE_ENDIAN) return new Int32Array(bytes.buffer);
  const view = new DataView(bytes.buffer);
  return Int32Array.from({ length: length / 4 }, (_, i) => view.getInt32(i * 4, true));
}

function valueAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code < 128 ? (VALUES[code] as number) : -1;
}

/** The order in which this machine writes the bytes of a word: that of the file, nearly everywhere. */
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
