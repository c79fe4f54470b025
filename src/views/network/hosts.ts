/** The hosts that are always there, for people. A test holds the list against the lab's own. */
import type { HostDeclaration } from '../../lab/declaration';
import { formatMs } from '../../trace/format';

export interface HostWords {
  readonly name: string;
  readonly about: string;
  /** True for what the lesson brings or changes. */
  readonly ofLesson: boolean;
}

export const BUILT_IN: Readonly<Record<string, string>> = {
  'httpbin.org':
    'answers with what it was asked; /delay/2 takes two seconds, /status/503 fails, /bytes/1000 is that long',
  'jsonplaceholder.typicode.com': 'posts, comments, users and todos as JSON',
  'picsum.photos': 'a picture of any size: /800/600',
  'api.github.com': 'users and repositories as JSON, with a rate limit',
  'api.ipify.org': 'the address that you call from',
  'www.python.org': 'a page',
  'python.org': 'sends you to www.python.org',
  'example.com': 'a small page',
  'www.example.com': 'a small page',
  'example.org': 'a small page',
  'example.net': 'a small page',
};

/** Those of the lesson first. */
export function hostWords(declared: readonly HostDeclaration[]): HostWords[] {
  const ofLesson = declared.map((host) => ({ name: host.name, about: declarationWords(host), ofLesson: true }));
  const names = new Set(ofLesson.map(({ name }) => name));
  const builtIn = Object.entries(BUILT_IN)
    .filter(([name]) => !names.has(name))
    .map(([name, about]) => ({ name, about, ofLesson: false }));
  return [...ofLesson, ...builtIn];
}

function declarationWords(host: HostDeclaration): string {
  if (host.behaviour === 'refuses') return 'refuses every connection';
  if (host.behaviour === 'black-hole') return 'never answers, not even to refuse';
  const words: string[] = [];
  if (BUILT_IN[host.name] !== undefined) words.push(BUILT_IN[host.name] ?? '');
  if (host.latency !== undefined) words.push(`a round trip takes ${formatMs(host.latency)}`);
  if (host.bandwidth !== undefined) words.push(`sends ${host.bandwidth.toLocaleString('en')} kB a second`);
  if (host.connectionLimit !== undefined) {
    words.push(`serves ${host.connectionLimit} ${host.connectionLimit === 1 ? 'connection' : 'connections'} at a time`);
  }
  if (host.rateLimit !== undefined) {
    words.push(`takes ${host.rateLimit.requests} requests in ${formatMs(host.rateLimit.perSeconds * 1000)}`);
  }
  if ((host.failureRate ?? 0) > 0) words.push(`fails at ${percent(host.failureRate ?? 0)} of its requests`);
  const paths = (host.routes ?? []).map(({ path }) => path);
  if (paths.length > 0) words.push(`answers at ${paths.slice(0, 4).join(', ')}${paths.length > 4 ? ' and more' : ''}`);
  return words.join('; ') || 'has no pages: everything is 404';
}

export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? value.toFixed(1) : Math.round(value)} %`;
}
