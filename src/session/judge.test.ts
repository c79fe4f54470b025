import { describe, expect, it } from 'vitest';
import type { Claim } from '../lesson/lesson';
import type { Outcome } from '../runtimes/runtime';
import { gilTurns } from '../trace/samples';
import { judge, type JudgedRun } from './judge';
import { OutputLog } from './output-log';

const printed = (...chunks: readonly (readonly ['stdout' | 'stderr' | 'typed', string])[]) => {
  const log = new OutputLog();
  log.append(chunks.map(([stream, text]) => ({ stream, text, actor: 0 })));
  return log.snapshot();
};

const run = (change: Partial<JudgedRun> = {}, outcome: Outcome = { kind: 'finished', exitCode: 0 }): JudgedRun => ({
  output: printed(['stdout', 'total 5\n']),
  trace: gilTurns(),
  traceProblem: null,
  recorded: null,
  summary: { outcome, wallMs: 20 },
  ...change,
});

const ABOUT = {
  lesson: 'l',
  program: 'p',
  recordedOn: '2026-11-21',
  engine: 'Chromium 156',
  cores: 2,
  isolation: 'isolated',
  sources: '',
  lockEvents: 0,
} as const;

const says = 'so it is';
const total: Claim = { claim: 'output', program: 'p', matches: '^total 5$', says, line: 1 };
const overlap: Claim = { claim: 'overlap', program: 'p', state: 'running', atLeast: 40, says, line: 2 };
const exercise = { program: 'p', checks: [total, overlap] };

describe('an exercise', () => {
  it('is judged check by check, each with what was measured', () => {
    const judgement = judge(exercise, run());
    expect(judgement).toMatchObject({ kind: 'judged', passed: 1, solved: false });
    if (judgement.kind !== 'judged') return;
    expect(judgement.checks.map(({ ok }) => ok)).toEqual([true, false]);
    expect(judgement.checks[1]?.sentence).toMatch(/at the peak 1 actor was running at once \(at least 40\)/);
  });

  it('is solved by a run that passes every check', () => {
    expect(judge({ ...exercise, checks: [total] }, run())).toMatchObject({ solved: true, passed: 1 });
  });

  it.each<Outcome>([
    { kind: 'interrupted', forced: false, exitCode: 130 },
    { kind: 'platform-fault', reason: 'boot', message: 'no', context: '' },
  ])('is not judged by a run that ended as $kind', (outcome) => {
    expect(judge({ ...exercise, checks: [total] }, run({}, outcome)).kind).toBe('not-judged');
  });

  it('is not judged by a recorded run, nor by one whose story or output has a hole', () => {
    const recorded: JudgedRun['recorded'] = { about: ABOUT, outdated: false };
    expect(judge(exercise, run({ recorded })).kind).toBe('not-judged');
    expect(judge(exercise, run({ traceProblem: 'The picture ends early.' })).kind).toBe('not-judged');
    expect(judge(exercise, run({ output: { ...printed(), droppedLines: 3 } })).kind).toBe('not-judged');
  });

  it('is judged by a program that raised, deadlocked or left no trace: that is the program’s own doing', () => {
    const error = { type: 'SyntaxError', message: 'no', text: '', frames: [], syntax: null };
    const raised = judge(exercise, run({ trace: null, output: printed() }, { kind: 'raised', error, exitCode: 1 }));
    expect(raised).toMatchObject({ kind: 'judged', passed: 0 });
  });

  it('sees only what the program wrote to the stream that a check is about', () => {
    const output = printed(['stderr', 'warning\n'], ['stdout', 'Name? '], ['typed', 'Ada\n'], ['stdout', 'total 5\n']);
    const only: Claim = { claim: 'output', program: 'p', matches: '^Name\\? \\ntotal 5\\n$', says, line: 1 };
    expect(judge({ program: 'p', checks: [only] }, run({ output }))).toMatchObject({ solved: true });
  });
});
