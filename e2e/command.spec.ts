/** The authors' command as a shell sees it: what goes in, what comes out, and with which status. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './helper';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'authoring', 'cli.ts');

interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly stdin?: string;
  /** Sends Ctrl-C each time one of these has appeared in stdout, in turn. */
  readonly interruptAt?: readonly string[];
}

function interleave(words: readonly string[], { stdin = '', interruptAt = [] }: Options = {}): Promise<Finished> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...words], {
      cwd: folder,
      // The site that these tests run against is built already.
      env: { ...process.env, INTERLEAVE_DIST: process.env['INTERLEAVE_DIST'] ?? join(ROOT, 'dist'), NODE_PATH: '' },
    });
    const awaited = [...interruptAt];
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
      if (awaited[0] !== undefined && stdout.includes(awaited[0])) {
        awaited.shift();
        // No hand presses twice within a tenth of a second; what does is one press that came by two roads.
        setTimeout(() => child.kill('SIGINT'), 300);
      }
    });
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('error', fail);
    child.on('close', (status) => done({ status, stdout, stderr }));
    child.stdin.end(stdin);
  });
}

let folder: string;

function program(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

test.beforeAll(() => {
  // Inside the checkout, so that `--import tsx` is found from the working directory.
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.cache', 'command-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('passes on output, arguments, typed input and the exit status as they are', async () => {
  const file = program(
    'talk.py',
    `import sys
name = input("name? ")
print("hello", name, sys.argv[1:])
print("careful", file=sys.stderr)
print(repr(sys.stdin.read()))
sys.exit(7)
`,
  );
  const result = await interleave(['run', file, '--', '--json', 'b c'], { stdin: 'Ann\r\nrest' });
  expect(result.stdout).toBe("name? hello Ann ['--json', 'b c']\n'rest\\n'\n");
  expect(result.stderr).toBe('careful\n');
  expect(result.status).toBe(7);
});

test('runs several files one after the other, each fresh, and reports the first status that is not 0', async () => {
  const deadlock = `import threading
a, b, both = threading.Lock(), threading.Lock(), threading.Barrier(2)
def take(first, second):
    with first:
        both.wait()
        with second:
            pass
for pair in ((a, b), (b, a)):
    threading.Thread(target=take, args=pair).start()
`;
  const files = [
    program('one.py', 'import builtins\nbuiltins.leak = 1\nprint("one")\n'),
    program('two.py', deadlock),
    program('three.py', 'try:\n    print(leak)\nexcept NameError:\n    print("fresh")\n1 / 0\n'),
  ];
  const { stdout, status } = await interleave(['run', '--json', ...files]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map((line) => [line['outcome'], line['exitCode']])).toEqual([
    ['finished', 0],
    ['deadlocked', 3],
    ['raised', 1],
  ]);
  expect(lines[0]).toMatchObject({ stdout: 'one\n', stderr: '', counts: { processes: 1 } });
  expect(Object.keys(lines[0] ?? {})).toEqual(['outcome', 'exitCode', 'stdout', 'stderr', 'wallMs', 'counts']);
  expect(lines[1]?.['stderr']).toContain('Deadlock');
  expect(lines[1]).toMatchObject({ counts: { lockWaits: expect.any(Number) as unknown } });
  expect(lines[2]).toMatchObject({
    stdout: 'fresh\n',
    stderr: expect.stringContaining('ZeroDivisionError'),
  });
  expect(status).toBe(3);
});

test('ends a program at its time-out with status 124, and keeps what it had printed', async () => {
  const file = program('slow.py', 'print("before", flush=True)\nimport time\ntime.sleep(60)\n');
  const { stdout, stderr, status } = await interleave(['run', '--timeout', '1', file]);
  expect(stdout).toBe('before\n');
  expect(stderr).toContain('timed out after 1 s');
  expect(status).toBe(124);
});

test('hands Ctrl-C to the program, which may end in good order', async () => {
  const file = program(
    'polite.py',
    `import time
print("ready", flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(0.6)
    print("tidied up")
    raise SystemExit(9)
`,
  );
  const { stdout, status } = await interleave(['run', file], { interruptAt: ['ready'] });
  expect(stdout).toBe('ready\ntidied up\n');
  expect(status).toBe(9);
});

test('ends at the second Ctrl-C a program that ignores the first, and runs no further file', async () => {
  const file = program(
    'stubborn.py',
    `import signal
signal.signal(signal.SIGINT, lambda *_: print("no", flush=True))
print("ready", flush=True)
while True:
    pass
`,
  );
  const next = program('next.py', 'print("next")\n');
  const { stdout, status } = await interleave(['run', file, next], { interruptAt: ['ready', 'no'] });
  expect(stdout).toBe('ready\nno\n');
  expect(status).toBe(130);
});

test('gives mounted folders under their path, text and bytes alike', async () => {
  mkdirSync(join(folder, 'given', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'given', 'helper.py'), 'WORD = "imported"\n');
  writeFileSync(join(folder, 'given', 'deep', 'x.bin'), Uint8Array.of(0, 255, 10));
  const file = program('mounted.py', 'import helper\nprint(helper.WORD, list(open("data/deep/x.bin", "rb").read()))\n');
  const { stdout, status } = await interleave(['run', file, '--mount', 'given:.', '--mount=given:data/']);
  expect(stdout).toBe('imported [0, 255, 10]\n');
  expect(status).toBe(0);
});

test('saves a trace that names threads and opens elsewhere', async () => {
  const file = program(
    'threads.py',
    'import threading\nt = threading.Thread(target=print, args=("x",), name="helper")\nt.start()\nt.join()\n',
  );
  expect((await interleave(['run', file, '--trace', 'out.json'])).status).toBe(0);
  const saved = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as { traceEvents: unknown[] };
  expect(saved.traceEvents.length).toBeGreaterThan(0);
  expect(JSON.stringify(saved)).toContain('helper');
});

test('runs where there is no isolation', async () => {
  const file = program('plain.py', 'print("hello")\n');
  expect(await interleave(['run', '--not-isolated', file])).toMatchObject({ stdout: 'hello\n', status: 0 });
});

test('answers a wrong call in one line, with status 2 and no browser', async () => {
  writeFileSync(join(folder, 'binary.py'), Uint8Array.of(0x7f, 0x45, 0, 1));
  writeFileSync(join(folder, 'latin.py'), Uint8Array.of(0x23, 0xe9, 10));
  const good = program('good.py', 'print("hello")\n');
  for (const words of [
    ['run', 'missing.py'],
    ['run', 'binary.py'],
    ['run', 'latin.py'],
    ['run', good, '--mount', 'missing:data'],
    ['run', good, '--mount', `${good}:data`],
    ['run', good, '--trace', join(tmpdir(), 'no', 'such', 'folder.json')],
    ['run', good, '--timeout', 'soon'],
  ]) {
    const { status, stdout, stderr } = await interleave(words);
    expect(status, words.join(' ')).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^interleave: [^\n]+\n$/);
  }
});
