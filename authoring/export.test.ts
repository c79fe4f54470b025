import { describe, expect, test } from 'vitest';
import { parseExportWords } from './export';
import { COURSE } from './lesson-folder';

const parse = (...words: string[]) => parseExportWords(words, COURSE);

describe('the words of export', () => {
  test('name a format and a lesson, and have defaults', () => {
    expect(parse('scorm', 'lessons/02-first-threads')).toEqual({
      lesson: 'first-threads',
      version: '1.2',
      to: 'first-threads-scorm-1.2.zip',
      site: null,
      mastery: null,
      lang: null,
    });
  });

  test('may say the rest', () => {
    const words = [
      '--version=2004',
      '--to',
      'a.zip',
      '--mastery',
      '60',
      '--lang',
      'de',
      '--site',
      'https://lab.example/course/index.html',
    ];
    expect(parse('scorm', 'first-threads', ...words)).toEqual({
      lesson: 'first-threads',
      version: '2004',
      to: 'a.zip',
      site: 'https://lab.example/course/',
      mastery: 60,
      lang: 'de',
    });
    expect(parse('scorm', 'first-threads', '--site', 'http://localhost:8080')).toMatchObject({
      site: 'http://localhost:8080/',
    });
  });

  test.each([
    [[], /wants a format and a lesson/],
    [['scrom', 'first-threads'], /no format scrom.*scorm/],
    [['scorm'], /wants a lesson/],
    [['scorm', 'first-thread'], /no lesson first-thread.*first-threads/],
    [['scorm', 'first-threads', 'locks'], /one lesson/],
    [['scorm', 'first-threads', '--version', '1.3'], /1\.2 or 2004/],
    [['scorm', 'first-threads', '--mastery', '0'], /1 to 100/],
    [['scorm', 'first-threads', '--lang', 'fr'], /en or de/],
    [['scorm', 'first-threads', '--size', '3'], /knows --version/],
    [['scorm', 'first-threads', '--site', 'lab.example'], /address of a hosted copy/],
    [['scorm', 'first-threads', '--site', 'http://lab.example/'], /address of a hosted copy/],
    [['scorm', 'first-threads', '--site', 'https://lab.example/?a=1'], /address of a hosted copy/],
    [['scorm', 'first-threads', '--site', 'javascript:alert(1)'], /address of a hosted copy/],
  ])('%j are refused in a sentence', (words, sentence) => {
    expect(parse(...words)).toMatch(sentence);
  });
});
