import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { act, can, EMPTY, PIPE_ROOM, type Action, type Memory } from './memory-model';

const who = fc.constantFrom('A' as const, 'B' as const);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constantFrom('thread-adds', 'process-adds', 'sends', 'receives'), who }),
  fc.constant<Action>({ kind: 'forks' }),
);
const after = (actions: readonly Action[]): Memory => actions.reduce(act, EMPTY);
const memories = fc.array(action, { maxLength: 40 }).map(after);
const holds = (claim: (memory: Memory, next: Action) => void) => fc.assert(fc.property(memories, action, claim));

describe('memory', () => {
  it('of threads has one count, which every thread adds to', () => {
    fc.assert(
      fc.property(fc.array(action), (actions) => {
        expect(after(actions).shared).toBe(actions.filter(({ kind }) => kind === 'thread-adds').length);
      }),
    );
  });

  it('of a process is changed by nobody else', () => {
    holds((memory, next) => {
      const { processes } = act(memory, next);
      for (const name of ['A', 'B'] as const) {
        if (next.kind === 'forks' ? name === 'B' : 'who' in next && next.who === name) continue;
        expect(processes[name]?.count).toBe(memory.processes[name]?.count);
        expect(processes[name]?.heard).toBe(memory.processes[name]?.heard);
      }
    });
  });

  it('is copied by a fork as it is at that moment, and each goes on with its own', () => {
    holds((memory) => {
      const { processes } = act(memory, { kind: 'forks' });
      expect(processes.B).toEqual({ ...processes.A, pipe: [] });
      const later = act({ ...memory, processes }, { kind: 'process-adds', who: 'A' }).processes;
      expect(later.A.count).toBe((later.B?.count ?? 0) + 1);
    });
  });

  it('crosses a pipe as messages, in their order, which change no count', () => {
    const start = after([{ kind: 'forks' }, { kind: 'process-adds', who: 'B' }, { kind: 'sends', who: 'B' }]);
    const sent = [{ kind: 'process-adds', who: 'B' } as const, { kind: 'sends', who: 'B' } as const].reduce(act, start);
    expect(sent.processes.A).toEqual({ count: 0, pipe: [1, 2], heard: null });
    const got = act(sent, { kind: 'receives', who: 'A' });
    expect(got.processes.A).toEqual({ count: 0, pipe: [2], heard: 1 });
  });

  it('stays as it is when an action cannot be done', () => {
    holds((memory, next) => {
      if (!can(memory, next)) expect(act(memory, next)).toBe(memory);
      else expect(act(memory, next)).not.toBe(memory);
    });
  });

  it('holds a few messages for a process and no more', () => {
    holds(({ processes }) => {
      for (const space of [processes.A, processes.B]) expect(space?.pipe.length ?? 0).toBeLessThanOrEqual(PIPE_ROOM);
    });
  });
});
