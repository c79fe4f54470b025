/**
 * Where each line of the output stands when it is folded at a fixed number of columns, as a terminal folds it. With one
 * height for every row, any row is found by binary search, and only the visible ones need to exist.
 */
import type { OutputLine, OutputSpan } from '../../session/output-log';

export interface RowLayout {
  readonly columns: number;
  /** `starts[i]` is the first row of line `i`. */
  readonly starts: Uint32Array;
  readonly total: number;
}

export function layOut(lines: readonly OutputLine[], columns: number): RowLayout {
  const starts = new Uint32Array(lines.length);
  let total = 0;
  for (let i = 0; i < lines.length; i++) {
    starts[i] = total;
    total += Math.max(1, Math.ceil((lines[i]?.length ?? 0) / columns));
  }
  return { columns, starts, total };
}

/** The line that row `row` shows, and which fold of it. */
export function lineAtRow({ starts }: RowLayout, row: number): { readonly line: number; readonly piece: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return { line: low, piece: row - (starts[low] ?? 0) };
}

/** The spans of one fold of a line. */
export function pieceOf(line: OutputLine, piece: number, columns: number): readonly OutputSpan[] {
  if (piece === 0 && line.length <= columns) return line.spans;
  const from = piece * columns;
  const to = from + columns;
  const result: OutputSpan[] = [];
  let at = 0;
  for (const span of line.spans) {
    const start = Math.max(from, at);
    const end = Math.min(to, at + span.text.length);
    if (start < end) result.push({ ...span, text: span.text.slice(start - at, end - at) });
    at += span.text.length;
    if (at >= to) break;
  }
  return result;
}
