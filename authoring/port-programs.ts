/**
 * Whole programs among the port's tests (`src/runtimes/python/port/tests/programs/`): what only a program of its own can show,
 * such as what happens at its end, or when its main module is imported a second time. Lines at the program's top say what must
 * come of it:
 *
 *     # stdout: a line of the output; all of them are listed, in order
 *     # sorted: yes                      the order of the output's lines does not matter
 *     # stderr: words                    must appear there, after those of the line before; without any, stderr stays empty
 *     # status: 1                        the exit status; 0 when not said
 *     # start: spawn                     how processes start when the program does not say; fork when not said
 *     # args: one two                    its command line
 *     # native: 3.14                     since which Python it is true (`run_programs.py` asks CPython itself)
 *
 * A comment that has none of these names is a comment.
 */
import type { StartMethod } from '../src/runtimes/runtime';

export interface Expectation {
  readonly stdout: readonly string[];
  readonly sorted: boolean;
  readonly stderr: readonly string[];
  readonly status: number;
  readonly start: StartMethod;
  readonly args: readonly string[];
}

/** Reads the lines at the top of a program. Throws when it does not say anything, or says what nobody understands. */
export function expectationOf(source: string): Expectation {
  const stdout: string[] = [];
  const stderr: string[] = [];
  let sorted = false;
  let status = 0;
  let start: StartMethod = 'fork';
  let args: string[] = [];
  let said = false;
  for (const line of source.split('\n')) {
    if (line !== '' && !line.startsWith('#')) break;
    const found = /^# (stdout|stderr|sorted|status|start|args|native):(?: (.*))?$/.exec(line);
    if (found === null) continue;
    const name = found[1];
    const value = found[2] ?? '';
    said = true;
    if (name === 'stdout') stdout.push(value);
    else if (name === 'stderr') stderr.push(value);
    else if (name === 'sorted') sorted = value === 'yes';
    else if (name === 'args') args = value.split(' ');
    else if (name === 'status' && /^\d+$/.test(value)) status = Number(value);
    else if (name === 'start' && (value === 'fork' || value === 'spawn')) start = value;
    else if (name !== 'native') throw new Error(`"${line}" is not understood`);
  }
  if (!said) throw new Error('the program does not say what must come of it');
  return { stdout, sorted, stderr, status, start, args };
}

export interface ProgramEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** What is wrong with a program's end, in words; empty when nothing is. */
export function judgeProgram(expected: Expectation, { stdout, stderr, status }: ProgramEnd): string[] {
  const wrong: string[] = [];
  if (status !== expected.status) wrong.push(`it ended with ${status}, and ${expected.status} was expected`);
  const lines = stdout === '' ? [] : stdout.replace(/\n$/, '').split('\n');
  const [seen, wanted] = expected.sorted
    ? [lines.toSorted(), expected.stdout.toSorted()]
    : [lines, [...expected.stdout]];
  if (seen.join('\n') !== wanted.join('\n')) {
    wrong.push(`stdout was\n${indent(seen)}\nand this was expected\n${indent(wanted)}`);
  }
  let from = 0;
  for (const words of expected.stderr) {
    const at = stderr.indexOf(words, from);
    if (at < 0) {
      wrong.push(`stderr lacks "${words}"`);
      break;
    }
    from = at + words.length;
  }
  if (expected.stderr.length === 0 && stderr.trim() !== '') wrong.push('stderr was expected to be empty');
  if (wrong.length > 0 && stderr.trim() !== '') {
    wrong.push(`stderr was\n${indent(stderr.trimEnd().split('\n').slice(-40))}`);
  }
  return wrong;
}

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join('\n');
