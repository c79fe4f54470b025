/** From the network's events to the rows of a network panel: each exchange with what is known of it so far. */
import type { LabEvent, LabOutcome } from './events';

export type LabPhase = LabEvent['phase'];

export interface Exchange {
  readonly id: number;
  /** The connection it runs on; several exchanges may share one. */
  readonly connection: number;
  readonly process: number | null;
  readonly host: string;
  readonly port: number;
  /** Null until the request has begun: a connection that is being made, or was never used. */
  readonly method: string | null;
  readonly path: string | null;
  readonly status: number | null;
  /** Of the request's body. */
  readonly bytesSent: number;
  /** Of the answer, head included; known when it is done. */
  readonly bytesReceived: number;
  readonly phase: LabPhase;
  /** When each phase was entered; phases that did not come are absent. */
  readonly times: Readonly<Partial<Record<LabPhase, number>>>;
  /** Null while it lasts. */
  readonly outcome: LabOutcome | null;
}

/**
 * Keeps the rows, in the order in which the exchanges began. A row is replaced when its exchange goes on, never changed, so
 * that views can compare rows by identity. Of very many exchanges only the first `most` are kept; `dropped` counts the rest.
 */
export class ExchangeLog {
  readonly #rows: Exchange[] = [];
  /** Where each exchange's row stands. */
  readonly #places = new Map<number, number>();
  readonly #most: number;
  #newest = -1;
  #dropped = 0;

  constructor(most = 5_000) {
    this.#most = most;
  }

  get rows(): readonly Exchange[] {
    return this.#rows;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(event: LabEvent): void {
    const place = this.#places.get(event.exchange);
    // Exchanges are numbered as they begin: a number that was there before and has no row was dropped.
    const row = place !== undefined ? this.#rows[place] : event.exchange > this.#newest ? firstRow(event) : null;
    if (row === null || row === undefined) return;
    this.#newest = Math.max(this.#newest, event.exchange);
    const next = { ...row, ...changes(event), phase: event.phase, times: { ...row.times, [event.phase]: event.t } };
    if (place !== undefined) {
      this.#rows[place] = next;
    } else if (this.#rows.length < this.#most) {
      this.#places.set(event.exchange, this.#rows.length);
      this.#rows.push(next);
    } else {
      this.#dropped += 1;
    }
  }
}

function firstRow(event: LabEvent): Exchange | null {
  if (event.phase !== 'connecting' && event.phase !== 'request') return null;
  const { exchange, connection, process, host, port, phase } = event;
  const nothing = { method: null, path: null, status: null, bytesSent: 0, bytesReceived: 0, outcome: null, times: {} };
  return { id: exchange, connection, process, host, port, phase, ...nothing };
}

function changes(event: LabEvent): Partial<Exchange> {
  switch (event.phase) {
    case 'request':
      return { method: event.method, path: event.path };
    case 'sent':
      return { bytesSent: event.bytes };
    case 'receiving':
      return { status: event.status };
    case 'done':
      return { status: event.status, bytesReceived: event.bytes, outcome: event.outcome };
    case 'connecting':
    case 'queued':
    case 'connected':
      return {};
  }
}
