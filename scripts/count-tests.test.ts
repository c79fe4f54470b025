import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLastLine, countPlaywright, countVitest, lastLine, tally } from './count-tests.mjs';

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
  it('counts a test that passed only at a second try as failed', () => {
    const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 1 };
    const spec = { title: 'needs a printer', tests: [{ status: 'skipped' }] };
    const torn = { title: 'tears', tests: [{ status: 'unexpected', results: [{ errors: [{ message: 'torn' }] }] }] };
    const suites = [{ title: 'a.spec.ts', suites: [{ title: 'paper', specs: [spec, torn] }] }];
    expect(countPlaywright({ stats, suites })).toEqual({
      passed: 3,
      failed: 2,
      skipped: 1,
      skippedNames: ['a.spec.ts > paper > needs a printer'],
      failures: [{ name: 'a.spec.ts > paper > tears', message: 'torn' }],
    });
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
