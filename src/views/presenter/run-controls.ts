/** What a beat with a program lets be done to it. */
export interface RunControls {
  run(): void;
  stop(): void;
  recorded(): void;
  replay(): void;
  /** Gives what is to be said. */
  speed(by: 1 | -1): string | null;
  lane(by: 1 | -1 | 0): string | null;
  look(): string;
}
