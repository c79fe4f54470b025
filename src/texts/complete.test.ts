/** The second language is whole: every section that English has, every text of it, and none that is still English. */
import { describe, expect, it } from 'vitest';
import { de } from './de';
import { section, type Section } from './section';

const english = import.meta.glob<Readonly<Record<string, Section>>>('./en/*.ts', { eager: true });

const sections = Object.entries(english).flatMap(([file, made]) =>
  Object.entries(made).map(([name, texts]) => [file, name, texts] as const),
);

/** A function's sentence with values that cannot be mistaken for its own words. */
const spoken = (text: Section[string]): string => (typeof text === 'string' ? text : String(text));

describe('German', () => {
  it('has sections to hold against English', () => expect(sections.length).toBeGreaterThan(0));

  it.each(sections)('%s: %s is whole', (_file, name, texts) => {
    expect(Object.keys(de[name] ?? {}).toSorted()).toEqual(Object.keys(texts).toSorted());
    for (const [key, text] of Object.entries(texts)) expect(typeof de[name]?.[key], key).toBe(typeof text);
  });

  it.each(sections)('%s: %s has no sentence that is still English', (_file, name, texts) => {
    const same = Object.entries(texts).filter(([key, text]) => {
      const translated = de[name]?.[key];
      return (
        translated !== undefined && spoken(translated) === spoken(text) && /\p{L}{2,} \p{L}{2,}/u.test(spoken(text))
      );
    });
    expect(same.map(([key]) => key)).toEqual([]);
  });

  it('has no section that English does not have', () => {
    expect(Object.keys(de).filter((name) => !sections.some(([, each]) => each === name))).toEqual([]);
  });

  it.each(sections)('%s: %s is called as it is exported, so that each finds the other', (_file, name) => {
    expect(() => section(name, {})).toThrow('two sections');
  });
});
