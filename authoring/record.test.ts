import { describe, expect, it } from 'vitest';
import type { Lesson, Program } from '../src/lesson/lesson';
import type { Claim } from '../src/lesson/schema';
import type { RunRequest } from '../src/runtimes/runtime';
import { gilTurns, manyTurns } from '../src/trace/samples';
import type { LabRun, RunListener } from './browser';
import { MOST_BYTES, recordProgram, type Recorder } from './record';

const PROGRAM: Program = {
  id: 'p',
  title: 'p.py',
  language: 'python',
  variant: 'threads',
  entry: 'p.py',
  files: [{ path: 'p.py', content: 'print(1)\n' }],
};
const lesson = (claims: readonly Claim[] = []): Lesson => ({
  id: '01-x',
  title: '',
  question: '',
  part: '',
  minutes: 1,
  steps: [],
  programs: [PROGRAM],
  claims,
});
const RUN: LabRun = {
  summary: { outcome: { kind: 'finished', exitCode: 0 }, wallMs: 20 },
  output: [{ stream: 'stdout', text: 'one\n', t: 1, actor: 1 }],
  stdout: 'one\n',
  stderr: '',
  notices: '',
  trace: gilTurns(),
  traceError: null,
  files: [],
  moreFiles: 0,
};

/** Gives the runs of a list, the last one over and over, and remembers what it was asked. */
function fakeLab(...runs: readonly Partial<LabRun>[]) {
  const asked: RunRequest[] = [];
  const recorder: Recorder = {
    capabilities: { cores: 2, isolation: 'isolated' },
    engine: 'Chromium 156',
    run(request, listener?: RunListener) {
      asked.push(request);
      const run = runs[Math.min(asked.length, runs.length) - 1] ?? {};
      if (run.stdout === 'asks') void listener?.onInput?.();
      return Promise.resolve({ ...RUN, ...run });
    },
  };
  return { asked, recorder };
}

const record = (recorder: Recorder, claims: readonly Claim[] = []) =>
  recordProgram(lesson(claims), PROGRAM, recorder, '2026-11-21');
const whyNot = async (run: Partial<LabRun>) => {
  const recorded = await record(fakeLab(run).recorder);
  return recorded.ok ? 'recorded' : recorded.why;
};
const prints: Claim = { claim: 'output', program: 'p', matches: '^two$', says: 'it says two', line: 7 };

describe('recording a program', () => {
  it('keeps the run, and says where and when it was', async () => {
    const { recorder, asked } = fakeLab({});
    const recorded = await record(recorder);
    if (!recorded.ok) throw new Error(recorded.why);
    expect(asked).toHaveLength(1);
    expect(recorded.recording.about).toMatchObject({
      lesson: '01-x',
      program: 'p',
      recordedOn: '2026-11-21',
      engine: 'Chromium 156',
      cores: 2,
      isolation: 'isolated',
    });
    expect(recorded.recording.summary).toEqual(RUN.summary);
    expect(recorded.recording.output).toEqual(RUN.output);
    expect(recorded.recording.trace.length).toBe(RUN.trace.length);
  });

  it('refuses what would be no good replay, and says why', async () => {
    const fault = { kind: 'platform-fault', reason: 'crashed', message: 'gone', context: '' } as const;
    expect(await whyNot({ summary: { outcome: fault, wallMs: 0 } })).toBe('it could not be run (gone)');
    expect(await whyNot({ summary: { outcome: { kind: 'timed-out', afterMs: 60_000 }, wallMs: 60_000 } })).toBe(
      'it had not ended after 60 seconds',
    );
    expect(await whyNot({ stdout: 'asks' })).toBe('it waits for input, which nobody types into a recording');
    expect(await whyNot({ traceError: 'a hole' })).toBe('its trace ends early (a hole)');
    expect(await whyNot({ moreFiles: 1 })).toBe('it writes files, which a recording does not hold');
  });

  it('tries again when a run does not bear the lesson out, and refuses when none does', async () => {
    const good = { stdout: 'two\n', output: [{ stream: 'stdout', text: 'two\n', t: 1, actor: 1 }] } as const;
    const second = fakeLab({}, good);
    expect(await record(second.recorder, [prints])).toMatchObject({ ok: true });
    expect(second.asked).toHaveLength(2);
    const never = fakeLab({});
    expect(await record(never.recorder, [prints])).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^the run does not bear out "it says two"/) as string,
    });
    expect(never.asked).toHaveLength(3);
  });

  it('lists fewer lock events when the file would be too large, and refuses what is too large even so', async () => {
    // Lengths without a pattern do not pack.
    const noise = Array.from({ length: MOST_BYTES / 4 }, (_, i) => ((i * 2_654_435_761) >>> 0).toString(36)).join(' ');
    const large = { output: [{ stream: 'stdout', text: noise, t: 1, actor: 1 }] } as const;
    const once = fakeLab(large, { trace: manyTurns(3, 20, 5) });
    const recorded = await record(once.recorder);
    expect(recorded).toMatchObject({ ok: true, lockEvents: 20_000 });
    expect(once.asked.map(({ limits }) => limits.lockEvents)).toEqual([200_000, 20_000]);
    expect(await whyNot(large)).toMatch(/^its recording would have [\d,]+ bytes, more than the 150,000 that it may$/);
  });
});
