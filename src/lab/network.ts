/**
 * The lab network: an internet of its own, with a few hundred addresses, that lessons' programs call instead of the real one.
 *
 * It works at the level of TCP: whoever holds a program's sockets asks for an address, connects, and passes bytes on. Over
 * them goes ordinary HTTP/1.1, so that clients work unmodified. It runs in real time on the timers that it is given; what
 * chance decides follows from the seed. Nothing here reaches a real network, unless a way out is given (`gateway.ts`).
 */
import { canonicalName, assignAddresses, type AddressBook } from './addresses';
import { soundConditions, type Conditions } from './conditions';
import { ServerConnection, type LabClient, type LabConnection, type Surroundings } from './connection';
import type { HostDeclaration } from './declaration';
import type { LabEvent } from './events';
import type { FetchBeyond } from './beyond';
import { Gateway, GatewayConnection } from './gateway';
import { Host } from './host';
import { BUILT_IN_HOSTS } from './sites/built-in';
import { declaredSite, nothingHere } from './sites/declared';
import type { LabTimers } from './timers';

export interface LabNetworkOptions {
  /** Besides the built-in ones; see `parseHostDeclarations` for what comes from a lesson. */
  readonly hosts?: readonly HostDeclaration[];
  /** Decides jitter, failures and whatever the hosts make up. */
  readonly seed: number;
  readonly conditions?: Partial<Conditions>;
  readonly timers: LabTimers;
  /** What servers take for the time of day when `timers.now()` is 0, in milliseconds since 1970. The same day unless given. */
  readonly epochMs?: number;
  /** Hears of everything that happens, at once. Must not throw and must not call the network. */
  readonly observe?: (event: LabEvent) => void;
  /**
   * The way out: with it, names that were not declared lead to the real network. The built-in hosts, which bear the names of real
   * ones, then stand back for these unless they are declared.
   */
  readonly beyond?: FetchBeyond;
}

/** To a host by its name, or by an address that `resolve` gave. */
export type ConnectTarget =
  { readonly host: string; readonly port: number } | { readonly address: string; readonly port: number };

const SOME_DAY = Date.UTC(2026, 0, 1, 12);

export class LabNetwork {
  readonly #hosts: ReadonlyMap<string, Host>;
  readonly #book: AddressBook;
  readonly #around: Surroundings;
  readonly #gateway: Gateway | null;
  readonly #live = new Set<LabConnection>();
  #conditions: Conditions;
  #exchanges = 0;
  #connections = 0;
  #disposed = false;

  constructor(options: LabNetworkOptions) {
    const { hosts = [], seed, conditions = {}, timers, epochMs = SOME_DAY, observe, beyond } = options;
    this.#gateway = beyond === undefined ? null : new Gateway(beyond);
    this.#conditions = soundConditions(conditions);
    const declared = new Map(hosts.map((host) => [canonicalName(host.name), host]));
    const always = beyond === undefined ? BUILT_IN_HOSTS.map(({ name }) => name) : [];
    this.#book = assignAddresses([...always, ...[...declared.keys()].sort()]);
    const all = new Map<string, Host>();
    for (const [name, address] of this.#book.addressOf) {
      const builtIn = BUILT_IN_HOSTS.find((host) => host.name === name);
      const declaration: HostDeclaration = { ...builtIn?.declaration, ...declared.get(name), name };
      const site = declaredSite(declaration.routes ?? [], builtIn?.makeSite() ?? nothingHere);
      all.set(name, new Host(declaration, address, site, () => this.#conditions));
    }
    this.#hosts = all;
    this.#around = {
      timers,
      seed,
      observe: (event) => observe?.(event),
      nextExchange: () => this.#exchanges++,
      nextConnection: () => this.#connections++,
      epochMs: () => epochMs + timers.now(),
      ended: (connection) => void this.#live.delete(connection),
    };
  }

  /** All names that can be resolved, in alphabetical order: for the sentence that tells which hosts there are. */
  hostNames(): string[] {
    return [...this.#hosts.keys()].sort();
  }

  /** The address of a name (or of an address of the lab, which is its own); null if the lab has no such host. */
  resolve(name: string): string | null {
    const canonical = canonicalName(name);
    const ours = this.#book.addressOf.get(canonical) ?? (this.#book.nameOf.has(canonical) ? canonical : null);
    return ours ?? this.#gateway?.resolve(canonical) ?? null;
  }

  /** The name behind an address; null if the lab has no such host. */
  nameOf(address: string): string | null {
    return this.#book.nameOf.get(address) ?? null;
  }

  get conditions(): Conditions {
    return this.#conditions;
  }

  /** Changes what is named; acts on the next request. */
  setConditions(conditions: Partial<Conditions>): void {
    this.#conditions = soundConditions(conditions, this.#conditions);
  }

  /**
   * Asks for a connection. The answer comes to the client, never within this call: `connected()` after one round trip (two
   * at port 443, where TLS shakes hands too), `refused()`, or nothing at all.
   */
  connect(target: ConnectTarget, client: LabClient): LabConnection {
    if (this.#disposed) throw new Error('the lab network was disposed');
    const name = 'host' in target ? canonicalName(target.host) : target.address;
    const host = this.#hosts.get(this.#book.nameOf.get(name) ?? name);
    const connection =
      host === undefined
        ? (this.#beyond(name, target.port, client) ?? this.#unreachable(name, target.port, client))
        : new ServerConnection(host, target.port, client, this.#around);
    this.#live.add(connection);
    return connection;
  }

  /** Ends everything. Clients are not told: they end with it. */
  dispose(): void {
    this.#disposed = true;
    for (const connection of [...this.#live]) connection.close();
  }

  /** A connection out of the lab; null where no way leads there. */
  #beyond(name: string, port: number, client: LabClient): LabConnection | null {
    const beyond = this.#gateway?.nameOf(name) ?? null;
    if (this.#gateway === null || beyond === null) return null;
    return new GatewayConnection(beyond, port, client, this.#around, this.#gateway.fetch);
  }

  /** Nobody has this address: a router says so after a while. */
  #unreachable(name: string, port: number, client: LabClient): LabConnection {
    const { timers } = this.#around;
    const observe = (event: LabEvent) => this.#around.observe(event);
    const exchange = this.#around.nextExchange();
    const connection = this.#around.nextConnection();
    const process = client.process ?? null;
    observe({ phase: 'connecting', t: timers.now(), exchange, connection, process, host: name, port });
    let over = false;
    const end = (outcome: 'unreachable' | 'cancelled') => {
      over = true;
      callOff();
      this.#live.delete(nowhere);
      observe({ phase: 'done', t: timers.now(), exchange, outcome, status: null, bytes: 0 });
    };
    const nowhere: LabConnection = {
      receive: () => undefined,
      finish: () => undefined,
      drained: () => undefined,
      close: () => {
        if (!over) end('cancelled');
      },
    };
    const callOff = timers.after(UNREACHABLE_MS * this.#conditions.latencyFactor, () => {
      if (over) return;
      end('unreachable');
      client.refused('unreachable');
    });
    return nowhere;
  }
}

const UNREACHABLE_MS = 20;
