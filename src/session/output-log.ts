/**
 * What a program wrote, as a terminal would show it: lines of spans, each span with its stream and the actor that wrote it.
 *
 * - `\n` ends a line; `\r` goes back to the line's first column and what follows writes over what stood there, so progress
 *   bars redraw in place; `\b` goes one column back; a tab goes to the next multiple of eight. Escape sequences of terminals
 *   (colours, "erase to the end of the line") are obeyed where they erase and left out of the text otherwise.
 * - Everything is capped. The realm caps what it sends; this log does not rely on it. When it is full, the oldest lines go
 *   and `droppedLines` counts them: the end of an output is what tells how it went. A single line is cut at `LINE_CHARS`.
 *
 * A snapshot copies references only, and stays unchanged when more arrives.
 */
import type { Stream } from '../trace/events';
import { runTexts } from '../texts/en/run';

/** `typed` is what the learner answered: a terminal echoes it, and so do we. */
export type Voice = Stream | 'typed';

export interface Written {
  readonly stream: Voice;
  readonly text: string;
  /** As in `OutputSpan`. */
  readonly actor: number;
}

export interface OutputSpan {
  readonly stream: Voice;
  /** Who wrote it, as `voiceOf` (`trace/part.ts`) numbers them; -1 for the platform. */
  readonly actor: number;
  readonly text: string;
}

export interface OutputLine {
  readonly spans: readonly OutputSpan[];
  readonly length: number;
  /** Characters that did not fit. */
  readonly cut: number;
}

export interface OutputSnapshot {
  /** The last one may still grow in a later snapshot. */
  readonly lines: readonly OutputLine[];
  readonly droppedLines: number;
  /** Characters received in all. */
  readonly chars: number;
}

export const LOG_CHARS = 1_500_000;
export const LOG_LINES = 100_000;
export const LINE_CHARS = 20_000;

export const EMPTY_OUTPUT: OutputSnapshot = { lines: [], droppedLines: 0, chars: 0 };

interface Limits {
  readonly chars: number;
  readonly lines: number;
  readonly lineChars: number;
}

/** Plain text between control characters. Everything below space is one, and so is DEL. */
const CONTROL = /[\u0000-\u001f\u007f]/g;
const ESCAPE = /^\u001b(?:\[([0-9;?]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/;
const LONGEST_ESCAPE = 256;

export class OutputLog {
  #done: OutputLine[] = [];
  #droppedLines = 0;
  #kept = 0;
  #chars = 0;
  #spans: OutputSpan[] = [];
  #length = 0;
  #cut = 0;
  #column = 0;
  /** The beginning of an escape sequence whose end is still to come. */
  #pending = '';
  readonly #limits: Limits;

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { chars: LOG_CHARS, lines: LOG_LINES, lineChars: LINE_CHARS, ...limits };
  }

  append(chunks: readonly Written[]): void {
    for (const chunk of chunks) this.#write(chunk);
    this.#trim();
  }

  snapshot(): OutputSnapshot {
    const open = this.#length > 0 || this.#cut > 0 ? [this.#openLine()] : [];
    return { lines: [...this.#done, ...open], droppedLines: this.#droppedLines, chars: this.#chars };
  }

  #write(chunk: Written): void {
    this.#chars += chunk.text.length;
    // A notice is the platform speaking: never in the middle of the program's own line.
    if (chunk.stream === 'notice' && this.#length > 0) this.#newline();
    const text = this.#pending + chunk.text;
    this.#pending = '';
    let at = 0;
    while (at < text.length) {
      CONTROL.lastIndex = at;
      const stop = CONTROL.exec(text)?.index ?? text.length;
      if (stop > at) this.#put(text.slice(at, stop), chunk.stream, chunk.actor);
      if (stop === text.length) break;
      at = stop + 1;
      switch (text[stop]) {
        case '\n':
          this.#newline();
          break;
        case '\r':
          this.#column = 0;
          break;
        case '\b':
          this.#column = Math.max(0, this.#column - 1);
          break;
        case '\t':
          this.#put(' '.repeat(8 - (this.#column % 8)), chunk.stream, chunk.actor);
          break;
        case '\u001b': {
          const rest = text.slice(stop, stop + LONGEST_ESCAPE);
          const escape = ESCAPE.exec(rest);
          if (escape !== null) {
            this.#erase(escape[1] ?? '', escape[2] ?? '');
            at = stop + escape[0].length;
          } else if (rest.length < LONGEST_ESCAPE) {
            this.#pending = rest;
            at = text.length;
          }
          break;
        }
        default: // A bell and its like: nothing to see.
      }
    }
    if (chunk.stream === 'notice' && this.#length > 0) this.#newline();
  }

  /** `ESC [ n K`: 0 erases to the end of the line, 1 to its beginning, 2 all of it. */
  #erase(args: string, command: string): void {
    if (command !== 'K') return;
    const upTo = args === '1' ? Math.min(this.#column, this.#length) : 0;
    if (args === '1') {
      const column = this.#column;
      this.#column = 0;
      this.#put(' '.repeat(upTo), 'stdout', -1);
      this.#column = column;
      return;
    }
    const keep = args === '2' ? 0 : Math.min(this.#column, this.#length);
    this.#spans = slice(this.#spans, 0, keep);
    this.#length = keep;
  }

  #put(text: string, stream: Voice, actor: number): void {
    // After an erase the column may stand beyond the text: the gap is spaces, as on paper.
    if (this.#column > this.#length) {
      const gap = this.#column - this.#length;
      this.#push({ stream, actor, text: ' '.repeat(gap) });
      this.#length += gap;
    }
    const room = this.#limits.lineChars - this.#column;
    const fits = text.length <= room ? text : text.slice(0, Math.max(0, room));
    this.#cut += text.length - fits.length;
    if (fits === '') return;
    const end = this.#column + fits.length;
    if (this.#column === this.#length) {
      this.#push({ stream, actor, text: fits });
    } else {
      const after = end < this.#length ? slice(this.#spans, end, this.#length) : [];
      this.#spans = slice(this.#spans, 0, this.#column);
      this.#push({ stream, actor, text: fits });
      for (const span of after) this.#push(span);
    }
    this.#length = Math.max(this.#length, end);
    this.#column = end;
  }

  #push(span: OutputSpan): void {
    const last = this.#spans.at(-1);
    if (last !== undefined && last.stream === span.stream && last.actor === span.actor) {
      this.#spans[this.#spans.length - 1] = { ...last, text: last.text + span.text };
    } else {
      this.#spans.push(span);
    }
  }

  #openLine(): OutputLine {
    return { spans: [...this.#spans], length: this.#length, cut: this.#cut };
  }

  #newline(): void {
    this.#done.push({ spans: this.#spans, length: this.#length, cut: this.#cut });
    this.#kept += this.#length;
    this.#spans = [];
    this.#length = 0;
    this.#cut = 0;
    this.#column = 0;
    // Far above the limit in one batch: do not wait for its end.
    if (this.#done.length > this.#limits.lines * 2 || this.#kept > this.#limits.chars * 2) this.#trim();
  }

  #trim(): void {
    let drop = Math.max(0, this.#done.length - this.#limits.lines);
    for (let i = 0; i < drop; i++) this.#kept -= this.#done[i]?.length ?? 0;
    while (this.#kept > this.#limits.chars && drop < this.#done.length) this.#kept -= this.#done[drop++]?.length ?? 0;
    if (drop === 0) return;
    this.#done = this.#done.slice(drop);
    this.#droppedLines += drop;
  }
}

/** The characters `[from, to)` of a row of spans. */
function slice(spans: readonly OutputSpan[], from: number, to: number): OutputSpan[] {
  const result: OutputSpan[] = [];
  let at = 0;
  for (const span of spans) {
    const start = Math.max(from, at);
    const end = Math.min(to, at + span.text.length);
    if (start < end) result.push({ ...span, text: span.text.slice(start - at, end - at) });
    at += span.text.length;
  }
  return result;
}

/** The whole log as text, for the clipboard. */
export function outputText(output: OutputSnapshot): string {
  const head = output.droppedLines > 0 ? [runTexts.linesGone(output.droppedLines)] : [];
  return [...head, ...output.lines.map((line) => line.spans.map((span) => span.text).join(''))].join('\n');
}

/**
 * What the program wrote to one stream, each line with its end. A line that others wrote to as well keeps its own part; one that only
 * others wrote to is left out, and an empty line belongs to all.
 */
export function streamText(output: OutputSnapshot, stream: 'stdout' | 'stderr'): string {
  return output.lines
    .filter(({ spans }) => spans.length === 0 || spans.some((span) => span.stream === stream))
    .map(({ spans }) => `${spans.flatMap((span) => (span.stream === stream ? [span.text] : [])).join('')}\n`)
    .join('');
}
