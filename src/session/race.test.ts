import { describe, expect, it } from 'vitest';
import type { Program, Race } from '../lesson/lesson';
import { encodeResult } from '../measure/parse';
import type { RaceResult } from '../measure/race';
import type { Outcome, RunRequest, RunSummary } from '../runtimes/runtime';
import { FakeClock } from '../sandbox/host/fake-clock';
import type { Realm } from '../sandbox/host/realm-client';
import { createBusy } from './busy';
import { createEdits } from './edits';
import { createLabSession } from './lab-session';
import { createRaceSession, raceKey, type RaceAsk } from './race';
import { MOST_KEPT } from './race-history';
import { memoryStorage, type Storage } from './storage';

const timers = {
  setTimeout: (callback: () => void, ms: number) => setTimeout(callback, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
};
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

const program = (id: string, variant: Program['variant']): Program => ({
  id,
  title: `${id}.py`,
  language: 'python',
  variant,
  entry: `${id}.py`,
  files: [{ path: `${id}.py`, content: `# ${id}` }],
});
const lesson = { id: '01-test', programs: [program('slow', 'sequential'), program('fast', 'threads')] };
const race: Race = {
  id: 'r',
  title: 'Two ways',
  kind: 'variants',
  programs: ['slow', 'fast'],
  args: [],
  numbers: null,
  unit: null,
  trials: 3,
  warmUps: 1,
  references: [{ program: 'slow', at: null, ms: 500, cores: 8, source: 'an article' }],
};
const ASK: RaceAsk = {
  lesson,
  race,
  prediction: { fastest: 'fast', times: 2 },
  startMethod: 'fork',
  prepareProcesses: true,
};
const KEY = raceKey('01-test', 'r');

type Script = (request: RunRequest) => { readonly ms: number; readonly outcome?: Outcome } | 'hangs';

function make(
  script: Script = ({ entry }) => ({ ms: entry === 'slow.py' ? 100 : 50 }),
  kept: Storage = memoryStorage(),
  seeds = 0,
) {
  const clock = new FakeClock();
  const requests: RunRequest[] = [];
  const calls: string[] = [];
  let boot: () => Promise<void> = () => Promise.resolve();
  let booted: 'plain' | 'snapshot' = 'snapshot';
  const realm: Realm = {
    capabilities: { isolation: 'isolated', stackSwitching: true, webAssembly: true, cores: 4, clockStepMs: 0.005 },
    boot: async () => {
      await boot();
      return { version: '3.14.2', from: booted, bootMs: 900, sharesThread: false };
    },
    run(request, sink) {
      requests.push(request);
      const told = script(request);
      let end: (summary: RunSummary) => void = () => undefined;
      const done = new Promise<RunSummary>((resolve) => (end = resolve));
      if (told !== 'hangs') {
        queueMicrotask(() => {
          sink.inputWanted?.();
          clock.advance(told.ms);
          end({ outcome: told.outcome ?? { kind: 'finished', exitCode: 0 }, wallMs: told.ms });
        });
      }
      return {
        id: requests.length,
        done,
        stop: () => void calls.push('stop'),
        kill: () => {
          calls.push('kill');
          end({ outcome: { kind: 'interrupted', forced: true, exitCode: 130 }, wallMs: 1 });
        },
        input: (line) => void calls.push(`input ${line ?? 'EOF'}`),
        setConditions: () => undefined,
        cutRealNetwork: () => undefined,
        readFile: () => Promise.resolve({ content: null, size: 0, stale: false }),
        stopping: 'no',
      };
    },
    setStage: () => undefined,
    onFault: () => () => undefined,
    dispose: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
  const busy = createBusy(timers);
  const lab = createLabSession({
    createRealm: () => Promise.resolve(realm),
    now: () => clock.now(),
    requestFrame: (callback) => void setTimeout(callback, 0),
    busy,
  });
  const storage = Promise.resolve(kept);
  const edits = createEdits(storage, timers, busy);
  const listeners = new Set<() => void>();
  const session = createRaceSession({
    lab,
    edits,
    storage,
    busy,
    clock,
    attention: {
      hidden: () => !clock.visible,
      onChange: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    calibrate: () => 5,
    date: () => new Date(Date.UTC(2026, 10, 21) + seeds * 60_000).toISOString(),
    seed: () => ++seeds,
    cores: 2,
    browser: 'Chromium 156',
  });
  const show = (visible: boolean): void => {
    clock.visible = visible;
    for (const listener of [...listeners]) listener();
  };
  return {
    session,
    lab,
    edits,
    busy,
    requests,
    calls,
    kept,
    show,
    listeners,
    clock,
    bootFrom: (from: 'plain' | 'snapshot') => (booted = from),
    onBoot: (does: () => Promise<void>) => (boot = does),
    view: () => session.store.getState().races[KEY],
    history: () => session.store.getState().history[KEY] ?? [],
    over: () => busy.whenIdle(5_000),
  };
}

const runAsk = {
  key: 'l/p',
  origin: 'lesson',
  language: 'python',
  entry: 'p.py',
  files: [],
  startMethod: 'fork',
  prepareProcesses: true,
} as const;

describe('a race on the page', () => {
  it('runs to its end, growing trial by trial, and keeps what it found', async () => {
    const { session, view, history, over, requests } = make();
    const grown: number[] = [];
    session.store.subscribe(() => grown.push(view()?.result.trials.length ?? 0));
    expect(session.start(ASK)).toBe(true);
    expect(session.store.getState().active).toBe(KEY);
    expect(view()?.status).toEqual({ phase: 'preparing' });
    await over();
    expect(view()?.status).toEqual({ phase: 'done' });
    expect(session.store.getState().active).toBeNull();
    expect(requests).toHaveLength(10);
    expect(grown).toEqual([...grown].sort((a, b) => a - b));
    const result = view()?.result;
    expect(result).toMatchObject({
      format: 1,
      kind: 'variants',
      lesson: '01-test',
      race: 'r',
      complete: true,
      pauses: 0,
      seed: 1,
      prediction: { fastest: 'fast', times: 2 },
      environment: { cores: 4, clockStepMs: 0.005, isolated: true, browser: 'Chromium 156' },
      references: [{ contestant: 'slow', ms: 500, cores: 8, source: 'an article' }],
    });
    expect(result?.trials.filter(({ warmUp, contestant }) => !warmUp && contestant === 'fast')).toMatchObject([
      { ms: 50 },
      { ms: 50 },
      { ms: 50 },
    ]);
    expect(history().map((kept) => kept.result)).toEqual([result]);
  });

  it('says who will take part before anything runs', () => {
    const { session } = make();
    expect(session.contestants(lesson, race).map(({ id }) => id)).toEqual(['slow', 'fast']);
    const curve: Race = {
      ...race,
      kind: 'curve',
      programs: ['fast'],
      numbers: 'cores',
      unit: 'workers',
      args: ['{n}'],
    };
    // The realm has not told yet: as many as the browser says.
    expect(session.contestants(lesson, curve)).toHaveLength(4);
  });

  it('races the learner’s text as it stood at the beginning, says so, and never writes it', async () => {
    const { session, edits, requests, view, over } = make();
    const key = { lesson: '01-test', program: 'fast', path: 'fast.py' };
    await edits.ready;
    edits.set(key, 'mine', '# fast');
    session.start(ASK);
    await settle();
    edits.set(key, 'newer', '# fast');
    await over();
    const texts = requests.filter(({ entry }) => entry === 'fast.py').map(({ files }) => files[0]?.content);
    expect(new Set(texts)).toEqual(new Set(['mine']));
    expect(view()?.edited).toEqual(['fast']);
    expect(view()?.result.contestants.map(({ title }) => title)).toEqual(['sequential', 'threads, edited']);
    expect(edits.text(key, '# fast')).toBe('newer');
  });

  it('is refused while a program runs, and refuses programs and other races while it is on', async () => {
    const { session, lab } = make(() => 'hangs');
    expect(lab.run(runAsk)).toBe(true);
    expect(session.start(ASK)).toBe(false);
    expect(session.store.getState()).toMatchObject({ active: null, races: {} });
    lab.leave();
    expect(session.start(ASK)).toBe(true);
    await settle();
    expect(lab.run(runAsk)).toBe(false);
    expect(session.start(ASK)).toBe(false);
    session.cancel();
    expect(lab.run(runAsk)).toBe(true);
  });

  it('shows nothing of its trials as runs of the programs, and ends the input of who asks for some', async () => {
    const { session, lab, calls, over } = make();
    session.start(ASK);
    await over();
    expect(lab.store.getState().runs).toEqual({});
    expect(new Set(calls)).toEqual(new Set(['input EOF']));
  });

  it('begins when interpreters boot from the kit, or when there is none after a while', async () => {
    const { session, bootFrom, clock, requests, over } = make();
    bootFrom('plain');
    session.start(ASK);
    await settle();
    clock.advance(100);
    await settle();
    expect(requests).toEqual([]);
    bootFrom('snapshot');
    clock.advance(100);
    await over();
    expect(requests).toHaveLength(10);

    bootFrom('plain');
    session.start(ASK);
    for (let i = 0; i < 100; i++) {
      await settle();
      clock.advance(100);
    }
    await over();
    expect(requests).toHaveLength(20);
  });

  it('is cancelled while the interpreter boots, and nothing runs afterwards', async () => {
    const { session, onBoot, view, requests, busy } = make();
    let ready: () => void = () => undefined;
    onBoot(() => new Promise((resolve) => (ready = resolve)));
    session.start(ASK);
    await settle();
    session.cancel();
    expect(view()?.status).toEqual({ phase: 'cancelled' });
    ready();
    await settle();
    expect(requests).toEqual([]);
    expect(busy.names()).toEqual([]);
  });

  it('is cancelled in the middle of a trial: the program is taken away, what was found stays, nothing is kept', async () => {
    let run = 0;
    const { session, view, calls, history, lab, listeners, busy } = make(() => (++run < 4 ? { ms: 10 } : 'hangs'));
    session.start(ASK);
    await settle();
    expect(view()?.status).toMatchObject({ phase: 'running', step: { number: 4, of: 10 } });
    session.cancel();
    expect(view()).toMatchObject({ status: { phase: 'cancelled' }, result: { complete: false } });
    expect(view()?.result.trials).toHaveLength(3);
    expect(lab.store.getState().active).toBeNull();
    await settle();
    expect(calls.filter((call) => call === 'kill')).toHaveLength(1);
    expect(view()?.result.trials).toHaveLength(3);
    expect(history()).toEqual([]);
    expect(listeners.size).toBe(0);
    expect(busy.names()).toEqual([]);
    session.cancel();
    expect(view()?.status).toEqual({ phase: 'cancelled' });
  });

  it('pauses while the tab is hidden, says so, and is cancelled from there too', async () => {
    const { session, show, view, requests } = make(() => 'hangs');
    session.start(ASK);
    await settle();
    show(false);
    expect(view()?.status).toMatchObject({
      phase: 'paused',
      why: 'hidden',
      words: expect.stringContaining('hidden') as string,
    });
    show(true);
    expect(view()?.status).toMatchObject({ phase: 'running' });
    show(false);
    expect(view()?.result.pauses).toBe(2);
    session.cancel();
    expect(view()?.status).toEqual({ phase: 'cancelled' });
    show(true);
    await settle();
    expect(requests).toHaveLength(1);
    expect(view()?.status).toEqual({ phase: 'cancelled' });
  });

  it.each(['leave', 'dispose', 'stop'] as const)('ends when the laboratory is told to %s', async (what) => {
    const { session, lab, view, busy, calls } = make(() => 'hangs');
    session.start(ASK);
    await settle();
    lab[what]();
    expect(view()?.status).toEqual({ phase: 'cancelled' });
    await settle();
    expect(calls).toContain('kill');
    expect(busy.names()).toEqual([]);
  });

  it('ends when it is disposed of itself, and starts no more', async () => {
    const { session, view, lab } = make(() => 'hangs');
    session.start(ASK);
    await settle();
    session.dispose();
    expect(view()?.status).toEqual({ phase: 'cancelled' });
    expect(session.start(ASK)).toBe(false);
    expect(lab.store.getState().active).toBeNull();
  });

  it('fails with a sentence when the interpreter cannot be had, and the laboratory is free again', async () => {
    const { session, onBoot, view, over, lab, history } = make();
    onBoot(() => Promise.reject(new Error('The interpreter made no progress for 60 s.')));
    session.start(ASK);
    await over();
    expect(view()?.status).toEqual({ phase: 'failed', problem: 'The interpreter made no progress for 60 s.' });
    expect(lab.store.getState().active).toBeNull();
    expect(history()).toEqual([]);
  });

  it('goes on without a contestant that deadlocks', async () => {
    const { session, view, over } = make(({ entry }) =>
      entry === 'fast.py' ? { ms: 5, outcome: { kind: 'deadlocked', blocked: [], cycle: [], text: '' } } : { ms: 100 },
    );
    session.start(ASK);
    await over();
    expect(view()).toMatchObject({ status: { phase: 'done' }, out: ['fast'] });
  });
});

describe('earlier results', () => {
  async function results(count: number, kept?: Storage) {
    const made = make(undefined, kept);
    for (let i = 0; i < count; i++) {
      made.session.start(ASK);
      await made.over();
    }
    return made;
  }

  it('are there after the page was closed, the newest first', async () => {
    const kept = memoryStorage();
    await results(3, kept);
    const { session, history } = make(undefined, kept);
    expect(session.store.getState().history[KEY]).toBeUndefined();
    await session.loadHistory('01-test', 'r');
    expect(history().map(({ result }) => result.seed)).toEqual([3, 2, 1]);
    await session.loadHistory('01-test', 'another');
    expect(session.store.getState().history[raceKey('01-test', 'another')]).toEqual([]);
  });

  it(`are ${MOST_KEPT} at most, and the oldest are forgotten`, async () => {
    const kept = memoryStorage();
    const { history } = await results(MOST_KEPT + 2, kept);
    expect(history()).toHaveLength(MOST_KEPT);
    expect(history().at(-1)?.result.seed).toBe(3);
    expect(await kept.entries('race/')).toHaveLength(MOST_KEPT);
  });

  it('are forgotten with one press, those of this race only', async () => {
    const kept = memoryStorage();
    const { session, history, over } = await results(2, kept);
    session.start({ ...ASK, race: { ...race, id: 'r2' } });
    await over();
    await session.clearHistory('01-test', 'r');
    expect(history()).toEqual([]);
    expect((await kept.entries('race/')).map(([, value]) => (value as RaceResult).race)).toEqual(['r2']);
  });

  it('that cannot be read are left out, and a storage that fails costs only what it should keep', async () => {
    const kept = memoryStorage();
    await results(1, kept);
    await kept.set(`race/${encodeURIComponent(KEY)}/2020`, { format: 9 });
    const full = { ...kept, set: () => Promise.reject(new Error('the disk is full')) };
    const { session, history, view, over } = make(undefined, full, 1);
    await session.loadHistory('01-test', 'r');
    expect(history()).toHaveLength(1);
    session.start(ASK);
    await over();
    expect(view()?.status).toEqual({ phase: 'done' });
    expect(history()).toHaveLength(2);
  });

  it('are shown again, but not in the place of a race that is on', async () => {
    const { session, history, view } = await results(2);
    const older = history()[1]?.result;
    if (older === undefined) throw new Error('there is no older one');
    expect(session.open('01-test', 'r', older)).toBe(true);
    expect(view()).toMatchObject({ status: { phase: 'done' }, result: { seed: 1 } });
    session.start(ASK);
    expect(session.open('01-test', 'r', older)).toBe(false);
    session.cancel();
  });

  it('are imported and kept once; foreign files and other races are refused with a sentence', async () => {
    const { session, history, over } = await results(1);
    const result = history()[0]?.result;
    if (result === undefined) throw new Error('there is no result');
    const theirs: RaceResult = { ...result, seed: 77 };
    expect(session.importResult('01-test', 'r', encodeResult(theirs))).toMatchObject({ ok: true });
    expect(session.importResult('01-test', 'r', encodeResult(theirs))).toMatchObject({ ok: true });
    await over();
    expect(history().map(({ result: { seed } }) => seed)).toHaveLength(2);
    expect(session.importResult('01-test', 'r', 'no result')).toMatchObject({ ok: false });
    expect(session.importResult('02-other', 'r', encodeResult(theirs))).toEqual({
      ok: false,
      error: 'This is the result of another race: Two ways.',
    });
    session.start(ASK);
    expect(session.importResult('01-test', 'r', encodeResult(theirs))).toMatchObject({ ok: false });
    session.cancel();
  });
});
