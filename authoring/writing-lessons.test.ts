/** The lesson about writing lessons shows pieces of its own file, and words of the command: they are what it says they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFrontMatter } from '../src/lesson/front-matter';
import { COURSE, lessonPath } from './lesson-folder';

const text = readFileSync(join(lessonPath(COURSE, 'writing-lessons'), 'lesson.md'), 'utf8');
const [, front = '', body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
const blocks = [...body.matchAll(/^```text\n([^]*?)^```$/gm)].map(([, block = '']) => block);
const shown = (begin: RegExp) => blocks.filter((block) => begin.test(block));

describe('the lesson about writing lessons', () => {
  it('shows its own front matter, line by line', () => {
    const pieces = shown(/^(?:claims|edits|exercises):|^ {2}- claim: /);
    expect(pieces).toHaveLength(4);
    const lines = new Set(front.split('\n'));
    for (const line of pieces.flatMap((piece) => piece.trimEnd().split('\n'))) expect(lines).toContain(line);
  });

  it('shows its own prediction', () => {
    const [prediction = ''] = shown(/^:::predict/);
    expect(prediction).not.toBe('');
    expect(body.split(prediction)).toHaveLength(3);
  });

  it('quotes the complaint about a claim that cannot fail', () => {
    const [, line = '', message = ''] = /^lesson\.md:(\d+): (.*)$/m.exec(shown(/^lesson\.md:/)[0] ?? '') ?? [];
    const told = `title: T\nquestion: Q\npart: P\nminutes: 5\nprograms: [{ file: a.py, variant: threads }]\nclaims:\n  - { claim: output, program: a,\n      matches: '.*', says: so }\n`;
    expect(parseFrontMatter(told, 2).problems).toEqual([{ file: 'lesson.md', line: Number(line), message }]);
  });
});
