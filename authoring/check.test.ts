import { describe, expect, it } from 'vitest';
import type { Lesson } from '../src/lesson/lesson';
import type { Claim } from '../src/lesson/schema';
import type { RunRequest } from '../src/runtimes/runtime';
import { EMPTY_TRACE } from '../src/trace/samples';
import { checkClaims, findingLine, Rounds, type Finding, type ProgramRunner } from './check';

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

/** The lines that `check` prints. */
async function linesOf(lesson: Lesson, lab: ProgramRunner) {
  const said: string[] = [];
  const tally = await checkClaims(lesson, lab, (finding) => said.push(findingLine('lessons/01-x/lesson.md', finding)));
  return { said, tally };
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
  it('says one line for each claim: where it stands, its kind, its words, and what was expected and measured', async () => {
    const { said, tally } = await linesOf(lesson([prints('a', 'am a'), prints('c', 'am d')]), runner({}));
    expect(said).toEqual([
      'ok     lessons/01-x/lesson.md:7: output "so": a, stdout: fits am a',
      'FAILED lessons/01-x/lesson.md:7: output "so": c, stdout: nothing fits am d; it ended with: I am c',
    ]);
    expect(tally).toEqual({ passed: 1, failed: 1 });
  });

  it('runs each program once, however many claims are about it, and none that no claim is about', async () => {
    const lab = runner({});
    await checkClaims(lesson([prints('a', 'a'), prints('a', 'am'), prints('c', 'c')]), lab, () => {});
    expect(lab.ran).toEqual(['a', 'c']);
  });

  it('gives a claim about time three tries, and says which one it was', async () => {
    const { said } = await linesOf(lesson([fast('a', 10)]), runner({ a: [50, 9] }));
    expect(said).toEqual(['ok     lessons/01-x/lesson.md:8: wall "so": a took 9 ms (at most 10) (try 2)']);
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
    const told = (...checks: Claim[]) => linesOf(exercise(...checks), runner({ solved: [50, 5] }));

    it('runs the solution, which passes, and the program as it is given, which does not', async () => {
      expect(await told(prints('a', 'am solved'))).toEqual({
        said: [
          'ok     lessons/01-x/lesson.md:7: exercise e, output "so": the solution (a): a, stdout: fits am solved',
          'ok     lessons/01-x/lesson.md:7: exercise e, as given: a does not pass "so" yet',
        ],
        tally: { passed: 2, failed: 0 },
      });
    });

    it('complains of a solution that solves nothing', async () => {
      expect((await told(prints('a', 'am happy'))).tally).toEqual({ passed: 1, failed: 1 });
    });

    it('complains where there is nothing to do', async () => {
      expect((await told(prints('a', 'I am'))).said[1]).toBe(
        'FAILED lessons/01-x/lesson.md:7: exercise e, as given: a passes every check already, so there is nothing to do',
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

describe('beside other lessons', () => {
  /** The same answers from a quiet machine; `ran` names only what was run on the busy one. */
  const busy = (wall: Record<string, readonly number[]>, quietly: Record<string, readonly number[]>) => {
    const [noisy, quiet] = [runner(wall), runner(quietly)];
    return { ran: noisy.ran, ranAlone: quiet.ran, run: noisy.run, runAlone: quiet.run };
  };

  it('measures again with nothing beside it what did not hold in company', async () => {
    const lab = busy({ a: [50] }, { a: [9] });
    const { said } = await linesOf(lesson([fast('a', 10)]), lab);
    expect(said).toEqual(['ok     lessons/01-x/lesson.md:8: wall "so": a took 9 ms (at most 10) (try 2)']);
    expect([lab.ran, lab.ranAlone]).toEqual([['a'], ['a']]);
  });

  it('counts what fails when it is alone, too', async () => {
    const lab = busy({ a: [50] }, { a: [50] });
    expect(await checkClaims(lesson([fast('a', 10)]), lab, () => {})).toEqual({ passed: 0, failed: 1 });
  });

  it('gives one more try to claims that mind company, and none to what a program prints', async () => {
    const lab = busy({}, {});
    const actors: Claim = { claim: 'actors', program: 'a', min: 3, says: 'so', line: 9 };
    await checkClaims(lesson([actors, prints('b', 'nothing')]), lab, () => {});
    expect([lab.ran, lab.ranAlone]).toEqual([['a', 'b'], ['a']]);
  });

  it('does not take for an exercise what only a busy machine makes hard', async () => {
    const solved = { ...lesson([]).programs[0]!, id: 'e-solution', entry: 'solved.py' };
    const exercise = { id: 'e', program: 'a', checks: [fast('a', 10)], solution: solved };
    const lab = busy({ a: [50], solved: [5] }, { a: [5] });
    const { said } = await linesOf({ ...lesson([]), exercises: [exercise] }, lab);
    expect(said[1]).toContain('a passes every check already');
  });
});

describe('several rounds', () => {
  const finding = (what: string, ok: boolean, tries = 1): Finding => ({
    ok,
    line: 3,
    what,
    sentence: `was ${ok}`,
    tries,
  });

  it('name what did not hold every time, how often it did, and what was measured when it did not', () => {
    const rounds = new Rounds();
    for (const ok of [true, false, true]) {
      rounds.add('x.md', finding('overlap "a"', ok));
      rounds.add('x.md', finding('outcome "b"', true));
    }
    rounds.add('x.md', finding('ratio "c"', true, 2));
    expect(rounds.summary()).toEqual([
      '2 of 3 did not hold every time at the first try:',
      'x.md:3: overlap "a": held 2 of 3 times; when it did not: was false',
      'x.md:3: ratio "c": held 1 of 1 times, 1 of them only when tried again',
    ]);
  });

  it('say so in a word when all held', () => {
    const rounds = new Rounds();
    rounds.add('x.md', finding('overlap "a"', true));
    expect(rounds.summary()).toEqual(['All 1 held every time, at the first try.']);
  });
});
