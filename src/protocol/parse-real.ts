/**
 * The real network's part of the border: what a run asks the page to fetch for it, and how the answer comes. Only pages answer that
 * have begun the run with its switch on (`sandbox/host/real-network.ts`).
 */
import * as v from 'valibot';
import { BEYOND_FAILURES, type BeyondRequest } from '../lab/beyond';
import type { RealAnswer } from './realm';

export const REAL_CAPS = {
  /** Characters of a URL. */
  url: 16_384,
  method: 40,
  headers: 500,
  /** Characters of all headers together. */
  headerChars: 128 * 1024,
  /** Bytes of a request's body, and of a whole answer. */
  body: 32 * 1024 * 1024,
  answer: 64 * 1024 * 1024,
  /** Bytes of one piece of an answer, and of those that may be under way to the realm before it has asked for more. */
  piece: 256 * 1024,
  window: 1024 * 1024,
  words: 1_000,
} as const;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const bytesUpTo = (most: number) =>
  v.pipe(
    v.instance(Uint8Array),
    v.check((bytes) => bytes.byteLength <= most && bytes.buffer instanceof ArrayBuffer, 'bytes of its own'),
  );

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a header's value may hold: Latin-1 without control characters, as `Headers` takes it. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const headers = v.pipe(
  v.array(v.strictTuple([v.pipe(v.string(), v.regex(NAME)), v.pipe(v.string(), v.regex(VALUE))])),
  v.maxLength(REAL_CAPS.headers),
  v.check(
    (list) => list.reduce((sum, [name, value]) => sum + name.length + value.length, 0) <= REAL_CAPS.headerChars,
    'headers of reasonable size',
  ),
);

export const realRequestSchema: v.GenericSchema<unknown, BeyondRequest> = v.strictObject({
  method: v.pipe(v.string(), v.regex(NAME), v.maxLength(REAL_CAPS.method)),
  url: v.pipe(v.string(), v.regex(/^https?:\/\/[\x21-\x7e]+$/), v.maxLength(REAL_CAPS.url)),
  headers,
  body: v.nullable(bytesUpTo(REAL_CAPS.body)),
});

export const realAnswerSchema: v.GenericSchema<unknown, RealAnswer> = v.variant('part', [
  v.strictObject({
    part: v.literal('head'),
    status: v.pipe(count, v.minValue(200), v.maxValue(599)),
    reason: v.pipe(v.string(), v.maxLength(REAL_CAPS.words)),
    headers,
  }),
  v.strictObject({ part: v.literal('piece'), bytes: bytesUpTo(REAL_CAPS.piece) }),
  v.strictObject({ part: v.literal('end') }),
  v.strictObject({
    part: v.literal('failed'),
    failure: v.picklist(BEYOND_FAILURES),
    words: v.pipe(v.string(), v.maxLength(REAL_CAPS.words)),
  }),
]);
