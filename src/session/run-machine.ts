/**
 * The life of one run, as a pure reducer.
 *
 *     idle --ask--> preparing --started--> running --stop--> stopping --ended--> ended
 *                       |                     |                  ^   (a second stop insists)
 *                       +------- stop --------+------------------+
 *                       +------- ended (a platform fault before the first instruction) ----------> ended
 *
 * Each run has a number of its own. Whatever an older run still says after a newer one has begun is not heard: the reducer
 * returns the same state object, so that subscribers do not even notice.
 */
import type { RunSummary } from '../runtimes/runtime';

export interface BootProgress {
  readonly step: string;
  readonly loaded: number;
  readonly total: number;
}

export type RunState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'preparing'; readonly run: number; readonly progress: BootProgress | null }
  /** `since` is the page's clock at the first sign of life, for the elapsed time; the run's own times are in its trace. */
  | { readonly phase: 'running'; readonly run: number; readonly since: number }
  /** `insisted` after the second press: the interpreter is being taken away. */
  | { readonly phase: 'stopping'; readonly run: number; readonly since: number | null; readonly insisted: boolean }
  | { readonly phase: 'ended'; readonly run: number; readonly summary: RunSummary };

export type RunEvent =
  | { readonly type: 'ask'; readonly run: number }
  | { readonly type: 'progress'; readonly run: number; readonly progress: BootProgress }
  | { readonly type: 'started'; readonly run: number; readonly at: number }
  | { readonly type: 'stop'; readonly run: number }
  | { readonly type: 'ended'; readonly run: number; readonly summary: RunSummary }
  /** Forget an ended run (another lesson was opened). */
  | { readonly type: 'leave' };

export const IDLE: RunState = { phase: 'idle' };

export function isActive(state: RunState): boolean {
  return state.phase === 'preparing' || state.phase === 'running' || state.phase === 'stopping';
}

export function runReducer(state: RunState, event: RunEvent): RunState {
  if (event.type === 'ask') return isActive(state) ? state : { phase: 'preparing', run: event.run, progress: null };
  if (event.type === 'leave') return isActive(state) ? state : IDLE;
  if (state.phase === 'idle' || state.phase === 'ended' || state.run !== event.run) return state;
  switch (event.type) {
    case 'progress':
      return state.phase === 'preparing' ? { ...state, progress: event.progress } : state;
    case 'started':
      if (state.phase === 'preparing') return { phase: 'running', run: state.run, since: event.at };
      // Stop was pressed while the interpreter was still being prepared: the wish stands.
      return state.phase === 'stopping' && state.since === null ? { ...state, since: event.at } : state;
    case 'stop':
      if (state.phase === 'stopping') return state.insisted ? state : { ...state, insisted: true };
      return {
        phase: 'stopping',
        run: state.run,
        since: state.phase === 'running' ? state.since : null,
        insisted: false,
      };
    case 'ended':
      return { phase: 'ended', run: state.run, summary: event.summary };
  }
}
