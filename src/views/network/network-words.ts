/** What is said of requests, alone and together. */
import { network } from '../../texts/en/network';
import { reasonOf } from '../../lab/http/status';
import { formatMs } from '../../trace/format';
import type { Exchange, NetworkSnapshot } from '../../session/network-log';
import { phaseNow, stretchesOf, type Phase } from './network-layout';

/** How it stands with a request, short. */
export function resultWords(exchange: Exchange): string {
  const phase = phaseNow(exchange);
  if (phase !== null) return phase === 'idle' ? network.connected : network.goesOn(network[phase]);
  switch (exchange.outcome) {
    case 'ok':
      return statusWords(exchange.status ?? 0);
    case 'reset':
      return exchange.status === null ? network.reset : network.resetIn(exchange.status);
    case 'refused':
      return network.refused;
    case 'unreachable':
      return exchange.real ? network.notReached : network.noAddress;
    case 'blocked':
      return network.notAllowed;
    case 'cancelled':
      return network.givenUp;
    case 'unused':
    case null:
      return network.notUsed;
  }
}

function statusWords(status: number): string {
  const reason = reasonOf(status);
  return reason === 'Unknown' ? String(status) : `${status} ${reason}`;
}

/** The same at length, for who asks; null where there is nothing to explain. */
export function resultExplained(exchange: Exchange): string | null {
  if (exchange.words !== null) return exchange.words;
  switch (exchange.outcome) {
    case 'reset':
      return network.resetWhy(exchange.host);
    case 'refused':
      return network.refusedWhy(exchange.host, exchange.port);
    case 'unreachable':
      return network.unreachableWhy(exchange.host);
    case 'blocked':
      return network.blockedWhy;
    case 'cancelled':
      return network.cancelledWhy;
    case 'unused':
      return network.unusedWhy;
    case 'ok':
      return exchange.failed ? network.errorWhy(exchange.host) : null;
    case null:
      return exchange.queued !== null && exchange.connected === null ? network.queuedWhy(exchange.host) : null;
  }
}

export function requestWords({ method, path, port }: Exchange): string {
  if (method === null) return network.connectionTo(port);
  return `${method} ${path}`;
}

export function durationOf(exchange: Exchange, now: number): number {
  return Math.max(0, (exchange.done ?? now) - exchange.began);
}

const stretchWords = (): Readonly<Record<Phase, string>> => ({
  connecting: network.connecting,
  queued: network.queued,
  idle: network.idleStretch,
  waiting: network.waitingStretch,
  receiving: network.receiving,
});

/** The bar of a request in words. */
export function barWords(exchange: Exchange, now: number): string {
  const words = stretchWords();
  const parts = stretchesOf(exchange, now).map(({ phase, from, to }) =>
    network.stretch(formatMs(to - from), words[phase]),
  );
  return network.began(formatMs(exchange.began), parts);
}

/** Why requests ended as they did, each reason once, the latest first: few enough to be read. */
export function reasonsOf(exchanges: readonly Exchange[], most = 2): string[] {
  const reasons = new Set<string>();
  for (let i = exchanges.length - 1; i >= 0 && reasons.size < most; i--) {
    const words = exchanges[i]?.words ?? null;
    if (words !== null) reasons.add(words);
  }
  return [...reasons];
}

/** One sentence about everything. */
export function networkSentence(snapshot: NetworkSnapshot, live: boolean): string {
  const { exchanges, succeeded, failed, inFlight, mostInFlight, omitted } = snapshot;
  const total = succeeded + failed + inFlight + omitted;
  if (total === 0) return network.askedNothing;
  const hosts = [...new Set(exchanges.map(({ host }) => host))];
  const [only] = hosts;
  const to = hosts.length === 1 && only !== undefined ? { host: only } : hosts.length;
  if (live && inFlight > 0) return network.sentence(total, to, mostInFlight, { underWay: inFlight });
  const slowest = exchanges.reduce<Exchange | null>(
    (best, each) =>
      each.outcome === 'ok' && (best === null || durationOf(each, 0) > durationOf(best, 0)) ? each : best,
    null,
  );
  return network.sentence(total, to, mostInFlight, {
    failed,
    ways: waysOf(exchanges),
    slowest: slowest === null ? null : formatMs(durationOf(slowest, 0)),
  });
}

/** The three most frequent ways in which requests failed. */
function waysOf(exchanges: readonly Exchange[]): string {
  const counts = new Map<string, number>();
  for (const exchange of exchanges) {
    if (!exchange.failed) continue;
    const words = resultWords(exchange);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const ways = [...counts].sort(([, a], [, b]) => b - a);
  const named = ways.slice(0, 3).map(([words, times]) => (ways.length === 1 ? words : `${times} × ${words}`));
  return [...named, ...(ways.length > 3 ? ['…'] : [])].join(', ');
}
