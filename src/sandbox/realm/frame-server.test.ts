import { beforeEach, describe, expect, test } from 'vitest';
import type { BootKit } from '../../protocol/kit';
import type { PageToRealm, RealmToPage } from '../../protocol/realm';
import type { WorkerToFrame } from '../../protocol/worker';
import { Control, SIGINT } from '../../runtimes/python/control';
import { DEFAULT_LIMITS, type Outcome, type RunRequest } from '../../runtimes/runtime';
import { FrameServer, type FramePort } from './frame-server';
import { FakeWorker } from './testing/fake-worker';
import { WheelRoom } from './wheels';

class Worker extends FakeWorker {
  boot(): this {
    const from = this.kit() === null ? 'plain' : 'snapshot';
    this.say({ type: 'booted', version: '3.14.2', from, bootMs: 900 });
    return this;
  }

  /** What it was given to boot from. */
  kit(): BootKit | null {
    const [boot] = this.heard;
    return boot?.type === 'boot' ? boot.kit : null;
  }

  control(): Int32Array {
    return this.words ?? expect.unreachable('no shared memory was given');
  }
}

let said: RealmToPage[];
let port: FramePort;
let workers: Worker[];
let now: number;
let waits: { readonly ms: number; readonly act: () => void }[];

function serve(isolation: 'isolated' | 'not-isolated' = 'isolated'): void {
  said = [];
  workers = [];
  now = 0;
  waits = [];
  port = { onmessage: null, onmessageerror: null, postMessage: (message) => said.push(message) };
  new FrameServer({
    port,
    capabilities: { isolation, stackSwitching: true, webAssembly: true, cores: 2, clockStepMs: 0.005 },
    timers: {
      now: () => now,
      epochNow: () => now,
      after(ms, act) {
        const wait = { ms, act };
        waits.push(wait);
        return () => void (waits = waits.filter((one) => one !== wait));
      },
    },
    indexURL: 'https://example.org/pyodide/',
    wheels: new WheelRoom({ find: () => Promise.resolve(null), fetch: () => expect.unreachable() }, null),
    startTicker: () => ({ onerror: null, terminate: () => undefined }),
    spawn(language) {
      if (language !== 'python') return null;
      workers.push(new Worker());
      return worker();
    },
  });
}

const ask = (message: PageToRealm): void => port.onmessage?.({ data: message } as MessageEvent<unknown>);
const worker = (): Worker => workers.at(-1) ?? expect.unreachable('no worker was made');
const types = (): string[] => said.map((message) => message.type);

/** So much time passes that whatever waits for `ms` milliseconds or less has its turn. */
function rest(ms = 1_000): void {
  const due = waits.filter((wait) => wait.ms <= ms);
  waits = waits.filter((wait) => wait.ms > ms);
  for (const { act } of due) act();
}

function outcomeOf(run: number): Outcome | undefined {
  for (const message of said) if (message.type === 'ended' && message.run === run) return message.summary.outcome;
  return undefined;
}

const request: RunRequest = {
  language: 'python',
  entry: 'main.py',
  files: [{ path: 'main.py', content: '' }],
  args: [],
  traced: true,
  startMethod: 'fork',
  prepareProcesses: true,
  seed: null,
  limits: DEFAULT_LIMITS,
};
const ended: WorkerToFrame = { type: 'ended', summary: { outcome: { kind: 'finished', exitCode: 0 }, wallMs: 1 } };

/** `\0asm`, version 1, and nothing else. */
const wasm = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
const kit: BootKit = {
  wasm,
  stdlib: new Uint8Array(2),
  image: { size: 8, runs: Int32Array.of(4, 3), bytes: Uint8Array.of(1, 2, 3), references: '{}' },
};

beforeEach(() => serve());

describe('booting', () => {
  test('says hello first, and boots nothing unasked', () => {
    expect(types()).toEqual(['hello']);
    expect(workers).toHaveLength(0);
  });

  test('gives the worker the folder of its files and shared memory, and passes its progress on', () => {
    ask({ type: 'boot', language: 'python' });
    expect(worker().heard).toMatchObject([{ type: 'boot', indexURL: 'https://example.org/pyodide/' }]);
    expect(worker().control().length).toBeGreaterThanOrEqual(16);
    worker().say({ type: 'progress', step: 'Downloading CPython', loaded: 1, total: 9 });
    worker().boot();
    expect(types()).toEqual(['hello', 'boot-progress', 'booted']);
  });

  test('gives no shared memory where there is none', () => {
    serve('not-isolated');
    ask({ type: 'boot', language: 'python' });
    expect(worker().heard).toMatchObject([{ control: null }]);
  });

  test('asked twice makes one interpreter and answers both', () => {
    ask({ type: 'boot', language: 'python' });
    worker().boot();
    ask({ type: 'boot', language: 'python' });
    expect(workers).toHaveLength(1);
    expect(types()).toEqual(['hello', 'booted', 'booted']);
  });

  test('that fails is reported and can be tried again', () => {
    ask({ type: 'boot', language: 'python' });
    worker().say({ type: 'fault', reason: 'boot', message: 'no network', context: '' });
    expect(said.at(-1)).toEqual({ type: 'fault', reason: 'boot', message: 'no network' });
    ask({ type: 'boot', language: 'python' });
    expect(workers).toHaveLength(2);
  });

  test('of a language without a runtime is refused as unsupported', () => {
    ask({ type: 'boot', language: 'typescript' });
    expect(said.at(-1)).toMatchObject({ type: 'fault', reason: 'unsupported' });
    ask({ type: 'run', run: 1, request: { ...request, language: 'typescript' } });
    expect(outcomeOf(1)).toMatchObject({ kind: 'platform-fault', reason: 'unsupported' });
  });

  test('that fails under a run ends that run, with the worker’s words', () => {
    ask({ type: 'run', run: 1, request });
    worker().say({ type: 'fault', reason: 'boot', message: 'no network', context: 'stack' });
    expect(outcomeOf(1)).toEqual({ kind: 'platform-fault', reason: 'boot', message: 'no network', context: 'stack' });
    expect(types()).toEqual(['hello', 'ended']);
  });
});

describe('running', () => {
  test('relays what the program does, and throws its interpreter away after it', () => {
    ask({ type: 'run', run: 7, request });
    worker().boot().say({ type: 'started', epoch: 0 });
    worker().say({ type: 'output', chunks: [{ stream: 'stdout', text: 'hi', t: 0, actor: 0 }] });
    worker().say({ type: 'trace', rows: new Int32Array(6), strings: [] });
    worker().say({ type: 'input-wanted' });
    ask({ type: 'input', run: 7, line: 'yes' });
    expect(worker().heard.at(-1)).toEqual({ type: 'input', line: 'yes' });
    worker().say(ended);
    expect(types()).toEqual(['hello', 'booted', 'started', 'output', 'trace', 'input-wanted', 'ended']);
    expect(worker().terminated).toBe(true);
  });

  test('prepares the next interpreter only when all runs are over and the page had a moment', () => {
    ask({ type: 'run', run: 1, request });
    const first = worker().boot();
    ask({ type: 'run', run: 2, request });
    const second = worker().boot();
    expect(workers).toHaveLength(2);
    first.say(ended);
    rest();
    expect(workers).toHaveLength(2);
    second.say(ended);
    expect(workers).toHaveLength(2);
    rest();
    expect(workers).toHaveLength(3);
    worker().boot();
    ask({ type: 'run', run: 3, request });
    expect(workers).toHaveLength(3);
    expect(worker().heard.at(-1)).toMatchObject({ type: 'run' });
  });

  test('hears nothing that a worker says after its run', () => {
    ask({ type: 'run', run: 1, request });
    const old = worker().boot();
    old.say(ended);
    const before = said.length;
    old.say({ type: 'output', chunks: [] });
    old.say(ended);
    old.crash('late');
    expect(said).toHaveLength(before);
  });

  test('replaces a ready interpreter that died before it was used', () => {
    ask({ type: 'boot', language: 'python' });
    worker().boot().crash('gone');
    ask({ type: 'run', run: 1, request });
    expect(workers).toHaveLength(2);
    worker().boot().say(ended);
    expect(outcomeOf(1)).toEqual({ kind: 'finished', exitCode: 0 });
  });

  test('refuses more runs at a time than memory could bear', () => {
    for (let run = 0; run < 9; run++) {
      ask({ type: 'run', run, request });
      if (run < 8) worker().boot();
    }
    expect(outcomeOf(8)).toMatchObject({
      kind: 'platform-fault',
      message: expect.stringContaining('Too many') as unknown,
    });
    expect(outcomeOf(7)).toBeUndefined();
  });
});

describe('the lab network of a run', () => {
  const stormy = { latencyFactor: 2, bandwidthFactor: 1, failureRate: 0 };
  const network = { hosts: [{ name: 'slow.example', latency: 100, jitter: 0 }], conditions: stormy };

  /** What the program's interpreter says to find the host and to connect to it, with pipes of these numbers. */
  function dial(reads: number): void {
    const note = (what: Extract<WorkerToFrame, { type: 'system-note' }>['what']) =>
      worker().say({ type: 'system-note', what });
    worker().say({ type: 'system-call', call: reads, what: { op: 'resolve', name: 'slow.example' } });
    const answer = worker().heard.at(-1);
    const found = answer?.type === 'answer' && 'value' in answer.answer ? answer.answer.value : 0;
    for (const object of [reads, reads + 1]) note({ op: 'make', object, kind: 'pipe', buffer: null, value: 0 });
    note({ op: 'dial', address: Number(found), port: 80, reads, writes: reads + 1 });
  }

  const news = () => said.filter((message) => message.type === 'network');
  const handshakes = () => waits.map(({ ms }) => ms).filter((ms) => ms % 100 === 0);

  beforeEach(() => serve('not-isolated'));

  test('has the hosts and the weather of the request; a change of weather acts from then on', () => {
    ask({ type: 'run', run: 4, request: { ...request, network } });
    worker().boot().say({ type: 'started', epoch: 0 });
    dial(1);
    expect(handshakes()).toEqual([200]);
    ask({ type: 'conditions', run: 4, conditions: { ...stormy, latencyFactor: 3 } });
    dial(3);
    expect(handshakes()).toEqual([200, 300]);
  });

  test('has the weather that the page wished while the interpreter was still booting', () => {
    ask({ type: 'run', run: 4, request: { ...request, network } });
    ask({ type: 'conditions', run: 4, conditions: { ...stormy, latencyFactor: 7 } });
    worker().boot().say({ type: 'started', epoch: 0 });
    dial(1);
    expect(handshakes()).toEqual([700]);
  });

  test('tells what happens in it on the clock of the run, in batches, and all of it before the end', () => {
    ask({ type: 'run', run: 4, request: { ...request, network } });
    worker().boot().say({ type: 'started', epoch: 15 });
    now = 40;
    dial(1);
    expect(news()).toEqual([]);
    rest(50);
    const about = { exchange: 0, t: 25, host: 'slow.example', port: 80, process: 0 };
    expect(news()).toMatchObject([{ run: 4, omitted: 0, events: [{ phase: 'connecting', ...about }] }]);
    worker().say(ended);
    expect(types().slice(-2)).toEqual(['network', 'ended']);
    expect(news().at(-1)).toMatchObject({ events: [{ phase: 'done', exchange: 0, outcome: 'cancelled' }] });
  });
});

describe('the kit', () => {
  const making = (one: Worker): boolean => one.heard[0]?.type === 'make-kit';

  /** An interpreter is ready, and the maker is at work; nothing runs. */
  function quiet(): { readonly spare: Worker; readonly maker: Worker } {
    ask({ type: 'boot', language: 'python' });
    const spare = worker().boot();
    rest();
    return { spare, maker: worker() };
  }

  test('is made when the first interpreter is ready and nothing runs, by a worker that runs nothing', () => {
    const { spare, maker } = quiet();
    expect(maker).not.toBe(spare);
    expect(maker.heard).toEqual([{ type: 'make-kit', indexURL: 'https://example.org/pyodide/' }]);
    maker.say({ type: 'progress', step: 'Downloading CPython', loaded: 1, total: 2 });
    maker.say({ type: 'kit', kit });
    expect(maker.terminated).toBe(true);
    expect(types()).toEqual(['hello', 'booted']);
  });

  test('is not begun while the first interpreter boots or a program runs', () => {
    ask({ type: 'boot', language: 'python' });
    rest();
    ask({ type: 'run', run: 1, request });
    worker().boot().say({ type: 'started', epoch: 0 });
    rest();
    expect(workers.some(making)).toBe(false);
  });

  test('goes to every later interpreter', () => {
    quiet().maker.say({ type: 'kit', kit });
    for (let run = 1; run <= 3; run++) {
      ask({ type: 'run', run, request });
      worker().boot().say(ended);
      rest();
      expect(worker().kit()).toEqual(kit);
    }
    expect(workers.filter(making)).toHaveLength(1);
  });

  test('replaces the interpreter that was ready without it, which stays until its successor is', () => {
    const { spare, maker } = quiet();
    maker.say({ type: 'kit', kit });
    const next = worker();
    expect(next.kit()).toEqual(kit);
    expect(spare.terminated).toBe(false);
    next.boot();
    expect(spare.terminated).toBe(true);
    expect(said.at(-1)).toMatchObject({ type: 'booted', from: 'snapshot' });
    ask({ type: 'run', run: 1, request });
    expect(next.heard.at(-1)).toMatchObject({ type: 'run' });
  });

  test('makes no run wait: one that comes before the successor is ready gets the interpreter that is', () => {
    const { spare, maker } = quiet();
    maker.say({ type: 'kit', kit });
    const next = worker();
    ask({ type: 'run', run: 1, request });
    expect(spare.heard.at(-1)).toMatchObject({ type: 'run' });
    next.boot();
    expect(spare.terminated).toBe(false);
    spare.say(ended);
    rest();
    ask({ type: 'run', run: 2, request });
    expect(next.heard.at(-1)).toMatchObject({ type: 'run' });
  });

  test('gives way to a run, and is begun anew after it', () => {
    const { spare, maker } = quiet();
    ask({ type: 'run', run: 1, request });
    expect(maker.terminated).toBe(true);
    spare.say(ended);
    rest();
    worker().boot();
    rest();
    expect(workers.filter(making)).toHaveLength(2);
    worker().say({ type: 'kit', kit });
    expect(worker().kit()).toEqual(kit);
  });

  test.each([
    ['fails', (maker: Worker) => maker.say({ type: 'fault', reason: 'boot', message: 'no', context: '' })],
    ['crashes', (maker: Worker) => maker.crash('no')],
    ['sends junk', (maker: Worker) => maker.sayAnything({ type: 'kit', kit: { ...kit, wasm: {} } })],
    ['never answers', () => rest(60_000)],
  ])('is given up when its maker %s twice: interpreters then boot without one, and nobody is told', (_, spoil) => {
    quiet();
    for (let run = 1; run <= 4; run++) {
      if (making(worker())) spoil(worker());
      ask({ type: 'run', run, request });
      worker().boot();
      workers.findLast((one) => !one.terminated)?.say(ended);
      rest();
      worker().boot();
      rest();
    }
    expect(workers.filter(making)).toHaveLength(2);
    expect(types()).not.toContain('fault');
    expect(workers.every((one) => one.kit() === null)).toBe(true);
  });
});

describe('ending a run', () => {
  test('an interrupt goes through shared memory and as a message', () => {
    ask({ type: 'run', run: 1, request });
    worker().boot().say({ type: 'started', epoch: 0 });
    ask({ type: 'interrupt', run: 1 });
    expect(worker().control()[Control.SIGNAL]).toBe(SIGINT);
    expect(worker().heard.at(-1)).toEqual({ type: 'interrupt' });
    worker().say({ type: 'interrupt-seen' });
    expect(types().at(-1)).toBe('interrupt-seen');
  });

  test('an interrupt before the start ends the run and keeps the interpreter for the next', () => {
    ask({ type: 'run', run: 1, request });
    ask({ type: 'interrupt', run: 1 });
    expect(types()).toEqual(['hello', 'interrupt-seen', 'ended']);
    ask({ type: 'run', run: 2, request });
    worker().boot();
    expect(workers).toHaveLength(1);
    expect(worker().heard.at(-1)).toMatchObject({ type: 'run' });
  });

  test.each([
    ['learner', { kind: 'interrupted', forced: true, exitCode: 130 }],
    ['timeout', { kind: 'timed-out', afterMs: 500 }],
    ['unresponsive', { kind: 'platform-fault', reason: 'unresponsive' }],
  ] as const)('a kill by the %s terminates the worker and says so', (why, outcome) => {
    ask({ type: 'run', run: 1, request: { ...request, limits: { ...DEFAULT_LIMITS, timeoutMs: 500 } } });
    worker().boot().say({ type: 'started', epoch: 0 });
    now = 510;
    ask({ type: 'kill', run: 1, why });
    expect(worker().terminated).toBe(true);
    expect(outcomeOf(1)).toMatchObject(outcome);
    expect(said.at(-1)).toMatchObject({ summary: { wallMs: 510 } });
    ask({ type: 'kill', run: 1, why });
    expect(types().filter((type) => type === 'ended')).toHaveLength(1);
  });

  test('an interpreter that dies is a platform fault with the last words of stderr', () => {
    ask({ type: 'run', run: 1, request });
    worker().boot().say({ type: 'started', epoch: 0 });
    worker().say({ type: 'output', chunks: [{ stream: 'stderr', text: 'Fatal Python error', t: 0, actor: 0 }] });
    worker().crash('RuntimeError: unreachable');
    expect(outcomeOf(1)).toMatchObject({
      kind: 'platform-fault',
      reason: 'crashed',
      message: expect.stringContaining('unreachable') as unknown,
      context: 'Fatal Python error',
    });
  });

  test.each([
    'RangeError: Array buffer allocation failed',
    'Uncaught RangeError: Invalid typed array length: 99999999999',
    'RangeError: WebAssembly.Memory(): could not allocate memory',
    'RuntimeError: Aborted(Cannot enlarge memory arrays)',
    'Aborted(OOM)',
  ])('knows that it was memory: %s', (message) => {
    ask({ type: 'run', run: 1, request });
    worker().boot().crash(message);
    expect(outcomeOf(1)).toMatchObject({ reason: 'out-of-memory' });
  });

  test('does not mistake a deep recursion for a lack of memory', () => {
    ask({ type: 'run', run: 1, request });
    worker().boot().crash('RangeError: Maximum call stack size exceeded');
    expect(outcomeOf(1)).toMatchObject({ reason: 'crashed' });
  });
});

describe('a program that reaches its worker’s own postMessage', () => {
  beforeEach(() => {
    ask({ type: 'run', run: 1, request });
    worker().boot().say({ type: 'started', epoch: 0 });
  });

  test.each([
    ['junk', 'hello'],
    ['a message of another border', { type: 'pong', nonce: 1 }],
    ['a second start', { type: 'started', epoch: 0 }],
    ['a second boot', { type: 'booted', version: 'x', from: 'plain', bootMs: 1 }],
    ['a kit for those who come later', { type: 'kit', kit }],
    ['trace in torn rows', { type: 'trace', rows: new Int32Array(7), strings: [] }],
    ['an own __proto__', JSON.parse('{"type":"started","__proto__":{"polluted":1}}') as unknown],
  ])('and says %s ends its own run as a protocol fault, and nobody else’s', (_, message: unknown) => {
    worker().sayAnything(message);
    expect(outcomeOf(1)).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
    expect(workers[0]?.terminated).toBe(true);
    expect(Reflect.has({}, 'polluted')).toBe(false);
    ask({ type: 'run', run: 2, request });
    worker().boot().say(ended);
    expect(outcomeOf(2)).toEqual({ kind: 'finished', exitCode: 0 });
  });

  test('and floods loses its interpreter, and the page hears no more of it', () => {
    for (let i = 0; i < 50_000; i++) worker().say({ type: 'input-wanted' });
    expect(outcomeOf(1)).toMatchObject({ reason: 'protocol', message: expect.stringContaining('flooded') as unknown });
    expect(said.length).toBeLessThan(10_100);
  });

  test('and sends far more output than its limit ends as a protocol fault', () => {
    const text = 'x'.repeat(700_000);
    for (let i = 0; i < 3; i++) {
      worker().say({ type: 'output', chunks: [{ stream: 'stdout', text, t: 0, actor: 0 }] });
    }
    expect(outcomeOf(1)).toMatchObject({ reason: 'protocol' });
  });
});

describe('the files of a run', () => {
  const path = '/home/learner/out.txt';
  const content = (): Uint8Array<ArrayBuffer> => new TextEncoder().encode('hello');
  const read = (run: number, number: number): RealmToPage | undefined => {
    ask({ type: 'read-file', run, read: number, path, most: 3 });
    return said.findLast((message) => message.type === 'file');
  };

  beforeEach(() => {
    ask({ type: 'run', run: 1, request });
    worker().boot().say({ type: 'started', epoch: 0 });
  });

  test('are listed while it is on and before its end, and can be read until the next begins', () => {
    worker().say({ type: 'system-note', what: { op: 'listed', files: [{ path, size: 5, at: 1 }] } });
    rest(250);
    const listing = { files: [{ path, size: 5, at: 1 }], more: 0, bytes: 5 };
    expect(said.at(-1)).toEqual({ type: 'files', run: 1, listing });
    worker().say({ type: 'system-note', what: { op: 'file', path, content: content(), at: 2 } });
    worker().say(ended);
    expect(types().slice(-2)).toEqual(['files', 'ended']);
    const head = content().slice(0, 3);
    expect(read(1, 7)).toEqual({ type: 'file', run: 1, read: 7, content: head, size: 5, stale: false });
    ask({ type: 'run', run: 2, request });
    expect(read(1, 8)).toEqual({ type: 'file', run: 1, read: 8, content: null, size: 0, stale: false });
  });

  test('are asked of the program when it has not told what they hold', () => {
    worker().say({ type: 'system-note', what: { op: 'listed', files: [{ path, size: 5, at: 1 }] } });
    expect(read(1, 7)).toBeUndefined();
    expect(worker().heard.at(-1)).toEqual({ type: 'tell-files' });
    worker().say({ type: 'system-note', what: { op: 'file', path, content: content(), at: 2 } });
    expect(said.at(-1)).toMatchObject({ type: 'file', read: 7, size: 5, stale: false });
  });

  test('of a run that was never on are not there', () => {
    expect(read(99, 1)).toMatchObject({ content: null });
  });
});

describe('a page of another version', () => {
  test('is told that its message does not fit, and the frame lives on', () => {
    port.onmessage?.({ data: { type: 'dance' } } as MessageEvent<unknown>);
    expect(said.at(-1)).toMatchObject({ type: 'fault', reason: 'protocol' });
    ask({ type: 'ping', nonce: 4 });
    expect(said.at(-1)).toEqual({ type: 'pong', nonce: 4 });
  });

  test('is told that a run is on already', () => {
    ask({ type: 'run', run: 1, request });
    ask({ type: 'run', run: 1, request });
    expect(said.at(-1)).toMatchObject({ type: 'fault', reason: 'protocol' });
  });
});
