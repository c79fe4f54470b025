import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REALM_PROTOCOL_VERSION, type PageToRealm, type RealmToPage } from '../../protocol/realm';
import { DEFAULT_LIMITS, type RunRequest, type RunSummary } from '../../runtimes/runtime';
import type { Frame } from './connection';
import { FakeClock } from './fake-clock';
import { openRealm, type Realm, type RealmError } from './realm-client';
import type { Web } from './web';

/** A frame whose other end is the test. */
class TestFrame implements Frame {
  readonly port: MessagePort;
  readonly far: MessagePort;
  readonly heard: PageToRealm[] = [];
  removed = false;
  answersPings = true;
  /** Undefined while nobody has said. */
  shownOver: HTMLElement | null | undefined;
  /** What asking it to compute does to the page's own time. */
  onSpin: (ms: number) => void = () => {};
  onMisbehaviour: (what: string) => void = () => {};

  constructor() {
    const channel = new MessageChannel();
    this.port = channel.port1;
    this.far = channel.port2;
    this.far.onmessage = (event: MessageEvent<PageToRealm>) => {
      if (event.data.type === 'ping') {
        if (this.answersPings) this.say({ type: 'pong', nonce: event.data.nonce });
      } else if (event.data.type === 'spin') {
        this.onSpin(event.data.ms);
        this.say({ type: 'spun' });
      } else this.heard.push(event.data);
    };
  }

  say(message: RealmToPage): void {
    this.far.postMessage(message);
  }

  sayAnything(message: unknown): void {
    this.far.postMessage(message);
  }

  hello(version = REALM_PROTOCOL_VERSION): void {
    const capabilities = {
      isolation: 'isolated',
      stackSwitching: true,
      webAssembly: true,
      cores: 2,
      clockStepMs: 0.005,
    } as const;
    this.say({ type: 'hello', version, capabilities });
  }

  showOver(element: HTMLElement | null): void {
    this.shownOver = element;
  }

  remove(): void {
    this.removed = true;
    this.far.close();
  }

  types(): string[] {
    return this.heard.map((message) => message.type);
  }
}

const request: RunRequest = {
  language: 'python',
  entry: 'main.py',
  files: [{ path: 'main.py', content: 'print(1)' }],
  args: [],
  traced: true,
  startMethod: 'fork',
  prepareProcesses: true,
  seed: null,
  limits: DEFAULT_LIMITS,
};
const withTimeout = (timeoutMs: number): RunRequest => ({ ...request, limits: { ...DEFAULT_LIMITS, timeoutMs } });
const finished: RunSummary = { outcome: { kind: 'finished', exitCode: 0 }, wallMs: 12 };

/** Lets everything that is on its way arrive. */
async function delivery(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise((done) => setImmediate(done));
}

const web: Web = {
  fetch: (url) => Promise.resolve(new Response(`you asked for ${url}`)),
  online: () => true,
  secure: false,
  watchKeptBack: () => () => undefined,
};

let clock: FakeClock;
let frames: TestFrame[];
let realm: Realm;
let faults: RealmError[];

const frame = (): TestFrame => frames.at(-1) ?? expect.unreachable('no frame was made');

function open(oncePerRun = false): Promise<Realm> {
  return openRealm(
    () => {
      const made = new TestFrame();
      frames.push(made);
      return made;
    },
    clock,
    web,
    oncePerRun,
  );
}

/** Lets time pass until `promise` is settled. */
async function passing<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  promise.then(settle, settle);
  for (let i = 0; i < 1_000 && !isSettled; i++) {
    await delivery();
    clock.advance(1);
  }
  return promise;
}

async function started(wanted: RunRequest = request, sink = {}) {
  const handle = realm.run(wanted, sink);
  await delivery();
  frame().say({ type: 'started', run: handle.id });
  await delivery();
  return handle;
}

beforeEach(async () => {
  clock = new FakeClock();
  frames = [];
  faults = [];
  const opening = open();
  frame().hello();
  realm = await opening;
  realm.onFault((error) => faults.push(error));
});

afterEach(() => {
  realm.dispose();
  for (const one of frames) one.far.close();
  expect(clock.pending, 'timers left behind').toBe(0);
});

describe('opening a realm', () => {
  test('tells what the frame found out about the browser', () => {
    expect(realm.capabilities).toMatchObject({ isolation: 'isolated', cores: 2 });
  });

  test('fails as unreachable when the frame says nothing for 20 s', async () => {
    const opening = open();
    clock.advance(20_000);
    await expect(opening).rejects.toMatchObject({ name: 'RealmError', reason: 'unreachable' });
    expect(frame().removed).toBe(true);
  });

  test('refuses a frame of another version', async () => {
    const opening = open();
    frame().hello(REALM_PROTOCOL_VERSION + 1);
    await expect(opening).rejects.toMatchObject({ reason: 'version' });
    expect(frame().removed).toBe(true);
  });

  test('refuses a frame that speaks before its hello', async () => {
    const opening = open();
    frame().say({ type: 'pong', nonce: 1 });
    await expect(opening).rejects.toMatchObject({ reason: 'protocol' });
  });
});

describe('the lab network', () => {
  test('tells a run what happened in it', async () => {
    const heard: unknown[] = [];
    const handle = await started(request, {
      network: (events: unknown, omitted: unknown) => heard.push(events, omitted),
    });
    const events = [{ phase: 'queued', exchange: 0, t: 3 }] as const;
    frame().say({ type: 'network', run: handle.id, events, omitted: 2 });
    await delivery();
    expect(heard).toEqual([events, 2]);
    frame().say({ type: 'ended', run: handle.id, summary: finished });
    await handle.done;
  });

  test('changes its weather while a program runs, and for one that has no realm yet as soon as there is one', async () => {
    const stormy = { latencyFactor: 20, bandwidthFactor: 1, failureRate: 0.5 };
    const calm = { latencyFactor: 1, bandwidthFactor: 1, failureRate: 0 };
    const handle = realm.run(request, {});
    handle.setConditions(stormy);
    await delivery();
    handle.setConditions(calm);
    await delivery();
    expect(frame().heard.slice(-3)).toEqual([
      { type: 'run', run: handle.id, request },
      { type: 'conditions', run: handle.id, conditions: stormy },
      { type: 'conditions', run: handle.id, conditions: calm },
    ]);
    frame().say({ type: 'ended', run: handle.id, summary: finished });
    await handle.done;
    handle.setConditions(stormy);
    await delivery();
    expect(
      frame()
        .types()
        .filter((type) => type === 'conditions').length,
    ).toBe(2);
  });

  test('is not heard when it tells more than was agreed', async () => {
    const handle = await started();
    const events = Array.from({ length: 20_000 }, (_, exchange) => ({ phase: 'queued', exchange, t: 0 }) as const);
    for (let i = 0; i <= 100; i++) frame().say({ type: 'network', run: handle.id, events, omitted: 0 });
    const { outcome } = await handle.done;
    expect(outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
  });
});

describe('booting', () => {
  test('reports progress and resolves with the version', async () => {
    const steps: string[] = [];
    const boot = realm.boot('python', (progress) => steps.push(progress.step));
    await delivery();
    expect(frame().heard).toEqual([{ type: 'boot', language: 'python' }]);
    frame().say({ type: 'boot-progress', language: 'python', step: 'Downloading CPython', loaded: 1, total: 2 });
    frame().say({ type: 'booted', language: 'python', version: '3.14.2', from: 'plain', bootMs: 5 });
    await expect(boot).resolves.toEqual({ version: '3.14.2', from: 'plain', bootMs: 5, sharesThread: false });
    expect(steps).toEqual(['Downloading CPython']);
  });

  test('asks the frame once when two callers boot the same language', async () => {
    const both = Promise.all([realm.boot('python'), realm.boot('python')]);
    await delivery();
    frame().say({ type: 'booted', language: 'python', version: '3', from: 'plain', bootMs: 5 });
    await both;
    expect(frame().types()).toEqual(['boot']);
  });

  test('lasts as long as there is progress, and is given up 60 s after the last', async () => {
    const boot = realm.boot('python');
    const outcome = expect(boot).rejects.toMatchObject({ reason: 'boot' });
    await delivery();
    for (let i = 0; i < 5; i++) {
      clock.advance(50_000);
      frame().say({ type: 'boot-progress', language: 'python', step: 'x', loaded: i, total: 9 });
      await delivery();
    }
    expect(frame().removed).toBe(false);
    clock.advance(60_000);
    await outcome;
    expect(frame().removed).toBe(true);
  });

  test('can be tried again on the same frame after the frame reported that it failed', async () => {
    const boot = realm.boot('python');
    const outcome = expect(boot).rejects.toMatchObject({ reason: 'boot', message: 'no network' });
    await delivery();
    frame().say({ type: 'fault', reason: 'boot', message: 'no network' });
    await outcome;
    expect(frame().removed).toBe(false);
    const again = realm.boot('python');
    await delivery();
    frame().say({ type: 'booted', language: 'python', version: '3', from: 'plain', bootMs: 5 });
    await again;
  });
});

describe('a run', () => {
  test('passes on everything in order and ends with the summary', async () => {
    const seen: string[] = [];
    const handle = realm.run(request, {
      started: () => seen.push('started'),
      output: (chunks) => seen.push(chunks.map((chunk) => chunk.text).join('')),
      trace: (part) => seen.push(part.kind === 'rows' ? `${part.rows.length} ${part.strings.join()}` : part.kind),
      inputWanted: () => {
        seen.push('input?');
        handle.input('yes');
      },
    });
    await delivery();
    const run = handle.id;
    frame().say({ type: 'started', run });
    frame().say({ type: 'output', run, process: 0, chunks: [{ stream: 'stdout', text: 'hi\n', t: 1, actor: 0 }] });
    frame().say({ type: 'trace', run, process: 0, rows: new Int32Array(6), strings: ['a'] });
    frame().say({ type: 'input-wanted', run });
    await delivery();
    frame().say({ type: 'ended', run, summary: finished });
    await expect(handle.done).resolves.toEqual(finished);
    expect(seen).toEqual(['started', 'hi\n', '6 a', 'input?']);
    expect(frame().heard.at(-1)).toEqual({ type: 'input', run, line: 'yes' });
  });

  test('is not harmed by a listener that throws', async () => {
    const handle = await started(request, {
      started: () => {
        throw new Error('mistake of a view');
      },
    });
    expect(() => clock.advance(0)).toThrow('mistake of a view');
    frame().say({ type: 'ended', run: handle.id, summary: finished });
    await expect(handle.done).resolves.toEqual(finished);
  });

  test('hears nothing more after its end', async () => {
    let outputs = 0;
    const handle = await started(request, { output: () => outputs++ });
    frame().say({ type: 'ended', run: handle.id, summary: finished });
    frame().say({ type: 'output', run: handle.id, process: 0, chunks: [] });
    frame().say({ type: 'ended', run: handle.id, summary: { ...finished, wallMs: 99 } });
    await delivery();
    await expect(handle.done).resolves.toEqual(finished);
    expect(outputs).toBe(0);
    expect(faults).toEqual([]);
  });

  test('that never starts ends as a boot fault 60 s after the last progress', async () => {
    const handle = realm.run(request, {});
    await delivery();
    for (let i = 0; i < 120; i++) {
      clock.advance(500);
      await delivery();
    }
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'platform-fault', reason: 'boot' } });
  });

  test('times out on the page’s own clock, counted from its start', async () => {
    const handle = realm.run(withTimeout(2_000), {});
    await delivery();
    clock.advance(3_000);
    frame().say({ type: 'started', run: handle.id });
    await delivery();
    clock.advance(1_999);
    expect(frame().types()).toEqual(['run']);
    clock.advance(1);
    await delivery();
    expect(frame().heard.at(-1)).toEqual({ type: 'kill', run: handle.id, why: 'timeout' });
    frame().say({
      type: 'ended',
      run: handle.id,
      summary: { outcome: { kind: 'timed-out', afterMs: 2_000 }, wallMs: 2_001 },
    });
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'timed-out', afterMs: 2_000 } });
  });

  test('times out even when the frame does not obey', async () => {
    const handle = await started(withTimeout(2_000));
    clock.advance(2_000);
    clock.advance(1_000);
    await expect(handle.done).resolves.toEqual({ outcome: { kind: 'timed-out', afterMs: 2_000 }, wallMs: 3_000 });
    expect(frame().removed).toBe(true);
  });
});

describe('stopping', () => {
  test('is Ctrl-C first, and the program may then end at its own pace', async () => {
    let seen = 0;
    const handle = await started(request, { interruptSeen: () => seen++ });
    handle.stop();
    expect(handle.stopping).toBe('asked');
    await delivery();
    expect(frame().heard.at(-1)).toEqual({ type: 'interrupt', run: handle.id });
    clock.advance(349);
    frame().say({ type: 'interrupt-seen', run: handle.id });
    await delivery();
    expect(handle.stopping).toBe('shutting-down');
    expect(seen).toBe(1);
    for (let i = 0; i < 60; i++) {
      clock.advance(500);
      await delivery();
    }
    expect(frame().types()).not.toContain('kill');
    frame().say({ type: 'ended', run: handle.id, summary: finished });
    await expect(handle.done).resolves.toEqual(finished);
  });

  test('kills after 350 ms when nobody takes notice', async () => {
    const handle = await started();
    handle.stop();
    clock.advance(350);
    await delivery();
    expect(frame().heard.at(-1)).toEqual({ type: 'kill', run: handle.id, why: 'learner' });
  });

  test('kills at the second asking', async () => {
    const handle = await started();
    handle.stop();
    frame().say({ type: 'interrupt-seen', run: handle.id });
    await delivery();
    handle.stop();
    handle.stop();
    await delivery();
    expect(frame().types()).toEqual(['run', 'interrupt', 'kill']);
  });

  test('removes the frame when even a kill is not confirmed, and the next run gets a new one', async () => {
    const handle = await started();
    handle.kill();
    clock.advance(1_000);
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'interrupted', forced: true, exitCode: 130 } });
    expect(frame().removed).toBe(true);
    expect(faults.map((fault) => fault.reason)).toEqual(['unresponsive']);

    const next = realm.run(request, {});
    expect(frames).toHaveLength(2);
    frame().hello();
    await delivery();
    expect(frame().types()).toEqual(['run']);
    frame().say({ type: 'ended', run: next.id, summary: finished });
    await expect(next.done).resolves.toEqual(finished);
  });

  test('a run that waits for its frame ends at once and never reaches it', async () => {
    frame().onMisbehaviour('went away');
    const handle = realm.run(request, {});
    handle.stop();
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'interrupted', forced: false } });
    frame().hello();
    await delivery();
    expect(frame().heard).toEqual([]);
  });

  test('does not believe an interrupt to be seen that nobody sent', async () => {
    const handle = await started();
    frame().say({ type: 'interrupt-seen', run: handle.id });
    await delivery();
    expect(handle.stopping).toBe('no');
  });
});

describe('a frame that falls silent', () => {
  /** Half-second steps, with time for answers to arrive in between. */
  async function pass(ms: number): Promise<void> {
    for (let t = 0; t < ms; t += 500) {
      clock.advance(500);
      await delivery();
    }
  }

  test('is removed after four seconds, and the run ends as a platform fault', async () => {
    const handle = await started();
    frame().answersPings = false;
    await pass(4_000);
    expect(frame().removed).toBe(false);
    await pass(1_000);
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'platform-fault', reason: 'unresponsive' } });
    expect(frame().removed).toBe(true);
  });

  test('is let be while it answers, however long the run', async () => {
    const handle = await started();
    await pass(60_000);
    expect(frame().removed).toBe(false);
    handle.kill();
  });

  test('is let be while the page is hidden', async () => {
    await started();
    frame().answersPings = false;
    clock.visible = false;
    await pass(30_000);
    expect(frame().removed).toBe(false);
  });

  test('is let be when it was the laptop that slept', async () => {
    await started();
    for (let i = 0; i < 10; i++) {
      clock.sleep(60_000);
      await delivery();
    }
    expect(frame().removed).toBe(false);
  });

  test('is let be while nothing runs', async () => {
    frame().answersPings = false;
    await pass(30_000);
    expect(frame().removed).toBe(false);
  });
});

describe('the files of a run', () => {
  const listing = { files: [{ path: '/tmp/f', size: 3, at: 1 }], more: 0, bytes: 3 };
  const lastRead = (): Extract<PageToRealm, { type: 'read-file' }> => {
    const last = frame().heard.at(-1);
    return last?.type === 'read-file' ? last : expect.unreachable('no file was asked for');
  };

  test('are told as they come, and can be read during the run and after it', async () => {
    const told: unknown[] = [];
    const handle = await started(request, { files: (files: unknown) => told.push(files) });
    frame().say({ type: 'files', run: handle.id, listing });
    frame().say({ type: 'ended', run: handle.id, summary: finished });
    await handle.done;
    expect(told).toEqual([listing]);
    const asked = handle.readFile('/tmp/f', 2);
    await delivery();
    const { run, read, path, most } = lastRead();
    expect([run, path, most]).toEqual([handle.id, '/tmp/f', 2]);
    frame().say({ type: 'file', run, read, content: Uint8Array.of(1, 2), size: 3, stale: false });
    expect(await asked).toEqual({ content: Uint8Array.of(1, 2), size: 3, stale: false });
    // Twice, or to no question: nobody minds.
    frame().say({ type: 'file', run, read, content: null, size: 0, stale: false });
    await delivery();
    expect(faults).toEqual([]);
  });

  test('that are asked for and never come are waited for no longer than the page has patience', async () => {
    const handle = await started();
    const asked = expect(handle.readFile('/tmp/f', 2)).rejects.toMatchObject({ reason: 'unresponsive' });
    clock.advance(10_000);
    await asked;
  });

  test('go with their frame', async () => {
    const handle = await started();
    const asked = expect(handle.readFile('/tmp/f', 2)).rejects.toMatchObject({ reason: 'protocol' });
    frame().onMisbehaviour('went away');
    await asked;
    await expect(handle.readFile('/tmp/f', 2)).rejects.toMatchObject({ reason: 'protocol' });
  });
});

describe('a hostile frame', () => {
  test.each([
    ['junk', { type: 'launch-missiles' }],
    ['a word that only the page may say', { type: 'boot', language: 'python' }],
    [
      'a second hello',
      {
        type: 'hello',
        version: 1,
        capabilities: { isolation: 'isolated', stackSwitching: true, webAssembly: true, cores: 1, clockStepMs: 1 },
      },
    ],
    ['a run that was never asked for', { type: 'ended', run: 99, summary: finished }],
    ['a second start', { type: 'started', run: 0 }],
    ['half a row of trace', { type: 'trace', run: 0, rows: new Int32Array(3), strings: [] }],
  ])('that says %s is removed, and the run ends as a protocol fault', async (_, message) => {
    const handle = await started();
    frame().sayAnything(message);
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'platform-fault', reason: 'protocol' } });
    expect(frame().removed).toBe(true);
    expect(faults.map((fault) => fault.reason)).toEqual(['protocol']);
  });

  test('that floods is removed', async () => {
    const handle = await started();
    for (let i = 0; i < 10_100; i++) frame().say({ type: 'pong', nonce: 0 });
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'platform-fault', reason: 'protocol' } });
  });

  test('that sends more output than the run’s limit allows is removed', async () => {
    const handle = await started({ ...request, limits: { ...DEFAULT_LIMITS, outputChars: 1_000 } });
    const text = 'x'.repeat(150_000);
    for (let i = 0; i < 2; i++) {
      frame().say({ type: 'output', run: handle.id, process: 0, chunks: [{ stream: 'stdout', text, t: 0, actor: 0 }] });
    }
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'platform-fault', reason: 'protocol' } });
  });
});

describe('disposing', () => {
  test('settles all that is pending with its reason, once and for ever', async () => {
    const boot = realm.boot('python');
    const rejected = expect(boot).rejects.toMatchObject({ reason: 'disposed' });
    const handle = await started();
    realm.dispose();
    realm.dispose();
    await rejected;
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'interrupted', forced: true } });
    expect(frame().removed).toBe(true);
    expect(faults).toEqual([]);
  });

  test('leaves later calls an answer as well', async () => {
    realm.dispose();
    await expect(realm.boot('python')).rejects.toMatchObject({ reason: 'disposed' });
    await expect(realm.run(request, {}).done).resolves.toMatchObject({ outcome: { kind: 'interrupted' } });
    expect(frames).toHaveLength(1);
  });

  test('works with using', async () => {
    const opening = open();
    frame().hello();
    {
      using scoped = await opening;
      expect(scoped.capabilities.cores).toBe(2);
    }
    expect(frame().removed).toBe(true);
  });

  test('reaches runs that wait for a new frame', async () => {
    frame().onMisbehaviour('went away');
    const handle = realm.run(request, {});
    realm.dispose();
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'interrupted' } });
  });
});

describe('the real network', () => {
  const ask = (run: number, exchange = 0): RealmToPage => ({
    type: 'real-request',
    run,
    exchange,
    request: { method: 'GET', url: 'https://a.example/', headers: [], body: null },
  });
  const withNetwork = (real: boolean): RunRequest => ({
    ...request,
    network: { hosts: [], conditions: { latencyFactor: 1, bandwidthFactor: 1, failureRate: 0 }, real },
  });

  test('is the page’s to fetch for a run that was begun with it', async () => {
    const handle = await started(withNetwork(true));
    frame().say(ask(handle.id));
    await delivery();
    const parts = frame().heard.flatMap((message) => (message.type === 'real-answer' ? [message.answer.part] : []));
    expect(parts).toEqual(['head', 'piece', 'end']);
  });

  test.each([undefined, false])(
    'is refused to a run that was begun without it, and its realm taken away',
    async (real) => {
      const handle = await started(real === undefined ? request : withNetwork(real));
      frame().say(ask(handle.id));
      await delivery();
      expect(frame().removed).toBe(true);
      expect(faults.map(({ reason }) => reason)).toEqual(['protocol']);
      expect((await handle.done).outcome).toMatchObject({ kind: 'platform-fault', reason: 'protocol' });
    },
  );

  test('is not lent by one run to another', async () => {
    const one = await started(withNetwork(true));
    const other = await started(withNetwork(false));
    frame().say(ask(one.id));
    await delivery();
    expect(frame().removed).toBe(false);
    frame().say({ type: 'real-abort', run: other.id, exchange: 0 });
    await delivery();
    expect(frame().removed).toBe(true);
  });

  test('is over with the run, and at once when it is cut', async () => {
    const handle = await started(withNetwork(true));
    handle.cutRealNetwork();
    frame().say(ask(handle.id, 0));
    await delivery();
    const answers = frame().heard.flatMap((message) => (message.type === 'real-answer' ? [message.answer] : []));
    expect(answers).toEqual([{ part: 'failed', failure: 'refused', words: 'The real network has been switched off.' }]);
    frame().say({ type: 'ended', run: handle.id, summary: finished });
    frame().say(ask(handle.id, 1));
    await delivery();
    expect(frame().removed).toBe(false);
    expect(frame().heard.filter(({ type }) => type === 'real-answer')).toHaveLength(1);
  });
});

describe('a frame whose main thread runs the program', () => {
  let once: Realm;

  /** A realm of such frames, the first of which keeps the page from everything while it computes, if told so. */
  async function openOnce(sharesThread = false): Promise<void> {
    const opening = open(true);
    frame().onSpin = (ms) => {
      if (sharesThread) clock.sleep(ms);
    };
    frame().hello();
    once = await passing(opening);
  }

  async function begin(): Promise<ReturnType<Realm['run']>> {
    const handle = once.run({ ...request, language: 'typescript' }, {});
    await delivery();
    frame().say({ type: 'started', run: handle.id });
    await delivery();
    return handle;
  }

  afterEach(() => once.dispose());

  test('is gone 600 ms after Stop when it does not hear of it, and the run is told as taken away', async () => {
    await openOnce();
    const handle = await begin();
    const used = frame();
    used.answersPings = false;
    handle.stop();
    clock.advance(599);
    expect(used.removed).toBe(false);
    clock.advance(1);
    expect(used.removed).toBe(true);
    const { outcome } = await handle.done;
    expect(outcome).toEqual({ kind: 'interrupted', forced: true, exitCode: 130 });
    frame().hello();
    await delivery();
  });

  test('may compute for minutes without an answer: learners were told that the sandbox was silent when their loop took five seconds', async () => {
    await openOnce();
    const handle = await begin();
    const used = frame();
    used.answersPings = false;
    for (let t = 0; t < 120_000; t += 500) {
      clock.advance(500);
      await delivery();
    }
    expect(used.removed).toBe(false);
    used.say({ type: 'ended', run: handle.id, summary: finished });
    await expect(handle.done).resolves.toEqual(finished);
    frame().hello();
    await delivery();
  });

  test('is taken for broken when it is silent for four seconds before the program has begun', async () => {
    await openOnce();
    const handle = once.run({ ...request, language: 'typescript' }, {});
    const used = frame();
    used.answersPings = false;
    for (let t = 0; t < 5_000; t += 500) {
      clock.advance(500);
      await delivery();
    }
    await expect(handle.done).resolves.toMatchObject({ outcome: { kind: 'platform-fault', reason: 'unresponsive' } });
    expect(used.removed).toBe(true);
    frame().hello();
    await delivery();
  });

  test('that heard of Stop and does not end all the same is gone soon after', async () => {
    await openOnce();
    const handle = await begin();
    const used = frame();
    handle.stop();
    used.say({ type: 'interrupt-seen', run: handle.id });
    await delivery();
    clock.advance(500);
    expect(used.removed).toBe(true);
    expect((await handle.done).outcome).toMatchObject({ kind: 'interrupted', forced: true });
    frame().hello();
    await delivery();
  });

  test('is shown where the page wants its figure, and so is the next one, in the page’s colours', async () => {
    await openOnce();
    const element = {} as HTMLElement;
    const look = { ground: '#fff', warp: '#ccc', strand: '#555', bead: '#c90', bad: '#b00', still: false };
    once.setStage({ element, look });
    const handle = await begin();
    const used = frame();
    expect(used.shownOver).toBe(element);
    expect(used.heard).toContainEqual({ type: 'stage', look });
    used.say({ type: 'ended', run: handle.id, summary: finished });
    await handle.done;
    frame().hello();
    await delivery();
    expect(frame()).not.toBe(used);
    expect(frame().shownOver).toBe(element);
    expect(frame().heard).toContainEqual({ type: 'stage', look });
    once.setStage(null);
    await delivery();
    expect(frame().shownOver).toBe(null);
  });

  test('tells the run how many frames it let the browser draw', async () => {
    await openOnce();
    const counts: unknown[] = [];
    const handle = once.run({ ...request, language: 'typescript' }, { frames: (count) => counts.push(count) });
    await delivery();
    frame().say({ type: 'started', run: handle.id });
    const count = { drawn: 12, dropped: 3, longestMs: 66.7 };
    frame().say({ type: 'frames', run: handle.id, count });
    frame().say({ type: 'ended', run: handle.id, summary: finished });
    await handle.done;
    expect(counts).toEqual([count]);
    frame().hello();
    await delivery();
  });

  test('is a new one for each run, made ready when the last run is over', async () => {
    await openOnce();
    const handle = await begin();
    const used = frame();
    used.say({ type: 'ended', run: handle.id, summary: finished });
    await handle.done;
    expect(used.removed).toBe(true);
    expect(frame()).not.toBe(used);
    frame().hello();
    await delivery();
    const next = await begin();
    frame().say({ type: 'ended', run: next.id, summary: finished });
    expect((await next.done).outcome).toEqual(finished.outcome);
    frame().hello();
    await delivery();
  });

  test.each([
    ['does not keep the page', false],
    ['keeps the page', true],
  ])('that %s from everything else while it computes is told so with each run', async (_, sharesThread) => {
    await openOnce(sharesThread);
    const boot = once.boot('typescript');
    await delivery();
    frame().say({ type: 'booted', language: 'typescript', version: 'Engine 1', from: 'plain', bootMs: 1 });
    expect((await boot).sharesThread).toBe(sharesThread);
    for (let i = 0; i < 2; i++) {
      const handle = await begin();
      expect(frame().heard.find(({ type }) => type === 'run')).toEqual({
        type: 'run',
        run: handle.id,
        request: { ...request, language: 'typescript' },
        ...(sharesThread ? { guarded: true } : {}),
      });
      frame().say({ type: 'ended', run: handle.id, summary: finished });
      await handle.done;
      // The next frame is not asked again.
      frame().onSpin = () => expect.unreachable('asked twice');
      frame().hello();
      await delivery();
    }
  });
});
