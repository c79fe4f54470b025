/** Turns an answer into the bytes that go over the wire, piece by piece. */
import { latin1 } from '../bytes';
import { type LabResponse, type TimedPiece } from './message';
import { isBodiless, reasonOf } from './status';

export const SERVER_NAME = 'interleave-lab';

export interface AnswerFacts {
  readonly method: string;
  readonly minor: 0 | 1;
  /** Whether the connection stays open, as far as client and server are concerned. */
  readonly keepAlive: boolean;
  readonly epochMs: number;
}

export interface WireAnswer {
  readonly head: Uint8Array;
  /** Empty where the answer has no body. */
  readonly pieces: Iterable<TimedPiece>;
  /** False when the body's end can only be told by closing the connection. */
  readonly keepAlive: boolean;
}

export function wireAnswer(response: LabResponse, facts: AnswerFacts): WireAnswer {
  const { status, body } = response;
  const length = body instanceof Uint8Array ? body.length : body.length;
  const bodiless = isBodiless(status);
  const chunked = !bodiless && length === null && facts.minor === 1;
  const keepAlive = facts.keepAlive && (bodiless || length !== null || chunked);

  const lines = [`HTTP/1.1 ${status} ${printable(response.reason ?? reasonOf(status))}`];
  const add = (name: string, value: string): void => void lines.push(`${name}: ${value}`);
  add('Date', httpDate(facts.epochMs));
  for (const [name, value] of response.headers) {
    // Whatever a lesson declares or a query asks for: a header stays one line, and framing is the server's own affair.
    if (/^(?:content-length|transfer-encoding|connection|server|date)$/i.test(name)) continue;
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) add(name, printable(value));
  }
  if (chunked) add('Transfer-Encoding', 'chunked');
  else if (!bodiless && length !== null) add('Content-Length', String(length));
  add('Connection', keepAlive ? 'keep-alive' : 'close');
  add('Server', SERVER_NAME);

  const pieces =
    bodiless || facts.method === 'HEAD'
      ? []
      : body instanceof Uint8Array
        ? [{ afterMs: 0, bytes: body }]
        : chunked
          ? inChunks(body.pieces())
          : body.pieces();
  return { head: latin1(`${lines.join('\r\n')}\r\n\r\n`), pieces, keepAlive };
}

function* inChunks(pieces: Iterable<TimedPiece>): Generator<TimedPiece> {
  for (const { afterMs, bytes } of pieces) {
    // A chunk of no bytes would end the body.
    if (bytes.length === 0) {
      yield { afterMs, bytes };
      continue;
    }
    const size = latin1(`${bytes.length.toString(16)}\r\n`);
    const chunk = new Uint8Array(size.length + bytes.length + 2);
    chunk.set(size);
    chunk.set(bytes, size.length);
    chunk.set([13, 10], size.length + bytes.length);
    yield { afterMs, bytes: chunk };
  }
  yield { afterMs: 0, bytes: latin1('0\r\n\r\n') };
}

/** `Sat, 21 Nov 2026 14:00:00 GMT` */
export function httpDate(epochMs: number): string {
  return new Date(epochMs).toUTCString();
}

/** Fit for one line of a head. */
export const printable = (text: string): string => text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?');
