/** What this room needs of a playback. `session/playback.ts` keeps it; a view only reads it and tells it what to do. */
export interface PlaybackState {
  /** The playhead, in trace milliseconds. */
  readonly t: number;
  readonly end: number;
  readonly playing: boolean;
  /** Milliseconds of the run in a millisecond of the reader's. */
  readonly speed: number;
  /** The run goes on and the playhead follows its edge. */
  readonly following: boolean;
}

export interface PlaybackSource {
  /** The speeds that `setSpeed` takes. */
  readonly speeds: readonly number[];
  readonly getState: () => PlaybackState;
  readonly subscribe: (listener: () => void) => () => void;
  seek(t: number): void;
  toggle(): void;
  stepForward(): void;
  stepBack(): void;
  setSpeed(speed: number): void;
}
