/** The pages that a host's declaration lists, in front of the host's own. */
import { fromLatin1, utf8 } from '../bytes';
import type { RouteDeclaration } from '../declaration';
import { headerOf, textAnswer, type LabResponse, type Site } from '../http/message';
import { parseTarget } from '../http/target';

/** The site of a host that has none of its own. */
export const nothingHere: Site = () =>
  textAnswer('404 Not Found\n\nThis host of the lab network has no such page.\n', 404);

export function declaredSite(routes: readonly RouteDeclaration[], otherwise: Site): Site {
  if (routes.length === 0) return otherwise;
  return (request, context) => {
    const { steps } = parseTarget(request.target);
    let otherMethods: string[] = [];
    for (const route of routes) {
      const found = matchPath(route.path, steps);
      if (found === null) continue;
      const method = route.method?.toUpperCase();
      const fits = method === undefined || method === request.method || (method === 'GET' && request.method === 'HEAD');
      if (fits) return answerOf(route, found);
      otherMethods = [...otherMethods, method];
    }
    if (otherMethods.length === 0) return otherwise(request, context);
    return textAnswer('405 Method Not Allowed\n', 405, [['Allow', [...new Set(otherMethods)].join(', ')]]);
  };
}

/** What the names in the pattern stand for; null if the path does not fit. */
export function matchPath(pattern: string, steps: readonly string[]): ReadonlyMap<string, string> | null {
  const wanted = pattern.split('/').slice(1);
  const found = new Map<string, string>();
  const isOpen = wanted.at(-1) === '*';
  if (isOpen ? steps.length < wanted.length : steps.length !== wanted.length) return null;
  for (const [i, want] of wanted.entries()) {
    const step = steps[i] ?? '';
    if (isOpen && i === wanted.length - 1) {
      found.set('*', steps.slice(i).join('/'));
    } else if (want.startsWith(':')) {
      if (step === '') return null;
      found.set(want.slice(1), step);
    } else if (want !== step) {
      return null;
    }
  }
  return found;
}

function answerOf(route: RouteDeclaration, found: ReadonlyMap<string, string>): LabResponse {
  const filled = (text: string): string => text.replace(/\{([^{}]+)\}/g, (all, name: string) => found.get(name) ?? all);
  const headers = Object.entries(route.headers ?? {});
  const isJson = route.json !== undefined;
  const body = isJson
    ? utf8(`${JSON.stringify(filledIn(route.json, filled), null, 2)}\n`)
    : utf8(filled(route.text ?? ''));
  if (headerOf(headers, 'content-type') === null) {
    const isHtml = /^\s*</.test(fromLatin1(body.subarray(0, 64)));
    const kind = isJson ? 'application/json' : isHtml ? 'text/html' : 'text/plain';
    headers.push(['Content-Type', `${kind}; charset=utf-8`]);
  }
  return { status: route.status ?? 200, headers, body, serverMs: route.delay ?? 0 };
}

function filledIn(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner, fill)]));
}
