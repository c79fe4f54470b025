import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHEAT_SHEET_PATH,
  GLOSSARY_PATH,
  guidePath,
  lessonPath,
  parseRoute,
  presentPath,
  presentWish,
  PLAYGROUND_PATH,
  stepPath,
  TRACE_PATH,
  examplePath,
} from './routes';

describe('addresses', () => {
  it('lead to lessons for a hall, at a beat or a step', () => {
    expect(parseRoute('/present/a+b/12')).toEqual({ page: 'present', lessons: ['a', 'b'], place: '12' });
    expect(parseRoute('/present')).toEqual({ page: 'present', lessons: [], place: null });
    expect(parseRoute(presentPath(['a'], 'guess-first'))).toEqual({
      page: 'present',
      lessons: ['a'],
      place: 'guess-first',
    });
    expect(parseRoute('/notes/1234')).toEqual({ page: 'notes', talk: '1234' });
    expect(parseRoute('/present/a/1/2')).toMatchObject({ page: 'unknown' });
  });

  it('with ?present lead there from the lesson that is open, or to the talk that is named', () => {
    expect(presentWish('', '/lesson/a')).toBeNull();
    expect(presentWish('?present', '/lesson/a')).toBe('/present/a');
    expect(presentWish('?lang=de&present', '/lesson/a/at/s')).toBe('/present/a/s');
    expect(presentWish('?present=a,b', '/')).toBe('/present/a+b');
    expect(presentWish('?present=a+b', '')).toBe('/present/a+b');
    expect(presentWish('?present', '/')).toBe('/present/');
    expect(presentWish('?present', '/present/a/4')).toBeNull();
  });

  it('lead to the course, a lesson, or one of its programs', () => {
    expect(parseRoute('/')).toEqual({ page: 'home' });
    expect(parseRoute('')).toEqual({ page: 'home' });
    expect(parseRoute('/lesson/the-gil')).toEqual({ page: 'lesson', lesson: 'the-gil', program: null, step: null });
    expect(parseRoute('/lesson/the-gil/one')).toEqual({
      page: 'lesson',
      lesson: 'the-gil',
      program: 'one',
      step: null,
    });
  });

  it('lead to a step of a lesson, which takes no program its name', () => {
    expect(parseRoute('/lesson/the-gil/at/turns')).toEqual({
      page: 'lesson',
      lesson: 'the-gil',
      program: null,
      step: 'turns',
    });
    expect(parseRoute('/lesson/the-gil/at')).toEqual({ page: 'lesson', lesson: 'the-gil', program: 'at', step: null });
    expect(parseRoute('/lesson/the-gil/at/turns/more')).toMatchObject({ page: 'unknown' });
  });

  it('lead to the playground, with an example in it or without, to traces from files and to the cheat sheet, and to nothing below them', () => {
    expect(parseRoute(CHEAT_SHEET_PATH)).toEqual({ page: 'cheat-sheet' });
    expect(parseRoute(`${CHEAT_SHEET_PATH}/x`)).toMatchObject({ page: 'unknown' });
    expect(parseRoute(TRACE_PATH)).toEqual({ page: 'trace' });
    expect(parseRoute(`${TRACE_PATH}/x`)).toMatchObject({ page: 'unknown' });
    expect(parseRoute(PLAYGROUND_PATH)).toEqual({ page: 'playground', example: null });
    expect(parseRoute(examplePath('a-lock'))).toEqual({ page: 'playground', example: 'a-lock' });
    expect(parseRoute(`${PLAYGROUND_PATH}/x/y`)).toMatchObject({ page: 'unknown' });
  });

  it('lead to the guide with every answer, and to the glossary and one of its terms', () => {
    expect(parseRoute(guidePath([]))).toEqual({ page: 'guide', choices: [] });
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: 'grapheme-ascii' })), (choices) => {
        expect(parseRoute(guidePath(choices))).toEqual({ page: 'guide', choices });
      }),
    );
    expect(parseRoute(GLOSSARY_PATH)).toEqual({ page: 'glossary', term: null });
    expect(parseRoute(`${GLOSSARY_PATH}/gil`)).toEqual({ page: 'glossary', term: 'gil' });
    expect(parseRoute(`${GLOSSARY_PATH}/gil/x`)).toMatchObject({ page: 'unknown' });
  });

  it('are never a crash, whatever they say', () => {
    expect(parseRoute('/lesson/%E0%A4%A')).toMatchObject({ page: 'lesson' });
    expect(parseRoute('/lesson/a/b/c')).toMatchObject({ page: 'unknown' });
    fc.assert(fc.property(fc.string(), (path) => void parseRoute(path)));
  });

  it('come back as what they were made from', () => {
    const id = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(id, id, (lesson, program) => {
        expect(parseRoute(lessonPath(lesson, program))).toEqual({ page: 'lesson', lesson, program, step: null });
        expect(parseRoute(stepPath(lesson, program))).toEqual({ page: 'lesson', lesson, program: null, step: program });
      }),
    );
  });
});
