import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDLE, isActive, runReducer, type RunEvent, type RunState } from './run-machine';

const summary = { outcome: { kind: 'finished', exitCode: 0 }, wallMs: 12 } as const;
const after = (...events: RunEvent[]): RunState => events.reduce(runReducer, IDLE);

const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({ type: fc.constant('ask' as const), run: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    type: fc.constant('progress' as const),
    run: fc.integer({ min: 1, max: 3 }),
    progress: fc.constant({ step: 'Downloading', loaded: 1, total: 2 }),
  }),
  fc.record({ type: fc.constant('started' as const), run: fc.integer({ min: 1, max: 3 }), at: fc.nat(1000) }),
  fc.record({ type: fc.constant('stop' as const), run: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    type: fc.constant('ended' as const),
    run: fc.integer({ min: 1, max: 3 }),
    summary: fc.constant(summary),
  }),
  fc.constant({ type: 'leave' as const }),
);

describe('the life of a run', () => {
  it('goes from asking through preparing and running to its end', () => {
    expect(after({ type: 'ask', run: 1 }).phase).toBe('preparing');
    expect(after({ type: 'ask', run: 1 }, { type: 'started', run: 1, at: 5 })).toEqual({
      phase: 'running',
      run: 1,
      since: 5,
    });
    expect(
      after({ type: 'ask', run: 1 }, { type: 'started', run: 1, at: 5 }, { type: 'ended', run: 1, summary }),
    ).toEqual({
      phase: 'ended',
      run: 1,
      summary,
    });
  });

  it('insists at the second press of Stop', () => {
    const once = after({ type: 'ask', run: 1 }, { type: 'started', run: 1, at: 0 }, { type: 'stop', run: 1 });
    expect(once).toMatchObject({ phase: 'stopping', insisted: false });
    expect(runReducer(once, { type: 'stop', run: 1 })).toMatchObject({ phase: 'stopping', insisted: true });
  });

  it('keeps the wish to stop when the program starts only after the press', () => {
    expect(after({ type: 'ask', run: 1 }, { type: 'stop', run: 1 }, { type: 'started', run: 1, at: 3 })).toMatchObject({
      phase: 'stopping',
      since: 3,
    });
  });

  it('can end before it started', () => {
    expect(after({ type: 'ask', run: 1 }, { type: 'ended', run: 1, summary }).phase).toBe('ended');
  });

  it('hears nothing that an older run still says', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), anyEvent, (story, event) => {
        const state = after(...story);
        if (!('run' in event) || event.type === 'ask' || !('run' in state) || event.run === state.run) return;
        expect(runReducer(state, event)).toBe(state);
      }),
    );
  });

  it('never starts a second run while one is on, and never leaves an end but by asking or leaving', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), anyEvent, (story, event) => {
        const state = after(...story);
        const next = runReducer(state, event);
        if (event.type === 'ask' && isActive(state)) expect(next).toBe(state);
        if (state.phase === 'ended' && next !== state) expect(['ask', 'leave']).toContain(event.type);
      }),
    );
  });
});
