/** What authors work with: a lesson is begun by the command, shown while it is written, and its claims' state beside it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type InterleavePage } from './helper';

const ROOT = join(import.meta.dirname, '..');
const CLI = ['--import', 'tsx', 'authoring/cli.ts'];

let lessons = '';
let server: ChildProcess | null = null;
let address = '';

test.beforeAll(async () => {
  // A development server makes its modules when they are asked for first.
  test.setTimeout(180_000);
  lessons = mkdtempSync(join(tmpdir(), 'preview-'));
  const env = { ...process.env, INTERLEAVE_LESSONS: lessons };
  execFileSync(process.execPath, [...CLI, 'new', 'two-locks'], { cwd: ROOT, env });
  const started = spawn(process.execPath, [...CLI, 'preview', 'two-locks'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  server = started;
  address = await new Promise<string>((done, fail) => {
    let said = '';
    started.once('error', fail);
    started.once('exit', (code) => fail(new Error(`the preview ended with ${code}: ${said}`)));
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [found] = /^http\S+$/m.exec(said) ?? [];
      if (found !== undefined) done(found);
    });
  });
});

test.afterAll(async () => {
  const ended = server === null ? null : new Promise((done) => server?.once('exit', done));
  server?.kill('SIGINT');
  await ended;
  rmSync(lessons, { recursive: true, force: true });
});

const file = () => join(lessons, '01-two-locks', 'lesson.md');

/** Saves the lesson with something changed, and waits for the page to come anew. */
async function save(interleave: InterleavePage, from: string, to: string): Promise<void> {
  const text = readFileSync(file(), 'utf8');
  expect(text).toContain(from);
  const reloaded = interleave.page.waitForEvent('load', { timeout: 60_000 });
  writeFileSync(file(), text.replace(from, to));
  await reloaded;
  await interleave.whenIdle();
}

test('a lesson that was just begun bears out its claims; what is changed shows at once, and nothing typed is lost', async ({
  interleave,
}) => {
  test.setTimeout(480_000);
  const { page } = interleave;
  page.setDefaultTimeout(60_000);
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  expect(address).toMatch(/#\/lesson\/two-locks$/);
  await page.goto(address, { timeout: 120_000 });
  await interleave.whenIdle();
  const panel = page.getByRole('region', { name: 'Claims', exact: true });
  const row = (words: string) => panel.getByRole('row').filter({ hasText: words });
  await expect(row('Ben comes first')).toContainText('not run yet');

  await test.step('Run: claims about that program are judged, others wait', async () => {
    await interleave.press(/^Run$/);
    await expect(row('Ben comes first')).toContainText('holds');
    await expect(row('both threads sleep at the same time')).toContainText(
      '2 actors were sleeping at once (at least 2)',
    );
    await expect(row('Now Ann comes first')).toContainText('not run yet');
  });

  await test.step('Run all: the rest, edits and solutions too', async () => {
    await panel.getByRole('button', { name: 'Run all' }).click();
    await expect(panel.getByRole('status')).toHaveText('6 hold', { timeout: 150_000 });
    await interleave.whenIdle();
    await expect(row('there is something to do')).toContainText('does not pass "the two waits overlap" yet');
  });

  await test.step('what is typed into the page bears out nothing, and says so', async () => {
    await page.getByRole('textbox', { name: /^Code of/ }).fill("print('typed here')\n");
    await interleave.press(/^Run$/);
    await expect(panel).toContainText('it bears out nothing');
    await expect(panel.getByRole('status')).toHaveText('6 hold');
  });

  await test.step('a claim that is wrong shows as soon as the lesson is saved', async () => {
    await save(interleave, "'^Ben says hello", "'^Cat says hello");
    await expect(row('Ben comes first')).toContainText('does not hold');
    await expect(row('Ben comes first')).toContainText('nothing fits ^Cat says hello');
    await expect(panel.getByRole('status')).toHaveText('1 does not hold, 5 hold');
  });

  await test.step('a mistake is shown with its line in place of the lesson, which comes back when it is mended', async () => {
    await save(interleave, 'minutes: 5', 'minutes: 500');
    await expect(page.getByRole('main')).toContainText('lesson.md:5: `minutes` must be 60 or less, not 500');
    await expect(panel).toContainText('cannot be loaded yet');
    await save(interleave, 'minutes: 500', 'minutes: 5');
    await expect(row('Ben comes first')).toContainText('does not hold');
    await expect(page.getByRole('textbox', { name: /^Code of/ })).toHaveValue("print('typed here')\n");
  });
});

test('what learners get has no trace of the panel', () => {
  const dist = process.env['INTERLEAVE_DIST'] || join(ROOT, 'dist');
  const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(?:js|css|html)$/.test(path),
  );
  expect(scripts.length).toBeGreaterThan(10);
  const marks = [/interleave-author/, /author-dock/, /Hide what holds/];
  const found = scripts.filter((path) => {
    const text = readFileSync(join(dist, path), 'utf8');
    return marks.some((mark) => mark.test(text));
  });
  expect(found).toEqual([]);
});
