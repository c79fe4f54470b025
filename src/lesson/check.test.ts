import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import type { Outcome } from '../runtimes/runtime';
import { TraceBuilder } from '../trace/builder';
import { EMPTY_TRACE, deadlock, gilTurns, lockContention, sleepers } from '../trace/samples';
import { Story } from '../trace/story';
import type { Trace } from '../trace/trace';
import { checkClaim, type ProgramResult } from './check';
import { CLAIM_KINDS, CLAIM_SCHEMAS, ClaimSchema, programsOf } from './schema';

interface Ran {
  readonly trace?: Trace;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly wallMs?: number;
  readonly outcome?: Outcome;
}

const ran = ({
  trace = EMPTY_TRACE,
  stdout = '',
  stderr = '',
  wallMs = 100,
  outcome = { kind: 'finished', exitCode: 0 },
}: Ran): ProgramResult => ({
  trace,
  stdout,
  stderr,
  summary: { outcome, wallMs },
});

function verdict(claim: Readonly<Record<string, unknown>>, one: Ran, two: Ran = {}) {
  const parsed = v.parse(ClaimSchema, {
    ...(claim['claim'] === 'ratio' ? {} : { program: 'one' }),
    says: 'so',
    ...claim,
  });
  const results = new Map([
    ['one', ran(one)],
    ['two', ran(two)],
  ]);
  const { ok, sentence } = checkClaim({ ...parsed, line: 1 }, results);
  return { ok, sentence };
}

function build(story: Story): Trace {
  const builder = new TraceBuilder();
  for (const event of story.events) builder.add(event);
  return builder.finish(story.now);
}

/** For claims that hold with one bound and fail with another. */
function expectBoth(
  holds: Readonly<Record<string, unknown>>,
  fails: Readonly<Record<string, unknown>>,
  run: Ran,
): void {
  expect(verdict(holds, run)).toMatchObject({ ok: true });
  expect(verdict(fails, run)).toMatchObject({ ok: false });
}

describe('the kinds of claims', () => {
  it('are listed in the order of their schemas', () => {
    expect(CLAIM_SCHEMAS.map((schema) => schema.entries.claim.literal)).toEqual(CLAIM_KINDS);
  });

  it('name the programs that they need', () => {
    const claim = v.parse(ClaimSchema, {
      claim: 'ratio',
      of: { program: 'a' },
      to: { program: 'b' },
      max: 1,
      says: 'so',
    });
    expect(programsOf({ ...claim, line: 1 })).toEqual(['a', 'b']);
  });
});

describe('a claim', () => {
  it('fails when its program was not run', () => {
    const claim = v.parse(ClaimSchema, { claim: 'wall', program: 'three', max: 1, says: 'so' });
    expect(checkClaim({ ...claim, line: 1 }, new Map())).toMatchObject({ ok: false, sentence: 'three was not run' });
  });

  it('cannot hold of a run that the platform failed', () => {
    const outcome: Outcome = { kind: 'platform-fault', reason: 'boot', message: 'no wasm', context: '' };
    expect(verdict({ claim: 'overlap', state: 'running', atMost: 1 }, { outcome })).toEqual({
      ok: false,
      sentence: 'one could not run: boot, no wasm',
    });
  });
});

describe('outcome', () => {
  const raised: Outcome = {
    kind: 'raised',
    exitCode: 1,
    error: { type: 'ValueError', message: 'no', frames: [], text: '', syntax: null },
  };

  it('holds when the program ends as said', () => {
    expectBoth({ claim: 'outcome', is: 'finished' }, { claim: 'outcome', is: 'raised' }, {});
    expectBoth({ claim: 'outcome', is: 'raised' }, { claim: 'outcome', is: 'finished' }, { outcome: raised });
    expectBoth(
      { claim: 'outcome', is: 'raised', error: 'ValueError' },
      { claim: 'outcome', is: 'raised', error: 'KeyError' },
      { outcome: raised },
    );
  });

  it('expects a program that finishes to say that all went well', () => {
    const outcome: Outcome = { kind: 'finished', exitCode: 3 };
    expect(verdict({ claim: 'outcome', is: 'finished' }, { outcome })).toEqual({
      ok: false,
      sentence: 'one finished with exit status 3 (expected: finished with 0)',
    });
    expect(verdict({ claim: 'outcome', is: 'finished', exitCode: 3 }, { outcome }).ok).toBe(true);
  });
});

describe('output', () => {
  const stdout = 'a 1\nb 2\nb 3\n';

  it('looks for patterns in the whole, with ^ and $ at line ends', () => {
    expectBoth({ claim: 'output', matches: '^b 2$' }, { claim: 'output', matches: '^b$' }, { stdout });
    expectBoth({ claim: 'output', matches: '2\\nb' }, { claim: 'output', matches: '1\\na' }, { stdout });
    expectBoth({ claim: 'output', lacks: 'c' }, { claim: 'output', lacks: 'b' }, { stdout });
  });

  it('looks for lines in whatever order', () => {
    expectBoth({ claim: 'output', lines: ['^b 3$', '^a'] }, { claim: 'output', lines: ['^a', '^c'] }, { stdout });
  });

  it('counts', () => {
    expectBoth(
      { claim: 'output', counts: [{ of: '^b', min: 2, max: 2 }] },
      { claim: 'output', counts: [{ of: '^b', max: 1 }] },
      { stdout },
    );
  });

  it('keeps the streams apart, and shows the end of stderr when it fails', () => {
    expectBoth(
      { claim: 'output', stream: 'stderr', matches: 'b' },
      { claim: 'output', matches: 'b' },
      { stdout: 'a', stderr: 'b' },
    );
    expect(verdict({ claim: 'output', matches: 'x' }, { stderr: 'Traceback\nBoom: y\n' }).sentence).toBe(
      'one, stdout: nothing fits x; it ended with: Traceback / Boom: y',
    );
  });
});

describe('numbers', () => {
  it('are read from the output, with or without separators', () => {
    expectBoth(
      { claim: 'number', number: 'got ([\\d,]+)', min: 148933, max: 148933 },
      { claim: 'number', number: 'got ([\\d,]+)', max: 1 },
      { stdout: 'got 148,933\n' },
    );
    expect(verdict({ claim: 'number', number: 'x(.)', max: 1 }, { stdout: 'xy' }).sentence).toBe(
      'one printed "y" where a number was expected',
    );
    expect(verdict({ claim: 'number', number: 'x(.)', max: 1 }, {}).sentence).toBe(
      'one printed nothing that fits x(.); it ended with: nothing',
    );
    expect(verdict({ claim: 'wall', max: 1 }, { outcome: { kind: 'timed-out', afterMs: 7 } }).sentence).toBe(
      'one took 100 ms (at most 1); one timed out after 7 ms',
    );
  });

  it('make ratios, of wall times or of what was printed', () => {
    const sides = { of: { program: 'one' }, to: { program: 'two' } };
    expect(verdict({ claim: 'ratio', ...sides, min: 2.9, max: 3.1 }, { wallMs: 300 }, { wallMs: 100 })).toEqual({
      ok: true,
      sentence: 'one 300 ms to two 100 ms: the ratio was 3 (2.9 to 3.1)',
    });
    expect(verdict({ claim: 'ratio', ...sides, max: 2 }, { wallMs: 300 }, { wallMs: 100 }).ok).toBe(false);
    const printed = { of: { program: 'one', number: 'a (.)' }, to: { program: 'one', number: 'b (.)' } };
    expect(verdict({ claim: 'ratio', ...printed, min: 4, max: 4 }, { stdout: 'a 8\nb 2\n' }).ok).toBe(true);
    expect(verdict({ claim: 'ratio', ...printed, min: 4 }, { stdout: 'a 8\nb 0\n' })).toMatchObject({ ok: false });
  });

  it('take the wall time of the program', () => {
    expectBoth({ claim: 'wall', max: 100 }, { claim: 'wall', max: 99 }, {});
  });
});

describe('overlap', () => {
  it('counts how many are in a state at once', () => {
    expectBoth(
      { claim: 'overlap', state: 'sleeping', atLeast: 5 },
      { claim: 'overlap', state: 'sleeping', atLeast: 6 },
      { trace: sleepers() },
    );
    expectBoth(
      { claim: 'overlap', state: 'ready', atLeast: 2 },
      { claim: 'overlap', state: 'ready', atMost: 1 },
      { trace: gilTurns() },
    );
  });

  it('does not count a hand-over as an overlap', () => {
    for (const trace of [gilTurns(), lockContention(), deadlock(), sleepers()])
      expectBoth(
        { claim: 'overlap', state: 'running', atMost: 1 },
        { claim: 'overlap', state: 'running', atLeast: 2 },
        { trace },
      );
  });

  it('counts each process by itself where asked to', () => {
    const story = new Story();
    for (const name of ['P', 'Q']) {
      const process = story.actor('process', name);
      const main = story.actor('thread', 'MainThread', process);
      story.acquire(main, story.resource('gil', 'GIL', process));
      story.state(main, 'running');
    }
    story.pass(10);
    const trace = build(story);
    expectBoth(
      { claim: 'overlap', state: 'running', atLeast: 2 },
      { claim: 'overlap', state: 'running', atMost: 1 },
      { trace },
    );
    expect(verdict({ claim: 'overlap', state: 'running', atMost: 1, within: 'process' }, { trace }).ok).toBe(true);
  });
});

describe('the GIL', () => {
  const trace = gilTurns();

  it('changes hands as often as the trace says', () => {
    const { handOvers } = trace.counts;
    expectBoth(
      { claim: 'hand-overs', min: handOvers, max: handOvers },
      { claim: 'hand-overs', max: handOvers - 1 },
      { trace },
    );
    const interval = Array.from({ length: trace.length }, (_, i) => trace.at(i)).filter(
      (e) => e.kind === 'hand-over' && e.reason === 'interval',
    ).length;
    expect(interval).toBeGreaterThan(0);
    expectBoth(
      { claim: 'hand-overs', reason: 'interval', min: interval, max: interval },
      { claim: 'hand-overs', reason: 'interval', min: interval + 1 },
      { trace },
    );
  });

  it('is held for turns whose median is measured', () => {
    expectBoth({ claim: 'turns', min: 4.99, max: 5.01 }, { claim: 'turns', min: 6 }, { trace });
    expect(verdict({ claim: 'turns', max: 9 }, {})).toMatchObject({
      ok: false,
      sentence: 'one: no turn ended because its time was up',
    });
  });
});

describe('actors', () => {
  it('are counted by kind, the main thread among the threads', () => {
    const trace = gilTurns();
    expectBoth({ claim: 'actors', min: 4, max: 4 }, { claim: 'actors', min: 5 }, { trace });
    expectBoth(
      { claim: 'actors', kind: 'process', min: 1, max: 1 },
      { claim: 'actors', kind: 'task', min: 1 },
      { trace },
    );
  });

  it('and what else is counted is told in the singular where it is one', () => {
    const told = (claim: Readonly<Record<string, unknown>>, run: Ran) => verdict(claim, run).sentence;
    const trace = gilTurns();
    expect(told({ claim: 'actors', kind: 'process', max: 0 }, { trace })).toBe(
      'one had 1 actor of the kind process (at most 0)',
    );
    expect(told({ claim: 'actors', min: 5 }, { trace })).toBe('one had 4 actors (at least 5)');
    expect(told({ claim: 'overlap', state: 'running', atLeast: 2 }, { trace })).toBe(
      'one: at the peak 1 actor was running at once (at least 2)',
    );
    expect(told({ claim: 'output', counts: [{ of: 'a', max: 1 }] }, { stdout: 'a\n' })).toBe(
      'one, stdout: a occurs 1 time (at most 1)',
    );
  });

  it('spend their time in states that are added up', () => {
    const trace = sleepers();
    expectBoth(
      { claim: 'spent', state: 'sleeping', min: 4900, max: 5100 },
      { claim: 'spent', state: 'sleeping', max: 1100 },
      { trace },
    );
    expectBoth(
      { claim: 'spent', state: 'sleeping', actor: 'A', min: 900, max: 1100 },
      { claim: 'spent', state: 'sleeping', actor: 'Z', max: 9 },
      { trace },
    );
  });
});

describe('locks', () => {
  const trace = lockContention();

  it('are waited for, by name or all together', () => {
    expectBoth({ claim: 'lock-waits', min: 2, max: 2 }, { claim: 'lock-waits', max: 1 }, { trace });
    expectBoth(
      { claim: 'lock-waits', resource: 'results_lock', min: 2, max: 2 },
      { claim: 'lock-waits', resource: 'other', min: 1 },
      { trace },
    );
  });

  it('are held: how often, how long, by whom', () => {
    const held = { claim: 'held', resource: 'results_lock' };
    expectBoth({ ...held, times: { min: 3, max: 3 } }, { ...held, times: { min: 4 } }, { trace });
    expectBoth({ ...held, by: 'A', times: { min: 1, max: 1 } }, { ...held, by: 'D', times: { min: 1 } }, { trace });
    expectBoth({ ...held, longestMs: { min: 1 } }, { ...held, longestMs: { max: 0.5 } }, { trace });
    expectBoth({ ...held, totalMs: { min: 2 } }, { ...held, totalMs: { min: 1000 } }, { trace });
    expectBoth({ ...held, atEnd: false }, { ...held, atEnd: true }, { trace });
    expect(verdict({ ...held, resource: 'nope', atEnd: true }, { trace }).sentence).toContain(
      'the trace knows GIL and results_lock',
    );
  });

  it('are taken in one order, or are not', () => {
    const both = (one: readonly [string, string], two: readonly [string, string]) => {
      const story = new Story();
      const process = story.actor('process', 'P');
      const locks = ['x', 'y'].map((name) => story.resource('lock', name, process));
      const lock = (name: string) => locks[name === 'x' ? 0 : 1] ?? 0;
      for (const order of [one, two]) {
        const thread = story.actor('thread', 'T', process);
        // At one instant: a clock may not tell the two apart.
        for (const name of order) story.acquire(thread, lock(name));
        story.pass(1);
        for (const name of order) story.release(thread, lock(name));
      }
      return { trace: build(story) };
    };
    const claim = { claim: 'lock-order', first: 'x', then: 'y' };
    expect(verdict(claim, both(['x', 'y'], ['x', 'y']))).toMatchObject({
      ok: true,
      sentence: 'one: y was taken by a holder of x 2 times, the other way round 0 times',
    });
    expect(verdict(claim, both(['x', 'y'], ['y', 'x']))).toMatchObject({ ok: false });
    expect(verdict(claim, both(['y', 'x'], ['y', 'x']))).toMatchObject({ ok: false });
    expect(verdict({ ...claim, then: 'z' }, both(['x', 'y'], ['x', 'y'])).sentence).toContain('no resource named z');
  });

  it('hold so many messages at the fullest', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const thread = story.actor('thread', 'T', process);
    const queue = story.resource('queue', 'jobs', process);
    for (const offset of [0, 1, 2]) {
      story.pass(1).send(thread, queue, offset, 1);
      if (offset === 1) story.pass(1).receive(thread, queue, 0, 1);
    }
    const run = { trace: build(story) };
    const depth = { claim: 'depth', resource: 'jobs' };
    expectBoth({ ...depth, min: 2, max: 2 }, { ...depth, max: 1 }, run);
    expect(verdict({ ...depth, resource: 'tasks', max: 1 }, run).sentence).toContain('the trace knows jobs');
  });

  it('are still held at the end of a deadlock', () => {
    const held = { claim: 'held', resource: 'lock_a' };
    expectBoth(
      { ...held, by: 'transfer-1', atEnd: true },
      { ...held, by: 'transfer-2', atEnd: true },
      { trace: deadlock() },
    );
  });
});
