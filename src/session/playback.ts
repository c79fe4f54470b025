/**
 * Playing a recorded run back: where the playhead stands, and how fast it moves.
 *
 * The time is the trace's (milliseconds since the run's start); the clock that moves it is given from outside, so that the
 * same object runs on `requestAnimationFrame` in the page and on a fake clock in tests.
 *
 * - While the program still runs, the playhead stays at the running edge, unless somebody took it elsewhere.
 * - Playing ends at the trace's end and stays there; playing from the end starts over at 0.
 * - A listener is called once for every change and reads the state itself; `getState()` returns the same object until
 *   something changes (so it may be given to `useSyncExternalStore`).
 */
import { traceTime } from '../trace/ids';
import { nextEventTime, previousEventTime } from '../trace/selectors';
import type { Trace } from '../trace/trace';

/** How many milliseconds of the run pass in a millisecond of the reader's. */
export const SPEEDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1] as const;
export type Speed = (typeof SPEEDS)[number];

export interface PlaybackClock {
  /** Milliseconds; only differences matter. */
  now(): number;
  /** Calls back once, soon (in the page: at the next frame). Returns what `cancel` takes. */
  request(callback: () => void): number;
  cancel(handle: number): void;
}

export interface PlaybackState {
  /** The playhead, in trace milliseconds, always within `[0, end]`. */
  readonly t: number;
  readonly end: number;
  readonly playing: boolean;
  readonly speed: Speed;
  /** True while the run goes on and the playhead follows its edge. */
  readonly following: boolean;
}

/** A step of the reader's clock longer than this was a pause of the page (a hidden tab), not a frame. */
const LONGEST_FRAME_MS = 250;

export class Playback {
  readonly speeds = SPEEDS;
  readonly #clock: PlaybackClock;
  readonly #listeners = new Set<() => void>();
  #state: PlaybackState = { t: 0, end: 0, playing: false, speed: 0.05, following: false };
  #trace: Trace | null = null;
  #frame: number | null = null;
  #last = 0;

  constructor(clock: PlaybackClock) {
    this.#clock = clock;
  }

  readonly getState = (): PlaybackState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Gives the trace, or a longer snapshot of the same run. A trace of another run (`restart`, or one that is shorter than
   * what was there) puts the playhead at its edge while it runs, and at its end when it is complete.
   */
  setTrace(trace: Trace | null, restart = false): void {
    const before = this.#trace;
    this.#trace = trace;
    if (trace === null) {
      this.#stop();
      this.#set({ t: 0, end: 0, playing: false, following: false });
      return;
    }
    const anew = restart || before === null || trace.length < before.length || trace.end < before.end;
    if (anew) this.#stop();
    const live = !trace.complete;
    const following = anew ? live : live && this.#state.following;
    // When a followed run ends, the playhead comes to rest at the end.
    const atEdge = anew || this.#state.following;
    this.#set({
      end: trace.end,
      t: atEdge ? trace.end : Math.min(this.#state.t, trace.end),
      playing: anew ? false : this.#state.playing,
      following,
    });
  }

  play(): void {
    if (this.#state.playing || this.#trace === null || this.#state.end === 0) return;
    const from = this.#state.t >= this.#state.end ? 0 : this.#state.t;
    this.#last = this.#clock.now();
    this.#set({ t: from, playing: true, following: false });
    this.#frame = this.#clock.request(this.#tick);
  }

  pause(): void {
    if (!this.#state.playing) return;
    this.#stop();
    this.#set({ playing: false });
  }

  toggle(): void {
    if (this.#state.playing) this.pause();
    else this.play();
  }

  /** Moves the playhead. Playing goes on from there. */
  seek(t: number): void {
    if (!Number.isFinite(t)) return;
    this.#set({ t: Math.min(Math.max(t, 0), this.#state.end), following: false });
  }

  /** To the next moment at which anything happened; to the end when nothing more does. Pauses. */
  stepForward(): void {
    if (this.#trace === null) return;
    this.pause();
    this.seek(nextEventTime(this.#trace, traceTime(this.#state.t)) ?? this.#state.end);
  }

  /** To the previous moment at which anything happened, or to 0. Pauses. */
  stepBack(): void {
    if (this.#trace === null) return;
    this.pause();
    this.seek(previousEventTime(this.#trace, traceTime(this.#state.t)) ?? 0);
  }

  setSpeed(speed: Speed): void {
    this.#set({ speed });
  }

  /** Back to the running edge (only while the run goes on). */
  follow(): void {
    if (this.#trace === null || this.#trace.complete) return;
    this.pause();
    this.#set({ t: this.#state.end, following: true });
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#listeners.clear();
  }

  readonly #tick = (): void => {
    const now = this.#clock.now();
    const passed = Math.min(now - this.#last, LONGEST_FRAME_MS);
    this.#last = now;
    const t = this.#state.t + passed * this.#state.speed;
    if (t >= this.#state.end) {
      this.#frame = null;
      this.#set({ t: this.#state.end, playing: false });
      return;
    }
    this.#frame = this.#clock.request(this.#tick);
    this.#set({ t });
  };

  #stop(): void {
    if (this.#frame !== null) this.#clock.cancel(this.#frame);
    this.#frame = null;
  }

  #set(change: Partial<PlaybackState>): void {
    const state = this.#state;
    const next = { ...state, ...change };
    if (
      next.t === state.t &&
      next.end === state.end &&
      next.playing === state.playing &&
      next.speed === state.speed &&
      next.following === state.following
    ) {
      return;
    }
    this.#state = next;
    for (const listener of [...this.#listeners]) listener();
  }
}
