import { describe, expect, it } from 'vitest';
import { describeDeadlock, type BlockedThread } from './deadlock';

const blocked = (over: Partial<BlockedThread>): BlockedThread => ({
  actor: 'A',
  via: '',
  file: '/home/learner/program.py',
  line: 1,
  wants: null,
  holder: null,
  holder_file: null,
  holder_line: 0,
  ...over,
});

describe('a deadlock in words', () => {
  it('names each thread, what it wants, who holds that, and the lines of both', () => {
    const outcome = describeDeadlock([
      blocked({
        actor: 'one',
        line: 7,
        wants: 'lock_b',
        holder: 'two',
        holder_file: '/home/learner/program.py',
        holder_line: 10,
      }),
      blocked({
        actor: 'two',
        line: 12,
        wants: 'lock_a',
        holder: 'one',
        holder_file: '/home/learner/program.py',
        holder_line: 5,
      }),
    ]);
    expect(outcome.cycle).toEqual(['one', 'two']);
    expect(outcome.text).toContain('one waits for lock_b (program.py, line 7), held by two, which took it in line 10.');
    expect(outcome.blocked[1]?.holder).toEqual({ actor: 'one', place: { file: 'program.py', line: 5 } });
  });

  it('finds the circle among threads that merely wait for it', () => {
    const outcome = describeDeadlock([
      blocked({ actor: 'MainThread', via: 'Thread.join', wants: 'the end of one', holder: 'one' }),
      blocked({ actor: 'one', wants: 'a', holder: 'two' }),
      blocked({ actor: 'two', wants: 'b', holder: 'three' }),
      blocked({ actor: 'three', wants: 'c', holder: 'one' }),
    ]);
    expect(outcome.cycle).toEqual(['one', 'two', 'three']);
  });

  it('says that a thread waits for itself', () => {
    const outcome = describeDeadlock([
      blocked({ actor: 'A', wants: 'lock', holder: 'A', holder_file: '/home/learner/program.py', holder_line: 3 }),
    ]);
    expect(outcome.cycle).toEqual(['A']);
    expect(outcome.text).toContain('waits for lock (program.py, line 1), and holds it itself, since line 3.');
  });

  it('has no circle when nobody is left to put into a queue', () => {
    const outcome = describeDeadlock([blocked({ via: 'Queue.get', wants: 'tasks' })]);
    expect(outcome.cycle).toEqual([]);
    expect(outcome.text).toContain(
      'A waits in Queue.get for tasks (program.py, line 1): nobody is left to put anything into it.',
    );
  });
});
