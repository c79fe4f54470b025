import { describe, expect, it } from 'vitest';
import type { Lesson } from '../src/lesson/lesson';
import type { Claim } from '../src/lesson/schema';
import type { RunRequest } from '../src/runtimes/runtime';
import { EMPTY_TRACE } from '../src/trace/samples';
import { checkClaims, type ProgramRunner } from './check';

const lesson = (claims: readonly Claim[]): Lesson => {
  const program = (id: string) =>
    ({
      id,
      title: id,
      language: 'python',
      variant: 'threads',
      entry: `${id}.py`,
      files: [{ path: `${id}.py`, content: '' }],
    }) as const;
  return {
    id: '01-x',
    title: '',
    question: '',
    part: '',
    minutes: 1,
    steps: [],
    programs: [program('a'), program('b')],
    edits: [program('c')],
    claims,
  };
};

/** Answers each run with the next wall time on its list; the last one stays. */
function runner(wall: Readonly<Record<string, readonly number[]>>): ProgramRunner & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    run: ({ entry }: RunRequest) => {
      const id = entry.replace('.py', '');
      const times = wall[id] ?? [1];
      const wallMs = times[Math.min(ran.filter((name) => name === id).length, times.length - 1)] ?? 1;
      ran.push(id);
      return Promise.resolve({
        summary: { outcome: { kind: 'finished', exitCode: 0 } as const, wallMs },
        stdout: `I am ${id}\n`,
        stderr: '',
        trace: EMPTY_TRACE,
      });
    },
  };
}

const prints = (program: string, matches: string): Claim => ({
  claim: 'output',
  program,
  matches,
  says: 'so',
  line: 7,
});
const fast = (program: string, max: number): Claim => ({ claim: 'wall', program, max, says: 'so', line: 8 });

describe('checking a lesson', () => {
  it('says one line for each claim, with its place, its words and what was measured', async () => {
    const said: string[] = [];
    const tally = await checkClaims(lesson([prints('a', 'am a'), prints('c', 'am d')]), runner({}), (line) =>
      said.push(line),
    );
    expect(said).toEqual([
      'ok     01-x:7 "so": a, stdout: fits am a',
      'FAILED 01-x:7 "so": c, stdout: nothing fits am d; it ended with: I am c',
    ]);
    expect(tally).toEqual({ passed: 1, failed: 1 });
  });

  it('runs each program once, however many claims are about it, and none that no claim is about', async () => {
    const lab = runner({});
    await checkClaims(lesson([prints('a', 'a'), prints('a', 'am'), prints('c', 'c')]), lab, () => {});
    expect(lab.ran).toEqual(['a', 'c']);
  });

  it('gives a claim about time three tries, and says which one it was', async () => {
    const said: string[] = [];
    await checkClaims(lesson([fast('a', 10)]), runner({ a: [50, 9] }), (line) => said.push(line));
    expect(said).toEqual(['ok     01-x:8 "so": a took 9 ms (at most 10) (try 2)']);
    const lab = runner({ b: [50] });
    expect(await checkClaims(lesson([fast('b', 10)]), lab, () => {})).toEqual({ passed: 0, failed: 1 });
    expect(lab.ran).toHaveLength(3);
  });

  describe('with an exercise', () => {
    const solved = { ...lesson([]).programs[0]!, id: 'e-solution', entry: 'solved.py' };
    const exercise = (...checks: Claim[]) => ({
      ...lesson([]),
      exercises: [{ id: 'e', program: 'a', checks, solution: solved }],
    });
    const told = async (...checks: Claim[]) => {
      const said: string[] = [];
      const tally = await checkClaims(exercise(...checks), runner({ solved: [50, 5] }), (line) => said.push(line));
      return { said, tally };
    };

    it('runs the solution, which passes, and the program as it is given, which does not', async () => {
      expect(await told(prints('a', 'am solved'))).toEqual({
        said: [
          'ok     01-x:7 exercise e: the solution, "so": a, stdout: fits am solved',
          'ok     01-x:7 exercise e: as given, a does not pass "so"',
        ],
        tally: { passed: 2, failed: 0 },
      });
    });

    it('complains of a solution that solves nothing', async () => {
      expect((await told(prints('a', 'am happy'))).tally).toEqual({ passed: 1, failed: 1 });
    });

    it('complains where there is nothing to do', async () => {
      expect((await told(prints('a', 'I am'))).said[1]).toBe(
        'FAILED 01-x:7 exercise e: as given, a passes every check already: there is nothing to do',
      );
    });

    it('tries a check about time again', async () => {
      expect((await told(prints('a', 'am solved'), fast('a', 10))).tally).toEqual({ passed: 3, failed: 0 });
    });
  });

  it('gives every other claim one try', async () => {
    const lab = runner({});
    await checkClaims(lesson([prints('a', 'nothing')]), lab, () => {});
    expect(lab.ran).toEqual(['a']);
  });
});
