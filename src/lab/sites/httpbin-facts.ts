/** What `httpbin.org` says about a request: the pieces of its JSON answers. */
import { fromUtf8, toBase64 } from '../bytes';
import { boundaryOf, parseMultipart } from '../http/form';
import {
  headerOf,
  jsonAnswer,
  jsonOf,
  sortedJson,
  type Headers,
  type LabRequest,
  type LabResponse,
  type SiteContext,
} from '../http/message';
import { parseQuery, type Target } from '../http/target';

/** A request on its way through the site. */
export interface Call {
  readonly request: LabRequest;
  readonly target: Target;
  readonly context: SiteContext;
}

/** Everything that can be said about a request; answers pick from it. */
export type Fact = 'args' | 'data' | 'files' | 'form' | 'headers' | 'json' | 'method' | 'origin' | 'url';

export function factsOf(call: Call, wanted: readonly Fact[]): Record<string, unknown> {
  const { request, target, context } = call;
  const isAbout = (...facts: Fact[]): boolean => facts.some((fact) => wanted.includes(fact));
  const sent = isAbout('data', 'files', 'form', 'json') ? bodyFacts(request) : null;
  const all: Record<Fact, unknown> = {
    args: grouped(target.query),
    data: sent?.data,
    files: sent?.files,
    form: sent?.form,
    headers: headersOf(request.headers),
    json: sent?.json,
    method: request.method,
    origin: context.clientAddress,
    url: urlOf(call),
  };
  return Object.fromEntries(wanted.map((fact) => [fact, all[fact]]));
}

/** JSON with its keys in order and its own content type. */
export function binJson(value: unknown, status = 200, headers: Headers = []): LabResponse {
  const answer = jsonAnswer(sortedJson(value), status, headers);
  return { ...answer, headers: [['Content-Type', 'application/json'], ...headers] };
}

export function urlOf({ request, target, context }: Call): string {
  const host = headerOf(request.headers, 'host') ?? context.host;
  return `${context.scheme}://${host}${target.path}${target.queryText === '' ? '' : `?${target.queryText}`}`;
}

/** Names as most people write them (`User-Agent`), several of one name in one line. */
export function headersOf(headers: Headers): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name
      .toLowerCase()
      .replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
    // Between a proxy and itself; the service does not show it either.
    if (key === 'Connection') continue;
    found[key] = Object.hasOwn(found, key) ? `${found[key]},${value}` : value;
  }
  return found;
}

/** A name that comes once has a value, one that comes more often a list. */
function grouped(pairs: readonly (readonly [name: string, value: string])[]): Record<string, string | string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else group.push(value);
  }
  return Object.fromEntries(
    [...groups].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

function bodyFacts({ headers, body }: LabRequest) {
  const kind = headerOf(headers, 'content-type') ?? '';
  const nothing = { data: '', files: {}, form: {}, json: null as unknown };
  if (/^application\/x-www-form-urlencoded\b/i.test(kind)) {
    return { ...nothing, form: grouped(parseQuery(fromUtf8(body) ?? '')) };
  }
  const boundary = boundaryOf(kind);
  if (boundary !== null) {
    const parts = parseMultipart(body, boundary);
    const files = parts.filter(({ filename }) => filename !== null);
    const fields = parts.filter(({ filename }) => filename === null);
    return {
      ...nothing,
      files: grouped(files.map(({ name, content, contentType }) => [name, shown(content, contentType)])),
      form: grouped(fields.map(({ name, content }) => [name, shown(content, null)])),
    };
  }
  return { ...nothing, data: shown(body, kind), json: jsonOf(body) ?? null };
}

/** Bytes in JSON: as text where they are text, otherwise as a `data:` URL. */
function shown(bytes: Uint8Array, contentType: string | null): string {
  const text = fromUtf8(bytes);
  if (text !== null) return text;
  const kind = contentType === null || contentType === '' ? 'application/octet-stream' : contentType;
  return `data:${kind};base64,${toBase64(bytes)}`;
}
