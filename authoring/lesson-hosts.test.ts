import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from './files';
import { isOfLesson, lessonHosts } from './lesson-hosts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lesson-hosts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const front = (hosts: string) =>
  `---\ntitle: T\nquestion: Q?\npart: P\nminutes: 5\nprograms: [{ file: a.py, variant: threads }]\n${hosts}claims:\n` +
  '  - { claim: output, program: a, matches: hello, says: it says hello }\n---\n\n## Step\n\nIt says hello.\n';
const hostsOf = (text: string) => {
  writeFileSync(join(folder, 'lesson.md'), text);
  return lessonHosts(join(folder, 'a.py'));
};

describe('the hosts of a program that stands beside a lesson', () => {
  test('are those of the lesson', () => {
    expect(hostsOf(front('hosts: [{ name: slow.example, latency: 200 }]\n'))).toEqual([
      { name: 'slow.example', latency: 200 },
    ]);
    expect(hostsOf(front(''))).toEqual([]);
  });

  test('come with the knowledge that it is a lesson’s', () => {
    expect(isOfLesson(join(folder, 'a.py'))).toBe(false);
    hostsOf(front(''));
    expect(isOfLesson(join(folder, 'a.py'))).toBe(true);
  });

  test('are none without a lesson, or with one that cannot be read', () => {
    expect(lessonHosts(join(folder, 'a.py'))).toEqual([]);
    expect(hostsOf('no front matter')).toEqual([]);
    expect(hostsOf('---\ntitle: T\n---\n')).toEqual([]);
  });

  test('are complained of in one line when they are wrong', () => {
    expect(() => hostsOf(front('hosts: [{ name: slow.example, latency: soon }]\n'))).toThrow(UsageError);
    expect(() => hostsOf(front('hosts: [{ name: slow.example, latency: soon }]\n'))).toThrow(/hosts\[0\]\.latency/);
  });
});
