/**
 * One contract, two runtimes (`src/runtimes/runtime.ts`): for each promise of it a program in Python and one in TypeScript, and
 * one expectation that both must meet. All programs of a language run in one page, one after the other, so each is also the
 * proof that the one before it has left nothing behind.
 */
import type { Lab, LabRun } from '../authoring/browser';
import { DEFAULT_LIMITS, type Language, type Outcome, type RunRequest } from '../src/runtimes/runtime';
import { expect, test } from './helper';
import { all, statesOf, useLab } from './laboratory';

/** By name; the first is the one to run. */
type Files = Readonly<Record<string, string>>;

interface Case {
  readonly promise: string;
  readonly python: Files;
  readonly typescript: Files;
  readonly args?: readonly string[];
  readonly seed?: number;
  readonly traced?: boolean;
  readonly limits?: Partial<RunRequest['limits']>;
  /** Stop is pressed when this appears in the output. */
  readonly stopAt?: string;
  readonly expect: (run: LabRun, language: Language) => void;
}

function request(language: Language, one: Case): RunRequest {
  const files = Object.entries(one[language]).map(([path, content]) => ({ path, content }));
  return {
    language,
    entry: files[0]?.path ?? '',
    files,
    args: one.args ?? [],
    traced: one.traced ?? true,
    seed: one.seed ?? null,
    startMethod: 'fork',
    prepareProcesses: true,
    limits: { ...DEFAULT_LIMITS, timeoutMs: 60_000, ...one.limits },
  };
}

async function perform(lab: Lab, language: Language, one: Case): Promise<LabRun> {
  let text = '';
  let pressed = false;
  return lab.run(request(language, one), {
    onOutput(chunks) {
      text += chunks.map((chunk) => chunk.text).join('');
      if (one.stopAt === undefined || pressed || !text.includes(one.stopAt)) return;
      pressed = true;
      lab.stop();
    },
  });
}

const FINISHED: Outcome = { kind: 'finished', exitCode: 0 };

/** The same, in one language each. */
const files = (python: string, typescript: string): Pick<Case, 'python' | 'typescript'> => ({
  python: { 'main.py': python },
  typescript: { 'main.ts': typescript },
});

const CASES: readonly Case[] = [
  {
    promise: 'a program that comes to its end finishes with status 0, and its output is what it printed, in its order',
    ...files(
      `import sys
print("one")
print("two", file=sys.stderr)
print("three", end="")
print(" äöü 漢字 🧵")
`,
      `console.log('one')
console.error('two')
console.log('three äöü 漢字 🧵')
`,
    ),
    expect(run) {
      expect(run.summary.outcome).toEqual(FINISHED);
      expect(run.output.map(({ text }) => text).join('')).toBe('one\ntwo\nthree äöü 漢字 🧵\n');
      expect(run.stderr).toBe('two\n');
      expect(run.notices).toBe('');
    },
  },
  {
    promise:
      'an exception that nobody catches ends it with status 1, its text, and the calls with lines, outermost first',
    ...files(
      `def inner(x):
    raise ValueError(f"no {x}")

def outer():
    inner(3)

print("before")
outer()
`,
      `function inner(x: number): never {
  throw new RangeError(\`no \${x}\`)
}
function outer() {
  inner(3)
}
console.log('before')
outer()
`,
    ),
    expect({ summary: { outcome }, stdout, stderr }, language) {
      if (outcome.kind !== 'raised') throw new Error(JSON.stringify(outcome));
      expect(stdout).toBe('before\n');
      expect(outcome).toMatchObject({ exitCode: 1, error: { message: 'no 3', syntax: null } });
      expect(outcome.error.type).toBe(language === 'python' ? 'ValueError' : 'RangeError');
      const file = language === 'python' ? 'main.py' : 'main.ts';
      expect(outcome.error.frames).toEqual([
        { file, line: 8, name: '<module>', own: true },
        { file, line: 5, name: 'outer', own: true },
        { file, line: 2, name: 'inner', own: true },
      ]);
      expect(stderr).toContain('no 3');
      expect(stderr).toContain(file);
    },
  },
  {
    promise: 'an exception in an imported file names that file; a file in a folder keeps its path',
    python: {
      'main.py': `from lib.deep import burst
burst()
`,
      'lib/__init__.py': '',
      'lib/deep.py': `def burst():
    {}["key"]
`,
    },
    typescript: {
      'main.ts': `import { burst } from './lib/deep'
burst()
`,
      'lib/deep.ts': `export function burst() {
    (undefined as any).key
}
`,
    },
    expect({ summary: { outcome } }, language) {
      if (outcome.kind !== 'raised') throw new Error(JSON.stringify(outcome));
      const [main, deep] = language === 'python' ? ['main.py', 'lib/deep.py'] : ['main.ts', 'lib/deep.ts'];
      const own = outcome.error.frames.filter((frame) => frame.own);
      expect(own.map(({ file, line }) => [file, line])).toEqual([
        [main, 2],
        [deep, 2],
      ]);
    },
  },
  {
    promise: 'an exception in a piece of work that was awaited keeps the line at which it was raised',
    ...files(
      `import asyncio

async def fails():
    await asyncio.sleep(0.01)
    raise LookupError("late")

async def main():
    await fails()

asyncio.run(main())
`,
      `import { sleep } from 'interleave'

async function fails() {
  await sleep(10)
  throw new SyntaxError('late')
}
async function main() {
  await fails()
}
await main()
`,
    ),
    expect({ summary: { outcome }, trace }) {
      if (outcome.kind !== 'raised') throw new Error(JSON.stringify(outcome));
      expect(outcome.error.message).toBe('late');
      expect(outcome.error.frames.at(-1)).toMatchObject({ line: 5, name: 'fails', own: true });
      expect(trace.actors.length).toBeGreaterThan(1);
    },
  },
  {
    promise: 'what cannot be read as a program is told with its file, line and column, and nothing of it has run',
    ...files(
      `print("never")
def f(:
    pass
`,
      `console.log('never')
function f(: {
}
`,
    ),
    expect({ summary: { outcome }, stdout }) {
      if (outcome.kind !== 'raised') throw new Error(JSON.stringify(outcome));
      expect(outcome.error.type).toBe('SyntaxError');
      expect(outcome.error.syntax).toMatchObject({ line: 2 });
      expect(outcome.error.syntax?.file).toMatch(/^main\.(py|ts)$/);
      expect(outcome.error.syntax?.column).toBeGreaterThanOrEqual(7);
      expect(outcome.error.syntax?.column).toBeLessThanOrEqual(12);
      expect(stdout).toBe('');
    },
  },
  {
    promise: 'a mistake of writing in an imported file is told with that file',
    python: { 'main.py': 'import other\n', 'other.py': 'x = 1\nx = = 2\n' },
    typescript: { 'main.ts': `import './other'\n`, 'other.ts': 'let x = 1\nx = = 2\n' },
    expect({ summary: { outcome } }) {
      if (outcome.kind !== 'raised') throw new Error(JSON.stringify(outcome));
      expect(outcome.error.syntax).toMatchObject({ line: 2 });
      expect(outcome.error.syntax?.file).toMatch(/^other\.(py|ts)$/);
    },
  },
  {
    promise: 'two threads that take two locks in opposite order are told as a deadlock, with names and lines',
    python: {
      'main.py': `import threading
a = threading.Lock()
b = threading.Lock()
both = threading.Barrier(2)

def go(first, second):
    with first:
        both.wait()
        with second:
            pass

one = threading.Thread(target=go, args=(a, b), name="one")
two = threading.Thread(target=go, args=(b, a), name="two")
one.start(); two.start()
one.join(); two.join()
`,
    },
    typescript: {
      'main.ts': `import { pool, Mutex } from 'interleave'
const a = new Mutex()
const b = new Mutex()
const both = new Int32Array(new SharedArrayBuffer(4))
const workers = pool(2, './worker')
await Promise.all([workers.submit('go', [a, b, both]), workers.submit('go', [b, a, both])])
`,
      'worker.ts': `import { Mutex } from 'interleave'
export function go(first: Mutex, second: Mutex, both: Int32Array) {


  using one = first.lock()
  Atomics.add(both, 0, 1)
  while (Atomics.load(both, 0) < 2);
  using two = second.lock()

}
`,
    },
    expect({ summary: { outcome } }, language) {
      if (outcome.kind !== 'deadlocked') throw new Error(JSON.stringify(outcome));
      const threads = outcome.blocked.filter(({ holder }) => holder?.place != null);
      expect(threads).toHaveLength(2);
      for (const one of threads) {
        expect(one.place?.line).toBe(language === 'python' ? 9 : 8);
        expect(one.holder?.place?.line).toBe(language === 'python' ? 7 : 5);
        expect(threads.map(({ actor }) => actor)).toContain(one.holder?.actor);
      }
      expect(outcome.cycle).toHaveLength(2);
      expect(outcome.text).toMatch(/worker\.ts:8|main\.py, line 9/);
    },
  },
  {
    promise: 'a program that goes on after its time is over is ended as timed out',
    ...files('while True:\n    pass\n', 'while (true) {}\n'),
    limits: { timeoutMs: 700 },
    expect({ summary: { outcome } }) {
      expect(outcome).toEqual({ kind: 'timed-out', afterMs: 700 });
    },
  },
  {
    promise: 'a program that waits when its time is over is ended as timed out',
    ...files('import time\ntime.sleep(60)\n', `import { sleep } from 'interleave'\nawait sleep(60_000)\n`),
    limits: { timeoutMs: 700 },
    expect({ summary: { outcome } }) {
      expect(outcome).toEqual({ kind: 'timed-out', afterMs: 700 });
    },
  },
  {
    promise: 'Stop ends a loop without end',
    ...files('print("go")\nwhile True:\n    pass\n', `console.log('go')\nwhile (true) {}\n`),
    stopAt: 'go',
    expect({ summary: { outcome } }, language) {
      // Python's threads are interrupted at any instruction; nothing can interrupt JavaScript but taking it away.
      expect(outcome).toEqual({ kind: 'interrupted', forced: language === 'typescript', exitCode: 130 });
    },
  },
  {
    promise: 'Stop ends a wait in good order',
    ...files(
      'import time\nprint("go", flush=True)\ntime.sleep(60)\n',
      `import { sleep } from 'interleave'\nconsole.log('go')\nawait sleep(60_000)\n`,
    ),
    stopAt: 'go',
    expect({ summary: { outcome } }) {
      expect(outcome).toEqual({ kind: 'interrupted', forced: false, exitCode: 130 });
    },
  },
  {
    promise: 'Stop ends work in other threads of the machine',
    python: {
      'main.py': `import multiprocessing
def spin():
    while True: pass
if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print("go", flush=True)
        pool.starmap(spin, [(), ()])
`,
    },
    typescript: {
      'main.ts': `import { pool } from 'interleave'
console.log('go')
await pool(2, './worker').map('spin', [1, 2])
`,
      'worker.ts': 'export function spin() { for (;;); }\n',
    },
    stopAt: 'go',
    expect({ summary: { outcome } }) {
      expect(outcome).toMatchObject({ kind: 'interrupted', exitCode: 130 });
    },
  },
  {
    promise: 'output beyond the limit is counted, and a notice says so; the program goes on',
    ...files(
      `for i in range(100):\n    print("x" * 99)\nraise SystemExit(0)\n`,
      `for (let i = 0; i < 100; i++) console.log('x'.repeat(99))\n`,
    ),
    limits: { outputChars: 2_000 },
    expect(run) {
      expect(run.summary.outcome).toEqual(FINISHED);
      expect(run.stdout.length).toBe(2_000);
      expect(run.notices).toContain('8,000');
    },
  },
  {
    promise: 'arguments reach the program as they are',
    ...files(
      'import json, sys\nprint(json.dumps(sys.argv[1:]))\n',
      `import { args } from 'interleave'\nconsole.log(JSON.stringify(args))\n`,
    ),
    args: ['a b', "it's", 'ü'],
    expect(run) {
      expect(JSON.parse(run.stdout)).toEqual(['a b', "it's", 'ü']);
    },
  },
  {
    promise: 'the same seed gives the same chance',
    ...files(
      `import random\nprint([random.random() for _ in range(3)])\n`,
      `console.log(JSON.stringify([Math.random(), Math.random(), Math.random()]))\n`,
    ),
    seed: 7,
    expect(run, language) {
      const numbers = JSON.parse(run.stdout) as number[];
      expect(new Set(numbers).size).toBe(3);
      for (const x of numbers) expect(x >= 0 && x < 1).toBe(true);
      expect(numbers).toEqual((seeded[language] ??= numbers));
    },
  },
  {
    promise: 'the same seed gives the same chance, the second time',
    ...files(
      `import random\nprint([random.random() for _ in range(3)])\n`,
      `console.log(JSON.stringify([Math.random(), Math.random(), Math.random()]))\n`,
    ),
    seed: 7,
    expect(run, language) {
      const numbers = JSON.parse(run.stdout) as number[];
      expect(numbers).toEqual((seeded[language] ??= numbers));
    },
  },
  {
    promise: 'without tracing a program does the same, and leaves no trace',
    ...files(
      `import threading
def f(): print("in")
t = threading.Thread(target=f)
t.start(); t.join()
print("out")
`,
      `import { sleep } from 'interleave'
async function f() { await sleep(1); console.log('in') }
await f()
console.log('out')
`,
    ),
    traced: false,
    expect(run) {
      expect(run.summary.outcome).toEqual(FINISHED);
      expect(run.stdout).toBe('in\nout\n');
      expect(run.trace.actors).toHaveLength(0);
    },
  },
  {
    promise: 'a program may change everything that it can reach',
    ...files(
      `import builtins, sys, threading
builtins.leftover = 1
builtins.len = None
sys.leftover = 1
del threading.Lock
print("done")
`,
      `const all = globalThis as any
all.leftover = 1
Object.prototype.toString = null as any
;(Object.prototype as any).leftover = 1
console.log('done')
all.Promise = all.setTimeout = all.Map = all.console = null
`,
    ),
    expect(run) {
      expect(run.stdout).toBe('done\n');
    },
  },
  {
    promise: 'and the next one finds everything as it was',
    ...files(
      `import builtins, sys, threading
print(hasattr(builtins, "leftover"), hasattr(sys, "leftover"), len("abc"), callable(threading.Lock))
`,
      `const all = globalThis as any
console.log('leftover' in all ? 'True' : 'False', 'leftover' in {} ? 'True' : 'False', 'abc'.length,
  typeof Promise === 'function' && \`\${{}}\` === '[object Object]' ? 'True' : 'False')
`,
    ),
    expect(run) {
      expect(run.stdout).toBe('False False 3 True\n');
      expect(run.summary.outcome).toEqual(FINISHED);
    },
  },
  {
    promise: 'a wait is told with its line, by the actor that waits, and who made that',
    ...files(
      `import asyncio

async def fetch(name):
    await asyncio.sleep(0.05)
    return name

async def main():
    print(await asyncio.gather(fetch("a"), fetch("b")))

asyncio.run(main())
`,
      `import { sleep } from 'interleave'

async function fetch(name: string) {
  await sleep(50)
  return name
}

async function main() { console.log((await Promise.all([fetch('a'), fetch('b')])).join()) }
await main()
`,
    ),
    expect({ trace, summary }, language) {
      expect(summary.outcome).toEqual(FINISHED);
      const tasks = trace.actors.filter(({ kind }) => kind === 'task');
      const waits = tasks.flatMap((task) =>
        statesOf(trace, task.name)
          .filter(({ state }) => state === 'sleeping')
          .map(({ place, start, end }) => ({ line: place?.line, ms: end - start })),
      );
      expect(waits.length).toBeGreaterThanOrEqual(2);
      for (const { line, ms } of waits) {
        expect(line).toBe(4);
        expect(ms).toBeGreaterThan(40);
      }
      const thread = trace.actors.find(({ kind }) => kind === (language === 'python' ? 'thread' : 'event-loop'));
      expect(thread).toBeDefined();
      for (const task of tasks) expect(task).toMatchObject({ ending: 'returned' });
    },
  },
  {
    promise: 'a lock tells who held it from when to when, and who was kept waiting by it',
    python: {
      'main.py': `import threading, time
lock = threading.Lock()
def work():
    with lock:
        time.sleep(0.05)
a = threading.Thread(target=work, name="a")
b = threading.Thread(target=work, name="b")
a.start(); b.start(); a.join(); b.join()
`,
    },
    typescript: {
      'main.ts': `import { pool, Mutex } from 'interleave'
const lock = new Mutex()
const workers = pool(2, './worker')
await workers.map('work', [lock, lock])
`,
      'worker.ts': `import { Mutex } from 'interleave'
export function work(lock: Mutex) {
  using held = lock.lock()
  const until = performance.now() + 50
  while (performance.now() < until);
}
`,
    },
    expect({ trace, summary }) {
      expect(summary.outcome).toEqual(FINISHED);
      const lock = trace.resources.find(({ kind, name }) => kind === 'lock' && name === 'lock');
      const holds = lock === undefined ? [] : all(trace.holds(lock.id));
      expect(holds).toHaveLength(2);
      const [first, second] = holds;
      expect((first?.end ?? 0) - (first?.start ?? 0)).toBeGreaterThan(40);
      expect(second?.start).toBeGreaterThanOrEqual(first?.end ?? Infinity);
      const blocked = trace.actors
        .flatMap(({ name }) => statesOf(trace, name))
        .filter(({ state }) => state === 'blocked');
      expect(blocked.some(({ resource }) => resource === lock?.id)).toBe(true);
    },
  },
  {
    promise: 'a message to another thread of the machine tells its bytes and what it cost',
    python: {
      'main.py': `import multiprocessing
def size(data): return len(data)
if __name__ == "__main__":
    with multiprocessing.Pool(1) as pool:
        print(pool.apply(size, (b"x" * 100_000,)))
`,
    },
    typescript: {
      'main.ts': `import { pool } from 'interleave'
console.log(await pool(1, './worker').submit('size', [new Uint8Array(100_000)]))
`,
      'worker.ts': 'export const size = (data: Uint8Array) => data.length\n',
    },
    expect({ trace, stdout }) {
      expect(stdout).toBe('100000\n');
      const large = all(trace.messages).filter(({ bytes }) => bytes >= 100_000);
      expect(large).toHaveLength(1);
      expect(large[0]?.bytes).toBeLessThan(101_000);
      expect(large[0]?.receivedAt).toBeGreaterThan(large[0]?.sentAt ?? Infinity);
    },
  },
  {
    promise: 'a trace whose budget is spent counts what it does not list, and is whole all the same',
    ...files(
      `import asyncio
async def turn():
    for _ in range(20): await asyncio.sleep(0)
async def main():
    await asyncio.gather(*(turn() for _ in range(20)))
asyncio.run(main())
print("done")
`,
      `async function turn() {
  for (let i = 0; i < 20; i++) await new Promise<void>((resolve) => setTimeout(resolve))
}
await Promise.all(Array.from({ length: 20 }, turn))
console.log('done')
`,
    ),
    limits: { lockEvents: 50 },
    expect(run) {
      expect(run.stdout).toBe('done\n');
      expect(all(run.trace).some(({ kind }) => kind === 'omitted')).toBe(true);
    },
  },
];

const seeded: Partial<Record<Language, number[]>> = {};

for (const language of ['python', 'typescript'] as const) {
  test.describe(language, () => {
    // Interpreters are ready in a moment from then on.
    const lab = useLab(language, async (open) => (language === 'python' ? open.settle(language) : undefined));

    for (const one of CASES) {
      test(one.promise, async () => {
        const run = await perform(lab(), language, one);
        expect(run.traceError, 'the trace').toBeNull();
        one.expect(run, language);
      });
    }
  });
}
