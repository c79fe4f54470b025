import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language } from '../runtimes/runtime';
import { createBusy } from './busy';
import { createEdits, type Edits } from './edits';
import { fileOf, MAINS, openProgram, originalOf } from './playground';
import { ownTexts } from '../texts/en/own-programs';
import { MOST_VARIANTS, nameProblem, NO_VARIANTS } from './playground-list';
import { createPlayground, type Playground } from './playground-variants';
import { memoryStorage, type Storage } from './storage';

const timers = { setTimeout: () => 0, clearTimeout: () => undefined };
const LIST = { lesson: '~playground', program: '~list', path: 'variants.json' };

let ids = 0;
async function visit(storage: Storage): Promise<{ playground: Playground; edits: Edits }> {
  const edits = createEdits(Promise.resolve(storage), timers, createBusy(timers));
  const playground = createPlayground(edits, () => `id-${++ids}`);
  await playground.ready;
  return { playground, edits };
}

const state = (playground: Playground) => playground.store.getState();
const titles = (playground: Playground) => state(playground).programs.map(({ title }) => title);
const texts = (playground: Playground) =>
  Object.fromEntries(state(playground).programs.map((program) => [program.title, playground.text(program)]));

function added(
  playground: Playground,
  name: string,
  text: string | null = null,
  language: Language = 'python',
): string {
  const done = playground.add(name, language, text);
  if ('problem' in done) throw new Error(done.problem);
  return done.id;
}

describe('the learner’s variants', () => {
  it('stand behind her two programs, with their texts, and are there on the next visit', async () => {
    const storage = memoryStorage();
    const { playground, edits } = await visit(storage);
    expect(titles(playground)).toEqual(['main.py', 'main.ts']);
    added(playground, 'threads', 'import threading\n');
    added(playground, ' in  a loop.ts ', null, 'typescript');
    playground.setRace({ kind: 'worth', sizes: '1, 2' });
    await edits.flush();
    const again = (await visit(storage)).playground;
    expect(titles(again)).toEqual(['main.py', 'main.ts', 'threads.py', 'in a loop.ts']);
    expect(texts(again)['threads.py']).toBe('import threading\n');
    expect(texts(again)['in a loop.ts']).toBe(originalOf({ language: 'typescript' }));
    expect(state(again)).toMatchObject({ problem: null, full: false, race: { kind: 'worth', sizes: '1, 2' } });
  });

  it('have names that tell them apart, by which a file can be called', async () => {
    const { playground } = await visit(memoryStorage());
    const problem = (name: string, language: Language = 'python') => playground.add(name, language, null);
    added(playground, 'fast');
    expect(problem('FAST.py')).toEqual({ problem: 'There is a FAST.py already.' });
    expect(problem('fast', 'typescript')).not.toHaveProperty('problem');
    expect(problem('main')).toEqual({ problem: 'There is a main.py already.' });
    expect(problem('  ')).toEqual({ problem: 'A variant needs a name.' });
    expect(problem('.py')).toEqual({ problem: 'A variant needs a name.' });
    expect(problem('a'.repeat(31))).toEqual({ problem: 'A name may have 30 letters.' });
    for (const bad of ['a/b', 'a\\b', 'a\u202eb', '..', 'a?']) expect(problem(bad), bad).toHaveProperty('problem');
    for (const good of ['größer', '用线程', 'v1.2', 'a-b_c (2)', '🐢']) {
      expect(nameProblem(NO_VARIANTS, good, 'python'), good).toBeNull();
    }
  });

  it('are offered names that are free', async () => {
    const { playground } = await visit(memoryStorage());
    const [main] = MAINS;
    expect(playground.suggestedName('python', null)).toBe('variant');
    expect(playground.suggestedName('python', main ?? null)).toBe('main 2');
    added(playground, 'main 2');
    expect(playground.suggestedName('python', main ?? null)).toBe('main 3');
    added(playground, 'x'.repeat(30));
    const long = state(playground).programs.at(-1) ?? null;
    expect(nameProblem(NO_VARIANTS, playground.suggestedName('python', long), 'python')).toBeNull();
  });

  it('are renamed in place, each to its own name too', async () => {
    const { playground } = await visit(memoryStorage());
    const a = added(playground, 'a', '# a\n');
    added(playground, 'b');
    expect(playground.rename(a, 'B')).toEqual({ problem: 'There is a B.py already.' });
    expect(playground.rename(a, 'A')).toEqual({ id: a });
    expect(titles(playground).slice(2)).toEqual(['A.py', 'b.py']);
    expect(texts(playground)['A.py']).toBe('# a\n');
    expect(playground.rename('main', 'other')).toHaveProperty('problem');
    playground.remove('main');
    expect(titles(playground)).toContain('main.py');
  });

  it(`are ${MOST_VARIANTS} at most, and the sentence says what to do`, async () => {
    const { playground } = await visit(memoryStorage());
    const all = Array.from({ length: MOST_VARIANTS }, (_, i) => added(playground, `v${i}`));
    expect(state(playground).full).toBe(true);
    expect(playground.add('one more', 'python', null)).toEqual({ problem: ownTexts.full });
    const [gone = ''] = all;
    playground.remove(gone);
    added(playground, 'one more');
    expect(playground.bringBack(gone)).toEqual({ problem: ownTexts.full });
    expect(state(playground).removed.map(({ id }) => id)).toEqual([gone]);
  });

  it('come back after they were removed, on a later visit too, beside one that has their name now', async () => {
    const storage = memoryStorage();
    const { playground, edits } = await visit(storage);
    const id = added(playground, 'a', '# the first\n');
    playground.remove(id);
    expect(titles(playground)).toEqual(['main.py', 'main.ts']);
    added(playground, 'a', '# the second\n');
    await edits.flush();
    const again = (await visit(storage)).playground;
    expect(titles(again)).toEqual(['main.py', 'main.ts', 'a.py']);
    again.bringBack(id);
    expect(texts(again)).toMatchObject({ 'a.py': '# the second\n', 'a 2.py': '# the first\n' });
  });

  it('that were put away long ago are forgotten with their texts', async () => {
    const storage = memoryStorage();
    const { playground, edits } = await visit(storage);
    for (let i = 0; i < 10; i++) playground.remove(added(playground, `v${i}`, `# ${i}\n`));
    expect(state(playground).removed.map(({ name }) => name)).toEqual(['v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9']);
    await edits.flush();
    // Eight texts and the list.
    expect(await storage.entries('edit/')).toHaveLength(9);
    expect(titles((await visit(storage)).playground)).toEqual(['main.py', 'main.ts']);
  });

  it('are all found again where the list is spoiled, and what stood in its place is not overwritten', async () => {
    for (const spoiled of ['', '{"variants":[{"id":"id', '[]', '{"variants":7,"removed":[]}', 'null']) {
      const storage = memoryStorage();
      const { playground, edits } = await visit(storage);
      added(playground, 'a', '# a\n');
      added(playground, 'b', '// b\n', 'typescript');
      edits.set(LIST, spoiled, '');
      await edits.flush();
      const after = await visit(storage);
      expect(Object.values(texts(after.playground)).slice(2).sort()).toEqual(['# a\n', '// b\n']);
      expect(titles(after.playground).slice(2).sort()).toEqual(['found again.py', 'found again.ts']);
      if (spoiled === '') continue;
      expect(state(after.playground).problem).toMatch(
        /^The list of your variants could not be read\. No program is lost/,
      );
      expect(after.edits.store.getState().edits['edit/~playground/~list/variants.json']?.aside).toBe(spoiled);
      await after.edits.flush();
      const later = (await visit(storage)).playground;
      expect(state(later).problem).toBeNull();
      expect(titles(later)).toEqual(titles(after.playground));
    }
  });

  it('keep what can be read of a list with one entry that cannot', async () => {
    const storage = memoryStorage();
    const { playground, edits } = await visit(storage);
    const a = added(playground, 'a', '# a\n');
    const entries = [{ id: a, name: 'a', language: 'python' }, { id: a, name: 'twin', language: 'python' }, { id: 7 }];
    const odd = { id: 'odd', name: 'main', language: 'python' };
    edits.set(LIST, JSON.stringify({ variants: [...entries, odd, 'x'], removed: [null] }), '');
    await edits.flush();
    const after = (await visit(storage)).playground;
    expect(titles(after)).toEqual(['main.py', 'main.ts', 'a.py', 'main 2.py']);
    expect(state(after).problem).not.toBeNull();
  });

  it('of another tab, which this one’s list does not know, are found by the next visit', async () => {
    const storage = memoryStorage();
    const [one, two] = [await visit(storage), await visit(storage)];
    added(one.playground, 'mine', '# one\n');
    added(two.playground, 'yours', '# two\n');
    await one.edits.flush();
    await two.edits.flush();
    const next = (await visit(storage)).playground;
    expect(Object.values(texts(next)).slice(2).sort()).toEqual(['# one\n', '# two\n']);
    expect(titles(next)).toEqual(['main.py', 'main.ts', 'yours.py', 'found again.py']);
  });

  it('keep each text that was not removed, whatever is done to them and however often the page is opened anew', async () => {
    const pick = fc.nat(20);
    const command = fc.oneof(
      fc.record({
        do: fc.constant('add' as const),
        name: fc.oneof(fc.constantFrom('a', 'b', 'A', 'main'), fc.string({ maxLength: 34 })),
        text: fc.option(fc.string({ minLength: 1 })),
        language: fc.constantFrom('python' as const, 'typescript' as const),
      }),
      fc.record({ do: fc.constant('rename' as const), pick, name: fc.string({ maxLength: 34 }) }),
      fc.record({ do: fc.constant('write' as const), pick, text: fc.string() }),
      fc.record({ do: fc.constant('remove' as const), pick }),
      fc.record({ do: fc.constant('bring back' as const), pick }),
      fc.record({ do: fc.constant('open anew' as const) }),
      fc.record({ do: fc.constant('spoil' as const), cut: fc.nat(200) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
        const storage = memoryStorage();
        let { playground, edits } = await visit(storage);
        // The oracle: texts by id, whatever the list calls them.
        const kept = new Map<string, string>(MAINS.map((main) => [main.id, originalOf(main)]));
        const away = new Map<string, string>();
        // Without a text of its own an empty program is only its name, which a spoiled list costs.
        const isNamedOnly = (id: string) => {
          const program = state(playground).programs.find((each) => each.id === id);
          return program === undefined || kept.get(id) === originalOf(program);
        };
        for (const each of commands) {
          const { programs, removed } = state(playground);
          const program = 'pick' in each ? programs[each.pick % programs.length] : undefined;
          switch (each.do) {
            case 'add': {
              const done = playground.add(each.name, each.language, each.text);
              if ('id' in done) kept.set(done.id, each.text ?? originalOf(each));
              break;
            }
            case 'rename':
              if (program) playground.rename(program.id, each.name);
              break;
            case 'write':
              if (program) {
                edits.set(fileOf(program), each.text, originalOf(program));
                kept.set(program.id, each.text);
              }
              break;
            case 'remove':
              if (program && program.id !== 'main' && program.id !== 'main-ts') {
                playground.remove(program.id);
                away.set(program.id, kept.get(program.id) ?? '');
                kept.delete(program.id);
              }
              break;
            case 'bring back': {
              const back = removed[each.pick % Math.max(1, removed.length)];
              if (back && 'id' in playground.bringBack(back.id)) {
                kept.set(back.id, away.get(back.id) ?? '');
                away.delete(back.id);
              }
              break;
            }
            case 'spoil': {
              const whole = edits.text(LIST, '');
              if (whole === '' || each.cut >= whole.length) break;
              for (const id of [...kept.keys()]) {
                if (!MAINS.some((main) => main.id === id) && isNamedOnly(id)) kept.delete(id);
              }
              edits.set(LIST, whole.slice(0, each.cut), '');
              await edits.flush();
              ({ playground, edits } = await visit(storage));
              // What had been put away comes back with the rest.
              for (const [id, text] of away) {
                if (state(playground).programs.some((one) => one.id === id)) kept.set(id, text);
              }
              away.clear();
              break;
            }
            case 'open anew':
              await edits.flush();
              ({ playground, edits } = await visit(storage));
          }
          const now = state(playground).programs;
          const found = Object.fromEntries(now.map((one) => [one.id, playground.text(one)]));
          for (const [id, text] of kept) expect(found[id], `${id} after ${each.do}`).toBe(text);
          expect(new Set(now.map(({ title }) => title.toLowerCase())).size).toBe(now.length);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('the program that is open', () => {
  it('is the one that was, or of the language that earlier versions remembered, or the first', () => {
    expect(openProgram(MAINS, 'main-ts').id).toBe('main-ts');
    expect(openProgram(MAINS, 'typescript').id).toBe('main-ts');
    expect(openProgram(MAINS, 'python').id).toBe('main');
    expect(openProgram(MAINS, 'gone').id).toBe('main');
  });
});
