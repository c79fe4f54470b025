import { describe, expect, it } from 'vitest';
import { expectationOf, judgeProgram } from './port-programs';

const END = { stdout: '', stderr: '', status: 0 };

describe('the lines at the top of a program', () => {
  it('say what must come of it, up to the first line of code', () => {
    const source =
      '# A remark.\n# stdout: one\n# stdout:\n\n# stderr: no\n# status: 3\n# start: spawn\n# args: a b\n# native: 3.14\nprint()\n# stdout: not this\n';
    expect(expectationOf(source)).toEqual({
      stdout: ['one', ''],
      sorted: false,
      stderr: ['no'],
      status: 3,
      start: 'spawn',
      args: ['a', 'b'],
    });
  });

  it('are refused when they say nothing, or what nobody understands', () => {
    expect(() => expectationOf('# A remark.\nprint()\n')).toThrow('does not say');
    expect(() => expectationOf('# start: magic\n')).toThrow('"# start: magic" is not understood');
    expect(() => expectationOf('# status: well\n')).toThrow('not understood');
  });
});

describe('the verdict on a program', () => {
  it('is empty when all is as expected', () => {
    const expected = expectationOf('# stdout: one\n# stdout: two\n# stderr: no\n# stderr: good\n# status: 1\n');
    expect(judgeProgram(expected, { stdout: 'one\ntwo\n', stderr: 'oh no\nno good\n', status: 1 })).toEqual([]);
  });

  it('compares all lines, in order unless told that order does not matter', () => {
    const two = '# stdout: one\n# stdout: two\n';
    const end = { ...END, stdout: 'two\none\n' };
    expect(judgeProgram(expectationOf(two), end)).toHaveLength(1);
    expect(judgeProgram(expectationOf(`# sorted: yes\n${two}`), end)).toEqual([]);
    expect(judgeProgram(expectationOf(`# sorted: yes\n${two}`), { ...END, stdout: 'one\none\ntwo\n' })).toHaveLength(1);
  });

  it('names what stderr lacks, in order, and shows what was there', () => {
    const expected = expectationOf('# stderr: good\n# stderr: no\n');
    expect(judgeProgram(expected, { ...END, stderr: 'no good' })).toEqual([
      'stderr lacks "no"',
      'stderr was\n  no good',
    ]);
  });

  it('does not let words on stderr pass that nobody expected', () => {
    expect(judgeProgram(expectationOf('# status: 0\n'), { ...END, stderr: 'Traceback' })[0]).toContain('empty');
  });

  it('compares the status', () => {
    expect(judgeProgram(expectationOf('# status: 3\n'), END)).toEqual(['it ended with 0, and 3 was expected']);
  });
});
