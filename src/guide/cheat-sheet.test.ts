import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { API, CHOICES, FIGURES, MODELS, NEWS, PITFALLS, type Answered } from './cheat-sheet';
import { TOOL_IDS } from './tools';
import { QUESTIONS, ways, type Given, type QuestionId } from './tree';

const LESSONS = readdirSync(fileURLToPath(new URL('../../lessons', import.meta.url)), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name.replace(/^\d\d-/, ''));
const BENCHMARKS = readFileSync(fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url)), 'utf8');

const rows = [...CHOICES, ...MODELS, ...PITFALLS, ...NEWS, ...FIGURES, ...API.flatMap((table) => table.rows)];

function standsFor(when: Answered, given: readonly Given[]): boolean {
  return Object.entries(when).every(([question, choices]: readonly [string, readonly string[]]) =>
    given.some((each) => each.question === question && choices.includes(each.choice)),
  );
}

describe('the cheat sheet', () => {
  it('says of every way of the guide what the guide says, in one row and no other', () => {
    for (const { tool, given } of ways()) {
      const ends = CHOICES.filter(({ when }) => when.some((answered) => standsFor(answered, given)));
      expect(
        ends.map((row) => row.tool),
        given.map(({ choice }) => choice).join(', '),
      ).toEqual([tool]);
    }
    expect(new Set(CHOICES.map(({ tool }) => tool))).toEqual(new Set(TOOL_IDS));
  });

  it('names choices that the guide has, and none that no way takes', () => {
    for (const { when } of CHOICES)
      for (const answered of when) {
        for (const [question, choices] of Object.entries(answered))
          for (const choice of choices)
            expect(Object.keys(QUESTIONS[question as QuestionId].choices), question).toContain(choice);
        expect(ways().some(({ given }) => standsFor(answered, given))).toBe(true);
      }
  });

  it('leads from each row to a lesson that is there', () => {
    for (const row of rows) expect(LESSONS, JSON.stringify(row)).toContain(row.lesson);
  });

  it('has ten pitfalls, each with a cure, and closes every backquote', () => {
    expect(PITFALLS).toHaveLength(10);
    for (const row of rows)
      for (const text of Object.values(row)) {
        if (typeof text !== 'string') continue;
        expect(text.split('`').length % 2, text).toBe(1);
      }
  });

  // A bench that is run again gives somewhat other numbers; what is printed has to be of the same size still.
  it('remembers figures that were measured, as they were recorded', () => {
    for (const { source, value, of } of FIGURES) {
      if (source === 'documented') continue;
      const shown = `${value} ${of}`;
      for (const [name, told] of source.measured) {
        const recorded = new RegExp(String.raw`^\| \`${name.replaceAll('.', String.raw`\.`)}\`\s*\| ([\d.]+)`, 'm');
        const measured = Number(recorded.exec(BENCHMARKS)?.[1]);
        expect(measured, `${name} in docs/benchmarks.md`).toBeGreaterThan(told / 1.4);
        expect(measured, `${name} in docs/benchmarks.md`).toBeLessThan(told * 1.4);
        const numbers = [...shown.matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
        expect(
          numbers.some((number) => Math.abs(number - told) <= 0.15 * told),
          `"${shown}" tells ${told}`,
        ).toBe(true);
      }
    }
  });
});
