import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_LIMITS, type RunRequest, type RunSummary } from '../runtimes/runtime';
import type { Realm, RunSink } from '../sandbox/host/realm-client';
import { voiceOf } from '../trace/part';
import { gilTurns } from '../trace/samples';
import { TraceWriter } from '../trace/writer';
import { createBusy } from './busy';
import { createLabSession, type LabSession, type Origin } from './lab-session';
import { OutputLog } from './output-log';

const timers = {
  setTimeout: (callback: () => void, ms: number) => setTimeout(callback, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
};

const FINISHED: RunSummary = { outcome: { kind: 'finished', exitCode: 0 }, wallMs: 20 };
const ASK = {
  key: 'l/p',
  origin: 'lesson',
  language: 'python',
  entry: 'p.py',
  files: [{ path: 'p.py', content: 'print(1)' }],
  startMethod: 'fork',
  prepareProcesses: true,
} as const;

interface FakeRun {
  readonly request: RunRequest;
  readonly sink: RunSink;
  readonly end: (summary: RunSummary) => void;
  readonly calls: string[];
}

/** A realm whose every move is made by the test. */
function fakeRealm(options: { readonly refuses?: string } = {}) {
  const runs: FakeRun[] = [];
  const realm: Realm = {
    capabilities: { isolation: 'isolated', stackSwitching: true, webAssembly: true, cores: 8, clockStepMs: 0.005 },
    boot: () => Promise.resolve({ version: '3.14.2', from: 'plain', bootMs: 900, sharesThread: false }),
    run(request, sink) {
      const calls: string[] = [];
      let end: (summary: RunSummary) => void = () => undefined;
      const done = new Promise<RunSummary>((resolve) => (end = resolve));
      runs.push({ request, sink, end, calls });
      return {
        id: runs.length,
        done,
        stop: () => void calls.push('stop'),
        kill: () => void calls.push('kill'),
        input: (line) => void calls.push(`input ${line ?? 'EOF'}`),
        setConditions: ({ latencyFactor, failureRate }) => void calls.push(`weather ${latencyFactor} ${failureRate}`),
        cutRealNetwork: () => void calls.push('cut'),
        readFile: (path, most) => Promise.resolve({ content: Uint8Array.of(most), size: path.length, stale: false }),
        stopping: 'no',
      };
    },
    setStage: () => undefined,
    onFault: () => () => undefined,
    dispose: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
  const createRealm = vi.fn(() =>
    options.refuses ? Promise.reject(new Error(options.refuses)) : Promise.resolve(realm),
  );
  return { runs, createRealm };
}

function make(fake = fakeRealm(), now = () => 1000) {
  const frames: (() => void)[] = [];
  const busy = createBusy(timers);
  const lab = createLabSession({
    createRealm: fake.createRealm,
    now,
    requestFrame: (callback) => void frames.push(callback),
    busy,
  });
  const paint = () => {
    for (const frame of frames.splice(0)) frame();
  };
  return { lab, busy, paint, frames, ...fake };
}

const runRequest = (): RunRequest => ({
  ...ASK,
  args: [],
  traced: true,
  seed: null,
  limits: DEFAULT_LIMITS,
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const runOf = (lab: LabSession) => lab.store.getState().runs['l/p'];
const text = (lab: LabSession) => runOf(lab)?.output.lines.map((line) => line.spans.map((s) => s.text).join('')) ?? [];

describe('the laboratory', () => {
  it('asks for processes as it was asked to', async () => {
    const { lab, runs } = make();
    lab.run({ ...ASK, startMethod: 'spawn', prepareProcesses: false });
    await settle();
    expect(runs[0]?.request).toMatchObject({ startMethod: 'spawn', prepareProcesses: false });
  });

  it('lets only the learner’s own programs reach the real network, and only while its switch is on', async () => {
    const { lab, runs } = make();
    const realOf = async (origin: Origin) => {
      expect(lab.run({ ...ASK, origin })).toBe(true);
      await settle();
      const run = runs.at(-1);
      run?.end(FINISHED);
      await settle();
      return run?.request.network?.real;
    };
    expect(lab.store.getState().realNetwork).toBe(false);
    expect(await realOf('own')).toBe(false);
    lab.setRealNetwork(true);
    expect(await realOf('own')).toBe(true);
    expect(await realOf('lesson')).toBe(false);
    expect(await realOf('link')).toBe(false);
    lab.setRealNetwork(false);
    expect(await realOf('own')).toBe(false);
  });

  it('lends its realm to one borrower at a time, and refuses runs until it is given back', async () => {
    const { lab, runs } = make();
    const loan = lab.lend('race:l/r', () => undefined);
    expect(lab.store.getState().active).toBe('race:l/r');
    expect(lab.run(ASK)).toBe(false);
    expect(lab.lend('another', () => undefined)).toBeNull();
    const realm = await loan?.realm;
    realm?.run({ ...runRequest(), traced: false }, {});
    expect(runs).toHaveLength(1);
    expect(lab.store.getState().runs).toEqual({});
    loan?.giveBack();
    loan?.giveBack();
    expect(lab.store.getState().active).toBeNull();
    expect(lab.run(ASK)).toBe(true);
    expect(lab.lend('race:l/r', () => undefined)).toBeNull();
  });

  it.each(['leave', 'dispose', 'stop'] as const)(
    'takes back what it lent, once, when it is told to %s',
    async (what) => {
      const { lab } = make();
      const taken = vi.fn();
      const loan = lab.lend('race:l/r', taken);
      await loan?.realm;
      lab[what]();
      expect(taken).toHaveBeenCalledTimes(1);
      expect(lab.store.getState().active).toBeNull();
      // What comes back late is nobody's affair.
      loan?.giveBack();
      lab[what]();
      expect(taken).toHaveBeenCalledTimes(1);
    },
  );

  it('shows a recorded run in the place of a program’s own, until that runs here', async () => {
    const { lab, runs } = make();
    const log = new OutputLog();
    log.append([{ stream: 'stdout', actor: -1, text: 'recorded\n' }]);
    const recorded = {
      about: {
        lesson: 'l',
        program: 'p',
        recordedOn: '2026-11-21',
        engine: 'Chromium 156',
        cores: 2,
        isolation: 'isolated',
        sources: '',
        lockEvents: 1,
      },
      outdated: false,
      summary: FINISHED,
      trace: gilTurns(),
      output: log.snapshot(),
      speakers: new Map(),
      files: ASK.files,
    } as const;
    expect(lab.showRecorded('l/p', recorded)).toBe(true);
    expect(text(lab)).toEqual(['recorded']);
    expect(runOf(lab)).toMatchObject({ state: { phase: 'ended', summary: FINISHED }, recorded: { outdated: false } });
    expect(runOf(lab)?.trace).toBe(recorded.trace);
    expect(lab.run(ASK)).toBe(true);
    expect(runOf(lab)).toMatchObject({ recorded: null, trace: null });
    // What is on is never covered up.
    expect(lab.showRecorded('l/p', recorded)).toBe(false);
    await settle();
    runs[0]?.end(FINISHED);
    await settle();
    expect(runOf(lab)?.recorded).toBe(null);
  });

  it('ends what a program does on the real network when the switch is put off, and puts it off with what was open', async () => {
    const { lab, runs } = make();
    lab.setRealNetwork(true);
    lab.run({ ...ASK, origin: 'own' });
    await settle();
    lab.setRealNetwork(false);
    expect(runs[0]?.calls).toEqual(['cut']);
    lab.setRealNetwork(true);
    lab.leave();
    expect(lab.store.getState().realNetwork).toBe(false);
  });

  it('asks for the real network no more when the switch was put off while the interpreter booted', async () => {
    const { lab, runs } = make();
    lab.setRealNetwork(true);
    lab.run({ ...ASK, origin: 'own' });
    lab.setRealNetwork(false);
    await settle();
    expect(runs[0]?.request.network?.real).toBe(false);
  });

  it('keeps what a program did in the lab network, and begins anew with each run', async () => {
    const { lab, runs, paint } = make();
    lab.run(ASK);
    await settle();
    runs[0]?.sink.started?.();
    expect(runOf(lab)?.network).toBeNull();
    const asked = { connection: 0, process: 0, host: 'example.com', port: 80, method: 'GET', path: '/' };
    runs[0]?.sink.network?.([{ phase: 'request', t: 5, exchange: 0, ...asked }], 0);
    paint();
    expect(runOf(lab)?.network).toMatchObject({ inFlight: 1, exchanges: [{ host: 'example.com', outcome: null }] });
    runs[0]?.end(FINISHED);
    await settle();
    expect(runOf(lab)?.network).toMatchObject({ inFlight: 0, exchanges: [{ outcome: 'cancelled', done: 20 }] });
    lab.run(ASK);
    expect(runOf(lab)?.network).toBeNull();
  });

  it('takes the lesson’s hosts and the page’s weather to each run, and tells the one that is on of a change', async () => {
    const { lab, runs } = make();
    lab.setConditions({ latencyFactor: 4 });
    lab.run({ ...ASK, hosts: [{ name: 'slow.example', latency: 200 }] });
    await settle();
    expect(runs[0]?.request.network).toMatchObject({
      hosts: [{ name: 'slow.example', latency: 200 }],
      conditions: { latencyFactor: 4, failureRate: 0 },
    });
    lab.setConditions({ failureRate: 1 });
    expect(runs[0]?.calls).toEqual(['weather 4 1']);
    runs[0]?.end(FINISHED);
    await settle();
    lab.leave();
    lab.run(ASK);
    await settle();
    expect(runs[1]?.request.network).toEqual({
      hosts: [],
      conditions: { latencyFactor: 4, bandwidthFactor: 1, failureRate: 1 },
      real: false,
    });
  });

  it('runs a program and keeps how it ended', async () => {
    const { lab, runs, paint } = make();
    expect(lab.run(ASK)).toBe(true);
    await settle();
    const [run] = runs;
    run?.sink.started?.();
    expect(runOf(lab)?.state).toMatchObject({ phase: 'running', since: 1000 });
    run?.sink.output?.([{ stream: 'stdout', text: 'hello\n', t: 1, actor: 0 }]);
    paint();
    expect(text(lab)).toEqual(['hello']);
    run?.end(FINISHED);
    await settle();
    expect(runOf(lab)?.state).toMatchObject({ phase: 'ended', summary: FINISHED });
    expect(lab.store.getState().active).toBeNull();
  });

  it('tells its subscribers once a frame, however much is written', async () => {
    const { lab, runs, paint, frames } = make();
    lab.run(ASK);
    await settle();
    runs[0]?.sink.started?.();
    const heard = vi.fn();
    lab.store.subscribe(heard);
    for (let i = 0; i < 1000; i++) runs[0]?.sink.output?.([{ stream: 'stdout', text: `${i}\n`, t: i, actor: 0 }]);
    expect(heard).not.toHaveBeenCalled();
    expect(frames.length).toBe(1);
    paint();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(text(lab).length).toBe(1000);
  });

  it('publishes the last words of a run with its end, without waiting for a frame', async () => {
    const { lab, runs } = make();
    lab.run(ASK);
    await settle();
    runs[0]?.sink.output?.([{ stream: 'stdout', text: 'bye', t: 1, actor: 0 }]);
    runs[0]?.end(FINISHED);
    await settle();
    expect(text(lab)).toEqual(['bye']);
  });

  it('joins what the processes of a run tell, and says whose each line is', async () => {
    let now = 1000;
    const { lab, runs, paint, frames } = make(fakeRealm(), () => now);
    lab.run(ASK);
    await settle();
    const sink = runs[0]?.sink;
    sink?.started?.();
    const tell = (process: number, write: (writer: TraceWriter) => void) => {
      const writer = new TraceWriter();
      write(writer);
      const batch = writer.take();
      if (batch !== null) sink?.trace?.({ kind: 'rows', process, ...batch });
    };
    tell(0, (writer) => {
      writer.actorStart(0, 0, 'process', 'MainProcess', null);
      writer.actorStart(0, 1, 'thread', 'MainThread', 0);
      writer.mark(30, 1, 'later');
    });
    sink?.trace?.({ kind: 'process-started', process: 1, parent: 0, t: 2, name: 'Process-1' });
    // Its words come before its first row does.
    sink?.output?.([{ stream: 'stdout', text: 'from a child\n', t: 21, actor: voiceOf(1, 1) }]);
    paint();
    const speaker = () => runOf(lab)?.speakers.get(voiceOf(1, 1));
    expect([text(lab), speaker()]).toEqual([['from a child'], undefined]);
    tell(1, (writer) => writer.actorStart(20, 1, 'thread', 'MainThread', 0));
    paint();
    expect(runOf(lab)?.trace?.actors[speaker() ?? -1]).toMatchObject({ name: 'MainThread', start: 20 });
    // The silent child is waited for, frame by frame, but not for ever.
    sink?.trace?.({ kind: 'process-started', process: 2, parent: 0, t: 40, name: 'Process-2' });
    paint();
    expect([frames.length, runOf(lab)?.trace?.counts.processes]).toEqual([1, 2]);
    now = 1141;
    paint();
    expect([frames.length, runOf(lab)?.trace?.counts.processes]).toEqual([0, 3]);
    sink?.trace?.({ kind: 'process-ended', process: 1, t: 60, ending: 'killed' });
    runs[0]?.end({ ...FINISHED, wallMs: 70 });
    await settle();
    expect(runOf(lab)).toMatchObject({ traceProblem: null, trace: { end: 70, complete: true } });
    expect(runOf(lab)?.trace?.actors[2]).toMatchObject({ name: 'Process-1', end: 60, ending: 'killed' });
  });

  it('keeps the list of files that a run has made, reads them from it, and lets them go when another program runs', async () => {
    const { lab, runs, paint } = make();
    lab.run(ASK);
    await settle();
    expect(runOf(lab)?.made).toBeNull();
    const listing = { files: [{ path: '/tmp/f', size: 3, at: 1 }], more: 0, bytes: 3 };
    runs[0]?.sink.files?.(listing);
    paint();
    expect(runOf(lab)?.made).toEqual({ ...listing, kept: true });
    runs[0]?.end(FINISHED);
    await settle();
    expect(runOf(lab)?.made?.kept).toBe(true);
    expect(await lab.readFile('l/p', '/tmp/f', 7)).toMatchObject({ content: Uint8Array.of(7) });
    lab.run({ ...ASK, key: 'l/q' });
    await settle();
    expect(runOf(lab)?.made).toEqual({ ...listing, kept: false });
    expect(await lab.readFile('l/p', '/tmp/f', 7)).toMatchObject({ content: null });
  });

  it('refuses a second run while one is on', async () => {
    const { lab, runs } = make();
    lab.run(ASK);
    expect(lab.run({ ...ASK, key: 'l/other' })).toBe(false);
    await settle();
    expect(runs.length).toBe(1);
  });

  it('asks the program to stop, and asks again when Stop is pressed again', async () => {
    const { lab, runs } = make();
    lab.run(ASK);
    await settle();
    runs[0]?.sink.started?.();
    lab.stop();
    lab.stop();
    expect(runs[0]?.calls).toEqual(['stop', 'stop']);
    expect(runOf(lab)?.state).toMatchObject({ phase: 'stopping', insisted: true });
  });

  it('grants Stop at once when nothing has been started yet, and starts nothing later', async () => {
    const { lab, runs } = make();
    lab.run(ASK);
    lab.stop();
    expect(runOf(lab)?.state).toMatchObject({ phase: 'ended', summary: { outcome: { kind: 'interrupted' } } });
    await settle();
    expect(runs.length).toBe(0);
  });

  it('echoes a typed line and hands it to the program; a program that waits is at rest', async () => {
    const { lab, runs, busy } = make();
    lab.run(ASK);
    await settle();
    runs[0]?.sink.started?.();
    runs[0]?.sink.output?.([{ stream: 'stdout', text: 'Name? ', t: 1, actor: 0 }]);
    runs[0]?.sink.inputWanted?.();
    expect(runOf(lab)?.inputWanted).toBe(true);
    await busy.whenIdle(1000);
    lab.input('Ada');
    expect(runs[0]?.calls).toEqual(['input Ada']);
    expect(text(lab)).toEqual(['Name? Ada']);
    expect(runOf(lab)?.inputWanted).toBe(false);
    expect(busy.names()).toEqual(['run p.py']);
    lab.input('nobody asked');
    expect(runs[0]?.calls.length).toBe(1);
  });

  it('keeps the trace up to a row that makes no sense, says so, and lets the run go on', async () => {
    const { lab, runs, paint } = make();
    lab.run(ASK);
    await settle();
    const writer = new TraceWriter();
    writer.actorStart(0, 0, 'process', 'main', null);
    const good = writer.take();
    if (good === null) throw new Error('nothing was written');
    runs[0]?.sink.trace?.({ kind: 'rows', process: 0, ...good });
    runs[0]?.sink.trace?.({ kind: 'rows', process: 0, rows: new Int32Array([9999, 0, 0, 0, 0, 0]), strings: [] });
    paint();
    expect(runOf(lab)?.trace?.length).toBe(1);
    expect(runOf(lab)?.traceProblem).toMatch(/^The picture ends early/);
    runs[0]?.end(FINISHED);
    await settle();
    expect(runOf(lab)?.trace?.complete).toBe(true);
    expect(runOf(lab)?.state.phase).toBe('ended');
  });

  it('turns a realm that cannot be made into an outcome, and tries anew with the next run', async () => {
    const { lab, createRealm } = make(fakeRealm({ refuses: 'The frame did not load.' }));
    lab.run(ASK);
    await settle();
    expect(runOf(lab)?.state).toMatchObject({
      phase: 'ended',
      summary: { outcome: { kind: 'platform-fault', reason: 'boot', message: 'The frame did not load.' } },
    });
    expect(lab.store.getState().interpreters.python).toMatchObject({ phase: 'failed' });
    const before = createRealm.mock.calls.length;
    lab.run(ASK);
    await settle();
    expect(createRealm.mock.calls.length).toBeGreaterThan(before);
  });

  it('kills what is on and forgets everything when the lesson is left; a late word changes nothing', async () => {
    const { lab, runs, paint, busy } = make();
    lab.run(ASK);
    await settle();
    runs[0]?.sink.started?.();
    lab.leave();
    expect(runs[0]?.calls).toEqual(['kill']);
    runs[0]?.sink.output?.([{ stream: 'stdout', text: 'ghost', t: 1, actor: 0 }]);
    runs[0]?.end(FINISHED);
    paint();
    await settle();
    expect(lab.store.getState().runs).toEqual({});
    await busy.whenIdle(1000);
  });
});
