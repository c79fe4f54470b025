import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePreviewWords } from './preview';

const root = mkdtempSync(join(tmpdir(), 'preview-words-'));
mkdirSync(join(root, '01-two-locks'));
afterAll(() => rmSync(root, { recursive: true }));

const parse = (...words: string[]) => parsePreviewWords(words, root);

describe('preview', () => {
  it('needs nothing, and takes a lesson by any of its names, and a port', () => {
    expect(parse()).toEqual({ lesson: null, port: null });
    expect(parse('two-locks')).toEqual({ lesson: 'two-locks', port: null });
    expect(parse('lessons/01-two-locks/', '--port', '8080')).toEqual({ lesson: 'two-locks', port: 8080 });
  });

  it.each([
    [['two-lock'], 'there is no lesson two-lock; did you mean "two-locks"?'],
    [['queues'], 'there is no lesson queues; lessons are two-locks'],
    [['two-locks', 'x'], 'preview opens one lesson, not two-locks and x; the others are a click away'],
    [['--port', 'http'], '--port wants a whole number from 1 to 65535, not "http"'],
    [['--prot', '1'], 'preview knows --port, not --prot; did you mean "--port"?'],
  ])('answers %j in one sentence', (words, sentence) => {
    expect(parse(...words)).toBe(sentence);
  });
});
