import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language } from '../runtimes/runtime';
import { createBusy } from './busy';
import { createEdits, type Edits } from './edits';
import { EXAMPLES } from './examples/examples';
import { fileOf, MAINS, originalOf } from './playground';
import { ownTexts } from '../texts/en/own-programs';
import { MOST_VARIANTS } from './playground-list';
import { place, placeEmpty, type Arriving } from './playground-place';
import { createPlayground, type Playground } from './playground-variants';
import { memoryStorage } from './storage';

const timers = { setTimeout: () => 0, clearTimeout: () => undefined };
const LOCK: Arriving = { name: 'a lock', language: 'python', text: 'lock\n' };
const POOL: Arriving = { name: 'a pool', language: 'python', text: 'pool\n' };
const LOOP: Arriving = { name: 'a loop', language: 'typescript', text: 'loop\n' };
const KNOWN = [LOCK, POOL, LOOP];
const exampleIn = (text: string) => KNOWN.find((each) => each.text === text)?.name ?? null;

async function playgroundOf() {
  const edits = createEdits(Promise.resolve(memoryStorage()), timers, createBusy(timers));
  let ids = 0;
  const playground = createPlayground(edits, () => `id-${++ids}`);
  await playground.ready;
  let open = 'main';
  const ran = new Set<string>();
  const program = (id = open) => {
    const found = playground.store.getState().programs.find((each) => each.id === id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
  return {
    playground,
    edits,
    program,
    show: (id: string) => (open = id),
    run: () => ran.add(open),
    write: (text: string) => edits.set(fileOf(program()), text, originalOf(program())),
    arrive(arriving: Arriving) {
      const done = place(playground, arriving, { open: program(), exampleIn, hasRun: ({ id }) => ran.has(id) });
      if ('id' in done) open = done.id;
      return done;
    },
  };
}

const tabs = (playground: Playground) =>
  playground.store.getState().programs.map((each) => [each.title, playground.text(each)]);
const MAIN_TABS = MAINS.map((main) => [main.title, originalOf(main)]);
/** Everything of hers: what stands somewhere, and what was put aside. */
const textsIn = (edits: Edits) =>
  Object.values(edits.store.getState().edits).flatMap(({ text, aside }) => [text, aside]);

describe('a program that comes from elsewhere', () => {
  it('gets a tab of its own, bears its name, and is what the address says then', async () => {
    const { playground, arrive, program } = await playgroundOf();
    expect(arrive(LOCK)).toEqual({ id: 'id-1' });
    expect(tabs(playground)).toEqual([...MAIN_TABS, ['a lock.py', 'lock\n']]);
    expect(program().title).toBe('a lock.py');
  });

  it('is shown again where it is there already', async () => {
    const { playground, arrive, show } = await playgroundOf();
    const first = arrive(LOCK);
    show('main');
    expect(arrive(LOCK)).toEqual(first);
    expect(tabs(playground)).toHaveLength(3);
  });

  it('is a tab of its own beside a file with the same text and another name', async () => {
    const { playground, arrive } = await playgroundOf();
    const first = arrive({ name: 'first', language: 'python', text: 'x = 1\n' });
    expect(arrive({ name: 'second.py', language: 'python', text: 'x = 1\n' })).not.toEqual(first);
    expect(arrive({ name: 'first.py', language: 'python', text: 'x = 1\n' })).toEqual(first);
    expect(
      tabs(playground)
        .slice(2)
        .map(([title]) => title),
    ).toEqual(['first.py', 'second.py']);
  });

  it('takes the place of an example that was only looked at', async () => {
    const { playground, arrive } = await playgroundOf();
    arrive(LOCK);
    arrive(POOL);
    expect(tabs(playground)).toEqual([...MAIN_TABS, ['a pool.py', 'pool\n']]);
    arrive(LOOP);
    expect(tabs(playground).slice(2)).toEqual([
      ['a pool.py', 'pool\n'],
      ['a loop.ts', 'loop\n'],
    ]);
  });

  it('stands beside an example that was run, changed, or given a name', async () => {
    const { playground, arrive, run, write, program } = await playgroundOf();
    arrive(LOCK);
    run();
    arrive(POOL);
    write('pool, but better\n');
    arrive({ name: 'third', language: 'python', text: 'third\n' });
    arrive(POOL);
    playground.rename(program().id, 'my own');
    arrive({ name: 'fourth', language: 'python', text: 'fourth\n' });
    expect(tabs(playground).slice(2)).toEqual([
      ['a lock.py', 'lock\n'],
      ['a pool.py', 'pool, but better\n'],
      ['third.py', 'third\n'],
      ['my own.py', 'pool\n'],
      ['fourth.py', 'fourth\n'],
    ]);
  });

  it('never takes the place of a version that was put aside', async () => {
    const { playground, edits, arrive, write, program } = await playgroundOf();
    arrive(LOCK);
    write('mine\n');
    edits.replace(fileOf(program()), LOCK.text, originalOf(program()));
    arrive(POOL);
    expect(
      tabs(playground)
        .slice(2)
        .map(([, text]) => text),
    ).toEqual(['lock\n', 'pool\n']);
    expect(textsIn(edits)).toContain('mine\n');
  });

  it('finds room in an empty program where all eight tabs are taken, and else says so', async () => {
    const { playground, arrive, program } = await playgroundOf();
    for (let i = 0; i < MOST_VARIANTS; i++) playground.add(`v${i}`, 'python', `mine ${i}\n`);
    expect(arrive(LOCK)).toEqual({ id: 'main' });
    expect(program().title).toBe('main.py');
    expect(arrive(POOL)).toEqual({ id: 'main' });
    playground.exchange('main', '', 'mine\n');
    const before = tabs(playground);
    expect(arrive(LOCK)).toEqual({ problem: ownTexts.full });
    expect(tabs(playground)).toEqual(before);
  });

  it('never loses a text of hers, whatever she does in between', async () => {
    const act = fc.oneof(
      fc.record({ do: fc.constant('arrive' as const), which: fc.nat(2) }),
      fc.record({ do: fc.constant('show' as const), which: fc.nat(9) }),
      fc.record({ do: fc.constantFrom('write' as const, 'run' as const, 'begin anew' as const, 'empty' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const { playground, edits, program, show, run, write, arrive } = await playgroundOf();
        const hers: string[] = [];
        for (const [i, one] of acts.entries()) {
          if (one.do === 'arrive') arrive(KNOWN[one.which] ?? LOCK);
          else if (one.do === 'show') show(playground.store.getState().programs[one.which]?.id ?? 'main');
          else if (one.do === 'run') run();
          else if (one.do === 'empty') placeEmpty(playground, 'python');
          else if (one.do === 'write') {
            // She writes on at what she has, or begins.
            const at = hers.indexOf(playground.text(program()));
            if (at >= 0) hers.splice(at, 1);
            write(`mine ${i}\n`);
            hers.push(`mine ${i}\n`);
          } else if (!playground.hasAside(program())) edits.reset(fileOf(program()));
        }
        for (const text of hers) expect(textsIn(edits)).toContain(text);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an empty program', () => {
  it('is one that is there, or a new one', async () => {
    const { playground, write } = await playgroundOf();
    expect(placeEmpty(playground, 'typescript')).toEqual({ id: 'main-ts' });
    expect(placeEmpty(playground, 'python')).toEqual({ id: 'main' });
    write('mine\n');
    expect(placeEmpty(playground, 'python')).toEqual({ id: 'id-1' });
    expect(placeEmpty(playground, 'python')).toEqual({ id: 'id-1' });
    expect(tabs(playground).map(([title]) => title)).toEqual(['main.py', 'main.ts', 'variant.py']);
  });
});

describe('the examples, opened one after the other', () => {
  it('leave one tab for each language behind', async () => {
    const { playground, program, show } = await playgroundOf();
    const all = EXAMPLES.flatMap(({ examples }) => examples);
    const name = (text: string) => all.find((each) => each.text === text)?.name ?? null;
    for (const example of all) {
      const done = place(playground, example, { open: program(), exampleIn: name, hasRun: () => false });
      if ('id' in done) show(done.id);
    }
    const languages = playground.store
      .getState()
      .programs.slice(2)
      .map(({ language }): Language => language);
    expect(languages).toEqual(['python', 'typescript']);
  });
});
