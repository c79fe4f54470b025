/**
 * `httpbin.org`: tells callers what they sent, and answers as they ask: late, in drops, with a certain status, with a
 * redirect. Routes and shapes are those that the service documents; whatever is text or picture is made here.
 */
import { fromBase64, fromUtf8, utf8 } from '../bytes';
import { httpDate } from '../http/answer';
import {
  emptyAnswer,
  headerOf,
  htmlAnswer,
  listHeader,
  textAnswer,
  type Headers,
  type LabResponse,
  type Site,
} from '../http/message';
import { parseTarget, queryValue } from '../http/target';
import { jpegOf } from '../jpeg';
import { makePicture } from '../picture';
import { encodePng } from '../png';
import { gzip, zlib } from '../zlib';
import { bytesAnswer, dripAnswer, rangeAnswer, streamAnswer, streamBytesAnswer } from './httpbin-bytes';
import { binJson, factsOf, headersOf, urlOf, type Call, type Fact } from './httpbin-facts';
import { statusAnswer } from './httpbin-status';
import { labPage } from './pages';

const MAX_DELAY_S = 10;
const SEEN: readonly Fact[] = ['args', 'headers', 'origin', 'url'];
const SENT: readonly Fact[] = ['args', 'data', 'files', 'form', 'headers', 'json', 'origin', 'url'];
const SENT_LATE: readonly Fact[] = ['args', 'data', 'files', 'form', 'headers', 'origin', 'url'];
const EVERYTHING: readonly Fact[] = [...SENT, 'method'];
const ANY = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'] as const;

interface Route {
  readonly methods: readonly string[];
  /** Fits the whole path; its groups are handed to `answer`, decoded. */
  readonly path: RegExp;
  readonly answer: (call: Call, ...groups: readonly string[]) => LabResponse;
}

const route = (methods: readonly string[], path: RegExp, answer: Route['answer']): Route => ({ methods, path, answer });
const get = (path: RegExp, answer: Route['answer']): Route => route(['GET'], path, answer);

const ROUTES: readonly Route[] = [
  get(/^\/$/, () => htmlAnswer(HOME)),
  get(/^\/get$/, (call) => binJson(factsOf(call, SEEN))),
  ...['post', 'put', 'patch', 'delete'].map((name) =>
    route([name.toUpperCase()], new RegExp(`^/${name}$`), (call) => binJson(factsOf(call, SENT))),
  ),
  route(ANY, /^\/anything(?:\/.*)?$/, (call) => binJson(factsOf(call, EVERYTHING))),
  route(ANY, /^\/delay\/(\d+(?:\.\d*)?|\.\d+)$/, (call, seconds) => ({
    ...binJson(factsOf(call, SENT_LATE)),
    serverMs: Math.min(Number(seconds), MAX_DELAY_S) * 1_000,
  })),
  route(ANY, /^\/status\/([^/]+)$/, (call, codes = '') => statusAnswer(call, codes)),

  get(/^\/headers$/, ({ request }) => binJson({ headers: headersOf(request.headers) })),
  get(/^\/ip$/, ({ context }) => binJson({ origin: context.clientAddress })),
  get(/^\/user-agent$/, ({ request }) => binJson({ 'user-agent': headerOf(request.headers, 'user-agent') })),
  get(/^\/uuid$/, ({ context }) => binJson({ uuid: uuidOf(context.random) })),
  get(/^\/base64\/(.+)$/, (_, text = '') => {
    const bytes = fromBase64(text);
    return bytes === null ? textAnswer('This is not base64.\n', 400) : htmlAnswer(fromUtf8(bytes) ?? '(not text)');
  }),

  get(/^\/bytes\/(\d{1,12})$/, (call, count) => bytesAnswer(call, Number(count))),
  get(/^\/stream\/(\d{1,12})$/, (call, count) => streamAnswer(call, Number(count))),
  get(/^\/stream-bytes\/(\d{1,12})$/, (call, count) => streamBytesAnswer(call, Number(count))),
  get(/^\/range\/(\d{1,12})$/, (call, count) => rangeAnswer(call, Number(count))),
  get(/^\/drip$/, (call) => dripAnswer(call)),

  get(/^\/(redirect|relative-redirect|absolute-redirect)\/(\d{1,6})$/, (call, kind = '', count) =>
    redirectAnswer(call, kind, Number(count)),
  ),
  route(ANY, /^\/redirect-to$/, ({ target }) => {
    const to = queryValue(target, 'url');
    const status = Number(queryValue(target, 'status_code') ?? 302);
    if (to === null) return textAnswer('The query parameter "url" is missing.\n', 400);
    return emptyAnswer(status >= 300 && status < 400 ? status : 302, [['Location', to]]);
  }),

  get(/^\/cookies$/, (call) => binJson({ cookies: cookiesOf(call) })),
  get(/^\/cookies\/set$/, ({ target }) =>
    cookieAnswer(target.query.map(([name, value]) => `${name}=${value}; Path=/`)),
  ),
  get(/^\/cookies\/set\/([^/]+)\/([^/]+)$/, (_, name, value) => cookieAnswer([`${name}=${value}; Path=/`])),
  get(/^\/cookies\/delete$/, ({ target }) =>
    cookieAnswer(target.query.map(([name]) => `${name}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/`)),
  ),

  get(/^\/basic-auth\/([^/]+)\/([^/]+)$/, (call, user = '', password = '') =>
    isLetIn(call, user, password)
      ? binJson({ authenticated: true, user })
      : emptyAnswer(401, [['WWW-Authenticate', 'Basic realm="Fake Realm"']]),
  ),
  get(/^\/hidden-basic-auth\/([^/]+)\/([^/]+)$/, (call, user = '', password = '') =>
    isLetIn(call, user, password) ? binJson({ authenticated: true, user }) : emptyAnswer(404),
  ),
  get(/^\/bearer$/, ({ request }) => {
    const token = /^Bearer (.+)$/.exec(headerOf(request.headers, 'authorization') ?? '')?.[1];
    if (token === undefined) return emptyAnswer(401, [['WWW-Authenticate', 'Bearer']]);
    return binJson({ authenticated: true, token });
  }),

  get(/^\/gzip$/, (call) => packed(call, 'gzip', 'gzipped', gzip)),
  get(/^\/deflate$/, (call) => packed(call, 'deflate', 'deflated', zlib)),
  get(/^\/brotli$/, () => textAnswer('The lab network does not pack answers with Brotli; try /gzip.\n', 501)),
  get(/^\/digest-auth\/.+$/, () => textAnswer('The lab network knows no digests; try /basic-auth.\n', 501)),

  get(/^\/response-headers$/, ({ target }) => responseHeadersAnswer(target.query)),
  get(/^\/cache$/, (call) => cacheAnswer(call)),
  get(/^\/cache\/(\d{1,9})$/, (call, seconds = '0') =>
    binJson(factsOf(call, SEEN), 200, [['Cache-Control', `public, max-age=${seconds}`]]),
  ),
  get(/^\/etag\/([^/]+)$/, (call, etag = '') => etagAnswer(call, etag)),

  get(/^\/json$/, () => binJson(SLIDES)),
  get(/^\/html$/, () => htmlAnswer(STORY)),
  get(/^\/xml$/, () => ({ status: 200, headers: [['Content-Type', 'application/xml']], body: utf8(SLIDES_XML) })),
  get(/^\/robots\.txt$/, () => textAnswer('User-agent: *\nDisallow: /deny\n')),
  get(/^\/deny$/, () => textAnswer('You were asked not to look here.\n')),
  get(/^\/encoding\/utf8$/, () =>
    htmlAnswer(labPage('Threads in many scripts', '<p>fil, Faden, νήμα, нить, 糸, 실, धागा, خيط 🧵</p>')),
  ),
  get(/^\/image(?:\/([a-z]+))?$/, (call, kind) => imageAnswer(call, kind ?? null)),
];

export function makeHttpbin(): Site {
  return (request, context) => {
    const target = parseTarget(request.target);
    const call: Call = { request, target, context };
    const cors: Headers = [
      ['Access-Control-Allow-Origin', headerOf(request.headers, 'origin') ?? '*'],
      ['Access-Control-Allow-Credentials', 'true'],
    ];
    const answer = answerTo(call, `/${target.steps.join('/')}`);
    return { ...answer, headers: [...answer.headers, ...cors] };
  };
}

function answerTo(call: Call, path: string): LabResponse {
  const { method } = call.request;
  const allowed = new Set<string>();
  for (const { methods, path: pattern, answer } of ROUTES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    if (methods.includes(method === 'HEAD' ? 'GET' : method)) return answer(call, ...match.slice(1));
    for (const one of methods) allowed.add(one);
  }
  if (allowed.size === 0) return htmlAnswer(labPage('Not Found', '<p>There is no such page here.</p>'), 404);
  if (allowed.has('GET')) allowed.add('HEAD');
  allowed.add('OPTIONS');
  const allow: Headers = [['Allow', [...allowed].join(', ')]];
  if (method !== 'OPTIONS') return htmlAnswer(labPage('Method Not Allowed', ''), 405, allow);
  return emptyAnswer(200, [
    ...allow,
    ['Access-Control-Allow-Methods', [...allowed].join(', ')],
    ['Access-Control-Max-Age', '3600'],
  ]);
}

function redirectAnswer(call: Call, kind: string, count: number): LabResponse {
  if (count < 1) return textAnswer('The number of redirects must be at least 1.\n', 400);
  const isAbsolute = kind === 'absolute-redirect' || queryValue(call.target, 'absolute')?.toLowerCase() === 'true';
  const next = count === 1 ? '/get' : `/${isAbsolute ? 'absolute' : 'relative'}-redirect/${count - 1}`;
  const origin = isAbsolute ? urlOf(call).split('/').slice(0, 3).join('/') : '';
  return htmlAnswer(labPage('Redirecting', `<p>Go on to <a href="${next}">${next}</a>.</p>`), 302, [
    ['Location', origin + next],
  ]);
}

function cookiesOf({ request }: Call): Record<string, string> {
  const cookies = request.headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map((pair): [string, string] => {
      const mark = pair.indexOf('=');
      return [
        pair.slice(0, Math.max(mark, 0)).trim(),
        pair
          .slice(mark + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ];
    });
  return Object.fromEntries(cookies.filter(([name]) => name !== ''));
}

function cookieAnswer(cookies: readonly string[]): LabResponse {
  return htmlAnswer(labPage('Redirecting', '<p>Go on to <a href="/cookies">/cookies</a>.</p>'), 302, [
    ['Location', '/cookies'],
    ...cookies.map((cookie): [string, string] => ['Set-Cookie', cookie]),
  ]);
}

function isLetIn({ request }: Call, user: string, password: string): boolean {
  const given = /^Basic\s+(\S+)$/i.exec(headerOf(request.headers, 'authorization') ?? '')?.[1];
  const bytes = given === undefined ? null : fromBase64(given);
  return bytes !== null && fromUtf8(bytes) === `${user}:${password}`;
}

function packed(call: Call, coding: string, key: string, pack: (bytes: Uint8Array) => Uint8Array): LabResponse {
  const { body, ...plain } = binJson({ ...factsOf(call, ['headers', 'method', 'origin']), [key]: true });
  const headers: Headers = [...plain.headers, ['Content-Encoding', coding]];
  return { ...plain, headers, body: body instanceof Uint8Array ? pack(body) : body };
}

/** The answer shows its own headers, its length among them: so it is written until the length fits. */
function responseHeadersAnswer(query: readonly (readonly [name: string, value: string])[]): LabResponse {
  const own = query.filter(([name]) => !/^content-(?:length|type)$/i.test(name));
  const shown: Record<string, string | string[]> = { 'Content-Type': 'application/json' };
  for (const [name, value] of own) {
    const standing = Object.hasOwn(shown, name) ? shown[name] : undefined;
    shown[name] = standing === undefined ? value : [standing, value].flat();
  }
  let length = 0;
  for (;;) {
    const answer = binJson({ ...shown, 'Content-Length': String(length) }, 200, own);
    const actual = answer.body instanceof Uint8Array ? answer.body.length : 0;
    if (actual === length) return answer;
    length = actual;
  }
}

function cacheAnswer(call: Call): LabResponse {
  const { request, context } = call;
  const isKnown = ['if-modified-since', 'if-none-match'].some((name) => headerOf(request.headers, name) !== null);
  if (isKnown) return emptyAnswer(304);
  return binJson(factsOf(call, SEEN), 200, [
    ['Last-Modified', httpDate(context.epochMs)],
    ['ETag', `"${uuidOf(context.random).replaceAll('-', '')}"`],
  ]);
}

function etagAnswer(call: Call, etag: string): LabResponse {
  const quoted = `"${etag}"`;
  const names = (header: string): string[] =>
    listHeader(call.request.headers, header).map((one) => one.replace(/^w\//, '').replace(/^"(.*)"$/, '$1'));
  const fits = (list: readonly string[]): boolean => list.includes('*') || list.includes(etag.toLowerCase());
  const [noneOf, oneOf] = [names('if-none-match'), names('if-match')];
  if (noneOf.length > 0 && fits(noneOf)) return emptyAnswer(304, [['ETag', quoted]]);
  if (oneOf.length > 0 && !fits(oneOf)) return emptyAnswer(412);
  return binJson(factsOf(call, SEEN), 200, [['ETag', quoted]]);
}

function imageAnswer({ request }: Call, named: string | null): LabResponse {
  const accepted = listHeader(request.headers, 'accept').map((one) => one.split(';', 1)[0] ?? '');
  const wants = (kind: string): boolean => named === kind || (named === null && accepted.includes(`image/${kind}`));
  const picture = makePicture({ width: 240, height: 160, words: ['httpbin'] });
  const image = (kind: string, body: Uint8Array): LabResponse => ({
    status: 200,
    headers: [['Content-Type', `image/${kind}`]],
    body,
  });
  if (wants('webp') && named === 'webp') return textAnswer('The lab network draws no WebP; try /image/png.\n', 501);
  if (wants('svg')) return image('svg+xml', utf8(SVG));
  if (wants('jpeg')) return image('jpeg', jpegOf(picture, 85));
  const isAny = accepted.length === 0 || accepted.some((one) => ['image/png', 'image/*', '*/*'].includes(one));
  if (named === 'png' || (named === null && isAny)) return image('png', encodePng(picture));
  return named === null ? statusAnswerForAccept() : htmlAnswer(labPage('Not Found', ''), 404);
}

function statusAnswerForAccept(): LabResponse {
  return binJson({ message: 'Client did not request a supported media type.' }, 406);
}

function uuidOf(random: { below(bound: number): number }): string {
  const digit = (from: number, count: number): string => (from + random.below(count)).toString(16);
  // Version 4 in the thirteenth place, the variant in the seventeenth (RFC 9562).
  return 'xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx'.replace(/[xv]/g, (place) =>
    place === 'v' ? digit(8, 4) : digit(0, 16),
  );
}

const HOME = labPage(
  'httpbin, as the lab network has it',
  `<p>Ask for something and see what comes back.</p>
<ul>
<li><code>/get</code>, <code>/post</code>, <code>/anything</code>: what you sent</li>
<li><code>/delay/1</code>: the same, a second later</li>
<li><code>/status/503</code>: an answer of that status</li>
<li><code>/drip</code>, <code>/stream/5</code>, <code>/bytes/1024</code>: bytes in their own time</li>
<li><code>/redirect/3</code>, <code>/cookies</code>, <code>/basic-auth/user/pass</code>, <code>/gzip</code>, <code>/image/jpeg</code></li>
</ul>`,
);

const STORY = labPage(
  'The ferry and the bridge',
  `<p>Forty people stood on the near bank, and the ferry took them over one at a time. The ferryman rowed quickly, but most of
each trip he sat in the boat while somebody looked for a coin.</p>
<p>On the second day he let the next one look for the coin while he rowed the one before. Nobody rowed any faster, and all
forty were over by noon.</p>
<p>On the third day they built a second boat. That helped with the rowing, too.</p>`,
);

const SLIDES = {
  slideshow: {
    author: 'The lab network',
    date: 'date of publication',
    slides: [
      { title: 'Why threads wait well', type: 'all' },
      { title: 'Overview', type: 'all', items: ['What a <em>wait</em> is', 'Who <em>holds</em> the lock'] },
    ],
    title: 'Sample Slides',
  },
};

const SLIDES_XML = `<?xml version="1.0" encoding="us-ascii"?>
<slideshow title="Sample Slides" date="date of publication" author="The lab network">
  <slide type="all"><title>Why threads wait well</title></slide>
  <slide type="all"><title>Overview</title><item>What a wait is</item><item>Who holds the lock</item></slide>
</slideshow>
`;

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80" width="240" height="160">
<title>Three threads, woven</title>
<rect width="120" height="80" fill="#f4efe6"/>
<g fill="none" stroke-width="8"><path stroke="#2f5d62" d="M0 20 C40 20 40 60 80 60 S110 40 120 40"/>
<path stroke="#c8553d" d="M0 40 C40 40 40 20 80 20 S110 60 120 60"/><path stroke="#588157" d="M0 60 C40 60 40 40 80 40 S110 20 120 20"/></g>
</svg>
`;
