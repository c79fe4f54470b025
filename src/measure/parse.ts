/**
 * Results that come back: from a file that somebody imports, from this device's storage, from a link. All of them are strangers. What
 * is no result gets one clear sentence; what is one is copied field by field, so that nothing else comes in with it.
 *
 * Beyond the shapes it is looked at whether the result can be: every trial is one of a contestant's, one that finished has a time, no
 * two were run at the same place of the order, and the texts are of a length that a page can show.
 */
import { raceWords } from '../texts/en/race-words';
import * as v from 'valibot';
import { err, ok, type Result } from '../base/result';
import type { PhaseTimes, RaceResult } from './race';

/** A file of more characters is not one of ours: 100 contestants with 35 trials each and all of their phases come to half of it. */
export const MAX_RESULT_TEXT = 4_000_000;
const MAX_CONTESTANTS = 100;
const MAX_TRIALS = 10_000;
/** A day. */
const MAX_MS = 86_400_000;

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_MS));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
/** What results have since the format was first written: null in those of before. */
const later = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema), null);
const figure = v.pipe(v.number(), v.finite());
const spent = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_MS * MAX_TRIALS));

const Phases = v.object({
  startUp: spent,
  pickling: spent,
  transfer: spent,
  compute: spent,
  waitingForGil: spent,
  waitingForIo: spent,
  waitingForOthers: spent,
  idle: spent,
} satisfies Record<keyof PhaseTimes, typeof spent>);

const ContestantShape = v.object({
  id: name,
  title: name,
  program: text(1000),
  variant: text(200),
  args: v.pipe(v.array(text(10_000)), v.maxLength(1000)),
  at: v.nullable(figure),
});

const TrialShape = v.object({
  contestant: name,
  order: count,
  warmUp: v.boolean(),
  end: v.picklist(['finished', 'failed']),
  ms: v.nullable(ms),
  startedAt: v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_MS * 100)),
  slowness: v.nullable(v.pipe(v.number(), v.minValue(1), v.finite())),
  disturbed: v.boolean(),
  phases: v.nullable(Phases),
  memory: v.nullable(
    v.object({
      bytes: v.pipe(v.number(), v.minValue(0), v.finite()),
      source: v.literal('wasm-memory'),
      of: text(200),
      heap: later(v.object({ processes: count, largest: count, grown: count, spare: count })),
    }),
  ),
  alive: later(v.object({ processes: count, threads: count, tasks: count })),
  problem: v.nullable(text(10_000)),
});

const ResultShape = v.object({
  format: v.literal(1),
  kind: v.picklist(['variants', 'curve', 'worth']),
  lesson: v.nullable(text(200)),
  race: text(200),
  title: text(1000),
  unit: v.exactOptional(v.nullable(text(200))),
  contestants: v.pipe(v.array(ContestantShape), v.minLength(1), v.maxLength(MAX_CONTESTANTS)),
  trials: v.pipe(v.array(TrialShape), v.maxLength(MAX_TRIALS)),
  environment: v.object({
    date: v.pipe(text(40), v.isoTimestamp()),
    cores: v.pipe(count, v.minValue(1)),
    clockStepMs: v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_MS)),
    isolated: v.boolean(),
    browser: text(1000),
  }),
  prediction: v.nullable(v.object({ fastest: name, times: v.nullable(v.pipe(v.number(), v.minValue(0), v.finite())) })),
  references: v.pipe(
    v.array(v.object({ contestant: name, ms, cores: v.nullable(count), source: text(1000) })),
    v.maxLength(1000),
  ),
  seed: figure,
  complete: v.boolean(),
  pauses: count,
});

/** Of a value that is already parsed. The error is one sentence for people. */
export function decodeResult(value: unknown): Result<RaceResult> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return err(raceWords.notResult);
  const { format, contestants, trials } = value as Readonly<Record<string, unknown>>;
  if (!Array.isArray(contestants) || !Array.isArray(trials)) return err(raceWords.notResult);
  if (typeof format === 'number' && Number.isInteger(format) && format > 1) {
    return err(raceWords.newerFormat(format));
  }
  if (contestants.length > MAX_CONTESTANTS || trials.length > MAX_TRIALS) {
    return err(raceWords.tooLarge(MAX_CONTESTANTS, MAX_TRIALS));
  }
  const parsed = v.safeParse(ResultShape, value, { abortEarly: true });
  if (!parsed.success) {
    return err(raceWords.damaged(v.getDotPath(parsed.issues[0])));
  }
  const problem = impossible(parsed.output);
  return problem === null ? ok(parsed.output) : err(raceWords.impossible(problem));
}

/** Of a file's text. */
export function parseResult(content: string): Result<RaceResult> {
  if (content.length > MAX_RESULT_TEXT) return err(raceWords.fileTooLarge);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return err(raceWords.notJson);
  }
  return decodeResult(value);
}

/** For a file: `parseResult` gives the same result back. */
export function encodeResult(result: RaceResult): string {
  return `${JSON.stringify(result, null, 1)}\n`;
}

/** What is wrong with a result that has the right shape; null for nothing. */
function impossible({ contestants, trials, prediction, references }: RaceResult): string | null {
  const ids = new Set(contestants.map(({ id }) => id));
  if (ids.size < contestants.length) return raceWords.sameId;
  const orders = new Set<number>();
  for (const { contestant, order, end, ms: time } of trials) {
    if (!ids.has(contestant)) return raceWords.strayTrial(short(contestant));
    if (orders.has(order)) return raceWords.sameOrder(order);
    orders.add(order);
    if (end === 'finished' && time === null) return raceWords.noTime(order);
    if (end === 'failed' && time !== null) return raceWords.failedWithTime(order);
  }
  if (prediction !== null && !ids.has(prediction.fastest)) return raceWords.strayPrediction;
  const stray = references.find(({ contestant }) => !ids.has(contestant));
  return stray === undefined ? null : raceWords.strayReference(short(stray.contestant));
}

const short = (word: string): string => (word.length > 40 ? `${word.slice(0, 40)}…` : word);
