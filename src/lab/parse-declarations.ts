/** From whatever a lesson's front matter holds under `hosts:` to checked declarations. Lessons are untrusted. */
import { err, ok, type Result } from '../base/result';
import { canonicalName } from './addresses';
import {
  FAILURE_KINDS,
  HOST_BEHAVIOURS,
  type HostDeclaration,
  type RateLimit,
  type RouteDeclaration,
} from './declaration';

/** One thing that is wrong, in words that begin with the place, and the place itself for whoever knows its line. */
export interface DeclarationProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const MOST = { hosts: 64, routes: 256, text: 1_000_000, headers: 64, ports: 32, depth: 64 } as const;

/**
 * A list of hosts:
 *
 *     - name: slow.example
 *       latency: 200            # ms, one round trip
 *       jitter: 40              # ms
 *       bandwidth: 500          # KB/s, shared by all connections
 *       failure-rate: 0.1
 *       failures: [reset, status, stall]
 *       connection-limit: 4
 *       backlog: 16
 *       rate-limit: { requests: 10, per-seconds: 1 }
 *       behaviour: serves       # or refuses, or black-hole
 *       ports: [80, 443]
 *       routes:
 *         - path: /users/:id
 *           method: GET
 *           status: 200
 *           headers: { X-Page: one }
 *           json: { id: '{id}' }  # or text: ...
 *           delay: 300          # ms
 *
 * Only `name` (and a route's `path`) must be there.
 */
export function parseHostDeclarations(
  value: unknown,
): Result<readonly HostDeclaration[], readonly DeclarationProblem[]> {
  const reader = new Reader();
  const hosts = reader.list(value, [], MOST.hosts, readHost);
  const seen = new Set<string>();
  hosts.forEach(({ name }, i) => {
    if (seen.has(name)) reader.complain([i, 'name'], `names ${name} a second time`);
    seen.add(name);
  });
  return reader.problems.length === 0 ? ok(hosts) : err(reader.problems);
}

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

function readHost(reader: Reader, value: unknown, path: Path): HostDeclaration | null {
  const fields = reader.fields(value, path, [
    'name',
    'latency',
    'jitter',
    'bandwidth',
    'failure-rate',
    'failures',
    'connection-limit',
    'backlog',
    'rate-limit',
    'behaviour',
    'ports',
    'routes',
  ]);
  if (fields === null) return null;
  const name = reader.text(fields, 'name', path, 253);
  if (name === undefined) {
    if (!Object.hasOwn(fields, 'name')) reader.complain([...path, 'name'], 'is missing');
  } else if (!isHostName(name)) {
    reader.complain([...path, 'name'], `must be a host's name like api.example, not ${shown(name)}`);
  }
  const list = <T>(key: string, most: number, read: (reader: Reader, value: unknown, path: Path) => T | null) =>
    fields[key] === undefined ? undefined : reader.list(fields[key], [...path, key], most, read);
  return compact({
    name: canonicalName(name ?? ''),
    latency: reader.number(fields, 'latency', path, 0, 60_000),
    jitter: reader.number(fields, 'jitter', path, 0, 60_000),
    bandwidth: reader.number(fields, 'bandwidth', path, 0.1, 10_000_000),
    failureRate: reader.number(fields, 'failure-rate', path, 0, 1),
    failures: list('failures', FAILURE_KINDS.length, (_, one, at) => reader.choice(one, at, FAILURE_KINDS)),
    connectionLimit: reader.whole(fields, 'connection-limit', path, 1, 100_000),
    backlog: reader.whole(fields, 'backlog', path, 0, 100_000),
    rateLimit: readRateLimit(reader, fields, path),
    behaviour:
      fields['behaviour'] === undefined
        ? undefined
        : (reader.choice(fields['behaviour'], [...path, 'behaviour'], HOST_BEHAVIOURS) ?? undefined),
    ports: list('ports', MOST.ports, (_, one, at) => reader.wholeAt(one, at, 1, 65_535) ?? null),
    routes: list('routes', MOST.routes, readRoute),
  });
}

function readRateLimit(reader: Reader, host: Fields, path: Path): RateLimit | undefined {
  const at = [...path, 'rate-limit'];
  if (host['rate-limit'] === undefined) return undefined;
  const fields = reader.fields(host['rate-limit'], at, ['requests', 'per-seconds']);
  if (fields === null) return undefined;
  const requests = reader.whole(fields, 'requests', at, 1, 1_000_000);
  const perSeconds = reader.number(fields, 'per-seconds', at, 0.001, 86_400) ?? 1;
  if (requests === undefined && !Object.hasOwn(fields, 'requests')) reader.complain([...at, 'requests'], 'is missing');
  return requests === undefined ? undefined : { requests, perSeconds };
}

function readRoute(reader: Reader, value: unknown, path: Path): RouteDeclaration | null {
  const fields = reader.fields(value, path, ['path', 'method', 'status', 'headers', 'text', 'json', 'delay']);
  if (fields === null) return null;
  const pattern = reader.text(fields, 'path', path, 2_000);
  if (pattern === undefined) {
    if (!Object.hasOwn(fields, 'path')) reader.complain([...path, 'path'], 'is missing');
  } else if (!/^\/[^\s?#]*$/.test(pattern)) {
    reader.complain([...path, 'path'], `must begin with a slash and have no query, not ${shown(pattern)}`);
  } else if (pattern.split('/').slice(0, -1).includes('*')) {
    reader.complain([...path, 'path'], 'may have * only as its last step');
  }
  const method = reader.text(fields, 'method', path, 20);
  if (method !== undefined && !/^[A-Za-z]+$/.test(method)) {
    reader.complain([...path, 'method'], `must be a method like GET, not ${shown(method)}`);
  }
  if (fields['text'] !== undefined && fields['json'] !== undefined)
    reader.complain(path, 'may have text or json, not both');
  if (fields['json'] !== undefined && depthOf(fields['json'], MOST.depth) > MOST.depth) {
    reader.complain([...path, 'json'], `may be nested ${MOST.depth} deep at most`);
  }
  return compact({
    path: pattern ?? '/',
    method: method?.toUpperCase(),
    status: reader.whole(fields, 'status', path, 200, 599),
    headers: readHeaders(reader, fields['headers'], [...path, 'headers']),
    text: reader.text(fields, 'text', path, MOST.text),
    json: fields['json'],
    delay: reader.number(fields, 'delay', path, 0, 600_000),
  });
}

function readHeaders(reader: Reader, value: unknown, path: Path): Readonly<Record<string, string>> | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) {
    reader.complain(path, `must be a set of names with values, not ${shown(value)}`);
    return undefined;
  }
  const entries = Object.entries(value);
  if (entries.length > MOST.headers) reader.complain(path, `may hold ${MOST.headers} headers at most`);
  const headers: [string, string][] = [];
  for (const [name, text] of entries.slice(0, MOST.headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name)) reader.complain([...path, name], 'is not the name of a header');
    if (typeof text !== 'string' && typeof text !== 'number') {
      reader.complain([...path, name], `must be text, not ${shown(text)}`);
    } else if (/[^\t\x20-\x7e\xa0-\xff]/.test(String(text))) {
      reader.complain([...path, name], 'must be one line of plain characters');
    } else {
      headers.push([name, String(text)]);
    }
  }
  return Object.fromEntries(headers);
}

/** Reads values, and remembers what is wrong with them. */
class Reader {
  readonly problems: DeclarationProblem[] = [];

  complain(path: Path, message: string): void {
    // A list of a thousand mistakes helps nobody.
    if (this.problems.length < 100) this.problems.push({ path, message: `\`${pathText(path)}\` ${message}` });
  }

  list<T>(
    value: unknown,
    path: Path,
    most: number,
    read: (reader: Reader, value: unknown, path: Path) => T | null,
  ): T[] {
    if (!Array.isArray(value)) {
      this.complain(path, `must be a list, not ${shown(value)}`);
      return [];
    }
    if (value.length > most) this.complain(path, `may have ${most} items at most, not ${value.length}`);
    return value
      .slice(0, most)
      .map((item: unknown, i) => read(this, item, [...path, i]))
      .filter((item) => item !== null);
  }

  fields(value: unknown, path: Path, known: readonly string[]): Fields | null {
    if (!isRecord(value)) {
      this.complain(path, `must be a set of keys (${known.join(', ')}), not ${shown(value)}`);
      return null;
    }
    for (const key of Object.keys(value)) {
      if (!known.includes(key))
        this.complain([...path, key], `is not a key of this place; allowed are ${known.join(', ')}`);
    }
    return value;
  }

  text(fields: Fields, key: string, path: Path, most: number): string | undefined {
    const value = own(fields, key);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length <= most) return value;
    const what = typeof value === 'string' ? `text of ${value.length} characters` : shown(value);
    this.complain([...path, key], `must be text of at most ${most} characters, not ${what}`);
    return undefined;
  }

  number(fields: Fields, key: string, path: Path, least: number, most: number): number | undefined {
    const value = own(fields, key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= least && value <= most) return value;
    this.complain([...path, key], `must be a number from ${least} to ${most}, not ${shown(value)}`);
    return undefined;
  }

  whole(fields: Fields, key: string, path: Path, least: number, most: number): number | undefined {
    const value = own(fields, key);
    return value === undefined ? undefined : this.wholeAt(value, [...path, key], least, most);
  }

  wholeAt(value: unknown, path: Path, least: number, most: number): number | undefined {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.complain(path, `must be a whole number from ${least} to ${most}, not ${shown(value)}`);
    return undefined;
  }

  choice<T extends string>(value: unknown, path: Path, choices: readonly T[]): T | null {
    const found = choices.find((one) => one === value);
    if (found !== undefined) return found;
    this.complain(path, `must be one of ${choices.join(', ')}, not ${shown(value)}`);
    return null;
  }
}

function isHostName(name: string): boolean {
  const labels = canonicalName(name).split('.');
  const isName = labels.length >= 2 && labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  // What ends in a number is an address.
  return isName && !/^\d+$/.test(labels.at(-1) ?? '');
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const own = (fields: Fields, key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined);

/** How deep a value is nested; stops counting beyond `most`. */
function depthOf(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (most < 0) return 1;
  let deepest = 0;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, most - 1));
  return 1 + deepest;
}

function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${step}`),
    'hosts',
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    const text = JSON.stringify(value);
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
  }
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'a set of keys';
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that have no value: "not given" is their absence. */
function compact<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Defined<T>;
}
