/**
 * Reads out of a stage's report how many single tests it ran. Each reader answers `{ passed, failed, skipped,
 * skippedNames, failures }`, or null when the report holds no count. `failures` are `{ name, message }`: what a reader of a
 * log that was cut short must see first.
 */

const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '');

/** Vitest's JSON report. A file that could not even be loaded holds no test, and is one failure. */
export function countVitest(report) {
  const all = report.testResults.flatMap((file) => file.assertionResults);
  const of = (...states) => all.filter(({ status }) => states.includes(status));
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  const skipped = of('pending', 'skipped', 'todo', 'disabled');
  const failures = [
    ...of('failed').map(({ fullName, failureMessages }) => ({ name: fullName, message: failureMessages?.[0] ?? '' })),
    ...broken.map(({ name, message }) => ({ name: name ?? 'a file', message: message ?? '' })),
  ];
  return {
    passed: of('passed').length,
    failed: of('failed').length + broken.length,
    skipped: skipped.length,
    skippedNames: skipped.map(({ fullName }) => fullName),
    failures: failures.map(({ name, message }) => ({ name, message: plain(message) })),
  };
}

/**
 * So many tests of one report may pass at the second try only. Programs of threads on a machine that others use, too, now and then
 * meet an order that nobody saw before; a page that is broken fails both times, and one that has become unsteady fails more tests
 * than these. Each is named in the log, with what it said.
 */
export const MOST_UNSTEADY = 2;

/**
 * Playwright's JSON report. `unsteady` are those that passed only at their second try; `slowest` the files that took longest, with
 * all tries of their tests.
 */
export function countPlaywright({ stats, suites }) {
  const skippedNames = [];
  const failures = [];
  const unsteady = [];
  const seconds = new Map();
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      const took = spec.tests
        .flatMap(({ results = [] }) => results)
        .reduce((sum, { duration = 0 }) => sum + duration, 0);
      seconds.set(path[0], (seconds.get(path[0]) ?? 0) + took / 1000);
      const name = [...path, spec.title].join(' > ');
      if (spec.tests.some(({ status }) => status === 'skipped')) skippedNames.push(name);
      for (const [status, list] of [
        ['unexpected', failures],
        ['flaky', unsteady],
      ]) {
        const bad = spec.tests.find((test) => test.status === status);
        const errors = bad?.results?.flatMap((result) => result.errors ?? []) ?? [];
        if (bad !== undefined) list.push({ name, message: plain(errors[0]?.message ?? '') });
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title]);
  };
  for (const suite of suites) visit(suite, [suite.title]);
  const { expected: passed, unexpected, flaky, skipped } = stats;
  const slowest = [...seconds]
    .map(([name, seconds]) => ({ name, seconds }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 8);
  const counts = { skipped, skippedNames, slowest };
  if (flaky > MOST_UNSTEADY)
    return { ...counts, passed, failed: unexpected + flaky, failures: [...failures, ...unsteady], unsteady: [] };
  return { ...counts, passed: passed + flaky, failed: unexpected, failures, unsteady };
}

/** The last line of the form `N passed, N failed[, N skipped]`. */
export function countLastLine(output) {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/gm)].at(-1);
  if (match === undefined) return null;
  return {
    passed: Number(match[1]),
    failed: Number(match[2]),
    skipped: Number(match[3] ?? 0),
    skippedNames: [],
    failures: [],
  };
}

/**
 * What a stage came to, from how it ended and what was counted. A stage without a count is one test. A stage that ended
 * badly without a failed test (a crash, an error between tests) failed all the same: that is one failure more.
 */
export function tally(ok, counted) {
  if (counted === null) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, skippedNames: [], failures: [] };
  return ok || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

/** The last line of `npm test`. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
