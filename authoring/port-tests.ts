/**
 * `interleave port-tests [PATTERN...]`: runs the Python port's own tests in the interpreter that learners get: files of
 * standard-library unittests, and whole programs (port-programs.ts). Each runs in a fresh interpreter. One line for each file,
 * what failed below it, then `N passed, N failed`.
 */
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FAIR_WEATHER } from '../src/lab/conditions';
import type { HostDeclaration } from '../src/lab/declaration';
import type { ProgramResult } from '../src/lesson/check';
import {
  DEFAULT_LIMITS,
  exitStatus,
  type Outcome,
  type RunRequest,
  type SourceFile,
  type StartMethod,
} from '../src/runtimes/runtime';
import { expectationOf, judgeProgram } from './port-programs';

const TESTS = fileURLToPath(new URL('../src/runtimes/python/port/tests/', import.meta.url));
const PROGRAMS = join(TESTS, 'programs');
const TIMEOUT_MS = 300_000;
const PROGRAM_TIMEOUT_MS = 60_000;
const DRIVER = 'run_port_tests.py';

/**
 * Reports each test as it ends, so that a file which deadlocks or kills its interpreter still shows how far it came. The record
 * starts with a character that no test prints.
 */
const DRIVER_SOURCE = `import json
import sys
import unittest

RECORD = '\\x1e'


def say(**record):
    sys.stdout.write('\\n' + RECORD + json.dumps(record) + '\\n')
    sys.stdout.flush()


class Reporter(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.trouble = []
        self.reason = None
        say(began=test.id())

    def note(self, err):
        self.trouble.append(self._exc_info_to_string(err, self.current))

    def addError(self, test, err):
        self.current = test
        if not hasattr(self, 'trouble'):
            self.trouble = []
        self.note(err)
        if not isinstance(test, unittest.TestCase):
            say(ended=test.id(), trouble=self.trouble, skipped=None)

    def addFailure(self, test, err):
        self.current = test
        self.note(err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.current = test
            self.note(err)

    def addSkip(self, test, reason):
        self.reason = reason

    def addUnexpectedSuccess(self, test):
        self.trouble.append('succeeded, though it was expected to fail')

    def stopTest(self, test):
        super().stopTest(test)
        say(ended=test.id(), trouble=self.trouble, skipped=self.reason)


if __name__ == '__main__':
    suite = unittest.defaultTestLoader.loadTestsFromName(sys.argv[1])
    suite.run(Reporter())
    say(complete=True)
`;

interface TestRecord {
  readonly began?: string;
  readonly ended?: string;
  readonly trouble?: readonly string[];
  readonly skipped?: string | null;
  readonly complete?: boolean;
}

export interface FileReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What to read about each failure. */
  readonly details: readonly string[];
}

const tell = (outcome: Outcome): string =>
  `${outcome.kind} ${'text' in outcome ? outcome.text : 'message' in outcome ? outcome.message : ''}`;

/** What a run of the driver says about one file. A run that did not come to its end is a failure of its own. */
export function reportOf({
  stdout,
  stderr,
  summary,
}: Pick<ProgramResult, 'stdout' | 'stderr' | 'summary'>): FileReport {
  const records = stdout
    .split('\n')
    .filter((line) => line.startsWith('\x1e'))
    .map((line) => JSON.parse(line.slice(1)) as TestRecord);
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const details: string[] = [];
  let open: string | null = null;
  for (const record of records) {
    if (record.began !== undefined) open = record.began;
    if (record.ended === undefined) continue;
    open = null;
    if ((record.trouble ?? []).length > 0) {
      failed += 1;
      details.push(`${record.ended}\n${(record.trouble ?? []).join('\n')}`);
    } else if (record.skipped != null) skipped += 1;
    else passed += 1;
  }
  if (!records.some((record) => record.complete === true)) {
    failed += 1;
    const tail = stderr.trim().split('\n').slice(-15).join('\n');
    details.push(
      `${open === null ? 'the run' : `the run, in ${open},`} ended early: ${tell(summary.outcome)}\n${tail}`,
    );
  } else if (passed + failed + skipped === 0) {
    failed += 1;
    details.push('the file holds no tests');
  }
  return { passed, failed, skipped, details };
}

interface Request {
  readonly entry: string;
  readonly files: readonly SourceFile[];
  readonly args: readonly string[];
  readonly startMethod: StartMethod;
  readonly timeoutMs: number;
}

/** Hosts that do what tests of failures need. */
const HOSTS: readonly HostDeclaration[] = [
  { name: 'flaky.lab', failureRate: 0.3, failures: ['status', 'reset'], routes: [{ path: '/*', text: 'got through' }] },
  { name: 'refusing.lab', behaviour: 'refuses' },
  { name: 'silent.lab', behaviour: 'black-hole' },
  { name: 'slow.lab', routes: [{ path: '/*', delay: 20_000, text: 'late' }] },
];

function runRequest({ timeoutMs, ...request }: Request): RunRequest {
  return {
    language: 'python',
    prepareProcesses: true,
    network: { hosts: HOSTS, conditions: FAIR_WEATHER },
    ...request,
    traced: true,
    seed: null,
    limits: { ...DEFAULT_LIMITS, timeoutMs },
  };
}

const pythonFilesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.py'))
        .sort()
    : [];

const sourceFilesIn = (folder: string): SourceFile[] =>
  pythonFilesIn(folder).map((name) => ({ path: name, content: readFileSync(join(folder, name), 'utf8') }));

/** What there is to run: `test_NAME.py`, and `programs/NAME.py` but for those that programs import (`_NAME.py`). */
function chosen(patterns: readonly string[]): string[] {
  const all = [
    ...pythonFilesIn(TESTS).filter((name) => name.startsWith('test_')),
    ...pythonFilesIn(PROGRAMS)
      .filter((name) => !name.startsWith('_'))
      .map((name) => `programs/${name}`),
  ];
  return all.filter((name) => patterns.length === 0 || patterns.some((pattern) => name.includes(pattern)));
}

type Run = (request: RunRequest) => Promise<ProgramResult>;

async function runTestFile(run: Run, name: string, helpers: readonly SourceFile[]): Promise<FileReport> {
  const request = runRequest({
    entry: DRIVER,
    // Tests may import each other's helpers, and a child process imports the test module anew.
    files: [{ path: DRIVER, content: DRIVER_SOURCE }, ...helpers],
    args: [name.replace(/\.py$/, '')],
    startMethod: 'fork',
    timeoutMs: TIMEOUT_MS,
  });
  return reportOf(await run(request));
}

async function runProgram(run: Run, name: string, files: readonly SourceFile[]): Promise<FileReport> {
  const expected = expectationOf(readFileSync(join(PROGRAMS, name), 'utf8'));
  const { args, start } = expected;
  const result = await run(runRequest({ entry: name, files, args, startMethod: start, timeoutMs: PROGRAM_TIMEOUT_MS }));
  const { stdout, stderr, summary } = result;
  const details = judgeProgram(expected, { stdout, stderr, status: exitStatus(summary.outcome) });
  if (details.length > 0) details.push(`the outcome was ${tell(summary.outcome)}`);
  return { passed: details.length === 0 ? 1 : 0, failed: details.length === 0 ? 0 : 1, skipped: 0, details };
}

export async function portTests(patterns: readonly string[]): Promise<number> {
  const names = chosen(patterns);
  if (names.length === 0) {
    process.stderr.write(
      patterns.length === 0 ? `there are no tests in ${TESTS}\n` : `no test file fits ${patterns.join(', ')}\n`,
    );
    process.stdout.write('0 passed, 0 failed\n');
    return 1;
  }
  const helpers = sourceFilesIn(TESTS);
  const programs = sourceFilesIn(PROGRAMS);
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const { withLab } = await import('./browser');
  // Two at a time, each in a browser of its own: tests mostly wait, for a sleep, a process or a boot. The programs come last and are
  // short, so neither lane is left alone for long.
  const waiting = [...names];
  const lane = () =>
    withLab(async (lab) => {
      const run: Run = (request) => lab.run(request);
      // Most interpreters that learners get were booted from a kit, so the port is tested in such ones.
      await lab.settle('python');
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        const report = name.startsWith('programs/')
          ? await runProgram(run, name.slice('programs/'.length), programs)
          : await runTestFile(run, name, helpers);
        passed += report.passed;
        failed += report.failed;
        skipped += report.skipped;
        const note = report.skipped > 0 ? `, ${report.skipped} skipped` : '';
        process.stdout.write(
          `${report.failed > 0 ? 'FAILED' : 'ok    '} ${name}: ${report.passed} passed, ${report.failed} failed${note}\n`,
        );
        for (const detail of report.details) process.stdout.write(`${detail.replace(/^/gm, '       ')}\n`);
      }
    });
  await Promise.all(names.length > 1 ? [lane(), lane()] : [lane()]);
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await portTests(process.argv.slice(2));
}
