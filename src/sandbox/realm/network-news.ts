/**
 * What the lab network says about itself, on its way to the page: put on the run's clock, in batches, within the budget. The
 * network is ours, but what it quotes (methods, paths, names) is the program's.
 */
import type { LabEvent } from '../../lab/events';
import { SPACE } from '../../protocol/budget';
import { NETWORK_CAPS } from '../../protocol/parse-network';
import type { Timers } from './timers';

/** Between two batches: twenty a second. */
const BATCH_MS = 50;

export class NetworkNews {
  #events: LabEvent[] = [];
  #omitted = 0;
  #omittedTold = 0;
  /** What is added to the frame's time to get the run's; null before the program's first instruction. */
  #shift: number | null = null;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly timers: Timers,
    private readonly tell: (events: readonly LabEvent[], omitted: number) => void,
  ) {}

  /** The run's time 0, as `Timers.epochNow` counts. */
  begin(epoch: number): void {
    this.#shift ??= this.timers.epochNow() - this.timers.now() - epoch;
  }

  /** Exchanges are numbered from 0 in the order of their beginnings, so a number says whether the budget is spent. */
  add(event: LabEvent): void {
    if (event.exchange >= SPACE.exchanges)
      this.#omitted = Math.max(this.#omitted, event.exchange - SPACE.exchanges + 1);
    else this.#events.push(shortened({ ...event, t: Math.max(0, event.t + (this.#shift ?? -event.t)) }));
    if (this.#events.length >= NETWORK_CAPS.events) this.flush();
    else this.#cancel ??= this.timers.after(BATCH_MS, () => this.flush());
  }

  /** Tells what is left. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#events.length === 0 && this.#omitted === this.#omittedTold) return;
    const events = this.#events;
    this.#events = [];
    this.#omittedTold = this.#omitted;
    this.tell(events, this.#omitted);
  }
}

function shortened(event: LabEvent): LabEvent {
  switch (event.phase) {
    case 'connecting':
      return { ...event, host: event.host.slice(0, NETWORK_CAPS.host) };
    case 'request':
      return {
        ...event,
        host: event.host.slice(0, NETWORK_CAPS.host),
        method: event.method.slice(0, NETWORK_CAPS.method),
        path: event.path.slice(0, NETWORK_CAPS.path),
      };
    default:
      return event;
  }
}
