/** A race as tables: the same rows for the page, for CSV (RFC 4180) and for Markdown. */
import { raceWords } from '../texts/en/race-words';
import { judge } from './judge';
import { eachWords, memoryOfRace, rangeOfBytes, type EachTook } from './memory';
import { PHASES, PHASE_COLUMNS } from './phases';
import { trialsInOrder } from './statistics';
import { formatTimes, timeWords } from './words';
import { formatBytes, formatMs } from '../trace/format';
import type { RaceResult } from './race';

export interface Table {
  readonly columns: readonly string[];
  /** As many cells in each as there are columns. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** One row for each contestant, in words: for the page and for Markdown. */
export function raceTable(result: RaceResult): Table {
  return {
    columns: [
      raceWords.contestant,
      raceWords.trials,
      raceWords.median,
      raceWords.quartiles,
      raceWords.speedUp,
      raceWords.interval,
      raceWords.verdict,
    ],
    rows: judge(result).standings.map(({ contestant, summary, times, failures, verdict }) => [
      contestant.title,
      failures === 0 ? `${times.length}` : raceWords.trialsFailed(times.length, failures),
      summary === null ? '' : timeWords(summary.median, summary.spread),
      summary === null ? '' : raceWords.fromTo(formatMs(summary.q1), formatMs(summary.q3)),
      verdict === null ? '1' : verdict.speedUp === null ? '' : formatTimes(verdict.speedUp),
      verdict?.interval == null
        ? ''
        : raceWords.fromTo(formatTimes(verdict.interval.low), formatTimes(verdict.interval.high)),
      verdict === null ? raceWords.comparedWith : verdict.words,
    ]),
  };
}

/** The same in bare numbers, milliseconds: for CSV. */
export function figuresTable(result: RaceResult): Table {
  return {
    // prettier-ignore
    columns: [
      'contestant', 'program', 'variant', 'at', 'trials', 'failed', 'median_ms', 'spread_ms', 'q1_ms', 'q3_ms', 'least_ms', 'most_ms',
      'speed_up', 'speed_up_low', 'speed_up_high', 'verdict', 'words',
    ],
    rows: judge(result).standings.map(({ contestant, summary, times, failures, verdict }) => [
      contestant.title,
      contestant.program,
      contestant.variant,
      contestant.at,
      times.length,
      failures,
      ...(['median', 'spread', 'q1', 'q3', 'least', 'most'] as const).map((key) => rounded(summary?.[key] ?? null)),
      ...[verdict?.speedUp, verdict?.interval?.low, verdict?.interval?.high].map((value) => rounded(value ?? null)),
      verdict?.kind ?? '',
      verdict?.words ?? '',
    ]),
  };
}

/** What each contestant held, in words. */
export function memoryTable(result: RaceResult): Table {
  return {
    columns: [
      raceWords.contestant,
      raceWords.memory,
      raceWords.in,
      raceWords.perProcess,
      raceWords.needed,
      raceWords.eachColumn,
      raceWords.source,
    ],
    rows: memoryOfRace(result).map((one) => [
      one.contestant.title,
      formatBytes(one.bytes),
      one.of,
      one.perProcess === null ? '' : formatBytes(one.perProcess),
      one.needed === null ? '' : rangeOfBytes(one.needed),
      eachWords(one.each) ?? '',
      raceWords.wasmMemory,
    ]),
  };
}

/** The same in bytes, for CSV. A lower end of 0: nothing is known but the upper one. */
export function memoryFigures(result: RaceResult): Table {
  return {
    // prettier-ignore
    columns: [
      'contestant', 'memory_bytes', 'of', 'per_process_bytes', 'needed_low_bytes', 'needed_high_bytes', 'threads_at_once', 'per_thread_low_bytes',
      'per_thread_high_bytes', 'tasks_at_once', 'per_1000_tasks_low_bytes', 'per_1000_tasks_high_bytes', 'source',
    ],
    rows: memoryOfRace(result).map((one) => [
      one.contestant.title,
      one.bytes,
      one.of,
      whole(one.perProcess),
      whole(one.needed?.low),
      whole(one.needed?.high),
      ...eachCells(one.each, 'thread'),
      ...eachCells(one.each, 'thousand-tasks'),
      'wasm-memory',
    ]),
  };
}

function eachCells(each: EachTook, kind: 'thread' | 'thousand-tasks'): readonly (number | null)[] {
  return each.kind === kind ? [each.count, whole(each.bytes.low), whole(each.bytes.high)] : [null, null, null];
}

const whole = (value: number | null | undefined): number | null => (value == null ? null : Math.round(value));

/** One row for each trial that was run, those that are not counted among them. */
export function trialsTable(result: RaceResult): Table {
  const titles = new Map(result.contestants.map(({ id, title }) => [id, title]));
  const hasPhases = result.trials.some(({ phases }) => phases !== null);
  return {
    columns: [
      ...['order', 'contestant', 'warm_up', 'end', 'ms', 'started_at_ms', 'slowness', 'disturbed'],
      ...['memory_bytes', 'memory_source', 'processes_told', 'heap_grown_bytes', 'heap_spare_bytes'],
      ...['processes_at_once', 'threads_at_once', 'tasks_at_once'],
      ...(hasPhases ? PHASES.map((phase) => PHASE_COLUMNS[phase]) : []),
      'problem',
    ],
    rows: trialsInOrder(result).map((trial) => [
      trial.order,
      titles.get(trial.contestant) ?? trial.contestant,
      trial.warmUp ? 'yes' : 'no',
      trial.end,
      rounded(trial.ms),
      rounded(trial.startedAt),
      rounded(trial.slowness),
      trial.disturbed ? 'yes' : 'no',
      trial.memory?.bytes ?? null,
      trial.memory?.source ?? null,
      trial.memory?.heap?.processes ?? null,
      trial.memory?.heap?.grown ?? null,
      trial.memory?.heap?.spare ?? null,
      trial.alive?.processes ?? null,
      trial.alive?.threads ?? null,
      trial.alive?.tasks ?? null,
      ...(hasPhases ? PHASES.map((phase) => rounded(trial.phases?.[phase] ?? null)) : []),
      trial.problem,
    ]),
  };
}

/** To a microsecond: what lies beyond is not measured. */
const rounded = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : Math.round(value * 1000) / 1000;

/**
 * Comma-separated values, as RFC 4180 has them: lines end with CR LF, what holds a comma, a quotation mark or a line's end is quoted.
 *
 * A title comes from whoever wrote the lesson, and spreadsheets run what begins with `=`, `+`, `-`, `@`, a tab or a carriage return: before
 * such text stands an apostrophe, which spreadsheets take for "this is text". Numbers are written as they are.
 */
export function toCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return `${value}`;
  const safe = /^[\s\0]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table of GitHub's Markdown. What would be markup in a title is shown as it stands. */
export function toMarkdown({ columns, rows }: Table): string {
  const line = (cells: readonly (string | number | null)[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  return `${[line(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n')}\n`;
}

function markdownCell(value: string | number | null): string {
  if (value === null) return '';
  return `${value}`
    .replace(/[\\`*_{}[\]<>|~#$&]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim();
}
