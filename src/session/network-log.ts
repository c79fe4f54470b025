/**
 * What a run did in the network, put together from its events: one row for each exchange (a request with its answer, see
 * `lab/events.ts`), sums, and how many were in flight at each time. Bounded however long a program goes on: the newest rows
 * are kept, the others are counted.
 *
 * The events come from the realm. Each was parsed, but their story need not make sense: what belongs to no exchange that has
 * begun, or to one that has ended, is not heard.
 */
import type { LabEvent, LabOutcome } from '../lab/events';

/** One row of the network panel. Times are milliseconds of the run's clock; null is "not yet", or "never" once it is done. */
export interface Exchange {
  readonly id: number;
  readonly connection: number;
  /** Whose it was, by the numbers of the run's processes. */
  readonly process: number | null;
  readonly host: string;
  readonly port: number;
  /** Null while nothing was asked on the connection. */
  readonly method: string | null;
  readonly path: string;
  readonly began: number;
  readonly queued: number | null;
  readonly connected: number | null;
  readonly requested: number | null;
  readonly sent: number | null;
  readonly receiving: number | null;
  readonly done: number | null;
  readonly status: number | null;
  /** Null while it is in flight. */
  readonly outcome: LabOutcome | null;
  /** It ended otherwise than the program wished: without an answer, or with one that says no. */
  readonly failed: boolean;
  /** It went to the real network, and not to a host of the lab. */
  readonly real: boolean;
  /** Why it ended as it did, where somebody could say: for people. */
  readonly words: string | null;
  /** Of the answer, head included; 0 until it is done. */
  readonly bytes: number;
}

/** From `t` on so many are in flight; before that, in the same bin of time, at most `most`. */
export interface LoadPoint {
  readonly t: number;
  readonly most: number;
  readonly inFlight: number;
}

export interface NetworkSnapshot {
  /** The newest, in the order of their beginnings. */
  readonly exchanges: readonly Exchange[];
  /** How many older ones are counted in the sums and no longer listed. */
  readonly dropped: number;
  /** How many have begun of which nothing else is known. */
  readonly omitted: number;
  readonly inFlight: number;
  /** Ended with an answer that is no error (below 400). */
  readonly succeeded: number;
  /** Ended in any other way, but for connections on which nothing was asked. */
  readonly failed: number;
  readonly mostInFlight: number;
  /** In order of time; empty before the first exchange. */
  readonly load: readonly LoadPoint[];
}

export const MOST_EXCHANGES = 2_000;

/** More points than a chart has pixels say nothing more. */
const MOST_POINTS = 1_200;

function isFailure({ outcome, status }: Pick<Exchange, 'outcome' | 'status'>): boolean {
  if (outcome === null || outcome === 'unused') return false;
  return outcome !== 'ok' || (status ?? 0) >= 400;
}

export class NetworkLog {
  /** Rows that are listed, by id, in the order of their beginnings (a Map keeps it). */
  readonly #listed = new Map<number, Exchange>();
  /** In flight, listed or not. */
  readonly #live = new Map<number, Exchange>();
  #highest = -1;
  #dropped = 0;
  #omitted = 0;
  #succeeded = 0;
  #failed = 0;
  #most = 0;
  readonly #load = new LoadSeries();
  #last = 0;
  #snapshot: NetworkSnapshot | null = null;

  add(events: readonly LabEvent[], omitted: number): void {
    this.#omitted = Math.max(this.#omitted, omitted);
    for (const event of events) this.#hear(event);
    this.#snapshot = null;
  }

  /** Nothing more comes: what is in flight has been given up with the run. */
  end(t: number): void {
    for (const exchange of [...this.#live.values()]) {
      this.#finish({ ...exchange, done: Math.max(t, this.#last, exchange.began), outcome: 'cancelled' });
    }
    this.#snapshot = null;
  }

  /** Null before the first exchange. The same object until something is added. */
  snapshot(): NetworkSnapshot | null {
    if (this.#highest < 0 && this.#omitted === 0) return null;
    this.#snapshot ??= {
      exchanges: [...this.#listed.values()],
      dropped: this.#dropped,
      omitted: this.#omitted,
      inFlight: this.#live.size,
      succeeded: this.#succeeded,
      failed: this.#failed,
      mostInFlight: this.#most,
      load: this.#load.points(),
    };
    return this.#snapshot;
  }

  #hear(event: LabEvent): void {
    // Times never decrease, and what says otherwise is put right: charts and bars rely on it.
    const t = Math.max(event.t, this.#last);
    this.#last = t;
    const exchange = this.#live.get(event.exchange);
    switch (event.phase) {
      case 'connecting':
        if (event.exchange > this.#highest) this.#begin({ ...begun(event, t), method: null, path: '' });
        return;
      case 'request': {
        const asked = { method: event.method, path: event.path, requested: t };
        if (exchange !== undefined) this.#change({ ...exchange, ...asked });
        else if (event.exchange > this.#highest) this.#begin({ ...begun(event, t), ...asked });
        return;
      }
      case 'real':
        if (exchange !== undefined) this.#change({ ...exchange, real: true });
        return;
      case 'explained':
        if (exchange !== undefined) this.#change({ ...exchange, words: event.words });
        return;
      case 'queued':
        if (exchange !== undefined) this.#change({ ...exchange, queued: t });
        return;
      case 'connected':
        if (exchange !== undefined) this.#change({ ...exchange, connected: t });
        return;
      case 'sent':
        if (exchange !== undefined) this.#change({ ...exchange, sent: t });
        return;
      case 'receiving':
        if (exchange !== undefined) this.#change({ ...exchange, receiving: t, status: event.status });
        return;
      case 'done': {
        if (exchange === undefined) return;
        const { outcome, bytes } = event;
        this.#finish({ ...exchange, done: t, outcome, bytes, status: event.status ?? exchange.status });
      }
    }
  }

  #begin(exchange: Exchange): void {
    this.#highest = exchange.id;
    this.#live.set(exchange.id, exchange);
    this.#listed.set(exchange.id, exchange);
    if (this.#listed.size > MOST_EXCHANGES) {
      for (const oldest of this.#listed.keys()) {
        this.#listed.delete(oldest);
        this.#dropped += 1;
        break;
      }
    }
    this.#most = Math.max(this.#most, this.#live.size);
    this.#load.add(exchange.began, this.#live.size);
  }

  #change(exchange: Exchange): void {
    this.#live.set(exchange.id, exchange);
    if (this.#listed.has(exchange.id)) this.#listed.set(exchange.id, exchange);
  }

  #finish(ended: Exchange): void {
    const exchange = { ...ended, failed: isFailure(ended) };
    this.#change(exchange);
    this.#live.delete(exchange.id);
    if (exchange.failed) this.#failed += 1;
    else if (exchange.outcome === 'ok') this.#succeeded += 1;
    this.#load.add(exchange.done ?? exchange.began, this.#live.size);
  }
}

function begun(event: Extract<LabEvent, { phase: 'connecting' | 'request' }>, t: number) {
  return {
    id: event.exchange,
    connection: event.connection,
    process: event.process,
    host: event.host,
    port: event.port,
    began: t,
    queued: null,
    connected: null,
    requested: null,
    sent: null,
    receiving: null,
    done: null,
    status: null,
    outcome: null,
    failed: false,
    real: false,
    words: null,
    bytes: 0,
  };
}

interface Bin {
  readonly at: number;
  most: number;
  inFlight: number;
}

/** A count over time in bins, as wide as they have to be for there to be few of them. Bins in which nothing changed are left out. */
class LoadSeries {
  #bins: Bin[] = [];
  #width = 0.125;

  add(t: number, inFlight: number): void {
    const at = Math.floor(t / this.#width);
    const last = this.#bins.at(-1);
    if (last !== undefined && last.at >= at) {
      last.most = Math.max(last.most, inFlight);
      last.inFlight = inFlight;
      return;
    }
    this.#bins.push({ at, most: Math.max(last?.inFlight ?? 0, inFlight), inFlight });
    while (this.#bins.length > MOST_POINTS) this.#coarsen();
  }

  points(): LoadPoint[] {
    return this.#bins.map(({ at, most, inFlight }) => ({ t: at * this.#width, most, inFlight }));
  }

  #coarsen(): void {
    this.#width *= 2;
    const bins: Bin[] = [];
    for (const { at, most, inFlight } of this.#bins) {
      const half = Math.floor(at / 2);
      const last = bins.at(-1);
      if (last?.at === half) {
        last.most = Math.max(last.most, most);
        last.inFlight = inFlight;
      } else bins.push({ at: half, most, inFlight });
    }
    this.#bins = bins;
  }
}
