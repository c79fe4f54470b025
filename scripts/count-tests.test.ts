import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_UNSTEADY, countLastLine, countPlaywright, countVitest, lastLine, tally } from './count-tests.mjs';

const file = (status: string, ...states: string[]) => ({
  status,
  assertionResults: states.map((state, i) => ({
    status: state,
    fullName: `test ${i} ${state}`,
    failureMessages: ['\u001b[31mit broke\u001b[39m'],
  })),
});

describe('a unit report', () => {
  it('counts single tests and names the skipped ones', () => {
    const report = { testResults: [file('failed', 'passed', 'failed', 'skipped'), file('passed', 'passed', 'todo')] };
    expect(countVitest(report)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 2,
      skippedNames: ['test 2 skipped', 'test 1 todo'],
      failures: [{ name: 'test 1 failed', message: 'it broke' }],
    });
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(countVitest({ testResults: [file('failed')] }).failed).toBe(1);
  });
});

describe('a browser report', () => {
  const skipped = { title: 'needs a printer', tests: [{ status: 'skipped' }] };
  const bad = (status: string, title: string) => ({
    title,
    tests: [{ status, results: [{ errors: [{ message: `${title} tore` }] }, { errors: [] }] }],
  });
  const report = (stats: object, specs: readonly object[]) => ({
    stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0, ...stats },
    suites: [{ title: 'a.spec.ts', suites: [{ title: 'paper', specs }] }],
  });

  it('names what was skipped and what failed', () => {
    expect(countPlaywright(report({ unexpected: 1, skipped: 1 }, [skipped, bad('unexpected', 'sheet')]))).toMatchObject(
      {
        passed: 3,
        failed: 1,
        skipped: 1,
        skippedNames: ['a.spec.ts > paper > needs a printer'],
        failures: [{ name: 'a.spec.ts > paper > sheet', message: 'sheet tore' }],
        unsteady: [],
      },
    );
  });

  it('tells which files took longest, with all tries', () => {
    const suite = (title: string, ...durations: number[]) => ({
      title,
      specs: [{ title: 'one', tests: [{ status: 'expected', results: durations.map((duration) => ({ duration })) }] }],
    });
    const stats = { expected: 2, unexpected: 0, flaky: 0, skipped: 0 };
    expect(
      countPlaywright({ stats, suites: [suite('a.spec.ts', 1000), suite('b.spec.ts', 2000, 500)] }).slowest,
    ).toEqual([
      { name: 'b.spec.ts', seconds: 2.5 },
      { name: 'a.spec.ts', seconds: 1 },
    ]);
  });

  it('names each test that passed at its second try only', () => {
    expect(countPlaywright(report({ flaky: 1 }, [bad('flaky', 'sheet')]))).toMatchObject({
      passed: 4,
      failed: 0,
      failures: [],
      unsteady: [{ name: 'a.spec.ts > paper > sheet', message: 'sheet tore' }],
    });
  });

  it('has failed when more tests than a few needed a second try', () => {
    const titles = Array.from({ length: MOST_UNSTEADY + 1 }, (_, index) => `sheet ${index}`);
    const counts = countPlaywright(
      report(
        { flaky: titles.length },
        titles.map((title) => bad('flaky', title)),
      ),
    );
    expect(counts).toMatchObject({ passed: 3, failed: titles.length, unsteady: [] });
    expect(counts.failures).toHaveLength(titles.length);
  });
});

describe('the last line', () => {
  it('is read back as it was written, whatever stands before it', () => {
    const count = fc.nat(100_000);
    fc.assert(
      fc.property(count, count, count, fc.string(), (passed, failed, skipped, noise) => {
        const output = `1 passed, 1 failed\n${noise}\n${lastLine({ passed, failed, skipped })}\n`;
        expect(countLastLine(output)).toEqual({ passed, failed, skipped, skippedNames: [], failures: [] });
      }),
    );
  });

  it('is not taken from the middle of a sentence', () => {
    expect(countLastLine('Tests: 3 passed, 0 failed\n3 passed, 0 failed.\n')).toBeNull();
  });
});

describe('a stage', () => {
  const counted = { passed: 5, failed: 0, skipped: 0, skippedNames: [], failures: [] };

  it('is one test when nothing was counted', () => {
    expect(tally(true, null)).toMatchObject({ passed: 1, failed: 0 });
    expect(tally(false, null)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('has failed when it ended badly, even if every test in it passed', () => {
    expect(tally(false, counted)).toMatchObject({ passed: 5, failed: 1 });
    expect(tally(false, { ...counted, failed: 2 })).toMatchObject({ failed: 2 });
    expect(tally(true, counted)).toEqual(counted);
  });
});
