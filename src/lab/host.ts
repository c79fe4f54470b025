/** A host while a run lasts: its line, who is connected, what it has let through. */
import { Occurrences } from './chance';
import type { Conditions } from './conditions';
import { DEFAULTS, type FailureKind, type HostBehaviour, type HostDeclaration, FAILURE_KINDS } from './declaration';
import type { Site } from './http/message';
import { Link } from './link';

/** What a host needs to know of a connection to give it a place. */
export interface Visitor {
  /** A place has become free: the host serves you from here on. */
  admitted(): void;
}

export type Admission = 'served' | 'queued' | 'full';

export class Host {
  readonly name: string;
  readonly address: string;
  readonly site: Site;
  /** What the host sends goes over this line. */
  readonly link: Link;
  /** What it receives goes over this one. */
  readonly uplink: Link;
  /** How often each request was made, so that the third one has the third one's chance. */
  readonly occurrences = new Occurrences();
  readonly #declaration: HostDeclaration;
  readonly #conditions: () => Conditions;
  readonly #served = new Set<Visitor>();
  readonly #backlog: Visitor[] = [];
  #connections = 0;
  #tokens: number;
  #tokensAt = 0;

  constructor(declaration: HostDeclaration, address: string, site: Site, conditions: () => Conditions) {
    this.name = declaration.name;
    this.address = address;
    this.site = site;
    this.#declaration = declaration;
    this.#conditions = conditions;
    this.#tokens = declaration.rateLimit?.requests ?? 0;
    const bandwidth = declaration.bandwidth ?? DEFAULTS.bandwidth;
    // Kilobytes a second are bytes a millisecond.
    const bytesPerMs = () => bandwidth * conditions().bandwidthFactor;
    this.link = new Link(bytesPerMs);
    this.uplink = new Link(bytesPerMs);
  }

  get behaviour(): HostBehaviour {
    return this.#declaration.behaviour ?? 'serves';
  }

  isOpen(port: number): boolean {
    return (this.#declaration.ports ?? DEFAULTS.ports).includes(port);
  }

  /** One round trip now; `chance` (0 to 1) says how much of the jitter is added. */
  roundTrip(chance: number): number {
    const latency = this.#declaration.latency ?? DEFAULTS.latency;
    const jitter = this.#declaration.jitter ?? latency / 5;
    return (latency + jitter * chance) * this.#conditions().latencyFactor;
  }

  /** A number for each connection, in the order in which they were asked for. */
  nextConnection(): number {
    return this.#connections++;
  }

  /** How this request fails; null if it does not. Two independent causes: the host's own trouble, and the weather. */
  failure(whether: number, which: number): FailureKind | null {
    const rate = 1 - (1 - (this.#declaration.failureRate ?? 0)) * (1 - this.#conditions().failureRate);
    if (whether >= rate) return null;
    const kinds = this.#declaration.failures ?? FAILURE_KINDS;
    return kinds[Math.floor(which * kinds.length)] ?? null;
  }

  /** Lets a request through (0), or says how many milliseconds it comes too early. */
  tooEarlyBy(now: number): number {
    const limit = this.#declaration.rateLimit;
    if (limit === undefined) return 0;
    const msPerToken = (limit.perSeconds * 1_000) / limit.requests;
    this.#tokens = Math.min(limit.requests, this.#tokens + Math.max(0, now - this.#tokensAt) / msPerToken);
    this.#tokensAt = now;
    if (this.#tokens < 1) return (1 - this.#tokens) * msPerToken;
    this.#tokens -= 1;
    return 0;
  }

  /** Somebody wants to be served. */
  admit(visitor: Visitor): Admission {
    if (this.#served.size < (this.#declaration.connectionLimit ?? Infinity)) {
      this.#served.add(visitor);
      return 'served';
    }
    if (this.#backlog.length >= (this.#declaration.backlog ?? DEFAULTS.backlog)) return 'full';
    this.#backlog.push(visitor);
    return 'queued';
  }

  /** Somebody has gone: the one who has waited longest is served. */
  leave(visitor: Visitor): void {
    if (this.#served.delete(visitor)) {
      const next = this.#backlog.shift();
      if (next === undefined) return;
      this.#served.add(next);
      next.admitted();
    } else {
      const at = this.#backlog.indexOf(visitor);
      if (at >= 0) this.#backlog.splice(at, 1);
    }
  }
}
