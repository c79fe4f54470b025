import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HostDeclaration } from '../../lab/declaration';
import type { LabEvent } from '../../lab/events';
import { LabNetwork } from '../../lab/network';
import { EVENT, ROW_INTS } from '../../trace/codec';
import { makeFetch, type LabPort } from './fetch';
import { FetchService } from './fetch-service';
import { makeTestThread } from './testing/threads';

const HOSTS: readonly HostDeclaration[] = [
  {
    name: 'a.example',
    latency: 2,
    jitter: 0,
    routes: [
      { path: '/json', json: { fine: true } },
      { path: '/text', text: 'grüße' },
      { path: '/empty', status: 204 },
      { path: '/nothing', text: '' },
      { path: '/missing', status: 404, text: 'not there' },
      { path: '/slow', text: 'slow', delay: 10_000 },
      { path: '/large', text: 'x'.repeat(2_000_000) },
      { path: '/cookie', text: '', headers: { 'Set-Cookie': 'a=1', 'X-Other': 'b' } },
      { path: '/found', status: 302, headers: { Location: '/json?from=found' }, text: 'moved' },
      { path: '/other', status: 303, headers: { Location: 'https://httpbin.org/anything' } },
      { path: '/same', status: 307, headers: { Location: 'https://httpbin.org/anything' } },
      { path: '/round', status: 301, headers: { Location: '/round' } },
      { path: '/away', status: 302, headers: { Location: 'mailto:nobody' } },
      { path: '/choices', status: 300, text: 'choose' },
    ],
  },
  {
    name: 'fast.example',
    latency: 1,
    jitter: 0,
    bandwidth: 1_000_000,
    routes: [{ path: '/', text: 'y'.repeat(1_500_000) }],
  },
  { name: 'thin.example', latency: 1, jitter: 0, bandwidth: 100, routes: [{ path: '/', text: 'z'.repeat(30_000) }] },
  { name: 'closed.example', latency: 1, behaviour: 'refuses' },
  { name: 'breaks.example', latency: 1, failureRate: 1, failures: ['reset'] },
];

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

function lab() {
  const events: LabEvent[] = [];
  const network = new LabNetwork({
    hosts: HOSTS,
    seed: 1,
    observe: (event) => events.push(event),
    timers: {
      now: () => performance.now(),
      after(ms, act) {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      },
    },
  });
  const service = new FetchService(network, 'test');
  const one = makeTestThread();
  const { port1, port2 } = new MessageChannel();
  service.serve(0, port2);
  opened.push(() => {
    network.dispose();
    port1.close();
    port2.close();
  });
  const { loop } = one.thread;
  return {
    ...one,
    network,
    service,
    loop,
    events,
    fetch: makeFetch(one.thread, port1),
    outcomes: () => events.flatMap((event) => (event.phase === 'done' ? [event.outcome] : [])),
  };
}

/** What a promise is rejected with. */
async function failureOf(promise: Promise<unknown>): Promise<Error & { cause?: Error | undefined }> {
  return promise.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error as Error & { cause?: Error },
  );
}

describe('fetch', () => {
  it('answers with status, headers, address and body', async () => {
    const { fetch } = lab();
    const answer = await fetch('https://a.example/json?q=1#part');
    expect(answer).toBeInstanceOf(Response);
    expect(answer).toMatchObject({ status: 200, statusText: 'OK', ok: true, redirected: false, type: 'basic' });
    expect(answer.url).toBe('https://a.example/json?q=1');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await answer.json()).toEqual({ fine: true });
    expect(answer.bodyUsed).toBe(true);
    await expect(answer.text()).rejects.toThrow(TypeError);
  });

  it('gives the body in every form', async () => {
    const { fetch } = lab();
    const get = (): Promise<Response> => fetch(new URL('http://a.example/text'));
    expect(await (await get()).text()).toBe('grüße');
    expect((await (await get()).arrayBuffer()).byteLength).toBe(7);
    expect((await (await get()).bytes()).at(0)).toBe(0x67);
    const blob = await (await get()).blob();
    expect(await blob.text()).toBe('grüße');
    expect(blob.type).toBe('text/plain;charset=utf-8');
    const answer = await get();
    const copy = answer.clone();
    expect([await answer.text(), await copy.text()]).toEqual(['grüße', 'grüße']);
    expect(copy.url).toBe('http://a.example/text');
  });

  it('has no body where there is none', async () => {
    const { fetch } = lab();
    expect((await fetch('http://a.example/empty')).body).toBe(null);
    expect(await (await fetch('http://a.example/nothing')).text()).toBe('');
    const head = await fetch('http://a.example/text', { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('7');
    expect(await head.text()).toBe('');
  });

  it('takes an answer of any status for an answer', async () => {
    const { fetch } = lab();
    const answer = await fetch('http://a.example/missing');
    expect(answer).toMatchObject({ status: 404, ok: false });
    expect(await answer.text()).toBe('not there');
  });

  it('sends what it is told to: method, headers, and a body of any kind', async () => {
    const { fetch } = lab();
    const echo = async (init: RequestInit): Promise<Record<string, unknown>> =>
      (await (await fetch('http://httpbin.org/anything', { method: 'POST', ...init })).json()) as Record<
        string,
        unknown
      >;
    expect(
      await echo({ body: '{"a":"ü"}', headers: { 'Content-Type': 'application/json', 'X-A': '1' } }),
    ).toMatchObject({
      method: 'POST',
      json: { a: 'ü' },
      headers: { 'X-A': '1', 'User-Agent': 'test', Accept: '*/*' },
    });
    expect(await echo({ body: new URLSearchParams({ a: 'b c' }) })).toMatchObject({ form: { a: 'b c' } });
    expect(await echo({ body: new Uint8Array([104, 105]) })).toMatchObject({ data: 'hi' });
    expect(await echo({ body: new Uint8Array([1, 104, 105]).subarray(1) })).toMatchObject({ data: 'hi' });
    expect(await echo({ body: new Blob(['hi'], { type: 'text/plain' }) })).toMatchObject({
      data: 'hi',
      headers: { 'Content-Type': 'text/plain' },
    });
    const form = new FormData();
    form.set('field', 'value');
    form.set('file', new File(['inside'], 'a.txt'));
    expect(await echo({ body: form })).toMatchObject({ form: { field: 'value' }, files: { file: 'inside' } });
    expect(await echo({ method: 'delete' })).toMatchObject({ method: 'DELETE' });
    const request = new Request('http://httpbin.org/anything', { method: 'PUT', body: 'from a Request' });
    expect(await (await fetch(request)).json()).toMatchObject({ method: 'PUT', data: 'from a Request' });
  });

  it('does not wait for anything before it sends what is there', () => {
    const one = makeTestThread();
    const sent: unknown[] = [];
    const fetch = makeFetch(one.thread, { onmessage: null, postMessage: (message) => sent.push(message) });
    void fetch('http://a.example/', { method: 'POST', body: 'now' });
    expect(sent).toMatchObject([{ type: 'fetch', method: 'POST', url: 'http://a.example/' }]);
  });

  describe('redirects', () => {
    it('are followed, and the answer says so', async () => {
      const { fetch, events } = lab();
      const answer = await fetch('http://a.example/found');
      expect(answer).toMatchObject({ status: 200, redirected: true, url: 'http://a.example/json?from=found' });
      expect(await answer.json()).toEqual({ fine: true });
      expect(events.filter(({ phase }) => phase === 'connecting')).toHaveLength(1);
    });

    it('make GET of what was POST at 303, and keep method and body at 307', async () => {
      const { fetch } = lab();
      const init = { method: 'POST', body: 'x', headers: { Authorization: 'secret', 'X-Kept': '1' } };
      const other = (await (await fetch('http://a.example/other', init)).json()) as { headers: Record<string, string> };
      expect(other).toMatchObject({ method: 'GET', data: '', headers: { 'X-Kept': '1' } });
      expect(Object.keys(other.headers)).not.toContain('Content-Type');
      const same = (await (await fetch('http://a.example/same', init)).json()) as { headers: Record<string, string> };
      expect(same).toMatchObject({ method: 'POST', data: 'x', headers: { 'X-Kept': '1' } });
      // What is said to one host is not said to another.
      expect(Object.keys(same.headers)).not.toContain('Authorization');
    });

    it('are an error where the request says so', async () => {
      const { fetch } = lab();
      const error = await failureOf(fetch('http://a.example/found', { redirect: 'error' }));
      expect(error.cause?.message).toMatch(/^a\.example answered with a redirect \(302\)/);
    });

    it('are shown as nothing but that there was one, where the request says so', async () => {
      const { fetch } = lab();
      const answer = await fetch('http://a.example/found', { redirect: 'manual' });
      expect(answer).toMatchObject({ type: 'opaqueredirect', status: 0, ok: false, url: 'http://a.example/found' });
      expect(await answer.text()).toBe('');
    });

    it('come to an end, and lead to the web only', async () => {
      const { fetch, events } = lab();
      expect((await failureOf(fetch('http://a.example/round'))).cause?.message).toBe(
        'There were more than 20 redirects.',
      );
      expect(events.filter(({ phase }) => phase === 'request')).toHaveLength(21);
      expect((await failureOf(fetch('http://a.example/away'))).cause?.message).toContain("'mailto:nobody'");
      expect((await fetch('http://a.example/choices')).status).toBe(300);
    });
  });

  it('unpacks what comes packed', async () => {
    const { fetch } = lab();
    expect(await (await fetch('http://httpbin.org/gzip')).json()).toMatchObject({ gzipped: true });
    expect(await (await fetch('http://httpbin.org/deflate')).json()).toMatchObject({ deflated: true });
  });

  it('keeps cookies from the program, as browsers do', async () => {
    const { fetch } = lab();
    const answer = await fetch('http://a.example/cookie');
    expect([answer.headers.get('set-cookie'), answer.headers.get('x-other')]).toEqual([null, 'b']);
  });

  it.each([
    ['https://nowhere.example/', /^The lab network has no host 'nowhere\.example'\. Its hosts are: a\.example, /],
    ['http://closed.example/', /^closed\.example refused the connection to port 80\.$/],
    ['http://a.example:8080/', /^a\.example refused the connection to port 8080\.$/],
    ['http://breaks.example/', /^breaks\.example broke the connection instead of answering\.$/],
    ['ftp://a.example/', /^fetch speaks http and https here, not 'ftp:'\.$/],
  ])('fails at %s as browsers do, with the reason as the cause', async (url, words) => {
    const { fetch, loop } = lab();
    const error = await failureOf(fetch(url));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('Failed to fetch');
    expect(error.cause?.message).toMatch(words);
    expect(Object.keys(error)).toEqual([]);
    expect(error.stack).toContain('fetch.test.ts');
    expect(loop.handles).toBe(0);
  });

  it('says plainly that a URL is not whole, and that a run has no network', async () => {
    const { fetch } = lab();
    expect((await failureOf(fetch('/json'))).message).toContain("fetch('/json'): this is no whole URL");
    const none = makeFetch(makeTestThread().thread, null);
    expect((await failureOf(none('http://a.example/'))).cause?.message).toContain('no network in this run');
  });

  it('refuses what the standard refuses', async () => {
    const { fetch } = lab();
    await expect(fetch('http://a.example/', { body: 'GET with a body' })).rejects.toThrow(TypeError);
    await expect(fetch('http://a.example/', { method: 'TRACE' })).rejects.toThrow(TypeError);
    await expect(fetch('http://a.example/', { headers: { 'a b': '1' } })).rejects.toThrow(TypeError);
  });

  describe('with a signal', () => {
    it('ends at once when it is aborted, and the host sees it leave', async () => {
      const { fetch, outcomes, loop } = lab();
      const controller = new AbortController();
      const pending = fetch('http://a.example/slow', { signal: controller.signal });
      setTimeout(() => controller.abort(), 30);
      expect(await failureOf(pending)).toMatchObject({ name: 'AbortError' });
      await vi.waitFor(() => expect(outcomes()).toEqual(['cancelled']));
      expect(loop.handles).toBe(0);
    });

    it('rejects with the very reason, and does not even ask when it was aborted before', async () => {
      const { fetch, events } = lab();
      const reason = new Error('enough');
      expect(await failureOf(fetch('http://a.example/json', { signal: AbortSignal.abort(reason) }))).toBe(reason);
      expect(events).toEqual([]);
    });

    it('knows whose time-out it was', async () => {
      const { fetch } = lab();
      const error = await failureOf(fetch('http://a.example/slow', { signal: AbortSignal.timeout(20) }));
      expect(error.name).toBe('TimeoutError');
      expect(error.stack).toContain('fetch.test.ts');
    });

    it('breaks off a body, too', async () => {
      const { fetch, loop } = lab();
      const controller = new AbortController();
      const answer = await fetch('http://thin.example/', { signal: controller.signal });
      const text = answer.text();
      setTimeout(() => controller.abort(), 20);
      expect(await failureOf(text)).toMatchObject({ name: 'AbortError' });
      expect(loop.handles).toBe(0);
    });

    it('does nothing any more when all is there', async () => {
      const { fetch } = lab();
      const controller = new AbortController();
      const answer = await fetch('http://a.example/text', { signal: controller.signal });
      const text = await answer.text();
      controller.abort();
      expect(text).toBe('grüße');
    });
  });

  describe('a body as a stream', () => {
    it('comes in pieces, as it arrives', async () => {
      const { fetch, loop } = lab();
      const answer = await fetch('http://thin.example/');
      const pieces: number[] = [];
      for await (const piece of answer.body ?? []) pieces.push(piece.length);
      expect(pieces.length).toBeGreaterThan(10);
      expect(pieces.reduce((a, b) => a + b, 0)).toBe(30_000);
      expect(loop.handles).toBe(0);
    });

    it('can be read into memory of one’s own', async () => {
      const { fetch } = lab();
      const reader = (await fetch('http://a.example/text')).body?.getReader({ mode: 'byob' });
      let text = '';
      for (;;) {
        const { done, value } = (await reader?.read(new Uint8Array(3))) ?? { done: true };
        text += value === undefined ? '' : String.fromCharCode(...value);
        if (done) break;
      }
      expect(text).toBe('grÃ¼Ã\x9fe');
    });

    it('waits at the host when nobody reads it, and comes whole when somebody does', async () => {
      const { fetch, outcomes } = lab();
      const answer = await fetch('http://fast.example/');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(outcomes()).toEqual([]);
      expect((await answer.text()).length).toBe(1_500_000);
      await vi.waitFor(() => expect(outcomes()).toEqual(['ok']));
    });

    it('is cancelled at the host when it is cancelled here', async () => {
      const { fetch, outcomes, loop } = lab();
      const answer = await fetch('http://fast.example/');
      await answer.body?.cancel();
      await vi.waitFor(() => expect(outcomes()).toEqual(['cancelled']));
      expect(loop.handles).toBe(0);
    });

    it('says why it broke off, and where it was read', async () => {
      const one = makeTestThread();
      const port: LabPort = { onmessage: null, postMessage: () => {} };
      const fetch = makeFetch(one.thread, port);
      const answer = fetch('http://a.example/');
      const say = (data: object): void => port.onmessage?.({ data: { id: 1, ...data } } as never);
      say({ type: 'head', status: 200, reason: 'OK', headers: [], url: 'http://a.example/', redirected: false });
      const text = (await answer).text();
      say({ type: 'bytes', bytes: new Uint8Array(3) });
      say({ type: 'failed', words: 'The cable was cut.' });
      const error = await failureOf(text);
      expect(error).toBeInstanceOf(TypeError);
      expect([error.message, error.cause?.message]).toEqual(['network error', 'The cable was cut.']);
      expect(error.stack).toContain('fetch.test.ts');
      expect(one.thread.loop.handles).toBe(0);
    });
  });

  it('keeps the program alive until the answer is there, and while a body is read, and not for longer', async () => {
    const { fetch, loop } = lab();
    const pending = fetch('http://a.example/text');
    expect(loop.handles).toBe(1);
    const answer = await pending;
    expect(loop.handles).toBe(0);
    const text = answer.text();
    expect(loop.handles).toBeGreaterThan(0);
    await text;
    expect(loop.handles).toBe(0);
  });

  it('goes on when a thread is gone, and drops what that had asked', async () => {
    const { fetch, service, outcomes } = lab();
    void fetch('http://a.example/slow').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    service.forget(0);
    expect(outcomes()).toEqual(['cancelled']);
  });

  it('tells the trace which host is waited for', async () => {
    const { fetch, loop, thread, told } = lab();
    const task = loop.enter('visit', 'main.ts', 1);
    await loop.suspend(task, fetch('http://a.example/json'), 2, 'fetch');
    await loop.suspend(task, (await fetch('http://a.example/json')).json(), 3, 'json');
    loop.exit(task);
    thread.recorder.flush();
    const strings = told.flatMap((batch) => batch.strings);
    expect(strings).toEqual(expect.arrayContaining(['a.example', 'fetch', 'response.json']));
    const hosts = told.flatMap(({ rows }) =>
      Array.from({ length: rows.length / ROW_INTS }, (_, i) => (rows[i * ROW_INTS] as number) & 0xff),
    );
    expect(hosts.filter((kind) => kind === EVENT.resource)).toHaveLength(1);
  });
});
