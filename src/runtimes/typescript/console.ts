/** `console`, as a terminal shows it: log, info, debug and table on stdout, the rest on stderr, formatted as Node formats. */
import { format, inspect } from 'node-inspect-extracted';
import { withOwnPlaces, type FileOf } from './errors';

type Write = (stream: 'stdout' | 'stderr', text: string) => void;

export function makeConsole(write: Write, now: () => number, fileOf: FileOf): Partial<Console> {
  let indent = '';
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();

  const print = (stream: 'stdout' | 'stderr', text: string): void => {
    const own = withOwnPlaces(text, fileOf);
    write(stream, `${indent === '' ? own : own.replace(/^/gm, indent)}\n`);
  };
  const to =
    (stream: 'stdout' | 'stderr') =>
    (...values: unknown[]): void =>
      print(stream, format(...values));
  const log = to('stdout');
  const warn = to('stderr');

  const group = (...values: unknown[]): void => {
    if (values.length > 0) log(...values);
    indent += '  ';
  };
  const lasted = (label: string): string | null => {
    const begin = timers.get(label);
    return begin === undefined ? null : `${label}: ${(now() - begin).toFixed(3)} ms`;
  };

  return {
    log,
    info: log,
    debug: log,
    warn,
    error: warn,
    dir: (value: unknown, options?: object) => print('stdout', inspect(value, { customInspect: false, ...options })),
    dirxml: log,
    table: (data: unknown, columns?: readonly string[]) => print('stdout', tableOf(data, columns)),
    trace(...values: unknown[]) {
      const stack = new Error().stack ?? '';
      const frames = stack.split('\n').slice(2).join('\n');
      print('stderr', `Trace${values.length === 0 ? '' : `: ${format(...values)}`}\n${frames}`);
    },
    assert(condition?: unknown, ...values: unknown[]) {
      if (condition) return;
      warn(
        ...(typeof values[0] === 'string'
          ? [`Assertion failed: ${values[0]}`, ...values.slice(1)]
          : ['Assertion failed', ...values]),
      );
    },
    group,
    groupCollapsed: group,
    groupEnd: () => void (indent = indent.slice(2)),
    count(label = 'default') {
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      log(`${label}: ${count}`);
    },
    countReset: (label = 'default') => void counts.delete(label),
    time: (label = 'default') => void timers.set(label, now()),
    timeLog(label = 'default', ...values: unknown[]) {
      const text = lasted(label);
      if (text !== null) log(text, ...values);
    },
    timeEnd(label = 'default') {
      const text = lasted(label);
      timers.delete(label);
      if (text !== null) log(text);
    },
    clear: () => {},
  };
}

/** Letters that are twice as wide as others, and marks that take no room of their own. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;
const NARROW = /\p{Mark}|[\u200b-\u200d]/gu;

function widthOf(text: string): number {
  const without = text.replace(NARROW, '');
  return [...without].length + (without.match(WIDE)?.length ?? 0);
}

/** Rows of a table; what is no table is shown as it is. */
function tableOf(data: unknown, only?: readonly string[]): string {
  if (typeof data !== 'object' || data === null) return format(data);
  const entries: (readonly [string, unknown])[] =
    data instanceof Map
      ? [...data].map(
          ([key, value], index) => [String(index), { Key: key as unknown, Values: value as unknown }] as const,
        )
      : data instanceof Set
        ? [...data].map((value: unknown, index) => [String(index), value] as const)
        : Object.entries(data);
  const columns: string[] = [];
  let hasValues = false;
  for (const [, row] of entries) {
    if (typeof row !== 'object' || row === null) hasValues = true;
    else for (const key of Object.keys(row)) if (!columns.includes(key)) columns.push(key);
  }
  const shown = only === undefined ? columns : [...only];
  const isIterated = data instanceof Map || data instanceof Set;
  const head = [isIterated ? '(iteration index)' : '(index)', ...shown, ...(hasValues ? ['Values'] : [])];
  const body = entries.map(([index, row]) => {
    const isRow = typeof row === 'object' && row !== null;
    const cells = shown.map((key) => (isRow && key in row ? inspect((row as Record<string, unknown>)[key]) : ''));
    return [index, ...cells, ...(hasValues ? [isRow ? '' : inspect(row)] : [])];
  });
  const widths = head.map(
    (title, column) => Math.max(...[head, ...body].map((row) => widthOf(row[column] ?? title))) + 2,
  );
  const line = (row: readonly string[]): string =>
    `│${row.map((cell, i) => ` ${cell}${' '.repeat((widths[i] ?? 1) - 1 - widthOf(cell))}`).join('│')}│`;
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  return [rule('┌', '┬', '┐'), line(head), rule('├', '┼', '┤'), ...body.map(line), rule('└', '┴', '┘')].join('\n');
}
