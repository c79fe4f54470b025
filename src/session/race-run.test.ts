import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deferred } from '../base/deferred';
import type { AliveAtOnce, Contestant, PhaseTimes } from '../measure/race';
import type { Outcome, RunMemory, RunRequest } from '../runtimes/runtime';
import { FakeClock } from '../sandbox/host/fake-clock';
import {
  fixedWork,
  runRace,
  type Entrant,
  type RaceEnd,
  type RaceNews,
  type RaceRunOptions,
  type Track,
  type TrialRun,
} from './race-run';

const FINISHED: Outcome = { kind: 'finished', exitCode: 0 };
const PHASES: PhaseTimes = {
  startUp: 1,
  pickling: 2,
  transfer: 3,
  compute: 4,
  waitingForGil: 5,
  waitingForIo: 6,
  waitingForOthers: 7,
  idle: 8,
};

const ALIVE: AliveAtOnce = { processes: 1, threads: 40, tasks: 0 };
const MEMORY: RunMemory = { bytes: 37_000_000, processes: 1, largest: 37_000_000, grown: 800_000, spare: 70_000 };

function entrant(id: string): Entrant {
  const contestant: Contestant = { id, title: id, program: id, variant: 'threads', args: [id], at: null };
  return {
    contestant,
    language: 'python',
    entry: `${id}.py`,
    files: [{ path: `${id}.py`, content: '' }],
    startMethod: 'fork',
    prepareProcesses: true,
    hosts: [],
  };
}

type Script = (request: RunRequest, run: number) => { readonly ms: number; readonly outcome?: Outcome } | 'hangs';

/** A page whose time passes when a program runs, and whose tab the test hides. */
class FakePage implements Track {
  readonly clock = new FakeClock();
  readonly requests: RunRequest[] = [];
  readonly prepared: string[] = [];
  work = 5;
  sharesThread = false;
  /** Called in the middle of every run. */
  meanwhile: (run: number) => void = () => {};
  aborted = 0;
  #listeners = new Set<() => void>();

  constructor(private readonly script: Script = () => ({ ms: 100 })) {}

  readonly attention = {
    hidden: () => !this.clock.visible,
    onChange: (listener: () => void) => {
      this.#listeners.add(listener);
      return () => void this.#listeners.delete(listener);
    },
  };

  get listeners(): number {
    return this.#listeners.size;
  }

  show(visible: boolean): void {
    this.clock.visible = visible;
    for (const listener of [...this.#listeners]) listener();
  }

  calibrate(): number {
    return this.work;
  }

  prepare(language: string): Promise<{ readonly sharesThread: boolean }> {
    this.prepared.push(language);
    return Promise.resolve({ sharesThread: this.sharesThread });
  }

  run(request: RunRequest, signal: AbortSignal): Promise<TrialRun> {
    const number = this.requests.length;
    this.requests.push(request);
    const told = this.script(request, number);
    if (told === 'hangs') {
      const never = deferred<TrialRun>();
      signal.addEventListener('abort', () => {
        this.aborted += 1;
      });
      this.meanwhile(number);
      return never.promise;
    }
    const { ms, outcome = FINISHED } = told;
    this.clock.advance(ms / 2);
    this.meanwhile(number);
    this.clock.advance(ms / 2);
    const phases = request.traced ? PHASES : null;
    const alive = request.traced ? ALIVE : null;
    return Promise.resolve({ summary: { outcome, wallMs: ms, memory: MEMORY }, phases, alive });
  }
}

const OPTIONS: RaceRunOptions = { trials: 3, warmUps: 1, seed: 7, phases: false };

function race(page: FakePage, ids: readonly string[], options: Partial<RaceRunOptions> = {}) {
  const news: RaceNews[] = [];
  const stop = new AbortController();
  const end: Promise<RaceEnd> = runRace(
    ids.map(entrant),
    { ...OPTIONS, ...options },
    page,
    (told) => void news.push(told),
    stop.signal,
  );
  const last = (): RaceNews => {
    const told = news.at(-1);
    if (told === undefined) throw new Error('nothing was told');
    return told;
  };
  return { end, news, last, stop };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('a race', () => {
  it('looks at memory closely only where nothing is timed, and notes with its trace how many were alive', async () => {
    const page = new FakePage();
    const run = race(page, ['a'], { trials: 3, phases: true });
    await run.end;
    expect(page.requests.map(({ weighed }) => weighed)).toEqual([true, false, false, false, true]);
    const { trials } = run.last();
    expect(trials.map(({ alive }) => alive)).toEqual([null, null, null, null, ALIVE]);
    const { bytes, ...heap } = MEMORY;
    expect(trials[0]?.memory).toEqual({ bytes, source: 'wasm-memory', of: 'one process', heap });
  });

  it('warms up everybody first, then runs blocks that hold each contestant once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 3, max: 6 }),
        fc.integer({ min: 0, max: 2 }),
        fc.nat(),
        async (size, trials, warmUps, seed) => {
          const ids = Array.from({ length: size }, (_, i) => `c${i}`);
          const { end, last } = race(new FakePage(), ids, { trials, warmUps, seed });
          expect(await end).toEqual({ kind: 'done' });
          const run = last().trials;
          expect(run.map(({ order }) => order)).toEqual(run.map((_, i) => i));
          expect(run.map(({ warmUp }) => warmUp)).toEqual([
            ...Array<boolean>(warmUps * size).fill(true),
            ...Array<boolean>(trials * size).fill(false),
          ]);
          for (let at = 0; at < run.length; at += size) {
            const block = run.slice(at, at + size).map(({ contestant }) => contestant);
            expect([...block].sort()).toEqual(ids);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('measures untraced, and looks where the time went in one traced run more, which counts nowhere', async () => {
    const page = new FakePage();
    const { end, last } = race(page, ['a', 'b'], { phases: true });
    await end;
    expect(page.requests.map(({ traced }) => traced)).toEqual([...Array<boolean>(8).fill(false), true, true]);
    expect(last().trials.slice(-2)).toMatchObject([
      { contestant: 'a', warmUp: true, phases: PHASES },
      { contestant: 'b', warmUp: true, phases: PHASES },
    ]);
    expect(
      last()
        .trials.slice(0, -2)
        .every(({ phases }) => phases === null),
    ).toBe(true);
  });

  it('gives all contestants of a block the same seed, in fair weather, with their own arguments', async () => {
    const page = new FakePage();
    await race(page, ['a', 'b'], { warmUps: 0 }).end;
    expect(page.requests.map(({ seed }) => seed)).toEqual([7, 7, 8, 8, 9, 9]);
    for (const { entry, args, network } of page.requests) {
      expect([entry]).toEqual(args.map((arg) => `${arg}.py`));
      expect(network?.conditions).toEqual({ latencyFactor: 1, bandwidthFactor: 1, failureRate: 0 });
      expect(network?.real).toBeUndefined();
    }
  });

  it('tells of every step with the time that is left, and has everything ready before each', async () => {
    const page = new FakePage();
    const { end, news } = race(page, ['a', 'b']);
    await end;
    expect(news.map(({ step }) => step.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8]);
    expect(news[0]).toMatchObject({ step: { what: 'warm-up', of: 8 }, leftMs: null, trials: [] });
    expect(news.slice(1).map(({ leftMs }) => leftMs)).toEqual([700, 600, 500, 400, 300, 200, 100, 0]);
    expect(page.prepared).toHaveLength(8);
  });

  it('takes out a contestant that fails, says why, and measures the others', async () => {
    const page = new FakePage(({ entry }) =>
      entry === 'b.py'
        ? {
            ms: 40,
            outcome: {
              kind: 'raised',
              exitCode: 1,
              error: { type: 'ValueError', message: 'no', frames: [], text: '', syntax: null },
            },
          }
        : { ms: 100 },
    );
    const { end, last } = race(page, ['a', 'b'], { phases: true });
    expect(await end).toEqual({ kind: 'done' });
    expect(last().out).toEqual(['b']);
    const failed = last().trials.filter(({ contestant }) => contestant === 'b');
    expect(failed).toMatchObject([{ end: 'failed', ms: null, problem: 'It raised ValueError: no.' }]);
    expect(last().trials.filter(({ contestant }) => contestant === 'a')).toHaveLength(5);
  });

  it.each<[Outcome, string]>([
    [{ kind: 'finished', exitCode: 2 }, 'It ended with exit status 2.'],
    [{ kind: 'deadlocked', blocked: [], cycle: [], text: '' }, 'It came to a deadlock: everybody waited for somebody.'],
    [{ kind: 'timed-out', afterMs: 120_000 }, 'It was not done after 120 s.'],
    [
      { kind: 'platform-fault', reason: 'crashed', message: 'It died.', context: '' },
      'The interpreter failed: It died.',
    ],
  ])('fails with a sentence when nobody comes to the end: %o', async (outcome, words) => {
    const { end, last } = race(new FakePage(() => ({ ms: 10, outcome })), ['a', 'b']);
    expect(await end).toEqual({
      kind: 'failed',
      problem: `No contestant came to its end. The first of them: ${words}`,
    });
    expect(last().trials).toHaveLength(2);
  });

  it('ends at once when it is cancelled, whatever the program does', async () => {
    const page = new FakePage(() => 'hangs');
    const { end, news, stop } = race(page, ['a']);
    await settle();
    expect(page.requests).toHaveLength(1);
    const told = news.length;
    stop.abort();
    expect(await end).toEqual({ kind: 'cancelled' });
    expect(page.aborted).toBe(1);
    expect(news).toHaveLength(told);
    expect(page.clock.pending).toBe(0);
    expect(page.listeners).toBe(0);
  });

  it('ends when it is cancelled before it began, and while it is paused', async () => {
    const early = new FakePage();
    const first = new AbortController();
    first.abort();
    expect(await runRace([entrant('a')], OPTIONS, early, () => {}, first.signal)).toEqual({ kind: 'cancelled' });
    expect(early.requests).toEqual([]);

    const hidden = new FakePage();
    hidden.clock.visible = false;
    const { end, last, stop } = race(hidden, ['a']);
    await settle();
    expect(hidden.requests).toEqual([]);
    expect(last()).toMatchObject({ paused: 'hidden', pauses: 1 });
    stop.abort();
    expect(await end).toEqual({ kind: 'cancelled' });
    expect(last().trials).toEqual([]);
    expect(hidden.clock.pending).toBe(0);
  });

  it('fails with the reason when there is nothing that could run it', async () => {
    const page = new FakePage();
    page.prepare = () => Promise.reject(new Error('The sandbox did not answer within 20 s.'));
    expect(await race(page, ['a']).end).toEqual({ kind: 'failed', problem: 'The sandbox did not answer within 20 s.' });
    expect(page.clock.pending).toBe(0);
  });

  it('pauses while the tab is hidden, and runs the disturbed trial again', async () => {
    const page = new FakePage();
    page.meanwhile = (run) => {
      if (run === 2) page.show(false);
    };
    const { end, last, news } = race(page, ['a', 'b']);
    await settle();
    expect(page.requests).toHaveLength(3);
    expect(last()).toMatchObject({ paused: 'hidden', pauses: 1, step: { number: 3 } });
    page.clock.advance(60_000);
    await settle();
    expect(page.requests).toHaveLength(3);
    page.show(true);
    expect(last().paused).toBeNull();
    expect(await end).toEqual({ kind: 'done' });
    const disturbed = last().trials.filter((trial) => trial.disturbed);
    expect(disturbed).toMatchObject([{ order: 2 }]);
    expect(last().trials[3]).toMatchObject({ contestant: disturbed[0]?.contestant, disturbed: false });
    expect(last().trials.filter((trial) => !trial.disturbed)).toHaveLength(8);
    expect(news.filter(({ paused }) => paused !== null).every(({ paused }) => paused === 'hidden')).toBe(true);
  });

  it('counts a glance at another tab in the middle of a trial as a disturbance, too', async () => {
    const page = new FakePage();
    page.meanwhile = (run) => {
      if (run !== 0) return;
      page.show(false);
      page.show(true);
    };
    const { end, last } = race(page, ['a']);
    await end;
    expect(last().trials.map(({ disturbed }) => disturbed)).toEqual([true, false, false, false, false]);
  });

  it('runs a trial again in which the page woke late from its timers', async () => {
    const page = new FakePage(() => ({ ms: 600 }));
    page.meanwhile = (run) => {
      if (run === 1) page.clock.sleep(3_000);
    };
    const { end, last } = race(page, ['a']);
    for (let i = 0; i < 5; i++) {
      await settle();
      page.clock.advance(250);
    }
    expect(await end).toEqual({ kind: 'done' });
    expect(last().trials.map(({ disturbed }) => disturbed)).toEqual([false, true, false, false, false]);
    expect(last().pauses).toBe(1);
  });

  it('gives up, with a sentence, when the page always wakes late', async () => {
    const page = new FakePage(() => ({ ms: 600 }));
    page.meanwhile = () => page.clock.sleep(3_000);
    const { end } = race(page, ['a']);
    for (let i = 0; i < 40; i++) {
      await settle();
      page.clock.advance(250);
    }
    expect(await end).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('Keep the tab in front') as string,
    });
    expect(page.requests.length).toBeLessThan(12);
  });

  it('does not take late timers for a disturbance where the program computes on the page’s own thread', async () => {
    const page = new FakePage(() => ({ ms: 600 }));
    page.sharesThread = true;
    page.meanwhile = () => page.clock.sleep(3_000);
    const { end, last } = race(page, ['a']);
    expect(await end).toEqual({ kind: 'done' });
    expect(last().trials.some(({ disturbed }) => disturbed)).toBe(false);
  });

  it('says how slow the machine was before each trial, against its fastest moment of the race', async () => {
    const page = new FakePage();
    page.meanwhile = (run) => {
      page.work = run === 1 ? 4 : 6;
    };
    const { end, last } = race(page, ['a']);
    await end;
    expect(last().trials.map(({ slowness }) => slowness)).toEqual([5 / 4, 6 / 4, 1, 6 / 4]);
  });
});

describe('the fixed piece of work', () => {
  it('takes some time, and never none, however coarse the clock', () => {
    expect(fixedWork(() => performance.now())).toBeGreaterThan(0.1);
    expect(fixedWork(() => 0)).toBe(0.001);
  });
});
