/** The network's weather: what a learner's sliders change while a program runs. A change acts on the next request. */
export interface Conditions {
  /** Multiplies every host's latency and jitter. 1 is as declared. Servers' own time (`/delay/1`) is not touched. */
  readonly latencyFactor: number;
  /** Multiplies every host's bandwidth. 1 is as declared. */
  readonly bandwidthFactor: number;
  /** From 0 to 1: how many of all requests fail, on top of what hosts declare for themselves. */
  readonly failureRate: number;
}

export const FAIR_WEATHER: Conditions = { latencyFactor: 1, bandwidthFactor: 1, failureRate: 0 };

/** Out of range is brought into range: sliders and links may say anything. */
export function soundConditions(wanted: Partial<Conditions>, base: Conditions = FAIR_WEATHER): Conditions {
  const within = (value: number | undefined, standing: number, least: number, most: number): number =>
    value === undefined || Number.isNaN(value) ? standing : Math.min(Math.max(value, least), most);
  return {
    latencyFactor: within(wanted.latencyFactor, base.latencyFactor, 0, 1_000),
    bandwidthFactor: within(wanted.bandwidthFactor, base.bandwidthFactor, 0.001, 1_000),
    failureRate: within(wanted.failureRate, base.failureRate, 0, 1),
  };
}
