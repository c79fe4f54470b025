import { describe, expect, it } from 'vitest';
import { loadLesson } from './load';

const ENGLISH = `---
title: Made up
question: Is it?
part: Parts
minutes: 3
programs:
  - { file: a.py, variant: sequential }
claims:
  - claim: output
    program: a
    matches: 'x'
    says: It prints x
---

## Guess first

It prints x.

:::predict{#which program=a}
Which?

- [ ] One
- [x] Two

---

Because.
:::

## In your terminal

The same.
`;

const GERMAN = `---
title: Ausgedacht
question: Ist es so?
---

## Erst raten {#guess-first}

Es gibt x aus.

:::predict{#which program=a}
Was?

- [ ] Eins
- [x] Zwei

---

Darum.
:::
`;

async function load(german: string) {
  const files = new Map([
    ['lesson.md', ENGLISH],
    ['lesson.de.md', german],
    ['a.py', "print('x')\n"],
  ]);
  return loadLesson({ name: '01-made-up', files });
}

async function problems(german: string) {
  const result = await load(german);
  return result.ok ? [] : result.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

describe('a translation', () => {
  it('has words of its own, and the ids, the answers and the programs of the lesson', async () => {
    const result = await load(GERMAN);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const german = result.translations.get('de');
    expect(german).toMatchObject({
      id: 'made-up',
      locale: 'de',
      title: 'Ausgedacht',
      programs: result.lesson.programs,
    });
    const [first] = german?.steps ?? [];
    expect(first).toMatchObject({ id: 'guess-first', title: 'Erst raten' });
    expect(first?.blocks[1]).toMatchObject({
      id: 'which',
      answer: 'two',
      choices: [
        { id: 'one', html: 'Eins' },
        { id: 'two', html: 'Zwei' },
      ],
    });
  });

  it('shows in English what it lacks, and says so', async () => {
    const result = await load(GERMAN.replace(/:::predict[^]*:::\n/, ''));
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const [first, last] = result.translations.get('de')?.steps ?? [];
    expect(first?.blocks[1]).toMatchObject({ id: 'which', untranslated: true });
    expect(last).toMatchObject({ id: 'in-your-terminal', untranslated: true });
  });

  it('adds no step, no question and no other answer', async () => {
    expect(await problems(GERMAN.replace('{#guess-first}', '{#guess}'))).toEqual([
      'lesson.de.md:6: lesson.md has no step "guess"; there are guess-first and in-your-terminal',
    ]);
    expect(await problems(GERMAN.replace('{#which ', '{#what '))).toEqual([
      'lesson.de.md:10: the step "guess-first" of lesson.md has no predict what: a translation adds nothing',
    ]);
    expect(await problems(GERMAN.replace('- [ ] Eins\n- [x] Zwei', '- [x] Eins\n- [ ] Zwei'))).toEqual([
      'lesson.de.md:10: "which" has its right choice at another place than in lesson.md',
    ]);
    expect(await problems(GERMAN.replace('- [ ] Eins\n', '- [ ] Eins\n- [ ] Drei\n'))).toEqual([
      'lesson.de.md:10: "which" has 3 choices, and in lesson.md 2',
    ]);
  });

  it('names the step that each of its steps translates', async () => {
    expect((await problems(GERMAN.replace(' {#guess-first}', '')))[0]).toBe(
      'lesson.de.md:6: a step of a translation says which one it translates: ## Title {#the-id-of-the-step}',
    );
  });

  it('has a title', async () => {
    expect(await problems(GERMAN.replace('title: Ausgedacht\n', ''))).toEqual([
      expect.stringContaining('lesson.de.md:1: `title`'),
    ]);
  });
});
