/** The network's only clock. It is given, so that tests can let an hour pass at once. */
export interface LabTimers {
  /** Milliseconds since some moment; never decreases. */
  now(): number;
  /** Calls `act` once, `ms` from now or a little later, never within this call. Returns what calls it off. */
  after(ms: number, act: () => void): () => void;
}
