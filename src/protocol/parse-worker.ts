/**
 * Parsers for everything in `worker.ts`, in both directions; see `parse-realm.ts`. The frame parses all that a worker says:
 * a program can reach its worker's `postMessage` and say whatever it likes.
 */
import * as v from 'valibot';
import { check, misfit } from './check';
import { bootedFromSchema, kitSchema } from './kit';
import {
  countSchema,
  durationSchema,
  hasKeys,
  isOutputChunks,
  isTraceRows,
  isTraceStrings,
  lineSchema,
  nameSchema,
  requestSchema,
  summarySchema,
  textSchema,
} from './parts';
import { answerSchema, callSchema, noteSchema, processStartSchema, signalSchema } from './parse-system';
import type { FrameToWorker, WorkerToFrame } from './worker';

const folderSchema = v.pipe(
  nameSchema,
  v.check((url) => URL.canParse(url) && url.endsWith('/'), 'an absolute URL that ends with a slash'),
);

const blobSchema = v.instance(Blob);
const filesSchema = v.exactOptional(
  v.strictObject({ loader: blobSchema, glue: blobSchema, wasm: blobSchema, stdlib: blobSchema }),
);

const frameSchema: v.GenericSchema<unknown, FrameToWorker> = v.variant('type', [
  v.strictObject({
    type: v.literal('boot'),
    indexURL: folderSchema,
    kit: v.nullable(kitSchema),
    control: v.nullable(
      v.custom<SharedArrayBuffer>(
        (value) => typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer,
        'shared memory',
      ),
    ),
    files: filesSchema,
  }),
  v.strictObject({ type: v.literal('make-kit'), indexURL: folderSchema, files: filesSchema }),
  v.strictObject({ type: v.literal('run'), request: requestSchema, process: v.nullable(processStartSchema) }),
  v.strictObject({ type: v.literal('answer'), call: countSchema, answer: answerSchema }),
  v.strictObject({ type: v.literal('signal'), signal: signalSchema }),
  v.strictObject({ type: v.literal('interrupt') }),
  v.strictObject({ type: v.literal('input'), line: lineSchema }),
  v.strictObject({ type: v.literal('tell-files') }),
]);

/** All but `output` and `trace`, which are checked by hand. */
const workerSchema: v.GenericSchema<unknown, WorkerToFrame> = v.variant('type', [
  v.strictObject({
    type: v.literal('progress'),
    step: nameSchema,
    loaded: durationSchema,
    total: durationSchema,
  }),
  v.strictObject({
    type: v.literal('booted'),
    version: nameSchema,
    from: bootedFromSchema,
    bootMs: durationSchema,
  }),
  v.strictObject({ type: v.literal('kit'), kit: kitSchema }),
  v.strictObject({ type: v.literal('started'), epoch: durationSchema }),
  v.strictObject({ type: v.literal('system-call'), call: countSchema, what: callSchema }),
  v.strictObject({ type: v.literal('system-note'), what: noteSchema }),
  v.strictObject({ type: v.literal('input-wanted') }),
  v.strictObject({ type: v.literal('interrupt-seen') }),
  v.strictObject({ type: v.literal('ended'), summary: summarySchema }),
  v.strictObject({
    type: v.literal('fault'),
    reason: v.picklist(['out-of-memory', 'crashed', 'boot', 'internal']),
    message: textSchema,
    context: textSchema,
  }),
]);

export function parseFrameToWorker(value: unknown): FrameToWorker {
  return check(frameSchema, value, 'the frame');
}

export function parseWorkerToFrame(value: unknown): WorkerToFrame {
  const hot = parseHot(value);
  return hot ?? check(workerSchema, value, 'the interpreter');
}

function parseHot(value: unknown): WorkerToFrame | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (value.type === 'output') {
    const { chunks } = value as Record<string, unknown>;
    if (!hasKeys(value, 2) || !isOutputChunks(chunks)) {
      throw misfit('the interpreter', 'output', 'its pieces are malformed or too many');
    }
    return { type: 'output', chunks };
  }
  if (value.type === 'trace') {
    const { rows, strings } = value as Record<string, unknown>;
    if (!hasKeys(value, 3)) throw misfit('the interpreter', 'trace', 'its keys are not the agreed ones');
    if (!isTraceRows(rows)) throw misfit('the interpreter', 'trace', 'its rows are not whole rows of 32-bit numbers');
    if (!isTraceStrings(strings)) throw misfit('the interpreter', 'trace', 'its strings are malformed or too many');
    return { type: 'trace', rows, strings };
  }
  return null;
}
