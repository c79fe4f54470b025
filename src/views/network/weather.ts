/** The sliders' stops, and their values in words. */
import { network } from '../../texts/en/network';
import { numbers } from '../../texts/en/numbers';
import { percent } from './hosts';

/** Logarithmic, in steps that one can say. */
export const LATENCY_STOPS = [0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20] as const;

/** The stop that is nearest in proportion. */
export function latencyStop(factor: number): number {
  const distance = (stop: number) => Math.abs(Math.log(stop / Math.max(factor, 1e-9)));
  let best = 0;
  LATENCY_STOPS.forEach((stop, i) => {
    if (distance(stop) < distance(LATENCY_STOPS[best] ?? 1)) best = i;
  });
  return best;
}

export function latencyWords(factor: number): string {
  if (factor === 1) return network.asDeclared;
  return factor > 1
    ? network.timesAsLong(numbers.decimal(`${factor}`))
    : network.timesAsQuick(numbers.decimal(`${factor}`), numbers.decimal(trim(1 / factor)));
}

/** What stands beside the slider. */
export function latencyShort(factor: number): string {
  return factor === 1 ? network.asDeclared : `× ${numbers.decimal(`${factor}`)}`;
}

export function failureWords(rate: number): string {
  if (rate <= 0) return network.noneFails;
  if (rate >= 1) return network.allFail;
  return network.fail(percent(rate));
}

const trim = (value: number): string => String(Number(value.toFixed(1)));
