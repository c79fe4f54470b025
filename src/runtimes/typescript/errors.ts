/**
 * Errors as the learner is to see them: her own files and lines, nothing of what stands around them. Columns are left out: the lines
 * that run are the learner's with calls put in between, and a browser counts in those.
 */
import type { ErrorFrame, RaisedError } from '../runtime';
import { SourceError } from './compile';
import { inspect } from 'node-inspect-extracted';

/** Which of the program's files the code at an address is; null for code that is not the learner's. */
export type FileOf = (url: string) => string | null;

/**
 * Of a stack that was made readable already (in a worker, where the modules' addresses are known): the lines with places. */
export function placesIn(text: string): string {
  return text
    .split('\n')
    .filter((line) => READABLE_FRAME.test(line))
    .join('\n');
}

/** `at f (blob:null/1-2:12:5)` in Chromium and Node, `f@blob:null/1-2:12:5` in Firefox and Safari. */
const V8_FRAME = /^\s*at (?:(?:async )?(.*?) \()?((?:blob|https?|file|data|node)\S*?):(\d+):(\d+)\)?$/;
/** What Safari calls the code that is in no function. */
const SAFARI_MODULE = /^(?:module|global|eval) code$/;
/** As `withOwnPlaces` writes them. */
const READABLE_FRAME = /^\s*at (?:(.*?) \()?([^\s():]+\.[cm]?[jt]sx?):(\d+)\)?$/;
const OTHER_FRAME = /^(.*?)@((?:blob|https?|file)\S*?):(\d+):(\d+)$/;

/** The stack's frames in the learner's files, innermost call first. */
function ownFrames(stack: string, fileOf: FileOf): ErrorFrame[] {
  const frames: ErrorFrame[] = [];
  for (const text of stack.split('\n')) {
    const readable = READABLE_FRAME.exec(text);
    const match = readable ?? V8_FRAME.exec(text) ?? OTHER_FRAME.exec(text);
    const file = match === null ? null : readable === null ? fileOf(match[2] ?? '') : (match[2] ?? null);
    if (match === null || file === null) continue;
    const name = (match[1] ?? '').replace(/^async\*?|^(?:new )?Object\./, '').replace(SAFARI_MODULE, '');
    frames.push({ file, line: Number(match[3]), name: name === '' ? '<module>' : name, own: true });
  }
  return frames;
}

/** What a program threw, or a promise that nobody awaited was rejected with: any value at all. */
export function describeError(error: unknown, fileOf: FileOf): RaisedError {
  if (isSourceError(error)) {
    const { file, line, column, message } = error;
    const text = `${file}:${line}:${column}\nSyntaxError: ${message}\n`;
    return { type: 'SyntaxError', message, frames: [], text, syntax: { file, line, column } };
  }
  if (!isError(error)) {
    const message = words(() => inspect(error), 'something that cannot be shown');
    const text = `Uncaught ${message}\n(What is thrown had better be an Error: it knows where it was made.)\n`;
    return { type: typeof error === 'object' ? 'Object' : typeof error, message, frames: [], text, syntax: null };
  }
  const type = words(() => typeOf(error), 'Error');
  // The browser knows modules by their addresses only.
  const message = words(() => String(error.message), '').replace(
    /blob:[^\s'"]*[^\s'":,.)]/g,
    (url) => fileOf(url) ?? url,
  );
  const stack = words(() => String(error.stack), '');
  const frames = ownFrames(stack, fileOf);
  const text = `Uncaught ${withOwnPlaces(
    words(() => inspect(error), `${type}: ${message}`),
    fileOf,
  )}\n`;
  // Outermost first, as in all outcomes.
  return {
    type,
    message,
    frames: frames.reverse(),
    text,
    syntax: null,
  };
}

/** The lines of a printed error that are about the learner's files, with their names in them. */
export function withOwnPlaces(text: string, fileOf: FileOf): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const match = V8_FRAME.exec(line.replace(/ \{$/, '')) ?? OTHER_FRAME.exec(line);
      if (match === null) return [line];
      const [, name, url = '', row = ''] = match;
      const file = fileOf(url);
      // A brace that opens the list of the error's properties stays.
      const rest = line.endsWith(' {') ? ' {' : '';
      if (file === null) return rest === '' ? [] : [rest.trim()];
      const place = `${file}:${row}`;
      return [
        name === undefined || name === '' || SAFARI_MODULE.test(name)
          ? `    at ${place}${rest}`
          : `    at ${name} (${place})${rest}`,
      ];
    })
    .join('\n');
}

const NAMED_ONLY: ReadonlySet<unknown> = new Set(['Error', 'DOMException']);

/** An error that came from another thread is a plain `Error` under its old name; the browser's own are told apart by name only. */
function typeOf(error: Error): string {
  const { constructor, name } = error;
  return String((NAMED_ONLY.has(constructor?.name) && name !== '' ? name : constructor?.name) || name || 'Error');
}

/** `instanceof` asks what is thrown, which may bite. */
export function isSourceError(value: unknown): value is SourceError {
  return isError(value) && value instanceof SourceError;
}

function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || (typeof DOMException === 'function' && value instanceof DOMException);
  } catch {
    return false;
  }
}

/** A learner's object may do anything when it is looked at. */
function words(look: () => string, otherwise: string): string {
  try {
    return look().slice(0, 100_000);
  } catch {
    return otherwise;
  }
}
