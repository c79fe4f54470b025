import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cleanName, nameProblem, NO_VARIANTS } from '../playground-list';
import { exampleIn, exampleNamed, EXAMPLES } from './examples';

const ALL = EXAMPLES.flatMap(({ examples }) => examples);

describe('the examples of the playground', () => {
  it('are the files of their folder, each once, named in the address as in the folder', () => {
    const files = readdirSync(fileURLToPath(new URL('programs/', import.meta.url)));
    expect(ALL.map(({ id, language }) => id + (language === 'python' ? '.py' : '.ts')).sort()).toEqual(files.sort());
    for (const { id } of ALL) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(new Set(ALL.map(({ title }) => title)).size).toBe(ALL.length);
  });

  it('say in a few words what to look at in the picture', () => {
    for (const { id, words } of ALL) {
      expect(words, id).toMatch(/^[A-Z].*\b(?:[Ll]ook|Follow)\b.*\.$/);
      expect(words.length, id).toBeLessThan(220);
      expect(words, id).not.toMatch(/#|\/\//);
    }
  });

  it('are small, and fit the editor beside the picture', () => {
    for (const { id, text } of ALL) {
      const lines = text.split('\n');
      expect(lines.length, id).toBeLessThan(40);
      expect(Math.max(...lines.map((line) => line.length)), id).toBeLessThanOrEqual(68);
      expect(text, id).toMatch(/[^\n]\n$/);
    }
  });

  it('give a variant a name that it can have', () => {
    for (const { name, language } of ALL) {
      expect(cleanName(name)).toBe(name);
      expect(nameProblem(NO_VARIANTS, name, language), name).toBeNull();
    }
  });

  it('are found by name, and known again by their text until it is changed', () => {
    const lock = exampleNamed('a-lock');
    expect(lock?.title).toBe('A lock');
    expect(exampleIn(lock?.text ?? '')).toBe('a lock');
    expect(exampleIn(`${lock?.text}#`)).toBeNull();
    expect(exampleNamed('nothing')).toBeNull();
  });
});
