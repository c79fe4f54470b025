/** What is said of requests, alone and together. */
import { reasonOf } from '../../lab/http/status';
import { formatMs } from '../../trace/format';
import type { Exchange, NetworkSnapshot } from '../../session/network-log';
import { phaseNow, stretchesOf, type Phase } from './network-layout';

const NOW: Readonly<Record<Phase, string>> = {
  connecting: 'connecting…',
  queued: 'queued…',
  idle: 'connected',
  waiting: 'waiting…',
  receiving: 'receiving…',
};

/** How it stands with a request, short. */
export function resultWords(exchange: Exchange): string {
  const phase = phaseNow(exchange);
  if (phase !== null) return NOW[phase];
  switch (exchange.outcome) {
    case 'ok':
      return statusWords(exchange.status ?? 0);
    case 'reset':
      return exchange.status === null ? 'connection reset' : `reset in the middle of ${exchange.status}`;
    case 'refused':
      return 'connection refused';
    case 'unreachable':
      return exchange.real ? 'not reached' : 'no such address';
    case 'blocked':
      return 'not allowed';
    case 'cancelled':
      return 'given up';
    case 'unused':
    case null:
      return 'not used';
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
      return `${exchange.host} broke the connection before its answer was complete.`;
    case 'refused':
      return `Nobody accepts connections at port ${exchange.port} of ${exchange.host}, or too many are waiting there.`;
    case 'unreachable':
      return `No host of the lab network has the address ${exchange.host}.`;
    case 'blocked':
      return 'Browsers let no page make this request, or read its answer.';
    case 'cancelled':
      return 'The program closed the connection before it had its answer: a time-out, a cancelled task, or its end.';
    case 'unused':
      return 'The program closed the connection without having asked for anything.';
    case 'ok':
      return exchange.failed ? `${exchange.host} answered, and the answer is an error.` : null;
    case null:
      return exchange.queued !== null && exchange.connected === null
        ? `${exchange.host} serves as many connections as it can; this one waits for its turn.`
        : null;
  }
}

export function requestWords({ method, path, port }: Exchange): string {
  if (method === null) return `connection to port ${port}`;
  return `${method} ${path}`;
}

export function durationOf(exchange: Exchange, now: number): number {
  return Math.max(0, (exchange.done ?? now) - exchange.began);
}

const STRETCH: Readonly<Record<Phase, string>> = {
  connecting: 'connecting',
  queued: 'queued',
  idle: 'connected and idle',
  waiting: 'waiting for the first byte',
  receiving: 'receiving',
};

/** The bar of a request in words. */
export function barWords(exchange: Exchange, now: number): string {
  const parts = stretchesOf(exchange, now).map(({ phase, from, to }) => `${formatMs(to - from)} ${STRETCH[phase]}`);
  return `Began at ${formatMs(exchange.began)}: ${parts.join(', ') || 'over at once'}.`;
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
  if (total === 0) return 'The program has opened connections and asked for nothing.';
  const hosts = [...new Set(exchanges.map(({ host }) => host))];
  const where = hosts.length === 1 ? ` to ${hosts[0]}` : ` to ${hosts.length} hosts`;
  const together = mostInFlight > 1 ? `, at most ${mostInFlight} at the same time` : total > 1 ? ', one at a time' : '';
  let text = `${count(total, 'request')}${where}${together}`;
  if (live && inFlight > 0) return `${text}; ${inFlight} under way.`;
  const slowest = exchanges.reduce<Exchange | null>(
    (best, each) =>
      each.outcome === 'ok' && (best === null || durationOf(each, 0) > durationOf(best, 0)) ? each : best,
    null,
  );
  text +=
    failed === 0
      ? `; ${total === 1 ? 'it was answered' : 'all were answered'}`
      : `; ${failed} failed (${waysOf(exchanges)})`;
  if (slowest !== null && total > 1) text += `; the slowest answer took ${formatMs(durationOf(slowest, 0))}`;
  else if (slowest !== null) text += ` in ${formatMs(durationOf(slowest, 0))}`;
  return `${text}.`;
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

function count(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}
