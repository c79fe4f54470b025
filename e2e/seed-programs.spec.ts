/**
 * Programs of other people's tutorials, unmodified, by the authors' command: each with what its manifest says must come out.
 * They are not part of the project; where the folder `../shared/seeds` does not stand beside it, these tests are skipped.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from './helper';

interface Expectation {
  readonly exitCode?: number;
  readonly lines?: readonly string[];
  readonly counts?: readonly (readonly [pattern: string, times: number])[];
  readonly ratios?: readonly {
    readonly name: string;
    readonly numerator: string;
    readonly denominator: string;
    readonly min?: number | null;
    readonly max?: number | null;
  }[];
  readonly range?: readonly (readonly [pattern: string, min: number | null, max: number | null])[];
  readonly wall?: readonly [min: number | null, max: number | null];
  readonly stderr?: string | readonly string[];
  readonly last?: string;
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly expect: Expectation;
}

/** One line of `interleave run --json`. */
interface Report {
  readonly outcome: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'authoring', 'cli.ts');
const folder = fileURLToPath(new URL('../../shared/seeds/', import.meta.url));
const isThere = existsSync(`${folder}manifest.json`);
const programs = isThere ? (JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as Entry[]) : [];

/** The programs in one browser, each in a fresh interpreter. */
function runAll(ids: readonly string[], ...options: readonly string[]): Promise<Report[]> {
  const files = ids.map((id) => `${folder}programs/${id}.py`);
  const words = ['--import', 'tsx', CLI, 'run', '--json', '--timeout', '120', ...options, ...files];
  return new Promise((resolve) => {
    // The command's own status is the first that is not 0; each program's is in its report.
    execFile(process.execPath, words, { maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      resolve(lines.map((line) => JSON.parse(line) as Report));
    });
  });
}

test.skip(!isThere, 'the folder ../shared/seeds is not here');

test.describe('programs of tutorials, unmodified', () => {
  let reports: Report[] = [];

  test.beforeAll(async () => {
    test.setTimeout(900_000);
    reports = await runAll(programs.map(({ id }) => id));
  });

  test('those that start processes or use the network come out right several times in a row', async () => {
    test.setTimeout(900_000);
    // Without those that compute for long: they ran once above.
    const quick = programs.filter(
      ({ needs }, index) =>
        needs.some((need) => need === 'processes' || need === 'network') &&
        (reports[index]?.wallMs ?? Infinity) < 4_000,
    );
    // With the first time above, that is three.
    for (let time = 0; time < 2; time++) {
      const again = await runAll(quick.map(({ id }) => id));
      for (const [index, report] of again.entries()) assertSays(report, quick[index]?.expect ?? {});
    }
  });

  test('there are some, and the command reports on each', () => {
    expect(programs.length).toBeGreaterThan(0);
    expect(reports).toHaveLength(programs.length);
  });

  for (const [index, { id, title, expect: expected }] of programs.entries()) {
    test(`${id}: ${title}`, async () => {
      test.setTimeout(300_000);
      let report = reports[index];
      // What it prints must be right each time. How long it took may be the machine's mood: that is tried up to three times.
      for (let tries = 1; ; tries++) {
        if (report === undefined) throw new Error('the command said nothing of this program');
        assertSays(report, expected);
        try {
          assertTakes(report, expected, tries === 1 ? 1 : await slack());
          return;
        } catch (late) {
          if (tries === 3) throw late;
          test.info().annotations.push({ type: 'out of time', description: String(late) });
        }
        [report] = await runAll([id]);
      }
    });
  }
});

/** Programs that start processes, and what becomes of those without a main guard when each child imports them anew. */
const UNGUARDED: Readonly<Record<string, number>> = {
  '000-03': 1,
  '000-04': 1,
  '000-08': 1,
  '002-04': 1,
  '002-06': 1,
  '002-11': 1,
  '002-12': 1,
  // The child fails, and the program never looks.
  '003-05': 0,
  '003-06': 0,
};
const GUARDED = ['003-07', '003-08', '003-09', '004-04'];

test.describe('programs of tutorials that start processes, by spawn', () => {
  const of = (prefixes: readonly string[]): Entry[] =>
    prefixes.flatMap((prefix) => programs.filter(({ id }) => id.startsWith(`${prefix}-`)));

  test('meet what is expected when they are guarded', async () => {
    test.setTimeout(300_000);
    const chosen = of(GUARDED);
    const reports = await runAll(
      chosen.map(({ id }) => id),
      '--start-method',
      'spawn',
    );
    expect(reports).toHaveLength(GUARDED.length);
    for (const [index, report] of reports.entries()) assertSays(report, chosen[index]?.expect ?? {});
  });

  test('fail as in CPython when they are not, and never hang', async () => {
    test.setTimeout(900_000);
    const chosen = of(Object.keys(UNGUARDED));
    const reports = await runAll(
      chosen.map(({ id }) => id),
      '--start-method',
      'spawn',
    );
    expect(reports).toHaveLength(Object.keys(UNGUARDED).length);
    for (const [index, { outcome, exitCode, stderr }] of reports.entries()) {
      const id = chosen[index]?.id.slice(0, 6) ?? '';
      expect(outcome, id).not.toBe('timed-out');
      expect(exitCode, `${id}: ${stderr}`).toBe(UNGUARDED[id]);
      expect(stderr, id).toContain('bootstrapping phase');
    }
  });
});

function assertSays({ stdout, stderr, exitCode }: Report, expected: Expectation): void {
  expect(exitCode, stderr).toBe(expected.exitCode ?? 0);
  const lines = stdout.split('\n');
  for (const pattern of expected.lines ?? []) {
    expect(
      lines.some((line) => new RegExp(pattern).test(line)),
      `a line fits ${pattern} in:\n${stdout}`,
    ).toBe(true);
  }
  for (const [pattern, times] of expected.counts ?? []) {
    expect(stdout.match(new RegExp(pattern, 'gm'))?.length ?? 0, `${pattern} in:\n${stdout}`).toBe(times);
  }
  for (const pattern of [expected.stderr ?? []].flat()) expect(stderr).toMatch(new RegExp(pattern, 'm'));
  if (expected.last !== undefined) {
    expect(lines.filter((line) => line.trim() !== '').at(-1) ?? '').toMatch(new RegExp(expected.last));
  }
}

/**
 * How much less than its two cores the machine has to give at this moment: 1 when two threads compute twice as much as one, 2
 * when they compute no more. Programs that are to show what two cores do can show no more than that.
 */
async function slack(): Promise<number> {
  const work = `const { performance } = require('node:perf_hooks');
    const end = performance.now() + 700;
    let done = 0;
    for (let x = 1; performance.now() < end; done++) for (let i = 0; i < 1e5; i++) x = (x * 48271) % 2147483647;
    require('node:worker_threads').parentPort.postMessage(done);`;
  const compute = (): Promise<number> =>
    new Promise((resolve, reject) => {
      new Worker(work, { eval: true }).once('message', resolve).once('error', reject);
    });
  const alone = await compute();
  const [one, other] = await Promise.all([compute(), compute()]);
  return Math.min(Math.max((2 * alone) / (one + other), 1), 2);
}

function assertTakes({ stdout, wallMs }: Report, expected: Expectation, slack: number): void {
  for (const { name, numerator, denominator, min, max } of expected.ratios ?? []) {
    const least = typeof min === 'number' && name.includes('two cores') ? min / slack : min;
    assertBetween(name, captured(stdout, numerator) / captured(stdout, denominator), least, max);
  }
  for (const [pattern, min, max] of expected.range ?? []) assertBetween(pattern, captured(stdout, pattern), min, max);
  assertBetween('seconds for the whole run', wallMs / 1000, ...(expected.wall ?? []));
}

function assertBetween(what: string, value: number, min?: number | null, max?: number | null): void {
  if (typeof min === 'number') expect(value, what).toBeGreaterThanOrEqual(min);
  if (typeof max === 'number') expect(value, what).toBeLessThanOrEqual(max);
}

function captured(text: string, pattern: string): number {
  const value = Number(new RegExp(pattern, 'm').exec(text)?.[1]);
  expect(value, `${pattern} captures a number in:\n${text}`).not.toBeNaN();
  return value;
}
