/**
 * Programs of other people's tutorials, unmodified, by the authors' command: each with what its manifest says must come out.
 * They are not part of the project; where the folder `../shared/seeds` does not stand beside it, these tests are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withLab, type LabRun } from '../authoring/browser';
import { exitStatus, DEFAULT_LIMITS } from '../src/runtimes/runtime';
import { expect, test } from './helper';

/** What runs already. A program that needs more is left to the day when its need is met. */
const MET = new Set(['threads', 'signal']);

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
  readonly wall?: readonly [min: number | null, max: number | null];
  readonly stderr?: string;
  readonly last?: string;
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly expect: Expectation;
}

const folder = fileURLToPath(new URL('../../shared/seeds/', import.meta.url));
const manifest = `${folder}manifest.json`;
const isThere = existsSync(manifest);
const entries = isThere ? (JSON.parse(readFileSync(manifest, 'utf8')) as Entry[]) : [];

test.describe('programs of tutorials', () => {
  test('stand beside the project', () => {
    test.skip(!isThere, 'the folder ../shared/seeds is not here');
    expect(entries.length).toBeGreaterThan(0);
  });

  for (const entry of entries.filter(({ needs }) => needs.every((need) => MET.has(need)))) {
    test(`${entry.id} runs unmodified: ${entry.title}`, async () => {
      test.setTimeout(180_000);
      const path = `${entry.id}.py`;
      const run = await withLab((lab) =>
        lab.run(
          {
            language: 'python',
            entry: path,
            files: [{ path, content: readFileSync(`${folder}programs/${path}`, 'utf8') }],
            args: [],
            traced: true,
            seed: null,
            limits: { ...DEFAULT_LIMITS, timeoutMs: 120_000 },
          },
          {},
        ),
      );
      expect(run.traceError).toBe(null);
      assertMeets(run, entry.expect);
    });
  }
});

function assertMeets(run: LabRun, expected: Expectation): void {
  const { stdout, stderr, summary } = run;
  expect(exitStatus(summary.outcome), stderr).toBe(expected.exitCode ?? 0);
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
  for (const { name, numerator, denominator, min, max } of expected.ratios ?? []) {
    const ratio = captured(stdout, numerator) / captured(stdout, denominator);
    if (typeof min === 'number') expect(ratio, name).toBeGreaterThanOrEqual(min);
    if (typeof max === 'number') expect(ratio, name).toBeLessThanOrEqual(max);
  }
  const [least, most] = expected.wall ?? [null, null];
  if (least !== null) expect(summary.wallMs / 1000).toBeGreaterThanOrEqual(least);
  // The upper bound is for a machine that does nothing else; here it keeps a run from having hung.
  if (most !== null) expect(summary.wallMs / 1000).toBeLessThanOrEqual(most * 3);
  if (expected.stderr !== undefined) expect(stderr).toMatch(new RegExp(expected.stderr, 'm'));
  if (expected.last !== undefined) {
    expect(lines.filter((line) => line.trim() !== '').at(-1) ?? '').toMatch(new RegExp(expected.last));
  }
}

function captured(text: string, pattern: string): number {
  const value = Number(new RegExp(pattern, 'm').exec(text)?.[1]);
  expect(value, `${pattern} captures a number in:\n${text}`).not.toBeNaN();
  return value;
}
