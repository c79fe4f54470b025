import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMBED_LANGUAGES, EMBED_THEMES, parseEmbedAddress } from '../protocol/embed';
import { createEmbed, LATER, ownProgram, REFUSALS, type EmbedBench } from './embed';
import type { Command } from './embed-link';

const LESSONS = ['deadlock', 'futures'];
const STEPS = ['first', 'second'];
const PROGRAMS = ['plain', 'fixed'];

const name = (known: readonly string[]) => fc.constantFrom(...known, 'nonsense', '__proto__');
const load: fc.Arbitrary<Extract<Command, { readonly type: 'load' }>> = fc.oneof(
  fc.record(
    {
      type: fc.constant('load' as const),
      lesson: name(LESSONS),
      step: name(STEPS),
      program: name(PROGRAMS),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record({
    type: fc.constant('load' as const),
    program: fc.record({ language: fc.constantFrom(...EMBED_LANGUAGES), code: fc.string() }),
  }),
);
const command: fc.Arbitrary<Command> = fc.oneof(
  load,
  fc.record({ type: fc.constantFrom('run' as const, 'stop' as const) }),
  fc.record({ type: fc.constant('seek' as const), ms: fc.nat() }),
  fc.record({ type: fc.constant('theme' as const), theme: fc.constantFrom(...EMBED_THEMES) }),
);

function anEmbed(hash: string, fetching: () => Promise<void> = () => Promise.resolve()) {
  return createEmbed({
    address: parseEmbedAddress('', hash),
    hasLesson: (id) => LESSONS.includes(id),
    async loadLesson() {
      await fetching();
      return {
        steps: STEPS.map((id) => ({ id, title: id, blocks: [] })),
        programs: PROGRAMS.map((id) => ({ ...ownProgram({ language: 'python', code: '' }), id })),
      };
    },
    setTheme: () => null,
  });
}

/** A bench that writes down what it is told. */
function aBench(answers: readonly (string | null | typeof LATER)[] = [null]) {
  const told: string[] = [];
  let runs = 0;
  const bench: EmbedBench = {
    run() {
      told.push('run');
      return answers[Math.min(runs++, answers.length - 1)] ?? null;
    },
    stop: () => (told.push('stop'), null),
    seek: (ms) => (told.push(`seek ${ms}`), null),
    path: () => null,
  };
  return { bench, told };
}

describe('what a frame shows', () => {
  test('is always something that there is, and stays as it was when a command is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (commands) => {
        const embed = anEmbed('#/lesson/deadlock');
        for (const each of commands) {
          const before = embed.store.getState();
          // Nobody draws here, so no bench ever comes: a run would wait for it.
          if (each.type === 'run') continue;
          const why = await embed.obey(each);
          const { what, own, variant } = embed.store.getState();
          if (why !== null) expect(embed.store.getState()).toBe(before);
          expect(what?.kind === 'own').toBe(what?.kind === 'own' && own !== null);
          if (what?.kind === 'lesson' || what?.kind === 'program') expect(LESSONS).toContain(what.lesson);
          if (what?.kind === 'lesson' && what.step !== null) expect(STEPS).toContain(what.step);
          if (what?.kind === 'program') expect(PROGRAMS).toContain(what.program);
          if (variant !== null) expect(PROGRAMS).toContain(variant);
        }
      }),
    );
  });

  test('is what was asked for last, whatever arrives last', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...LESSONS), { minLength: 1, maxLength: 6 }),
        fc.scheduler(),
        async (ids, s) => {
          const embed = anEmbed('#/program', () => s.schedule(Promise.resolve()));
          const answers = ids.map((lesson) => embed.obey({ type: 'load', lesson }));
          await s.waitAll();
          const why = await Promise.all(answers);
          expect(embed.store.getState().what).toMatchObject({ lesson: ids.at(-1) });
          // Each that was overtaken hears so.
          expect(why.map((each) => each === null)).toEqual(ids.map((_, i) => i === ids.length - 1));
        },
      ),
    );
  });

  test('is found on the site again, and the path there is one address', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('lesson', 'shared', 'at'), fc.string()), { maxLength: 5 }),
        (parts) => {
          const embed = anEmbed(`#/${parts.map(encodeURIComponent).join('/')}`);
          expect(embed.path()).toMatch(/^\/[^#?\s]*$/);
          const { what } = embed.store.getState();
          if (what?.kind === 'shared') expect(decodeURIComponent(embed.path())).toBe(`/shared/${what.payload}`);
        },
      ),
    );
    expect(anEmbed('#/lesson/deadlock/at/first').path()).toBe('/lesson/deadlock/at/first');
    expect(anEmbed('#/lesson/deadlock/plain').path()).toBe('/lesson/deadlock/plain');
  });
});

describe('a run that is asked for', () => {
  test('before the bench is there is done once it is, once, and answered as the bench answers', async () => {
    const embed = anEmbed('#/lesson/deadlock');
    const asked = embed.obey({ type: 'run' });
    await Promise.resolve();
    const { bench, told } = aBench([LATER, REFUSALS.recorded]);
    embed.setBench(bench);
    expect(told).toEqual(['run']);
    // The bench did not know yet. It is handed over anew with each change of what it shows.
    embed.setBench(null);
    embed.setBench(bench);
    embed.setBench(bench);
    expect(told).toEqual(['run', 'run']);
    expect(await asked).toBe(REFUSALS.recorded);
  });

  test('opens a frame that is folded up; one that shows nothing refuses', async () => {
    const embed = createEmbed({
      address: parseEmbedAddress('?collapsed', '#/lesson/deadlock'),
      hasLesson: () => true,
      loadLesson: () => Promise.reject(new Error('offline')),
      setTheme: () => null,
    });
    void embed.obey({ type: 'run' });
    await Promise.resolve();
    expect(embed.store.getState().open).toBe(true);
    expect(await anEmbed('#/nonsense').obey({ type: 'run' })).toBe(REFUSALS.nothing);
  });

  test('and taken back, or overtaken by something else to show, is not done', async () => {
    for (const after of [{ type: 'stop' }, { type: 'load', lesson: 'futures' }] as const) {
      const embed = anEmbed('#/lesson/deadlock');
      const asked = embed.obey({ type: 'run' });
      await Promise.resolve();
      expect(await embed.obey(after)).toBeNull();
      const { bench, told } = aBench();
      embed.setBench(bench);
      expect(told).toEqual([]);
      expect(await asked).toBeNull();
    }
  });

  test('after something else to show means that, however long it takes to come', async () => {
    let arrive = () => undefined as void;
    const embed = anEmbed('#/lesson/deadlock', () => new Promise<void>((resolve) => (arrive = resolve)));
    const old = aBench();
    embed.setBench(old.bench);
    const loaded = embed.obey({ type: 'load', lesson: 'futures' });
    const asked = embed.obey({ type: 'run' });
    arrive();
    expect(await loaded).toBeNull();
    const fresh = aBench();
    await new Promise(setImmediate);
    embed.setBench(fresh.bench);
    expect(await asked).toBeNull();
    expect([old.told, fresh.told]).toEqual([[], ['run']]);
  });

  test('stop and seek need something to stop and to look at', async () => {
    const embed = anEmbed('#/lesson/deadlock');
    expect(await embed.obey({ type: 'stop' })).toBe(REFUSALS.idle);
    expect(await embed.obey({ type: 'seek', ms: 5 })).toBe(REFUSALS.noRun);
    const { bench, told } = aBench();
    embed.setBench(bench);
    await embed.obey({ type: 'stop' });
    await embed.obey({ type: 'seek', ms: 5 });
    expect(told).toEqual(['stop', 'seek 5']);
  });
});

test('a program of the page’s own is found again by its text alone, and can always be run', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...EMBED_LANGUAGES),
      fc.string(),
      fc.string(),
      fc.string(),
      (language, code, title, other) => {
        const made = ownProgram({ language, code, title });
        expect(made.files.map(({ path }) => path)).toEqual([made.entry]);
        expect(made.files[0]?.content).not.toContain('\r');
        expect(made.title).not.toBe('');
        expect(ownProgram({ language, code, title: other }).id).toBe(made.id);
        if (other !== code) expect(ownProgram({ language, code: other, title }).id).not.toBe(made.id);
      },
    ),
  );
});
