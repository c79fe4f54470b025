import { describe, expect, it } from 'vitest';
import type { Language, Outcome } from '../../runtimes/runtime';
import { framesWords, outcomeWords } from './outcome-words';

const words = (outcome: Outcome, language: Language = 'python') => outcomeWords({ outcome, wallMs: 412 }, language);
const frame = (file: string, line: number, own: boolean) => ({ file, line, name: 'f', own });

describe('how a run’s end is said', () => {
  it('says how long a good run took', () => {
    expect(words({ kind: 'finished', exitCode: 0 }).headline).toBe('Finished in 412 ms.');
    expect(words({ kind: 'finished', exitCode: 2 }).headline).toBe('Ended itself with exit status 2 after 412 ms.');
  });

  it('points at the learner’s innermost line, not at the library’s', () => {
    const said = words({
      kind: 'raised',
      exitCode: 1,
      error: {
        type: 'ValueError',
        message: 'too small',
        frames: [frame('main.py', 20, true), frame('main.py', 7, true), frame('queue.py', 99, false)],
        text: 'Traceback ...',
        syntax: null,
      },
    });
    expect(said.headline).toBe('Raised ValueError, line 7, after 412 ms.');
    expect(said.lines).toEqual([{ text: 'ValueError: too small', place: { file: 'main.py', line: 7 } }]);
  });

  it('calls a syntax error what it is', () => {
    const said = words({
      kind: 'raised',
      exitCode: 1,
      error: {
        type: 'SyntaxError',
        message: 'expected “:”',
        frames: [],
        text: '',
        syntax: { file: 'main.py', line: 3, column: 9 },
      },
    });
    expect(said.headline).toBe('Not valid Python, line 3.');
    expect(said.lines[0]?.place).toEqual({ file: 'main.py', line: 3 });
  });

  it('says who waits for what, held by whom', () => {
    const place = (line: number) => ({ file: 'main.py', line });
    const said = words({
      kind: 'deadlocked',
      cycle: ['A', 'B'],
      blocked: [
        { actor: 'A', via: 'Lock.acquire', place: place(9), wants: 'lock_b', holder: { actor: 'B', place: place(14) } },
        { actor: 'MainThread', via: 'Thread.join', place: place(20), wants: null, holder: null },
        {
          actor: 'C',
          via: 'Thread.join',
          place: place(21),
          wants: 'the end of A',
          holder: { actor: 'A', place: null },
        },
      ],
      text: '',
    });
    expect(said.headline).toBe('Deadlock: A and B wait for each other, so none of them can ever go on.');
    expect(said.lines.map((line) => line.text)).toEqual([
      'A waits at line 9 for lock_b, which B has held since line 14.',
      'MainThread waits at line 20 for Thread.join.',
      'C waits at line 21 for the end of A.',
    ]);
  });

  it('keeps somebody’s will, the program’s failure and our own fault apart', () => {
    expect(words({ kind: 'interrupted', forced: false, exitCode: 130 }).tone).toBe('calm');
    expect(words({ kind: 'timed-out', afterMs: 10_000 })).toMatchObject({ tone: 'calm' });
    const fault = words({ kind: 'platform-fault', reason: 'out-of-memory', message: 'RangeError', context: 'stack' });
    expect(fault.tone).toBe('fault');
    expect(fault.details).toBe('out-of-memory: RangeError\nstack');
    expect(fault.lines[0]?.text).toMatch(/run it again/);
  });
});

describe('the end of a TypeScript program', () => {
  it('is said in the words of its language', () => {
    const error = {
      type: 'TypeError',
      message: 'nothing to call',
      frames: [frame('main.ts', 4, true)],
      text: '',
      syntax: null,
    };
    expect(words({ kind: 'raised', exitCode: 1, error }, 'typescript').headline).toBe(
      'Threw TypeError, line 4, after 412 ms.',
    );
    const syntax = { file: 'main.ts', line: 2, column: 5 };
    expect(words({ kind: 'raised', exitCode: 2, error: { ...error, syntax } }, 'typescript').headline).toBe(
      'Not valid TypeScript, line 2.',
    );
    for (const outcome of [
      { kind: 'interrupted', forced: true, exitCode: 130 },
      { kind: 'platform-fault', reason: 'unresponsive', message: '', context: '' },
    ] as const) {
      expect(words(outcome, 'typescript').headline).not.toMatch(/interpreter|Python/);
    }
  });

  it('that waits for what never comes says so, and other exit statuses are as everywhere', () => {
    const ended = (exitCode: number, language: Language) => words({ kind: 'finished', exitCode }, language).headline;
    expect(ended(13, 'typescript')).toContain('can never come');
    expect(ended(13, 'python')).toBe('Ended itself with exit status 13 after 412 ms.');
    expect(ended(0, 'typescript')).toBe('Finished in 412 ms.');
  });

  it('tells the frames that were dropped, and the longest time without one where that is noticed', () => {
    const count = (dropped: number, longestMs: number, running = false) =>
      framesWords({ drawn: 100, dropped, longestMs }, running);
    expect(count(0, 17)).toBe('No frames were dropped');
    expect(count(1, 34)).toBe('1 frame was dropped');
    expect(count(40, 683.4)).toBe('40 frames were dropped, 683 ms in one go');
    expect(count(1200, 20_000, true)).toBe('1,200 frames dropped, 20.0 s in one go');
  });
});
