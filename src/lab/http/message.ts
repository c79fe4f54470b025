/** Requests and answers, as the lab's sites see them. */
import { fromUtf8, utf8 } from '../bytes';

/** Names in the spelling that was used; look them up with `headerOf`, which does not mind it. */
export type Headers = readonly (readonly [name: string, value: string])[];

export interface LabRequest {
  readonly method: string;
  /** As sent, from the slash on: `/get?a=1`. */
  readonly target: string;
  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  readonly minor: 0 | 1;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A part of a body that leaves `afterMs` after the one before it (the first: after the head). */
export interface TimedPiece {
  readonly afterMs: number;
  readonly bytes: Uint8Array;
}

/** A body that comes in parts. Without a `length` it goes out in chunks. */
export interface StreamedBody {
  readonly length: number | null;
  pieces(): Iterable<TimedPiece>;
}

export interface LabResponse {
  readonly status: number;
  /** The standard phrase unless given. */
  readonly reason?: string;
  /** `Date`, `Server`, `Connection` and what tells the body's length are added. */
  readonly headers: Headers;
  readonly body: Uint8Array | StreamedBody;
  /** How long the server thinks before the first byte leaves, in milliseconds. */
  readonly serverMs?: number;
}

/** What a site may know beyond the request. */
export interface SiteContext {
  /** `http` or `https`, by the port. */
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly clientAddress: string;
  /** The wall clock that servers show, in milliseconds since 1970. */
  readonly epochMs: number;
  /** This request's own chance. */
  readonly random: {
    uint32(): number;
    float(): number;
    below(bound: number): number;
  };
  /** Names one picture, text or sequence for ever: independent of the request's own chance. */
  readonly seed: number;
}

/** What a host says: an answer to each request, at once (waiting is told by the answer's `serverMs` and pieces). */
export type Site = (request: LabRequest, context: SiteContext) => LabResponse;

/** The first header of this name; null if there is none. */
export function headerOf(headers: Headers, name: string): string | null {
  const wanted = name.toLowerCase();
  for (const [key, value] of headers) if (key.toLowerCase() === wanted) return value;
  return null;
}

/** The elements of a list header (`Connection: keep-alive, TE`), lower case, of all headers of that name. */
export function listHeader(headers: Headers, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers
    .filter(([key]) => key.toLowerCase() === wanted)
    .flatMap(([, value]) => value.split(','))
    .map((element) => element.trim().toLowerCase())
    .filter((element) => element !== '');
}

const NOTHING = new Uint8Array(0);

export function emptyAnswer(status: number, headers: Headers = []): LabResponse {
  return { status, headers, body: NOTHING };
}

export function textAnswer(text: string, status = 200, headers: Headers = []): LabResponse {
  return { status, headers: [['Content-Type', 'text/plain; charset=utf-8'], ...headers], body: utf8(text) };
}

export function htmlAnswer(html: string, status = 200, headers: Headers = []): LabResponse {
  return { status, headers: [['Content-Type', 'text/html; charset=utf-8'], ...headers], body: utf8(html) };
}

export function jsonAnswer(value: unknown, status = 200, headers: Headers = [], indent = 2): LabResponse {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8'], ...headers],
    body: utf8(JSON.stringify(value, null, indent) + (indent > 0 ? '\n' : '')),
  };
}

/** JSON with the keys of every object in order, as servers written in Python like to send it. */
export function sortedJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedJson);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedJson(inner)]));
}

/** The body as JSON; undefined where it is none. */
export function jsonOf(body: Uint8Array): unknown {
  const text = fromUtf8(body);
  if (text === null || text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
