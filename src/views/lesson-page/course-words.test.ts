import { describe, expect, it } from 'vitest';
import type { ProgressCount } from '../../lesson/progress';
import { countWords, partStand, partWords, standOf, timeWords, whereToGoOn } from './course-words';

const count: ProgressCount = {
  ...{ steps: 5, stepsDone: 3, questions: 2, answered: 2, right: 1 },
  ...{ exercises: 1, solved: 0, cards: 0, known: 0 },
};
const lesson = (id: string, minutes: number) => ({ id, title: id, question: '', part: 'P', minutes });
const course = [lesson('a', 10), lesson('b', 8), lesson('c', 12)];

describe('a stand in the course', () => {
  it('says what was read, answered and solved, and leaves out what a lesson has not', () => {
    expect(countWords(count)).toBe('3 of 5 steps read, 2 of 2 questions answered, 0 of 1 exercise solved');
  });

  it('is unknown for a lesson that was not opened, whatever it is called', () => {
    expect(standOf({ counts: {}, done: {} }, 'constructor')).toEqual({ done: false, share: null, words: '' });
  });

  it('is whole for a lesson that was once done, also when it has grown since', () => {
    expect(standOf({ counts: { a: count }, done: { a: true } }, 'a')).toMatchObject({ done: true, share: 1 });
    expect(standOf({ counts: { a: count }, done: {} }, 'a').share).toBeCloseTo(5 / 8);
  });

  it('of a part counts what is left of each lesson', () => {
    expect(partWords(partStand({ counts: {}, done: {} }, course))).toBe('3 lessons, 30 min');
    expect(partWords(partStand({ counts: {}, done: { a: true } }, course))).toBe('1 of 3 done, 20 min left');
    expect(partWords(partStand({ counts: { b: count }, done: {} }, course))).toBe('0 of 3 done, 25 min left');
    expect(partWords(partStand({ counts: {}, done: { a: true, b: true, c: true } }, course))).toBe('all done');
  });

  it('tells long times in hours', () => {
    expect([timeWords(45), timeWords(60), timeWords(200)]).toEqual(['45 min', '1 h', '3 h 20 min']);
  });
});

describe('going on', () => {
  const on = (lastLesson: string | null, done: readonly string[]) => {
    const found = whereToGoOn(
      { counts: {}, done: Object.fromEntries(done.map((id) => [id, true])), lastLesson },
      course,
    );
    return found === null ? null : [found.lesson.id, found.begun];
  };

  it('begins with the first lesson', () => expect(on(null, [])).toEqual(['a', false]));
  it('leads to the lesson that was read last', () => expect(on('b', [])).toEqual(['b', true]));
  it('leads to the next one when that is done', () => expect(on('b', ['b'])).toEqual(['c', false]));
  it('leads back to what was left out', () => expect(on('c', ['c'])).toEqual(['a', false]));
  it('leads nowhere when all is done', () => expect(on('c', ['a', 'b', 'c'])).toBeNull());
  it('is not led astray by a lesson that is gone', () => expect(on('gone', ['a'])).toEqual(['b', false]));
});
