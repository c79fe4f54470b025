/**
 * The border of the realm, in a real browser: programs and realms that mean harm. Each test ends by running a friendly
 * program in the same page, because the page must have survived.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './helper';

const HOSTILE = join(import.meta.dirname, 'fixtures', 'hostile');
const read = (name: string): string => readFileSync(join(HOSTILE, name), 'utf8');

function request(content: string, args: readonly string[] = []) {
  return {
    language: 'python' as const,
    entry: 'main.py',
    files: [{ path: 'main.py', content }],
    args,
    traced: true,
    startMethod: 'fork' as const,
    prepareProcesses: true,
    seed: null,
    limits: { outputChars: 1_000_000, lockEvents: 1_000, timeoutMs: 60_000 },
  };
}

async function run(page: Page, content: string, args: readonly string[] = []) {
  const result = await page.evaluate((wanted) => window.interleave.run(wanted), request(content, args));
  return { outcome: result.summary.outcome, stdout: result.output.map((chunk) => chunk.text).join('') };
}

/** Runs, waits for `word` in the output, presses Stop; tells the outcome, how long that took, and how long the start took. */
async function stopAfter(page: Page, content: string, word: string) {
  return page.evaluate(
    async ([wanted, awaited]) => {
      const { interleave } = window;
      interleave.start(wanted);
      let text = '';
      let pressed = 0;
      const asked = performance.now();
      for (;;) {
        for (const event of await interleave.next()) {
          if (event.type === 'output') text += event.chunks.map((chunk) => chunk.text).join('');
          if (event.type === 'ended') {
            return { outcome: event.summary.outcome, text, ms: performance.now() - pressed, startMs: pressed - asked };
          }
        }
        if (pressed === 0 && text.includes(awaited)) {
          pressed = performance.now();
          interleave.stop();
        }
      }
    },
    [request(content), word] as const,
  );
}

async function assertAlive(page: Page): Promise<void> {
  const { outcome, stdout } = await run(page, 'print("alive")');
  expect(stdout).toBe('alive\n');
  expect(outcome).toEqual({ kind: 'finished', exitCode: 0 });
  expect(await page.evaluate(() => Reflect.has({}, 'polluted'))).toBe(false);
}

test.describe('a program', () => {
  test.beforeEach(async ({ page }) => {
    await page.goto('command.html');
  });

  test.afterEach(async ({ page }) => {
    await assertAlive(page);
  });

  test('reaches no storage, no network but its interpreter’s files, no window and no eval', async ({
    page,
    baseURL,
  }) => {
    const { stdout, outcome } = await run(page, read('reach.py'), [baseURL ?? '']);
    expect(stdout).toContain('done');
    expect(stdout.split('\n').filter((line) => line.includes('ALLOWED'))).toEqual([]);
    expect(stdout.split('\n').filter((line) => line.includes('refused')).length).toBeGreaterThanOrEqual(18);
    expect(outcome).toEqual({ kind: 'finished', exitCode: 0 });
  });

  test('gains nothing by a worker of its own', async ({ page }) => {
    const { stdout } = await run(page, read('nested.py'));
    expect(stdout).toBe("a nested worker's request: refused\n");
  });

  test('that lies about its own end is ended at its word', async ({ page }) => {
    const { outcome } = await run(page, read('forge-end.py'));
    expect(outcome).toEqual({ kind: 'finished', exitCode: 42 });
  });

  test('that sends poisoned messages loses its run, and no prototype is touched', async ({ page }) => {
    const { outcome } = await run(page, read('forge-run.py'));
    expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  });

  test('that floods with messages is ended', async ({ page }) => {
    const { outcome } = await run(page, read('flood.py'));
    expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  });

  test('that floods with megabytes is ended', async ({ page }) => {
    const { outcome } = await run(page, read('flood-large.py'));
    expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  });

  test('that never yields is gone soon after Stop', async ({ page }) => {
    const { outcome, ms, startMs } = await stopAfter(page, read('never-yield.py'), 'asleep');
    expect(outcome).toEqual({ kind: 'interrupted', forced: true, exitCode: 130 });
    // Within 350 ms of patience on a quiet machine. A busy one is slower with everything: it is measured against the start.
    expect(ms).toBeLessThan(Math.max(1_000, startMs));
  });

  test('that takes its own worker away can be stopped', async ({ page }) => {
    let { outcome } = await stopAfter(page, read('close.py'), 'closing');
    // Stop may be there before the worker has gone: then it was heard.
    for (let time = 2; time <= 3 && outcome.kind === 'interrupted' && !outcome.forced; time++) {
      ({ outcome } = await stopAfter(page, read('close.py'), 'closing'));
    }
    expect(outcome).toMatchObject({ kind: 'interrupted', forced: true });
  });

  test('that eats all memory ends, and the page does not', async ({ page }) => {
    const { outcome } = await run(page, read('memory.py'));
    if (outcome.kind === 'raised') expect(outcome.error.type).toBe('MemoryError');
    else expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'out-of-memory' });
  });
});

/** A page that believes its own origin to be opaque: its realms load a document of their own. */
async function makeAlone(page: Page): Promise<void> {
  await page.addInitScript(() => Object.defineProperty(self, 'origin', { value: 'null' }));
}

/** Puts the hostile document in the realm's place, for the first frame only. */
const ALONE = async (page: Page, name: string): Promise<void> => {
  await makeAlone(page);
  await page.route(
    '**/realm.html',
    async (route) => {
      const real = await route.fetch();
      await route.fulfill({ response: real, body: read(name) });
    },
    { times: 1 },
  );
  await page.goto('command.html');
};

/** Its script in the place of the code with which the page supplies the realm. */
const SUPPLIED = async (page: Page, name: string): Promise<void> => {
  const [, script = ''] = /<script>([^]*)<\/script>/.exec(read(name)) ?? [];
  const body = script.replace("addEventListener('message'", "addEventListener('interleave:supplied'");
  expect(body).not.toBe(script);
  await page.route('**/assets/supplied-*.js', async (route) => {
    const real = await route.fetch();
    await route.fulfill({ response: real, body });
  });
  await page.goto('command.html');
};

for (const [how, open] of [
  ['a realm with a document of its own', ALONE],
  ['a realm that the page supplies', SUPPLIED],
] as const) {
  test.describe(how, () => {
    test.afterEach(async ({ page }) => {
      // A page trusts the code that it has fetched once.
      if (open === SUPPLIED) {
        expect(await page.evaluate(() => Reflect.has({}, 'polluted'))).toBe(false);
        await page.unrouteAll();
        await page.reload();
      }
      await assertAlive(page);
    });

    test('that floods its port is removed', async ({ page }) => {
      await open(page, 'realm-flooding.html');
      expect((await run(page, '')).outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
    });

    test('that shouts across windows is removed, and reaches neither the page nor another window', async ({
      page,
      context,
    }) => {
      await open(page, 'realm-shouting.html');
      const address = page.url();
      const { outcome, stdout } = await run(page, '');
      expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
      expect(stdout).toContain('refused');
      expect(stdout).not.toContain('ALLOWED');
      expect(page.url()).toBe(address);
      expect(context.pages()).toHaveLength(1);
    });

    test('that freezes is removed after some seconds', async ({ page }) => {
      await open(page, 'realm-frozen.html');
      expect((await run(page, '')).outcome).toMatchObject({ kind: 'platform-fault', reason: 'unresponsive' });
    });

    test('that goes to another page is removed', async ({ page }) => {
      await open(page, 'realm-leaving.html');
      expect((await run(page, '')).outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
    });

    test('that answers with poisoned objects is removed, and no prototype is touched', async ({ page }) => {
      await open(page, 'realm-polluting.html');
      expect((await run(page, '')).outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
    });
  });
}

test('a realm that asks the page for files that are not its own is removed', async ({ page }) => {
  await SUPPLIED(page, 'realm-asking.html');
  const { outcome } = await run(page, '');
  expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  expect(outcome).toMatchObject({ message: expect.stringContaining('files that are not its own') });
});

test('a realm whose files cannot be had says which, and the next run has them', async ({ page }) => {
  await page.route('**/python_stdlib.zip', (route) => route.abort(), { times: 1 });
  await page.goto('command.html');
  expect((await run(page, '')).outcome).toMatchObject({
    kind: 'platform-fault',
    reason: 'boot',
    message: expect.stringContaining('python_stdlib.zip could not be fetched'),
  });
  await assertAlive(page);
});

test('a program in a realm with a document of its own has the same bounds', async ({ page, baseURL }) => {
  await makeAlone(page);
  await page.goto('command.html');
  const { stdout } = await run(page, read('reach.py'), [baseURL ?? '']);
  expect(stdout).toContain('done');
  expect(stdout.split('\n').filter((line) => line.includes('ALLOWED'))).toEqual([]);
  expect(await page.locator('iframe').getAttribute('src')).toContain('realm.html');
});

test('without isolation headers the realm runs all the same, and says that it is not isolated', async ({
  page,
  plainHost,
}) => {
  await page.goto(`${plainHost}command.html`);
  expect(await page.evaluate(() => window.interleave.capabilities())).toMatchObject({ isolation: 'not-isolated' });
  await assertAlive(page);
});

test('the realm’s document does nothing when it is opened as a page of its own', async ({ page }) => {
  await page.goto('realm.html');
  await page.evaluate(() => {
    const { port2 } = new MessageChannel();
    window.postMessage({ type: 'interleave:connect', version: 1 }, '*', [port2]);
  });
  expect(await page.locator('body').textContent()).toMatch(/^\s*$/);
});
