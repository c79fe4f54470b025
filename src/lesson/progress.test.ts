import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from './lesson';
import {
  NO_PROGRESS,
  answerTo,
  decodeCount,
  decodeProgress,
  encodeProgress,
  isSolved,
  mergeProgress,
  progressIn,
  shareOf,
  withAnswer,
  withAttempt,
  withLastStep,
  withStepDone,
  type LessonProgress,
} from './progress';

const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 200 }),
  fc.constantFrom('__proto__', 'constructor', 'toString'),
);
const progress: fc.Arbitrary<LessonProgress> = fc
  .array(
    fc.oneof(
      fc.tuple(id, id).map(
        ([q, c]) =>
          (p: LessonProgress) =>
            withAnswer(p, q, c),
      ),
      id.map((s) => (p: LessonProgress) => withStepDone(p, s)),
      id.map((s) => (p: LessonProgress) => withLastStep(p, s)),
    ),
  )
  .map((changes) => changes.reduce((p, change) => change(p), NO_PROGRESS));

describe('progress', () => {
  it('survives storage, as JSON and as it is', () => {
    fc.assert(
      fc.property(progress, (p) => {
        expect(decodeProgress(JSON.parse(JSON.stringify(encodeProgress(p))))).toEqual(p);
        expect(decodeProgress(structuredClone(encodeProgress(p)))).toEqual(p);
      }),
    );
  });

  it('is read out of anything without a failure', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withMap: true, withDate: true }), (junk) => {
        expect(() => decodeProgress(junk)).not.toThrow();
      }),
    );
  });

  it('loses to a broken entry that entry and nothing else', () => {
    fc.assert(
      fc.property(progress, fc.anything(), fc.nat(), (p, junk, at) => {
        fc.pre(typeof junk !== 'string' && !(typeof junk === 'object' && junk !== null && 'question' in junk));
        const stored = encodeProgress(p) as { answers: unknown[]; stepsDone: unknown[] };
        stored.answers.splice(at % (stored.answers.length + 1), 0, junk);
        stored.stepsDone.splice(at % (stored.stepsDone.length + 1), 0, junk);
        expect(decodeProgress(stored)).toEqual(p);
      }),
    );
  });

  it('of a later version is read as far as it is understood', () => {
    const stored = {
      version: 99,
      answers: [{ question: 'q', choice: 'a', sure: true }],
      stepsDone: ['s'],
      mood: 'fine',
    };
    expect(decodeProgress(stored)).toEqual({
      answers: { q: { choice: 'a', first: 'a' } },
      stepsDone: ['s'],
      lastStep: null,
    });
  });

  it('finds no answer that nobody gave', () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(answerTo(NO_PROGRESS, name)).toBeNull();
  });

  it('remembers the first choice when another one is made', () => {
    const p = withAnswer(withAnswer(NO_PROGRESS, 'q', 'a'), 'q', 'b');
    expect(answerTo(p, 'q')).toEqual({ choice: 'b', first: 'a' });
  });

  it('is the same object when nothing changes', () => {
    const p = withLastStep(withStepDone(withAnswer(NO_PROGRESS, 'q', 'a'), 's'), 's');
    expect(withAnswer(p, 'q', 'a')).toBe(p);
    expect(withStepDone(p, 's')).toBe(p);
    expect(withLastStep(p, 's')).toBe(p);
  });

  it('of two tabs comes together without losing an answer or a step', () => {
    fc.assert(
      fc.property(progress, progress, (older, newer) => {
        const merged = mergeProgress(older, newer);
        expect(new Set(Object.keys(merged.answers))).toEqual(
          new Set([...Object.keys(older.answers), ...Object.keys(newer.answers)]),
        );
        for (const q of Object.keys(newer.answers))
          expect(answerTo(merged, q)?.choice).toBe(answerTo(newer, q)?.choice);
        for (const q of Object.keys(older.answers)) expect(answerTo(merged, q)?.first).toBe(answerTo(older, q)?.first);
        for (const s of [...older.stepsDone, ...newer.stepsDone]) expect(merged.stepsDone).toContain(s);
        expect(mergeProgress(merged, merged)).toEqual(merged);
      }),
    );
  });

  it('counts only what the lesson asks today', () => {
    const quiz = (name: string): Block => ({
      kind: 'quiz',
      id: name,
      question: '',
      choices: [
        { id: 'yes', html: 'yes' },
        { id: 'no', html: 'no' },
      ],
      answer: 'yes',
      explanation: '',
    });
    const steps = [
      { id: 'one', title: '', blocks: [quiz('a'), quiz('b')] },
      { id: 'two', title: '', blocks: [quiz('c')] },
    ];
    let p = withStepDone(withStepDone(NO_PROGRESS, 'one'), 'gone');
    p = withAnswer(
      withAnswer(withAnswer(withAnswer(p, 'a', 'yes'), 'b', 'no'), 'c', 'choice-that-is-gone'),
      'gone',
      'yes',
    );
    expect(progressIn({ steps }, p)).toEqual({
      ...{ steps: 2, stepsDone: 1, questions: 3, answered: 2, right: 1 },
      ...{ exercises: 0, solved: 0, cards: 0, known: 0 },
    });
  });

  it('counts exercises that are solved, and cards that were known', () => {
    const exercise = (name: string): Block => ({ kind: 'exercise', id: name, task: '', explanation: '' });
    const card = (name: string): Block => ({ kind: 'card', id: name, question: '', answer: '' });
    const steps = [{ id: 'one', title: '', blocks: [exercise('a'), exercise('b'), card('c'), card('d'), card('e')] }];
    let p = withAttempt(withAttempt(withStepDone(NO_PROGRESS, 'one'), 'a', true), 'b', false);
    p = withAnswer(withAnswer(p, 'c', 'knew'), 'd', 'not-yet');
    const count = progressIn({ steps }, p);
    expect(count).toMatchObject({ exercises: 2, solved: 1, cards: 3, known: 1 });
    expect(shareOf(count)).toBeCloseTo(2 / 3);
    expect(shareOf(progressIn({ steps }, withAttempt(p, 'b', true)))).toBe(1);
  });

  it('never takes back that an exercise was solved', () => {
    const solved = withAttempt(NO_PROGRESS, 'e', true);
    expect(withAttempt(solved, 'e', false)).toBe(solved);
    expect(isSolved(solved, 'e')).toBe(true);
    expect(isSolved(withAttempt(NO_PROGRESS, 'e', false), 'e')).toBe(false);
    expect(answerTo(withAttempt(withAttempt(NO_PROGRESS, 'e', false), 'e', true), 'e')).toEqual({
      choice: 'solved',
      first: 'tried',
    });
  });

  it('has a count that is read back whole, or not at all', () => {
    const count = progressIn({ steps: [] }, NO_PROGRESS);
    expect(decodeCount(JSON.parse(JSON.stringify(count)))).toEqual(count);
    expect(decodeCount({ ...count, steps: -1 })).toBeNull();
    fc.assert(fc.property(fc.anything(), (junk) => void decodeCount(junk)));
  });
});
