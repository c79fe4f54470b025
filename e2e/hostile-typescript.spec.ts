/**
 * TypeScript programs that mean harm, in a real browser. They run on the main thread of a frame and may change everything that
 * they find there. Each ends in an outcome that has a name, with the page alive; and the next program finds nothing of it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { withLab } from '../authoring/browser';
import type { Outcome, RunRequest } from '../src/runtimes/runtime';
import { ONE_THREAD, expect, test } from './helper';

const HOSTILE = join(import.meta.dirname, 'fixtures', 'hostile', 'typescript');
const read = (name: string): string => readFileSync(join(HOSTILE, `${name}.ts`), 'utf8');

process.env['INTERLEAVE_DIST'] ??= join(import.meta.dirname, '..', 'dist');

const HELPERS: Readonly<Record<string, readonly string[]>> = { 'spin-workers': ['spin-worker'] };

function request(name: string, args: readonly string[] = [], source = read(name)): RunRequest {
  const helpers = (HELPERS[name] ?? []).map((one) => ({ path: `${one}.ts`, content: read(one) }));
  return {
    language: 'typescript',
    entry: 'main.ts',
    files: [{ path: 'main.ts', content: source }, ...helpers],
    args,
    traced: true,
    startMethod: 'fork',
    prepareProcesses: true,
    seed: null,
    limits: { outputChars: 1_000_000, lockEvents: 1_000, timeoutMs: 60_000 },
  };
}

interface Ended {
  readonly outcome: Outcome;
  readonly text: string;
  /** From Stop to the end, in ms; 0 when it was not pressed. */
  readonly ms: number;
  /** How long the page could do nothing, in ms. */
  readonly gap: number;
}

/** Runs; presses Stop some time after `word` was said, if one is given. */
async function run(page: Page, wanted: RunRequest, word: string | null = null, afterMs = 300): Promise<Ended> {
  return page.evaluate(
    async ([what, awaited, wait]) => {
      const { interleave } = window;
      let gap = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        gap = Math.max(gap, performance.now() - last);
        last = performance.now();
      }, 5);
      interleave.start(what);
      let text = '';
      let pressed = 0;
      let pressing: ReturnType<typeof setTimeout> | undefined;
      for (;;) {
        for (const event of await interleave.next()) {
          if (event.type === 'output') text += event.chunks.map((chunk) => chunk.text).join('');
          if (event.type !== 'ended') continue;
          clearInterval(timer);
          clearTimeout(pressing);
          const ms = pressed === 0 ? 0 : performance.now() - pressed;
          return { outcome: event.summary.outcome, text: text.slice(0, 20_000), ms, gap };
        }
        if (pressed === 0 && awaited !== null && text.includes(awaited)) {
          pressed = Infinity;
          pressing = setTimeout(() => {
            pressed = performance.now();
            interleave.stop();
          }, wait);
        }
      }
    },
    [wanted, word, afterMs] as const,
  );
}

const INNOCENT = `import { sleep } from 'interleave'
await sleep(1)
console.log('alive', 'polluted' in {}, typeof Worker, [1, 2].map(String).join())`;

async function assertAlive(page: Page): Promise<void> {
  const { outcome, text } = await run(page, request('', [], INNOCENT));
  expect(outcome).toEqual({ kind: 'finished', exitCode: 0 });
  expect(text).toBe('alive false function 1,2\n');
  expect(await page.evaluate(() => Reflect.has({}, 'polluted'))).toBe(false);
}

const TAKEN_AWAY: Outcome = { kind: 'interrupted', forced: true, exitCode: 130 };

/** On a quiet machine Stop takes 600 ms; where the page itself was kept waiting, that much more. */
const soon = ({ ms, gap }: Ended): void => expect(ms).toBeLessThan(700 + 2 * gap);

const CRASHED = 'page crashed';

test.describe('a TypeScript program', () => {
  test.beforeEach(async ({ page }) => {
    await page.goto('command.html');
    await page.evaluate(() => window.interleave.boot('typescript'));
  });

  test.afterEach(async ({ page, context }) => {
    const crashed = test.info().annotations.some(({ type }) => type === CRASHED);
    const alive = crashed ? await context.newPage() : page;
    if (crashed) {
      await alive.goto('command.html');
      await alive.evaluate(() => window.interleave.boot('typescript'));
    }
    await assertAlive(alive);
  });

  for (const [name, sentence, word] of [
    [
      'spin-main',
      'that never lets go of its frame is taken away soon after Stop, and the page is free all the while',
      'spinning',
    ],
    ['promise-storm', 'whose promises make promises for ever is taken away soon after Stop', 'storming'],
    ['await-storm', 'that awaits nothing for ever is taken away soon after Stop', 'storming'],
  ] as const) {
    test(sentence, async ({ page }) => {
      const ended = await run(page, request(name), word);
      expect(ended.outcome).toEqual(TAKEN_AWAY);
      soon(ended);
      // It kept its own thread for longer than this; the page's own was free.
      expect(ended.gap).toBeLessThan(400);
    });
  }

  test('whose workers never come to an end is stopped with all of them', async ({ page }) => {
    const ended = await run(page, request('spin-workers'), 'spinning');
    expect(ended.outcome).toMatchObject({ kind: 'interrupted' });
    soon(ended);
  });

  test('that prints without end is cut off, and can be stopped', async ({ page }) => {
    const ended = await run(page, request('console-flood'), 'x', 1_000);
    expect(ended.outcome).toEqual(TAKEN_AWAY);
    soon(ended);
  });

  test('that sets millions of timers is told so by an exception', async ({ page }) => {
    const { outcome, text } = await run(page, request('timers'));
    expect(outcome).toMatchObject({ kind: 'raised', error: { type: 'RangeError', frames: [{ line: 1 }] } });
    expect(text).toContain('250,000 timers are pending');
  });

  test('whose timers double can be stopped', async ({ page }) => {
    const ended = await run(page, request('timers-native'), 'going', 500);
    expect(['interrupted', 'raised']).toContain(ended.outcome.kind);
    soon(ended);
  });

  test('that asks for a gigabyte gets it or an exception', async ({ page }) => {
    const { outcome, text } = await run(page, request('memory'));
    if (outcome.kind === 'raised') expect(outcome.error.type).toBe('RangeError');
    else {
      expect(outcome).toEqual({ kind: 'finished', exitCode: 0 });
      expect(text).toBe('1000000000\n');
    }
  });

  test('that never lets go of memory loses its frame, and the page does not', async ({ page }) => {
    const ended = await run(page, request('memory-heap')).catch((error: unknown) => {
      // A browser may give frame and page one process, and end both when memory runs out. Then the page opens anew, and works.
      if (!String(error).includes('Page crashed')) throw error;
      test.info().annotations.push({ type: CRASHED, description: 'the browser ended the page with its frame' });
      return null;
    });
    if (ended === null) return;
    const { outcome } = ended;
    if (outcome.kind === 'raised') expect(outcome.error.type).toBe('RangeError');
    else expect(outcome).toMatchObject({ kind: 'platform-fault' });
  });

  test('that calls itself without end gets the exception for that', async ({ page }) => {
    const { outcome } = await run(page, request('recursion'));
    expect(outcome).toMatchObject({ kind: 'raised', error: { type: 'RangeError' } });
  });

  test('that throws what bites whoever looks at it has raised all the same', async ({ page }) => {
    const { outcome } = await run(page, request('getters'));
    expect(outcome).toMatchObject({ kind: 'raised', exitCode: 1 });
  });

  test('that makes workers by the thousand is refused, and what it has made goes with it', async ({ page }) => {
    const { outcome } = await run(page, request('workers'), 'hiring', 2_000);
    expect(outcome).toMatchObject({ kind: 'raised', error: { type: 'RangeError' } });
    const ended = await run(page, request('workers-caught'), 'refused');
    expect(ended.text).toContain('4936 refused');
    expect(ended.outcome).toMatchObject({ kind: 'interrupted' });
  });

  test('that steals the port to the page can end its own run, and no other', async ({ page }) => {
    const { outcome, text } = await run(page, request('forge-end'));
    expect(text).toContain('stolen');
    // Its own end, or the words about runs that never were: both are the end of this frame.
    if (outcome.kind === 'finished') expect(outcome.exitCode).toBe(42);
    else expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  });

  test('that sends poisoned messages through a stolen port loses its frame, and no prototype is touched', async ({
    page,
  }) => {
    const { outcome } = await run(page, request('forge-poison'));
    expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  });

  test('that floods through a stolen port loses its frame', async ({ page }) => {
    const { outcome } = await run(page, request('forge-flood'));
    expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  });

  test('that shouts at the page across windows loses its frame', async ({ page }) => {
    const { outcome } = await run(page, request('shout'));
    expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  });

  test('that puts its own in place of how messages are posted hears nothing of ours', async ({ page }) => {
    const { outcome, text } = await run(page, request('monkey-ports'));
    expect(text).toContain('changed\n0 messages came by');
    expect(outcome).toEqual({ kind: 'finished', exitCode: 0 });
  });

  test('that pollutes the prototype of everything has polluted its own frame', async ({ page }) => {
    const { outcome, text } = await run(page, request('pollute'), 'polluted', 1_000);
    expect(text).toContain('polluted polluted');
    expect(['finished', 'raised', 'interrupted', 'platform-fault']).toContain(outcome.kind);
  });

  test('reaches no storage, no network, no window and no dialog', async ({ page, baseURL, context }) => {
    const reached: string[] = [];
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.type());
      void dialog.dismiss();
    });
    await context.route(/example\.org|beacon|\?image|form$/, (route) => {
      reached.push(route.request().url());
      return route.abort();
    });
    const address = page.url();
    const { outcome, text } = await run(page, request('reach', [baseURL ?? '']));
    expect(text).toContain('done');
    expect(text.split('\n').filter((line) => line.includes('ALLOWED'))).toEqual([]);
    expect(text.split('\n').filter((line) => line.includes('refused')).length).toBeGreaterThanOrEqual(35);
    expect(outcome).toEqual({ kind: 'finished', exitCode: 0 });
    expect(reached).toEqual([]);
    expect(dialogs).toEqual([]);
    expect(page.url()).toBe(address);
    expect(context.pages()).toHaveLength(1);
  });

  for (const name of ['leave', 'leave-to-site', 'reload', 'document-gone']) {
    test(`that takes its frame elsewhere loses it: ${name}`, async ({ page, baseURL }) => {
      const { outcome } = await run(page, request(name, [baseURL ?? '']));
      expect(outcome).toMatchObject({ kind: 'platform-fault' });
    });
  }

  test('that breaks what every program stands on ends all the same', async ({ page }) => {
    const { outcome, text } = await run(page, request('break-builtins'), 'breaking', 2_000);
    expect(text).toContain('breaking');
    expect(['finished', 'raised', 'interrupted', 'platform-fault']).toContain(outcome.kind);
  });

  test('whose frame computes when it is taken down keeps nobody waiting', async ({ page }) => {
    const { outcome, text } = await run(page, request('end-then-spin'));
    expect(text).toBe('waiting\n');
    expect(outcome).toEqual({ kind: 'finished', exitCode: 0 });
  });
});

test('a browser that gives such frames a thread of their own is found out', async ({ page }) => {
  await page.goto('command.html');
  expect(await page.evaluate(() => window.interleave.boot('typescript'))).toMatchObject({ sharesThread: false });
});

test('a browser that keeps them in the page’s own thread is found out, and their loops give up by themselves', async () => {
  await withLab(
    async ({ page }) => {
      const { sharesThread } = await page.evaluate(() => window.interleave.boot('typescript'));
      expect(sharesThread).toBe(true);
      for (const [source, line] of [
        [read('spin-main'), 2],
        [read('await-storm'), 2],
        [read('promise-storm'), 2],
        ['const fib = (n: number): number => n < 2 ? n : fib(n - 1) + fib(n - 2);\nfib(60);', 1],
      ] as const) {
        const { outcome, gap } = await run(page, request('', [], source));
        if (outcome.kind !== 'raised') throw new Error(JSON.stringify(outcome));
        expect(outcome.error.message).toContain('kept the page from everything else');
        expect(outcome.error.frames.at(-1)?.line).toBe(line);
        expect(gap).toBeGreaterThan(2_500);
        await assertAlive(page);
      }
    },
    { chromiumArgs: ONE_THREAD },
  );
});
