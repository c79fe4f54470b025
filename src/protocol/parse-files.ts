/** Parsers for `files.ts`, used by `parse-realm.ts` and `parse-system.ts`. */
import * as v from 'valibot';
import { DISK, LISTED, type RunFile, type RunFiles } from './files';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Absolute, and no longer than Linux allows. */
export const filePathSchema = v.pipe(v.string(), v.maxLength(4096), v.startsWith('/'));

export const runFileSchema: v.GenericSchema<unknown, RunFile> = v.strictObject({
  path: filePathSchema,
  size: count,
  at: v.pipe(v.number(), v.finite(), v.minValue(0)),
});

export const runFilesSchema: v.GenericSchema<unknown, RunFiles> = v.strictObject({
  files: v.pipe(v.array(runFileSchema), v.maxLength(LISTED)),
  more: count,
  bytes: count,
});

/** The bytes and nothing around them: a view would bring all of its buffer along. */
export const fileBytesSchema = v.pipe(
  v.instance(Uint8Array),
  v.check(
    ({ byteLength, buffer }) =>
      byteLength <= DISK.bytes && buffer instanceof ArrayBuffer && buffer.byteLength === byteLength,
    'bytes of their own, no more than a run may keep',
  ),
);
