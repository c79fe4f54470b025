import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeResult, encodeResult, MAX_RESULT_TEXT, parseResult } from './parse';
import { PHASES } from './phases';
import { madeUpRace, raceOf, result, trial } from './testing/made-up';
import type { RaceResult, Trial } from './race';

const text = fc.string({ maxLength: 30 });
const nonEmpty = fc.string({ minLength: 1, maxLength: 30 });
const number = (max: number, min = 0) => fc.double({ min, max, noNaN: true }).map((x) => (Object.is(x, -0) ? 0 : x));

const phases = fc.option(fc.record(Object.fromEntries(PHASES.map((phase) => [phase, number(1e6)]))));
const memory = fc.option(
  fc.record({
    bytes: fc.nat(),
    source: fc.constant('wasm-memory'),
    of: text,
    heap: fc.option(fc.record({ processes: fc.nat(), largest: fc.nat(), grown: fc.nat(), spare: fc.nat() })),
  }),
);
const alive = fc.option(fc.record({ processes: fc.nat(), threads: fc.nat(), tasks: fc.nat() }));
const trialOf = (ids: readonly string[]) =>
  fc.record({
    contestant: fc.constantFrom(...ids),
    warmUp: fc.boolean(),
    startedAt: number(1e7),
    slowness: fc.option(number(10, 1)),
    disturbed: fc.boolean(),
    phases,
    memory,
    alive,
    problem: fc.option(text),
    ms: fc.option(number(1e6)),
  });

const anyResult = fc.uniqueArray(nonEmpty, { minLength: 1, maxLength: 5 }).chain((ids) =>
  fc
    .record({
      kind: fc.constantFrom('variants', 'curve', 'worth'),
      lesson: fc.option(text),
      race: text,
      title: text,
      contestants: fc.tuple(
        ...ids.map((id) =>
          fc.record({
            id: fc.constant(id),
            title: nonEmpty,
            program: text,
            variant: text,
            args: fc.array(text, { maxLength: 3 }),
            at: fc.option(number(1e6)),
          }),
        ),
      ),
      trials: fc.array(trialOf(ids), { maxLength: 12 }),
      cores: fc.integer({ min: 1, max: 256 }),
      prediction: fc.option(fc.record({ fastest: fc.constantFrom(...ids), times: fc.option(number(1000)) })),
      references: fc.array(
        fc.record({ contestant: fc.constantFrom(...ids), ms: number(1e6), cores: fc.option(fc.nat()), source: text }),
        { maxLength: 3 },
      ),
      seed: fc.integer(),
      complete: fc.boolean(),
      pauses: fc.nat(),
    })
    .map(({ trials, cores, ...rest }) => ({
      format: 1,
      ...rest,
      trials: trials.map((one, order) => ({ ...one, order, end: one.ms === null ? 'failed' : 'finished' })),
      environment: { date: '2026-11-21T10:00:00.000Z', cores, clockStepMs: 0.005, isolated: true, browser: 'x' },
    })),
);

/** The sentence that a changed copy of a good result gets. */
function refusal(change: (copy: Record<string, unknown>) => unknown): string {
  const copy = JSON.parse(encodeResult(raceOf({ a: [1, 2, 3], b: [4, 5, 6] }))) as Record<string, unknown>;
  const parsed = decodeResult(change(copy) ?? copy);
  return parsed.ok ? 'accepted' : parsed.error;
}

describe('a result that was written', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(anyResult, (made) => {
        const parsed = parseResult(encodeResult(made as RaceResult));
        expect(parsed).toEqual({ ok: true, value: made });
      }),
      { numRuns: 200 },
    );
  });

  it('comes back from a race by chance, too, warm-ups and all', () => {
    const race = madeUpRace({ seed: 4, medians: [400, 100, 50] });
    expect(parseResult(encodeResult(race))).toEqual({ ok: true, value: race });
  });
});

describe('a stranger', () => {
  it('gets one sentence, whatever it is, and never an exception', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true }), (value) => {
        const parsed = decodeResult(value);
        expect(parsed.ok).toBe(false);
        if (!parsed.ok) expect(parsed.error).toMatch(/^[A-Z][^\n]*\.$/);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (content) => {
        expect(parseResult(content).ok).toBe(false);
      }),
    );
  });

  it('is told apart: no JSON, another file, too large, too new, damaged', () => {
    const error = (content: string): string => {
      const parsed = parseResult(content);
      return parsed.ok ? 'accepted' : parsed.error;
    };
    expect(error('{"format": 1, "contes')).toBe(
      'This file is not the result of a race: it is not JSON, or a part of it is missing.',
    );
    expect(error('{"format": "interleave-trace", "rows": []}')).toBe(
      'This file is not the result of a race of Interleave.',
    );
    expect(error(' '.repeat(MAX_RESULT_TEXT + 1))).toBe('This file is too large to be the result of a race.');
    expect(refusal((copy) => ({ ...copy, format: 2 }))).toContain('a newer one is needed');
    expect(refusal((copy) => ({ ...copy, environment: {} }))).toBe(
      'This result is damaged: its environment.date is not what it should be.',
    );
    expect(refusal((copy) => ({ ...copy, trials: Array(10_001).fill(0) }))).toContain('too large');
  });

  it('is refused where it tells what cannot be', () => {
    const withTrials = (...trials: Trial[]) => refusal((copy) => ({ ...copy, trials }));
    expect(withTrials(trial({ contestant: 'z', order: 0 }))).toBe(
      'This result cannot be: a trial is of “z”, which is no contestant.',
    );
    expect(withTrials(trial({ contestant: 'a', order: 1 }), trial({ contestant: 'b', order: 1 }))).toBe(
      'This result cannot be: two trials have the same place 1 in the order.',
    );
    expect(withTrials(trial({ contestant: 'a', order: 0, ms: null }))).toContain('finished without a time');
    expect(withTrials(trial({ contestant: 'a', order: 0, end: 'failed' }))).toContain('failed and has a time');
    expect(refusal((copy) => ({ ...copy, prediction: { fastest: 'z', times: 2 } }))).toContain('names no contestant');
    expect(
      refusal((copy) => ({
        ...copy,
        contestants: [(copy['contestants'] as unknown[])[0], (copy['contestants'] as unknown[])[0]],
      })),
    ).toContain('the same id');
  });

  it('may say what its numbers count, and older ones do not', () => {
    const told = { ...result(), unit: 'numbers to test' };
    expect(parseResult(encodeResult(told))).toEqual({ ok: true, value: told });
    expect(parseResult(encodeResult(result()))).toEqual({ ok: true, value: result() });
    expect(refusal((copy) => ({ ...copy, unit: 7 }))).toBe(
      'This result is damaged: its unit is not what it should be.',
    );
  });

  it('brings nothing else in with it', () => {
    const copy = {
      ...result(),
      extra: 1,
      environment: { ...result().environment, __proto__: { polluted: true }, more: 2 },
    };
    const parsed = decodeResult(JSON.parse(JSON.stringify(copy).replace('"format"', '"__proto__":{"x":1},"format"')));
    expect(parsed).toEqual({ ok: true, value: result() });
    expect(parsed.ok && Object.keys(parsed.value)).not.toContain('extra');
  });
});
