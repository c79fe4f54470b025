/** The part of a URL that a request carries: path and query. Written by hand: a pure room has no URL class. */
import { fromUtf8, fromLatin1, latin1, utf8 } from '../bytes';

export interface Target {
  /** Before the `?`, as sent. */
  readonly path: string;
  /** The path's steps, decoded; `/a/b%20c` gives `a` and `b c`, a slash at the end an empty last step. */
  readonly steps: readonly string[];
  /** After the `?`, as sent; empty without one. */
  readonly queryText: string;
  readonly query: readonly (readonly [name: string, value: string])[];
}

export function parseTarget(target: string): Target {
  const clean = target.split('#', 1)[0] as string;
  const mark = clean.indexOf('?');
  const path = mark < 0 ? clean : clean.slice(0, mark);
  const queryText = mark < 0 ? '' : clean.slice(mark + 1);
  const steps = path.split('/').slice(1).map(percentDecoded);
  return { path, steps, queryText, query: parseQuery(queryText) };
}

/** `a=1&b=two+words` in order; what has no `=` is a name with an empty value. */
export function parseQuery(text: string): [name: string, value: string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const mark = pair.indexOf('=');
      const [name, value] = mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)];
      return [percentDecoded(name.replaceAll('+', ' ')), percentDecoded(value.replaceAll('+', ' '))];
    });
}

/** `%41` becomes `A`; a stray percent sign stays, and bytes that are no UTF-8 are read as Latin-1. */
export function percentDecoded(text: string): string {
  if (!/[%\x80-\uffff]/.test(text)) return text;
  // Heads are read as Latin-1, so a raw byte above 127 arrives as one character: back to bytes before decoding.
  const raw = /[^\0-\xff]/.test(text) ? fromLatin1(utf8(text)) : text;
  const bytes = latin1(raw.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))));
  return fromUtf8(bytes) ?? fromLatin1(bytes);
}

/** The first value of this name; null if there is none. */
export function queryValue(target: Target, name: string): string | null {
  return target.query.find(([key]) => key === name)?.[1] ?? null;
}
