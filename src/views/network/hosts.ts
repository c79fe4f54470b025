/** The hosts that are always there, for people. A test holds the list against the lab's own. */
import { network } from '../../texts/en/network';
import type { HostDeclaration } from '../../lab/declaration';
import { numbers } from '../../texts/en/numbers';
import { formatMs } from '../../trace/format';

export interface HostWords {
  readonly name: string;
  readonly about: string;
  /** True for what the lesson brings or changes. */
  readonly ofLesson: boolean;
}

export const BUILT_IN = {
  'httpbin.org': 'httpbin',
  'jsonplaceholder.typicode.com': 'jsonPlaceholder',
  'picsum.photos': 'picsum',
  'api.github.com': 'github',
  'api.ipify.org': 'ipify',
  'www.python.org': 'aPage',
  'python.org': 'toPython',
  'example.com': 'smallPage',
  'www.example.com': 'smallPage',
  'example.org': 'smallPage',
  'example.net': 'smallPage',
} as const;

/** What a host that is always there does; null for any other. */
const aboutBuiltIn = (name: string): string | null =>
  Object.hasOwn(BUILT_IN, name) ? network[BUILT_IN[name as keyof typeof BUILT_IN]] : null;

/** Those of the lesson first. */
export function hostWords(declared: readonly HostDeclaration[]): HostWords[] {
  const ofLesson = declared.map((host) => ({ name: host.name, about: declarationWords(host), ofLesson: true }));
  const names = new Set(ofLesson.map(({ name }) => name));
  const builtIn = Object.entries(BUILT_IN)
    .filter(([name]) => !names.has(name))
    .map(([name, about]) => ({ name, about: network[about], ofLesson: false }));
  return [...ofLesson, ...builtIn];
}

function declarationWords(host: HostDeclaration): string {
  if (host.behaviour === 'refuses') return network.refuses;
  if (host.behaviour === 'black-hole') return network.blackHole;
  const words: string[] = [];
  const always = aboutBuiltIn(host.name);
  if (always !== null) words.push(always);
  if (host.latency !== undefined) words.push(network.roundTrip(formatMs(host.latency)));
  if (host.bandwidth !== undefined) words.push(network.bandwidth(host.bandwidth));
  if (host.connectionLimit !== undefined) {
    words.push(network.connectionLimit(host.connectionLimit));
  }
  if (host.rateLimit !== undefined) {
    words.push(network.rateLimit(host.rateLimit.requests, formatMs(host.rateLimit.perSeconds * 1000)));
  }
  if ((host.failureRate ?? 0) > 0) words.push(network.failureRate(percent(host.failureRate ?? 0)));
  const paths = (host.routes ?? []).map(({ path }) => path);
  if (paths.length > 0) words.push(network.answersAt(paths.slice(0, 4), paths.length > 4));
  return words.join('; ') || network.noPages;
}

export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? numbers.decimal(value.toFixed(1)) : Math.round(value)} %`;
}
