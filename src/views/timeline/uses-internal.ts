import type { Trace } from '../../trace/trace';
import { trafficOf } from './rows';

/** Whether there is anything to show of what the library made for its own use. */
export function usesInternal(trace: Trace): boolean {
  if (trafficOf(trace).some(({ internal }) => internal)) return true;
  return trace.resources.some(({ id, internal }) => internal && trace.holds(id).length > 0);
}
