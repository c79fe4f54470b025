import { gunzipSync, inflateSync } from 'node:zlib';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { LabNetwork } from '../network';
import { fetchFrom, jsonIn, textIn, type Answer, type Wanted } from '../testing/client';
import { FakeTimers } from '../testing/fake-timers';

const host = 'httpbin.org';

function site(seed = 1) {
  const timers = new FakeTimers();
  const network = new LabNetwork({ seed, timers });
  const ask = (path: string, more: Partial<Wanted> = {}): Answer => fetchFrom(network, timers, { host, path, ...more });
  return {
    timers,
    ask,
    json: (path: string, more?: Partial<Wanted>) => jsonIn(ask(path, more)) as Record<string, unknown>,
  };
}

describe('httpbin.org', () => {
  it('tells what was asked for: arguments, headers, address and URL', () => {
    const { ask } = site();
    const answer = ask('/get?a=1&b=2&a=%C3%A9+x', { headers: { 'x-lower': 'v' }, port: 443 });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(jsonIn(answer)).toEqual({
      args: { a: ['1', 'é x'], b: '2' },
      headers: { Host: host, 'User-Agent': 'test', 'X-Lower': 'v' },
      origin: '203.0.113.254',
      url: 'https://httpbin.org/get?a=1&b=2&a=%C3%A9+x',
    });
  });

  it('writes its JSON with the keys in order, two spaces deep, with a line end', () => {
    const { ask } = site();
    expect(textIn(ask('/ip'))).toBe('{\n  "origin": "203.0.113.254"\n}\n');
  });

  it('tells what was posted: JSON, a form, text, bytes', () => {
    const { json } = site();
    const post = (body: string | Uint8Array, kind: string) =>
      json('/post', { method: 'POST', body, headers: { 'Content-Type': kind } });
    expect(post('{"a": [1, 2]}', 'application/json')).toMatchObject({
      data: '{"a": [1, 2]}',
      json: { a: [1, 2] },
      form: {},
      files: {},
    });
    expect(post('x=1&x=2&y=a+b', 'application/x-www-form-urlencoded')).toMatchObject({
      data: '',
      json: null,
      form: { x: ['1', '2'], y: 'a b' },
    });
    expect(post('héllo', 'text/plain')).toMatchObject({ data: 'héllo', json: null });
    expect(post(Uint8Array.of(0xff, 0xfe), '')).toMatchObject({ data: 'data:application/octet-stream;base64,//4=' });
  });

  it('tells files and fields of a form apart', () => {
    const { json } = site();
    const body = [
      '--XX',
      'Content-Disposition: form-data; name="title"',
      '',
      'A weave',
      '--XX',
      'Content-Disposition: form-data; name="file"; filename="a.txt"',
      'Content-Type: text/plain',
      '',
      'line one\r\nline two',
      '--XX--',
      '',
    ].join('\r\n');
    const answer = json('/post', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'multipart/form-data; boundary=XX' },
    });
    expect(answer).toMatchObject({ form: { title: 'A weave' }, files: { file: 'line one\r\nline two' }, data: '' });
  });

  it('answers each method at its own page and 405 elsewhere, with the methods that there are', () => {
    const { ask, json } = site();
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect(ask(`/${method.toLowerCase()}`, { method, body: 'x' }).status).toBe(200);
    }
    const wrong = ask('/post');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    expect(json('/anything/goes?q=1', { method: 'DELETE' })).toMatchObject({ method: 'DELETE', args: { q: '1' } });
    expect(ask('/get', { method: 'OPTIONS' }).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(ask('/nowhere').status).toBe(404);
  });

  it('answers /delay/N after N seconds, fractions too, ten at most', () => {
    const { ask, timers } = site();
    for (const [path, ms] of [
      ['/delay/1', 1_000],
      ['/delay/0', 0],
      ['/delay/0.25', 250],
      ['/delay/99', 10_000],
    ] as const) {
      const start = timers.now();
      expect(ask(path).status).toBe(200);
      const took = timers.now() - start;
      expect(took).toBeGreaterThanOrEqual(ms);
      expect(took).toBeLessThan(ms + 50);
    }
  });

  it('answers /status/N with that status and what belongs to it', () => {
    const { ask } = site();
    for (const code of [200, 204, 304, 404, 418, 500, 503]) expect(ask(`/status/${code}`).status).toBe(code);
    expect(ask('/status/302').headers.get('location')).toBe('/redirect/1');
    expect(ask('/status/401').headers.get('www-authenticate')).toBe('Basic realm="Fake Realm"');
    expect(ask('/status/abc').status).toBe(400);
    expect(ask('/status/99').status).toBe(400);
  });

  it('draws one of a list of statuses by their weights', () => {
    const { ask } = site();
    const drawn = Array.from({ length: 200 }, () => ask('/status/200:3,500:1').status);
    expect(new Set(drawn)).toEqual(new Set([200, 500]));
    const failed = drawn.filter((status) => status === 500).length;
    expect(failed).toBeGreaterThan(25);
    expect(failed).toBeLessThan(80);
  });

  it('gives bytes: as many as asked, the same for the same seed', () => {
    const { ask } = site();
    expect(ask('/bytes/1000').body).toHaveLength(1_000);
    expect(ask('/bytes/50?seed=7').body).toEqual(ask('/bytes/50?seed=7').body);
    expect(ask('/bytes/50?seed=7').body).not.toEqual(ask('/bytes/50?seed=8').body);
    expect(ask('/bytes/999999999').body).toHaveLength(100 * 1024);
    const streamed = ask('/stream-bytes/2500?chunk_size=1000&seed=7');
    expect(streamed.headers.get('transfer-encoding')).toBe('chunked');
    expect(streamed.body).toHaveLength(2_500);
  });

  it('streams lines of JSON', () => {
    const { ask } = site();
    const lines = textIn(ask('/stream/3'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; url: string });
    expect(lines.map(({ id, url }) => [id, url])).toEqual([0, 1, 2].map((id) => [id, `http://${host}/stream/3`]));
  });

  it('drips bytes for as long as asked', () => {
    const { ask, timers } = site();
    const start = timers.now();
    const answer = ask('/drip?numbytes=5&duration=1&delay=0.5&code=202');
    expect([answer.status, textIn(answer), answer.headers.get('content-length')]).toEqual([202, '*****', '5']);
    expect(timers.now() - start).toBeGreaterThanOrEqual(1_500);
    expect(timers.now() - start).toBeLessThan(1_600);
  });

  it('gives a part of a range of bytes', () => {
    const { ask } = site();
    const part = ask('/range/100', { headers: { Range: 'bytes=10-19' } });
    expect([part.status, textIn(part), part.headers.get('content-range')]).toEqual([
      206,
      'klmnopqrst',
      'bytes 10-19/100',
    ]);
    expect(textIn(ask('/range/100', { headers: { Range: 'bytes=-2' } }))).toBe('uv');
    expect(ask('/range/100', { headers: { Range: 'bytes=200-' } }).status).toBe(416);
    expect(ask('/range/100').body).toHaveLength(100);
  });

  it('redirects so many times, relatively or absolutely', () => {
    const { ask } = site();
    expect(ask('/redirect/2').headers.get('location')).toBe('/relative-redirect/1');
    expect(ask('/redirect/1').headers.get('location')).toBe('/get');
    expect(ask('/absolute-redirect/2').headers.get('location')).toBe(`http://${host}/absolute-redirect/1`);
    expect(ask('/absolute-redirect/1', { port: 443 }).headers.get('location')).toBe(`https://${host}/get`);
    const to = ask('/redirect-to?url=http%3A%2F%2Fexample.com%2F&status_code=307');
    expect([to.status, to.headers.get('location')]).toEqual([307, 'http://example.com/']);
    expect(ask('/redirect-to').status).toBe(400);
  });

  it('sets and shows cookies', () => {
    const { ask, json } = site();
    const set = ask('/cookies/set?a=1&b=2');
    expect(set.lines.filter((line) => line.startsWith('Set-Cookie'))).toEqual([
      'Set-Cookie: a=1; Path=/',
      'Set-Cookie: b=2; Path=/',
    ]);
    expect([set.status, set.headers.get('location')]).toEqual([302, '/cookies']);
    expect(json('/cookies', { headers: { Cookie: 'a=1; b="2"' } })).toEqual({ cookies: { a: '1', b: '2' } });
    expect(ask('/cookies/delete?a').headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it('lets in who knows the password or has a token', () => {
    const { ask, json } = site();
    const basic = (text: string) => ({ headers: { Authorization: `Basic ${Buffer.from(text).toString('base64')}` } });
    expect(json('/basic-auth/me/secret', basic('me:secret'))).toEqual({ authenticated: true, user: 'me' });
    expect(ask('/basic-auth/me/secret', basic('me:wrong')).status).toBe(401);
    expect(ask('/basic-auth/me/secret').headers.get('www-authenticate')).toBe('Basic realm="Fake Realm"');
    expect(ask('/hidden-basic-auth/me/secret').status).toBe(404);
    expect(json('/bearer', { headers: { Authorization: 'Bearer t0ken' } })).toEqual({
      authenticated: true,
      token: 't0ken',
    });
    expect(ask('/bearer').status).toBe(401);
  });

  it('packs answers so that others can unpack them, and says which packings it does not know', () => {
    const { ask } = site();
    const zipped = ask('/gzip');
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(JSON.parse(gunzipSync(zipped.body).toString())).toMatchObject({ gzipped: true, method: 'GET' });
    expect(JSON.parse(inflateSync(ask('/deflate').body).toString())).toMatchObject({ deflated: true });
    expect(ask('/brotli').status).toBe(501);
  });

  it('answers what is known already with 304', () => {
    const { ask } = site();
    expect(ask('/cache').headers.has('etag')).toBe(true);
    expect(ask('/cache', { headers: { 'If-None-Match': '"x"' } }).status).toBe(304);
    expect(ask('/cache/60').headers.get('cache-control')).toBe('public, max-age=60');
    expect(ask('/etag/abc', { headers: { 'If-None-Match': 'W/"abc"' } }).status).toBe(304);
    expect(ask('/etag/abc', { headers: { 'If-Match': '"other"' } }).status).toBe(412);
    expect(ask('/etag/abc').headers.get('etag')).toBe('"abc"');
  });

  it('sends the headers that were asked for, and shows them with its true length', () => {
    const { ask } = site();
    const answer = ask('/response-headers?X-One=1&X-One=2&X-Two=b');
    expect(answer.lines).toContain('X-One: 1');
    expect(answer.lines).toContain('X-One: 2');
    expect(jsonIn(answer)).toEqual({
      'Content-Length': String(answer.body.length),
      'Content-Type': 'application/json',
      'X-One': ['1', '2'],
      'X-Two': 'b',
    });
  });

  it('lets nobody break its answers in two by a header', () => {
    const { ask } = site();
    const answer = ask(
      '/response-headers?X-A=1%0d%0aX-Evil:%202&Bad%20Name=3&Content-Length=5&Transfer-Encoding=chunked',
    );
    expect(answer.headers.has('x-evil')).toBe(false);
    expect(answer.headers.has('transfer-encoding')).toBe(false);
    expect(Number(answer.headers.get('content-length'))).toBe(answer.body.length);
    expect(ask('/redirect-to?url=/a%0d%0aX-Evil:%202').headers.has('x-evil')).toBe(false);
  });

  it('draws pictures that others can read', () => {
    const { ask } = site();
    const picture = ask('/image/jpeg');
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(jpeg.decode(picture.body)).toMatchObject({ width: 240, height: 160 });
    expect([...ask('/image/png').body.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(ask('/image', { headers: { Accept: 'image/svg+xml, image/svg' } }).headers.get('content-type')).toBe(
      'image/svg+xml',
    );
    expect(ask('/image', { headers: { Accept: 'text/html' } }).status).toBe(406);
  });

  it('gives identifiers of version 4, others each time, the same in the next run', () => {
    const [one, two] = [site(), site()];
    const drawn = Array.from({ length: 5 }, () => one.json('/uuid')['uuid'] as string);
    for (const uuid of drawn)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(drawn).size).toBe(5);
    expect(Array.from({ length: 5 }, () => two.json('/uuid')['uuid'])).toEqual(drawn);
  });

  it('answers HEAD as GET without the body', () => {
    const { ask } = site();
    const [got, head] = [ask('/html'), ask('/html', { method: 'HEAD' })];
    expect(head.headers.get('content-length')).toBe(String(got.body.length));
    expect(head.body).toHaveLength(0);
  });

  it('takes eight times as long for eight times as much of what is made to slow it down, and not sixty-four times', () => {
    const { ask } = site();
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const multipart = { 'Content-Type': 'multipart/form-data; boundary=X' };
    const slow: readonly ((n: number) => unknown)[] = [
      (n) => ask('/get', { headers: { 'X-Spaces': `${' '.repeat(n)}x`, 'X-More': `x${' '.repeat(n / 20)}x` } }),
      (n) => ask(`/base64/${'='.repeat(n)}x`),
      (n) => ask('/post', { method: 'POST', body: 'a&'.repeat(5 * n), headers: form }),
      (n) => ask('/post', { method: 'POST', body: '\r\n-'.repeat(5 * n), headers: multipart }),
    ];
    const took = (work: (n: number) => unknown, n: number): number => {
      const start = performance.now();
      work(n);
      return performance.now() - start;
    };
    for (const work of slow) {
      const quickest = (n: number): number => Math.min(...[1, 2, 3].map(() => took(work, n)));
      // Half a millisecond for what does not depend on the size.
      expect(quickest(56_000)).toBeLessThan((quickest(7_000) + 0.5) * 24);
    }
  });

  it('survives JSON that is nested deeper than any stack', () => {
    const { ask } = site();
    const body = '['.repeat(200_000) + ']'.repeat(200_000);
    expect([200, 500]).toContain(
      ask('/post', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }).status,
    );
  });
});
