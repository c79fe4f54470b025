/**
 * Reads out of a stage's report how many single tests it ran. Each reader answers `{ passed, failed, skipped,
 * skippedNames }`, or null when the report holds no count.
 */

/** Vitest's JSON report. A file that could not even be loaded holds no test, and is one failure. */
export function countVitest(report) {
  const all = report.testResults.flatMap((file) => file.assertionResults);
  const of = (...states) => all.filter(({ status }) => states.includes(status));
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  const skipped = of('pending', 'skipped', 'todo', 'disabled');
  return {
    passed: of('passed').length,
    failed: of('failed').length + broken.length,
    skipped: skipped.length,
    skippedNames: skipped.map(({ fullName }) => fullName),
  };
}

/** Playwright's JSON report. A test that passed only at a second try has failed. */
export function countPlaywright({ stats, suites }) {
  const skippedNames = [];
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      if (spec.tests.some(({ status }) => status === 'skipped')) skippedNames.push([...path, spec.title].join(' > '));
    }
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title]);
  };
  for (const suite of suites) visit(suite, [suite.title]);
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped, skippedNames };
}

/** The last line of the form `N passed, N failed[, N skipped]`. */
export function countLastLine(output) {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/gm)].at(-1);
  if (match === undefined) return null;
  return { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0), skippedNames: [] };
}

/**
 * What a stage came to, from how it ended and what was counted. A stage without a count is one test. A stage that ended
 * badly without a failed test (a crash, an error between tests) failed all the same: that is one failure more.
 */
export function tally(ok, counted) {
  if (counted === null) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, skippedNames: [] };
  return ok || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

/** The last line of `npm test`. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
