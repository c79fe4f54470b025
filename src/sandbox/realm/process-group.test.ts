/** A run's processes, with workers that only write down what they hear. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProcessImage } from '../../protocol/system';
import { Control } from '../../runtimes/python/control';
import { RECORDS, processStatus, viewOf } from '../../runtimes/python/system/objects';
import { DEFAULT_LIMITS, type RunRequest, type RunSummary } from '../../runtimes/runtime';
import type { Interpreter } from './interpreter';
import { InterpreterPool } from './interpreter-pool';
import { ProcessGroup } from './process-group';
import { FakeWorker } from './testing/fake-worker';

class Worker extends FakeWorker {
  boot(): this {
    this.say({ type: 'booted', version: '3.14.2', from: 'snapshot', bootMs: 1 });
    return this;
  }
  signals(): number[] {
    return this.heard.flatMap((message) => (message.type === 'signal' ? [message.signal] : []));
  }
  answers(): unknown[] {
    return this.heard.flatMap((message) => (message.type === 'answer' ? [message.answer] : []));
  }
  spawn(kind: ProcessImage['kind'] = 'fork'): void {
    const image = { name: 'Child', kind, argv: [], state: new Uint8Array(0), descriptors: '[]', holdings: [] };
    this.say({ type: 'system-call', call: 1, what: { op: 'spawn', image } });
  }
  signal(process: number, signal: number): void {
    this.say({ type: 'system-call', call: 2, what: { op: 'signal', pid: 1000 + process, signal } });
  }
  print(text: string): void {
    this.say({ type: 'output', chunks: [{ stream: 'stdout', text, t: 0, actor: 1 }] });
  }
  end(exitCode = 0, bytes?: number): void {
    const memory =
      bytes === undefined ? {} : { memory: { bytes, processes: 1, largest: bytes, grown: bytes / 10, spare: 1000 } };
    this.say({ type: 'ended', summary: { outcome: { kind: 'finished', exitCode }, wallMs: 5, ...memory } });
  }
}

const request: RunRequest = {
  language: 'python',
  entry: 'main.py',
  files: [],
  args: [],
  traced: true,
  startMethod: 'fork',
  prepareProcesses: true,
  seed: null,
  limits: DEFAULT_LIMITS,
};
const [SIGINT, SIGKILL, SIGTERM] = [2, 9, 15];

let workers: Worker[];
let tickers: { readonly takenAway: boolean }[];
let told: string[];
let output: string;
let ended: RunSummary[];
let waits: (() => void)[];
let pool: InterpreterPool;
let group: ProcessGroup;
let mayMake: number;

const worker = (i: number): Worker => workers[i] ?? expect.unreachable(`worker ${i} was not made`);

/** All that was to happen later happens now. */
const rest = (): void => waits.splice(0).forEach((act) => act());

function begin(isolated = true, wanted = request): void {
  workers = [];
  tickers = [];
  told = [];
  output = '';
  ended = [];
  waits = [];
  mayMake = Infinity;
  const timers = {
    now: () => 0,
    epochNow: () => 0,
    after(_ms: number, act: () => void) {
      waits.push(act);
      return () => void (waits = waits.filter((one) => one !== act));
    },
  };
  pool = new InterpreterPool({
    isolated,
    timers,
    spawn: () => {
      if (workers.length >= mayMake) throw new Error('no more');
      workers.push(new Worker());
      return worker(workers.length - 1);
    },
    startTicker: () => {
      const ticker = { onerror: null, takenAway: false, terminate: () => void (ticker.takenAway = true) };
      tickers.push(ticker);
      return ticker;
    },
    indexURL: 'https://example.org/',
    kit: () => null,
    progress: () => {},
    booted: () => {},
    failed: (_language, fault) => told.push(`boot failed: ${fault.message}`),
  });
  let root: Interpreter | null = null;
  pool.take('python', { ready: (one) => (root = one), failed: () => expect.unreachable() });
  worker(0).boot();
  group = new ProcessGroup(pool, timers, wanted, isolated, null, null, root ?? expect.unreachable('no interpreter'), {
    relay: (process, message) => {
      if (message.type === 'output') for (const { text } of message.chunks) output += `${process}:${text}`;
      else told.push(`${process} ${message.type}`);
    },
    processStarted: (process, parent, _t, name) => told.push(`${process} of ${parent} starts: ${name}`),
    processEnded: (process, _t, ending) => told.push(`${process} ${ending}`),
    files: () => {},
    ended: (summary) => ended.push(summary),
  });
}

/** The status that the root finds in the record of process `number`. */
function statusOf(number: number): number {
  worker(0).say({ type: 'system-call', call: 9, what: { op: 'find', object: RECORDS + number } });
  const [answer] = worker(0).answers().slice(-1) as { buffer: SharedArrayBuffer }[];
  return processStatus(viewOf('process', answer?.buffer ?? expect.unreachable()));
}

beforeEach(() => begin());

describe('a group of processes', () => {
  it('gives each process a worker, tells of its start and end, and relays under its number', () => {
    worker(0).spawn();
    expect(told).toEqual(['1 of 0 starts: Child']);
    worker(1).boot();
    expect(worker(1).heard.at(-1)).toMatchObject({ type: 'run', process: { number: 1, parent: 0 } });
    worker(1).print('hello');
    worker(1).spawn();
    worker(2).boot();
    worker(2).end(0);
    worker(1).end(3);
    expect(told.slice(1)).toEqual(['2 of 1 starts: Child', '2 returned', '1 raised']);
    expect(output).toBe('1:hello');
    expect([statusOf(1), statusOf(2)]).toEqual([3 << 8, 0]);
    expect(ended).toEqual([]);
  });

  it('takes everything away when the program itself ends, also what still boots, and hears nothing afterwards', () => {
    worker(0).spawn();
    worker(0).spawn();
    worker(1).boot();
    worker(0).end();
    expect(ended).toHaveLength(1);
    expect(worker(1).terminated).toBe(true);
    expect(told.slice(2).sort()).toEqual(['1 killed', '2 killed']);
    // The interpreter that was on its way to process 2 is a spare now.
    worker(2).boot();
    expect(worker(2).heard.some(({ type }) => type === 'run')).toBe(false);
    expect(pool.readyCount('python')).toBe(1);
  });

  it('adds up what the interpreters held that came to their end by themselves', () => {
    worker(0).spawn();
    worker(0).spawn();
    worker(1).boot().end(0, 20_000_000);
    worker(2).boot().crash('unreachable executed');
    worker(0).end(0, 30_000_000);
    expect(ended[0]?.memory).toEqual({
      bytes: 50_000_000,
      processes: 2,
      largest: 30_000_000,
      grown: 5_000_000,
      spare: 2000,
    });
  });

  it('counts a child that crashed or talked nonsense as killed, says why, and goes on', () => {
    worker(0).spawn();
    worker(0).spawn();
    worker(1).boot().crash('unreachable executed');
    worker(2).boot().crash('RangeError: out of memory');
    expect(told.slice(2)).toEqual(['1 killed', '2 killed']);
    expect(output).toContain('process 1 was lost: unreachable executed');
    expect(output).toContain('process 2 was lost: it ran out of memory');
    expect([statusOf(1), statusOf(2)]).toEqual([11, SIGKILL]);
    expect(ended).toEqual([]);
  });

  it('counts a child that could not be started as killed', () => {
    mayMake = 2;
    worker(0).spawn();
    worker(0).spawn();
    expect(output).toContain('could not be started');
    expect(statusOf(2)).toBe(SIGKILL);
    worker(1).crash('boot failed');
    expect(statusOf(1)).toBe(11);
  });

  it('ends the run when a child is deadlocked: whoever waits for it waits for ever', () => {
    worker(0).spawn();
    worker(1).boot();
    worker(1).say({
      type: 'ended',
      summary: { outcome: { kind: 'deadlocked', blocked: [], cycle: [], text: '' }, wallMs: 1 },
    });
    expect(ended).toMatchObject([{ outcome: { kind: 'deadlocked' } }]);
    expect(worker(0).terminated).toBe(true);
  });

  it('keeps one limit of output for all children together and says once that it was reached', () => {
    begin(true, { ...request, limits: { ...DEFAULT_LIMITS, outputChars: 10 } });
    worker(0).spawn();
    worker(1).boot();
    for (let i = 0; i < 5; i++) worker(1).print('12345678');
    expect(output.match(/12345678/g)).toHaveLength(1);
    expect(output.match(/written more/g)).toHaveLength(1);
  });
});

describe('killing a process', () => {
  it('stops its program at once, hears its last words, and only then tells of its end', () => {
    worker(0).spawn();
    worker(1).boot();
    worker(0).signal(1, SIGTERM);
    expect(worker(1).words?.[Control.KILLED]).toBe(1);
    expect(worker(1).takenAway).toBe(false);
    expect(statusOf(1)).toBe(-1);
    worker(1).print('last words');
    rest();
    expect(output).toContain('last words');
    expect(worker(1).words?.[Control.CLOSED]).toBe(1);
    expect(worker(1).takenAway).toBe(true);
    expect(tickers.map(({ takenAway }) => takenAway)).toEqual([false, true]);
    expect(statusOf(1)).toBe(SIGTERM);
    expect(told.at(-1)).toBe('1 killed');
  });

  it('twice, or while it ends by itself, ends it once', () => {
    worker(0).spawn();
    worker(0).spawn();
    worker(1).boot();
    worker(2).boot();
    worker(0).signal(1, SIGTERM);
    worker(0).signal(1, SIGKILL);
    worker(0).signal(2, SIGKILL);
    worker(2).end(0);
    rest();
    expect(told.slice(2).sort()).toEqual(['1 killed', '2 returned']);
    expect([statusOf(1), statusOf(2)]).toEqual([SIGTERM, 0]);
  });

  it('that falls apart while it is stopped was killed, and did not crash', () => {
    worker(0).spawn();
    worker(1).boot();
    worker(0).signal(1, SIGKILL);
    worker(1).crash('unreachable');
    rest();
    expect(output).toBe('');
    expect(told.at(-1)).toBe('1 killed');
    expect(statusOf(1)).toBe(SIGKILL);
  });

  it('that boots still gives its interpreter back', () => {
    worker(0).spawn();
    worker(0).signal(1, SIGKILL);
    expect(statusOf(1)).toBe(SIGKILL);
    worker(1).boot();
    expect(pool.readyCount('python')).toBe(1);
    expect(worker(1).heard.some(({ type }) => type === 'run')).toBe(false);
  });

  it('happens at once where nothing is shared: nobody can see what it does until its worker is gone', () => {
    begin(false);
    worker(0).spawn();
    worker(1).boot();
    worker(0).signal(1, SIGKILL);
    expect(worker(1).terminated).toBe(true);
    expect(told.at(-1)).toBe('1 killed');
  });

  it('is not undone by the end of the run meanwhile', () => {
    worker(0).spawn();
    worker(1).boot();
    worker(0).signal(1, SIGKILL);
    worker(0).end();
    rest();
    expect(told.filter((line) => line === '1 killed')).toHaveLength(1);
    expect(ended).toHaveLength(1);
  });
});

describe('Ctrl-C', () => {
  it('reaches the program and every process, also one whose interpreter is not there yet', () => {
    worker(0).spawn();
    worker(0).spawn();
    worker(1).boot();
    group.interrupt();
    expect(worker(0).heard.at(-1)).toEqual({ type: 'interrupt' });
    expect(worker(1).signals()).toEqual([SIGINT]);
    worker(2).boot();
    expect(worker(2).heard.slice(-2)).toMatchObject([{ type: 'run' }, { type: 'signal', signal: SIGINT }]);
  });
});

describe('the pool of interpreters', () => {
  it('gives what is ready first, and never lets anybody wait while nothing boots for them', () => {
    pool.ensure('python', 2);
    worker(1).boot();
    worker(0).spawn();
    expect(worker(1).heard.at(-1)).toMatchObject({ type: 'run' });
    for (let i = 0; i < 3; i++) worker(0).spawn();
    // Two and three more wait; one boots already.
    expect(workers).toHaveLength(5);
    worker(4).boot();
    worker(2).boot();
    worker(3).boot();
    expect(workers.slice(1).map(({ heard }) => heard.filter(({ type }) => type === 'run').length)).toEqual([
      1, 1, 1, 1,
    ]);
  });

  it('replaces one that dies unused, and trims to what it is told', () => {
    pool.ensure('python', 3);
    for (const i of [1, 2, 3]) worker(i).boot();
    worker(1).crash('gone');
    expect(pool.readyCount('python')).toBe(2);
    pool.ensure('python', 3);
    expect(workers).toHaveLength(5);
    pool.trim('python', 1);
    expect(workers.slice(1).filter(({ terminated }) => !terminated)).toHaveLength(1);
  });
});
