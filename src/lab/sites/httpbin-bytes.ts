/** The routes of `httpbin.org` whose answers are bytes that come in their own time: `/bytes`, `/drip`, `/stream`, `/range`. */
import { seededRandom } from '../../base/random';
import { utf8 } from '../bytes';
import { emptyAnswer, headerOf, textAnswer, type Headers, type LabResponse, type TimedPiece } from '../http/message';
import { queryValue, type Target } from '../http/target';
import { factsOf, type Call } from './httpbin-facts';

const MAX_BYTES = 100 * 1024;
const MAX_DRIP = 10 * 1024 * 1024;
const BINARY: Headers = [['Content-Type', 'application/octet-stream']];

/** A number that a query gives; the standing one where it gives none. */
function numberOf(target: Target, name: string, standing: number): number {
  const value = Number(queryValue(target, name) ?? standing);
  return Number.isFinite(value) && value >= 0 ? value : standing;
}

function wholeOf(target: Target, name: string, standing: number): number {
  return Math.floor(numberOf(target, name, standing));
}

function randomBytes({ target, context }: Call, count: number): Uint8Array {
  const text = queryValue(target, 'seed');
  const seed = text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : context.random.uint32();
  const random = seededRandom(seed);
  return Uint8Array.from({ length: count }, () => random.below(256));
}

const inParts = function* (bytes: Uint8Array, size: number, everyMs = 0): Generator<TimedPiece> {
  for (let at = 0; at < bytes.length; at += size) yield { afterMs: everyMs, bytes: bytes.subarray(at, at + size) };
};

export function bytesAnswer(call: Call, count: number): LabResponse {
  return { status: 200, headers: BINARY, body: randomBytes(call, Math.min(count, MAX_BYTES)) };
}

export function streamBytesAnswer(call: Call, count: number): LabResponse {
  const bytes = randomBytes(call, Math.min(count, MAX_BYTES));
  const size = Math.max(1, wholeOf(call.target, 'chunk_size', 10 * 1024));
  return { status: 200, headers: BINARY, body: { length: null, pieces: () => inParts(bytes, size) } };
}

/** So many lines of JSON, one by one. */
export function streamAnswer(call: Call, count: number): LabResponse {
  const lines = Math.min(count, 100);
  const facts = factsOf(call, ['args', 'headers', 'origin', 'url']);
  const pieces = function* (): Generator<TimedPiece> {
    for (let id = 0; id < lines; id++) yield { afterMs: 0, bytes: utf8(`${JSON.stringify({ ...facts, id })}\n`) };
  };
  return { status: 200, headers: [['Content-Type', 'application/json']], body: { length: null, pieces } };
}

/** Stars that fall one by one: `numbytes` of them in `duration` seconds, after `delay` seconds. */
export function dripAnswer({ target }: Call): LabResponse {
  const count = wholeOf(target, 'numbytes', 10);
  const duration = Math.min(60, numberOf(target, 'duration', 2));
  const code = wholeOf(target, 'code', 200);
  if (count < 1) return textAnswer('number of bytes must be positive\n', 400);
  if (code < 200 || code > 599) return textAnswer('code must be from 200 to 599\n', 400);
  const length = Math.min(count, MAX_DRIP);
  // No more than a hundred falls a second: beyond that they fall in handfuls.
  const size = Math.max(1, Math.ceil(length / Math.max(1, duration * 100)));
  const falls = Math.ceil(length / size);
  const stars = new Uint8Array(length).fill(0x2a);
  // The first falls at once; the last one's wait is over when the duration is.
  const pieces = function* (): Generator<TimedPiece> {
    const everyMs = (duration * 1_000) / falls;
    let first = true;
    for (const { bytes } of inParts(stars, size)) {
      yield { afterMs: first ? 0 : everyMs, bytes };
      first = false;
    }
    yield { afterMs: everyMs, bytes: new Uint8Array(0) };
  };
  const serverMs = Math.min(10, numberOf(target, 'delay', 2)) * 1_000;
  return { status: code, headers: BINARY, body: { length, pieces }, serverMs };
}

/** So many letters of the alphabet, of which a part can be had: for downloads in several parts at once. */
export function rangeAnswer({ request, target }: Call, count: number): LabResponse {
  const etag = `range${count}`;
  const common: Headers = [...BINARY, ['ETag', etag], ['Accept-Ranges', 'bytes']];
  if (count < 1 || count > MAX_BYTES) return textAnswer(`the number of bytes must be from 1 to ${MAX_BYTES}\n`, 404);
  const wanted = /^bytes=(\d{0,10})-(\d{0,10})$/.exec(headerOf(request.headers, 'range') ?? '');
  const [, from = '', to = ''] = wanted ?? [];
  const first = from === '' ? (to === '' ? 0 : Math.max(0, count - Number(to))) : Number(from);
  const last = from === '' || to === '' ? count - 1 : Math.min(Number(to), count - 1);
  if (first > last) return emptyAnswer(416, [...common, ['Content-Range', `bytes */${count}`]]);
  const bytes = Uint8Array.from({ length: last - first + 1 }, (_, i) => 97 + ((first + i) % 26));
  const size = Math.max(1, wholeOf(target, 'chunk_size', 10 * 1024));
  const duration = Math.min(60, numberOf(target, 'duration', 0)) * 1_000;
  const everyMs = duration / Math.ceil(bytes.length / size);
  const headers: Headers = wanted === null ? common : [...common, ['Content-Range', `bytes ${first}-${last}/${count}`]];
  return {
    status: wanted === null ? 200 : 206,
    headers,
    body: { length: bytes.length, pieces: () => inParts(bytes, size, everyMs) },
  };
}
