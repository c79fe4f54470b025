/** Parsers for `system.ts`, used by `parse-worker.ts`. A program can reach its worker's `postMessage` and say whatever it likes. */
import * as v from 'valibot';
import { LISTED } from './files';
import { runFileSchema } from './parse-files';
import { CAPS, countSchema, durationSchema, nameSchema } from './parts';
import type { ProcessImage, SystemAnswer, SystemCall, SystemNote } from './system';
import type { ProcessStart } from './worker';

/** More than any message of a lesson; a state or a write beyond it is refused with the worker. */
const MOST_BYTES = 512 * 1024 * 1024;

const integer = v.pipe(v.number(), v.safeInteger());
const object = v.pipe(integer, v.minValue(0), v.maxValue(0x3fff_ffff));
const address = v.pipe(v.string(), v.maxLength(4096));
const bytes = v.pipe(
  v.instance(Uint8Array),
  v.check((value) => value.byteLength <= MOST_BYTES && value.buffer instanceof ArrayBuffer, 'bytes of its own'),
);
const shared = v.custom<SharedArrayBuffer>(
  (value) => typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer,
  'shared memory',
);
/** What `import NAME` may name. Packages are published under names of ASCII letters. */
const moduleName = v.pipe(v.string(), v.regex(/^[A-Za-z]\w{0,99}$/));
const holding = v.strictTuple([object, integer, integer]);

export const signalSchema = v.pipe(integer, v.minValue(0), v.maxValue(64));

const image: v.GenericSchema<unknown, ProcessImage> = v.strictObject({
  name: nameSchema,
  kind: v.picklist(['fork', 'exec']),
  argv: v.pipe(v.array(v.pipe(v.string(), v.maxLength(CAPS.line))), v.maxLength(1000)),
  state: bytes,
  descriptors: v.pipe(v.string(), v.maxLength(4_000_000)),
  holdings: v.pipe(v.array(holding), v.maxLength(100_000)),
});

export const processStartSchema: v.GenericSchema<unknown, ProcessStart> = v.strictObject({
  number: countSchema,
  parent: countSchema,
  image,
  epoch: durationSchema,
  files: v.array(v.strictObject({ path: address, content: v.nullable(bytes) })),
});

export const callSchema: v.GenericSchema<unknown, SystemCall> = v.variant('op', [
  v.strictObject({ op: v.literal('spawn'), image }),
  v.strictObject({ op: v.literal('signal'), pid: integer, signal: signalSchema }),
  v.strictObject({ op: v.literal('find'), object }),
  v.strictObject({ op: v.literal('open-memory'), name: address, object: integer, size: integer }),
  v.strictObject({ op: v.literal('unlink-memory'), name: address }),
  v.strictObject({ op: v.literal('listen'), address, object }),
  v.strictObject({ op: v.literal('connect'), address, reads: object, writes: object }),
  v.strictObject({ op: v.literal('resolve'), name: address }),
  v.strictObject({ op: v.literal('hosts') }),
  v.strictObject({ op: v.literal('why'), object }),
  v.strictObject({ op: v.literal('package'), name: moduleName }),
  v.strictObject({ op: v.literal('files'), since: countSchema }),
  v.strictObject({ op: v.literal('read'), object, count: countSchema }),
  v.strictObject({ op: v.literal('write'), object, bytes }),
  v.strictObject({ op: v.literal('state'), object }),
  v.strictObject({ op: v.literal('size'), object }),
  v.strictObject({ op: v.literal('acquire'), object }),
  v.strictObject({ op: v.literal('release'), object, most: countSchema }),
  v.strictObject({ op: v.literal('value'), object }),
  v.strictObject({ op: v.literal('peek'), object, offset: countSchema, count: countSchema }),
  v.strictObject({ op: v.literal('poke'), object, offset: countSchema, bytes }),
  v.strictObject({
    op: v.literal('wait'),
    seen: v.pipe(v.array(v.strictTuple([object, integer])), v.maxLength(10_000)),
  }),
]);

export const noteSchema: v.GenericSchema<unknown, SystemNote> = v.variant('op', [
  v.strictObject({
    op: v.literal('make'),
    object,
    kind: v.picklist(['pipe', 'semaphore', 'memory']),
    value: v.pipe(countSchema, v.maxValue(0x7fff_ffff)),
    buffer: v.nullable(shared),
  }),
  v.strictObject({ op: v.literal('hold'), holding }),
  v.strictObject({ op: v.literal('take'), from: countSchema, holding }),
  v.strictObject({
    op: v.literal('dial'),
    address: v.pipe(countSchema, v.maxValue(0xffff_ffff)),
    port: v.pipe(countSchema, v.maxValue(0xffff)),
    reads: object,
    writes: object,
  }),
  v.strictObject({ op: v.literal('forget'), object }),
  v.strictObject({
    op: v.literal('handle'),
    signal: signalSchema,
    action: v.picklist(['default', 'ignore', 'handler']),
  }),
  v.strictObject({ op: v.literal('begin') }),
  v.strictObject({ op: v.literal('file'), at: durationSchema, path: address, content: v.nullable(bytes) }),
  v.strictObject({ op: v.literal('listed'), files: v.pipe(v.array(runFileSchema), v.maxLength(LISTED)) }),
]);

export const answerSchema: v.GenericSchema<unknown, SystemAnswer> = v.union([
  v.strictObject({
    value: integer,
    version: v.optional(integer),
    bytes: v.optional(bytes),
    buffer: v.optional(v.nullable(shared)),
    files: v.optional(v.array(v.strictObject({ path: address, content: v.nullable(bytes) }))),
  }),
  v.strictObject({ errno: countSchema }),
]);
