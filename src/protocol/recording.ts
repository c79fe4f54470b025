/**
 * A recorded run as a file: `lessons/<id>/recorded/<program>.json`, written by `interleave record` and opened by the page where the
 * program cannot run. One JSON object:
 *
 *     {
 *       "format": "interleave-recording",
 *       "version": 1,
 *       "lesson": "without-a-gil",
 *       "program": "plain",
 *       "recordedOn": "2026-11-21",   a day, in UTC
 *       "engine": "Chromium 156",     the browser that ran it
 *       "cores": 2,                   as that browser reported them
 *       "isolation": "isolated",
 *       "sources": "9f86d0...",       SHA-256 over the program's files, see `sourcesHash`
 *       "lockEvents": 200000,         the budget of uncontended lock events that it was recorded with
 *       "summary": { "outcome": ..., "wallMs": 812.4 },
 *       "trace": "eJzt..."            base64 of a deflated (zlib) trace file, output included: `src/trace/json.ts`
 *     }
 *
 * A recording comes with the site, so nobody's malice is expected in it; but it may be older than the page, cut short or changed by
 * hand. It is read like everything else that comes from outside: whatever does not fit is refused in a sentence, and its trace
 * has to pass the builder that live runs pass.
 */
import * as v from 'valibot';
import { err, ok, type Result } from '../base/result';
import { sha256 } from '../base/sha256';
import type { RunSummary } from '../runtimes/runtime';
import { recordingFile } from '../texts/en/recording-file';
import { parseTraceFile, toTraceFile, type LoadedTrace, type SavedOutput } from '../trace/json';
import type { Trace } from '../trace/trace';
import { countSchema, nameSchema, summarySchema, textSchema } from './parts';

export const RECORDING_FORMAT = 'interleave-recording';
export const RECORDING_VERSION = 1;

/** What a trace may take once it is unpacked: far more than any recording of ours has, far less than what would stop the page. */
const UNPACKED_BYTES = 32_000_000;

/** What a recording tells about itself. */
export interface RecordingAbout {
  readonly lesson: string;
  readonly program: string;
  /** `2026-11-21`. */
  readonly recordedOn: string;
  /** `Chromium 156`. */
  readonly engine: string;
  readonly cores: number;
  readonly isolation: 'isolated' | 'not-isolated';
  /** What `sourcesHash` said of the program's files. */
  readonly sources: string;
  readonly lockEvents: number;
}

export interface Recording extends LoadedTrace {
  readonly about: RecordingAbout;
  readonly summary: RunSummary;
}

const positive = v.pipe(countSchema, v.minValue(1));

const schema = v.strictObject({
  format: v.literal(RECORDING_FORMAT),
  version: v.literal(RECORDING_VERSION),
  lesson: nameSchema,
  program: nameSchema,
  recordedOn: v.pipe(
    v.string(),
    v.isoDate(),
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
  engine: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  cores: positive,
  isolation: v.picklist(['isolated', 'not-isolated']),
  sources: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  lockEvents: countSchema,
  summary: summarySchema,
  trace: textSchema,
}) satisfies v.GenericSchema<unknown, object>;

/** Of a program's files, in whatever order they come: the same for the same paths and texts, whatever a checkout did to line ends. */
export function sourcesHash(files: readonly { readonly path: string; readonly content: string }[]): string {
  const told = files
    .map(({ path, content }) => [path, content.replace(/\r\n?/g, '\n')] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(new TextEncoder().encode(JSON.stringify(told)));
}

/** The file's text, on lines of its own so that a change of it can be read. */
export async function saveRecording(
  about: RecordingAbout,
  summary: RunSummary,
  trace: Trace,
  output: readonly SavedOutput[],
): Promise<string> {
  const packed = await deflate(new TextEncoder().encode(JSON.stringify(toTraceFile(trace, output))));
  const file: v.InferInput<typeof schema> = {
    format: RECORDING_FORMAT,
    version: RECORDING_VERSION,
    ...about,
    summary,
    trace: toBase64(packed),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads what `saveRecording` wrote. The error is one sentence for people. */
export async function loadRecording(text: string): Promise<Result<Recording>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(recordingFile.notJson);
  }
  const version: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'version') : undefined;
  if (typeof version === 'number' && version > RECORDING_VERSION) {
    return err(recordingFile.newer(version, RECORDING_VERSION));
  }
  const parsed = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
  if (!parsed.success) {
    return err(recordingFile.damaged(v.getDotPath(parsed.issues[0])));
  }
  const { format: _format, version: _version, summary, trace: packed, ...about } = parsed.output;
  let trace: unknown;
  try {
    trace = JSON.parse(new TextDecoder().decode(await inflate(fromBase64(packed))));
  } catch {
    return err(recordingFile.notUnpacked);
  }
  const loaded = parseTraceFile(trace);
  if (!loaded.ok) return loaded;
  if (!loaded.value.trace.complete) return err(recordingFile.notEnded);
  return ok({ about, summary, ...loaded.value });
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return collect(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate')), Infinity);
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return collect(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')), UNPACKED_BYTES);
}

/** All that a stream gives, unless that is more than `most`. */
async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > most) {
      await reader.cancel();
      throw new RangeError('too large');
    }
    pieces.push(next.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}
