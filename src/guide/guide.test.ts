import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DECISIONS, FACTS } from './testing/rows';
import { TOOL_IDS, TOOLS } from './tools';
import { changes, choiceWords, QUESTIONS, recommend, walk, ways, type Answers, type QuestionId } from './tree';

const LESSONS = readdirSync(fileURLToPath(new URL('../../lessons', import.meta.url)), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name.replace(/^\d\d-/, ''));

const ids = Object.keys(QUESTIONS) as QuestionId[];
const complete: fc.Arbitrary<Answers> = fc.record(
  Object.fromEntries(ids.map((id) => [id, fc.constantFrom(...Object.keys(QUESTIONS[id].choices))])),
) as fc.Arbitrary<Answers>;

describe('the guide', () => {
  it('gives exactly one recommendation for every combination of answers, with its reason and a lesson', () => {
    fc.assert(
      fc.property(complete, (answers) => {
        const advice = recommend(answers);
        if ('ask' in advice) throw new Error(`still asks ${advice.ask}`);
        const tool = TOOLS[advice.tool];
        expect(tool.reason.split(/[.!?](?:\s|$)/).filter((sentence) => sentence !== '')).toHaveLength(2);
        expect(tool.costs).not.toBe('');
        expect(tool.lessons.some((lesson) => LESSONS.includes(lesson))).toBe(true);
        expect(advice.given.every(({ question, choice }) => answers[question] === choice)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('depends on nothing but the questions that it asks', () => {
    fc.assert(
      fc.property(complete, complete, (answers, others) => {
        const advice = recommend(answers);
        if ('ask' in advice) throw new Error('still asks');
        const asked = Object.fromEntries(advice.given.map(({ question, choice }) => [question, choice]));
        expect(recommend({ ...others, ...asked })).toEqual(advice);
        expect(recommend(asked)).toEqual(advice);
      }),
    );
  });

  it('asks for what is missing, one question after the other, and no question twice', () => {
    fc.assert(
      fc.property(complete, (answers) => {
        let known: Answers = {};
        for (let n = 0; n <= ids.length; n++) {
          const advice = recommend(known);
          if (!('ask' in advice)) return;
          expect(known[advice.ask]).toBeUndefined();
          known = { ...known, [advice.ask]: answers[advice.ask] };
        }
        throw new Error('asks for ever');
      }),
    );
  });

  it('can recommend each of its tools', () => {
    expect(new Set(ways().map(({ tool }) => tool))).toEqual(new Set(TOOL_IDS));
    for (const [id, tool] of Object.entries(TOOLS)) expect(tool.id).toBe(id);
  });

  it('asks only what makes a difference', () => {
    const leafOf = (choices: readonly string[]) => JSON.stringify(walk(choices).node);
    for (const { given } of ways()) {
      const choices = given.map(({ choice }) => choice);
      for (const [i, { question }] of given.entries()) {
        const before = choices.slice(0, i);
        const ends = new Set(Object.keys(QUESTIONS[question].choices).map((choice) => leafOf([...before, choice])));
        expect(ends.size, `${question} after ${before.join(', ')}`).toBeGreaterThan(1);
      }
    }
  });

  it('is found again by its address', () => {
    for (const { tool, notes, given } of ways()) {
      const place = walk(given.map(({ choice }) => choice));
      expect(place).toEqual({ given, node: { kind: 'tool', tool, notes }, rest: [] });
    }
  });

  it('goes as far as an address makes sense, whatever it says', () => {
    expect(walk(['waiting', 'nonsense', 'enough'])).toMatchObject({
      given: [{ question: 'work', choice: 'waiting' }],
      rest: ['nonsense', 'enough'],
    });
    expect(walk(['constructor']).rest).toEqual(['constructor']);
    expect(walk(['unknown', 'enough']).rest).toEqual(['enough']);
    fc.assert(fc.property(fc.array(fc.string()), (choices) => void walk(choices)));
  });

  it('says of each answer what would change it, and is right', () => {
    for (const { tool, given } of ways()) {
      for (const change of changes(given)) {
        expect(given.some(({ question }) => question === change.question)).toBe(true);
        expect(change.tools.some((other) => other !== tool)).toBe(true);
        const there = walk(change.way).node;
        if (there.kind === 'tool') expect(change.tools).toEqual([there.tool]);
        else expect(change.tools.length).toBeGreaterThan(0);
      }
      expect(changes(given).length, 'something always would').toBeGreaterThan(0);
    }
  });

  it('has words for every choice', () => {
    for (const { given } of ways()) for (const each of given) expect(choiceWords(each).label).not.toBe('');
  });

  it('links only to lessons that are there or planned', () => {
    const linked = [...new Set(TOOL_IDS.flatMap((id) => TOOLS[id].lessons))].sort();
    const missing = linked.filter((lesson) => !LESSONS.includes(lesson));
    expect(missing).toEqual([]);
  });

  it('has a program for each recommendation, named for a file, and none twice under one name', () => {
    const texts = new Map<string, string>();
    for (const id of TOOL_IDS)
      for (const program of [TOOLS[id].proof.program, TOOLS[id].proof.against]) {
        if (program === null) continue;
        expect(program.name).toMatch(/^[a-z][a-z_]{0,29}$/);
        expect(program.text.length).toBeGreaterThan(100);
        expect(texts.get(program.name) ?? program.text).toBe(program.text);
        texts.set(program.name, program.text);
      }
  });
});

describe('the tables that tutorials give', () => {
  it.each(DECISIONS)('$topic, $row: $tool', ({ answers, tool }) => {
    expect(recommend(answers)).toMatchObject({ tool });
  });

  it.each(FACTS.filter(({ holds }) => holds !== 'yes'))('$topic, $row: $holds, and we say why', ({ but }) => {
    expect(but ?? '').not.toBe('');
  });

  it('are here with every row', () => {
    const rows = (topic: string) => [...DECISIONS, ...FACTS].filter((row) => row.topic === topic).length;
    const least = {
      ...{ E21: 4, E22: 17, E24: 4, E25: 5, E33: 12, E34: 6, E35: 7, E36: 3, E46: 7, E47: 6, E60: 2 },
      ...{ E68: 2, E83: 5, E84: 4, E89: 3, E100: 5, E105: 3, E106: 2 },
    };
    for (const [topic, count] of Object.entries(least)) expect(rows(topic), topic).toBeGreaterThanOrEqual(count);
  });
});
