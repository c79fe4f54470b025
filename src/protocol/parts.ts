/**
 * Schemas for what several messages are made of, and the caps that keep one message from being a burden.
 *
 * A schema answers with a fresh object that holds the known keys and nothing else, so what passes cannot carry anything
 * along. Structured clone has already turned whatever was sent into plain data: there are no getters, no proxies and no
 * prototypes but the built-in ones. What it can still carry is an own key named `__proto__`; strict objects refuse it like
 * any other unknown key.
 *
 * The hot kinds, `output` and `trace`, come up to sixty times a second with thousands of pieces. They are checked by hand
 * (`isOutputChunks`, `isTraceRows`, `isTraceStrings`; for `network`, see `parse-network.ts`): one pass, no allocation, and
 * the very object that arrived is kept.
 */
import * as v from 'valibot';
import type { OutputChunk, RunRequest, RunSummary } from '../runtimes/runtime';
import { ROW_INTS } from '../trace/codec';
import { STREAMS } from '../trace/events';
import { networkRequestSchema } from './parse-network';
import type { Capabilities } from './realm';

/** Generous for anything honest; past them a message is refused as a whole. */
export const CAPS = {
  /** Characters in a name, a path, a step's description. */
  name: 4_096,
  /** Characters in a message, a traceback, a deadlock's story. */
  text: 4_000_000,
  /** Frames of one traceback (a recursion of any depth that CPython allows). */
  frames: 100_000,
  blocked: 20_000,
  files: 5_000,
  /** Characters or bytes of one source file. */
  fileSize: 64_000_000,
  args: 1_000,
  /** Pieces in one `output` message, and characters of all of them together. */
  chunks: 100_000,
  outputChars: 8_000_000,
  /** Events in one `trace` message, and strings that come with them. */
  rows: 1_000_000,
  strings: 200_000,
  stringChars: 8_000_000,
  /** Characters of one typed line. */
  line: 1_000_000,
} as const;

const name = v.pipe(v.string(), v.maxLength(CAPS.name));
const text = v.pipe(v.string(), v.maxLength(CAPS.text));
const finite = v.pipe(v.number(), v.finite());
const duration = v.pipe(finite, v.minValue(0));
const whole = v.pipe(v.number(), v.safeInteger());
const count = v.pipe(whole, v.minValue(0));

export const nameSchema = name;
export const textSchema = text;
export const durationSchema = duration;
export const countSchema = count;
export const runIdSchema = count;
export const lineSchema = v.nullable(v.pipe(v.string(), v.maxLength(CAPS.line)));
export const languageSchema = v.picklist(['python', 'typescript']);

const place = v.strictObject({ file: name, line: count });

const outcome = v.variant('kind', [
  v.strictObject({ kind: v.literal('finished'), exitCode: whole }),
  v.strictObject({
    kind: v.literal('raised'),
    exitCode: whole,
    error: v.strictObject({
      type: name,
      message: text,
      frames: v.pipe(
        v.array(v.strictObject({ file: name, line: count, name, own: v.boolean() })),
        v.maxLength(CAPS.frames),
      ),
      text,
      syntax: v.nullable(v.strictObject({ file: name, line: count, column: count })),
    }),
  }),
  v.strictObject({
    kind: v.literal('deadlocked'),
    blocked: v.pipe(
      v.array(
        v.strictObject({
          actor: name,
          via: name,
          place: v.nullable(place),
          wants: v.nullable(name),
          holder: v.nullable(v.strictObject({ actor: name, place: v.nullable(place) })),
        }),
      ),
      v.maxLength(CAPS.blocked),
    ),
    cycle: v.pipe(v.array(name), v.maxLength(CAPS.blocked)),
    text,
  }),
  v.strictObject({ kind: v.literal('timed-out'), afterMs: duration }),
  v.strictObject({ kind: v.literal('interrupted'), forced: v.boolean(), exitCode: whole }),
  v.strictObject({
    kind: v.literal('platform-fault'),
    reason: v.picklist(['out-of-memory', 'crashed', 'unresponsive', 'boot', 'protocol', 'internal', 'unsupported']),
    message: text,
    context: text,
  }),
]);

export const summarySchema: v.GenericSchema<unknown, RunSummary> = v.strictObject({
  outcome,
  wallMs: duration,
  memory: v.exactOptional(
    v.strictObject({
      bytes: countSchema,
      processes: countSchema,
      largest: countSchema,
      grown: countSchema,
      spare: countSchema,
    }),
  ),
});

/** Relative, with `/`, naming something: no leading slash, no empty or dotted step, no backslash, no NUL. */
export function isSourcePath(path: string): boolean {
  return (
    path.length > 0 &&
    path.length <= CAPS.name &&
    !/[\\\0]/.test(path) &&
    path.split('/').every((step) => step !== '' && step !== '.' && step !== '..')
  );
}

const sourceFile = v.strictObject({
  path: v.pipe(v.string(), v.check(isSourcePath, 'a relative path')),
  content: v.union([
    v.pipe(v.string(), v.maxLength(CAPS.fileSize)),
    v.pipe(
      v.instance(Uint8Array),
      v.check((bytes) => bytes.byteLength <= CAPS.fileSize && bytes.buffer instanceof ArrayBuffer, 'bytes of its own'),
    ),
  ]),
});

export const requestSchema: v.GenericSchema<unknown, RunRequest> = v.pipe(
  v.strictObject({
    language: languageSchema,
    entry: name,
    files: v.pipe(v.array(sourceFile), v.maxLength(CAPS.files)),
    args: v.pipe(v.array(text), v.maxLength(CAPS.args)),
    traced: v.boolean(),
    weighed: v.exactOptional(v.boolean()),
    seed: v.nullable(finite),
    startMethod: v.picklist(['fork', 'spawn']),
    prepareProcesses: v.boolean(),
    network: v.exactOptional(networkRequestSchema),
    limits: v.strictObject({ outputChars: count, lockEvents: count, timeoutMs: v.nullable(duration) }),
  }),
  v.check((request) => request.files.some((file) => file.path === request.entry), 'an entry among its files'),
);

export const capabilitiesSchema: v.GenericSchema<unknown, Capabilities> = v.strictObject({
  isolation: v.picklist(['isolated', 'not-isolated']),
  stackSwitching: v.boolean(),
  webAssembly: v.boolean(),
  cores: v.pipe(count, v.minValue(1)),
  clockStepMs: duration,
});

/** True for a plain object with exactly `size` own keys; the caller looks at each of them by name. */
export function hasKeys(value: object, size: number): boolean {
  return Object.keys(value).length === size;
}

export function isOutputChunks(value: unknown): value is readonly OutputChunk[] {
  if (!Array.isArray(value) || value.length > CAPS.chunks) return false;
  let chars = 0;
  for (const chunk of value as readonly unknown[]) {
    if (typeof chunk !== 'object' || chunk === null || !hasKeys(chunk, 4)) return false;
    const { stream, text, t, actor } = chunk as Record<keyof OutputChunk, unknown>;
    if (!(STREAMS as readonly unknown[]).includes(stream) || typeof text !== 'string') return false;
    if (!Number.isFinite(t) || !Number.isSafeInteger(actor) || (actor as number) < -1) return false;
    chars += text.length;
  }
  return chars <= CAPS.outputChars;
}

export function isTraceRows(value: unknown): value is Int32Array {
  return (
    value instanceof Int32Array &&
    value.buffer instanceof ArrayBuffer &&
    value.length % ROW_INTS === 0 &&
    value.length <= CAPS.rows * ROW_INTS
  );
}

export function isTraceStrings(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length > CAPS.strings) return false;
  let chars = 0;
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'string') return false;
    chars += item.length;
  }
  return chars <= CAPS.stringChars;
}
