import { beforeEach, describe, expect, test } from 'vitest';
import type { BeyondListener } from '../../lab/beyond';
import { REAL_CAPS } from '../../protocol/parse-real';
import { PageFetch, type PageFetchMessage } from './page-fetch';

let said: PageFetchMessage[];
let waits: { readonly ms: number; readonly act: () => void }[];
let page: PageFetch;

beforeEach(() => {
  said = [];
  waits = [];
  page = new PageFetch((message) => said.push(message), {
    now: () => 0,
    epochNow: () => 0,
    after(ms, act) {
      const wait = { ms, act };
      waits.push(wait);
      return () => void (waits = waits.filter((one) => one !== wait));
    },
  });
});

function rest(): void {
  for (const { act } of waits.splice(0)) act();
}

const heard: unknown[] = [];
const listener: BeyondListener = {
  head: (...what) => void heard.push(['head', ...what]),
  bytes: (bytes) => void heard.push(['bytes', bytes.length]),
  end: () => void heard.push(['end']),
  failed: (...what) => void heard.push(['failed', ...what]),
};
const request = { method: 'GET', url: 'https://a.example/', headers: [], body: null };
const head = (status: number) => ({ part: 'head', status, reason: '', headers: [] }) as const;
const piece = (length: number) => ({ part: 'piece', bytes: new Uint8Array(length) }) as const;

beforeEach(() => void heard.splice(0));

describe('an exchange', () => {
  test('has a number of its own, and hears what the page answers to it', () => {
    page.fetch(request, listener);
    page.fetch(request, { ...listener, head: () => expect.unreachable() });
    expect(said.map((message) => message.exchange)).toEqual([0, 1]);
    page.receive(0, head(200));
    page.receive(0, piece(3));
    page.receive(0, { part: 'end' });
    page.receive(0, piece(4));
    page.receive(7, head(200));
    expect(heard).toEqual([['head', 200, '', []], ['bytes', 3], ['end']]);
  });

  test('sends a body of its own memory, so that the rest of what the program sent stays', () => {
    const buffer = new Uint8Array(10).fill(7);
    page.fetch({ ...request, method: 'POST', body: buffer.subarray(2, 5) }, listener);
    const [message] = said;
    expect(message?.type === 'real-request' && message.request.body?.buffer.byteLength).toBe(3);
  });

  test('tells the page in large steps how much has gone on', () => {
    const exchange = page.fetch(request, listener);
    for (let i = 0; i < 16; i++) exchange.taken(REAL_CAPS.window / 16);
    expect(said.slice(1)).toEqual(
      Array.from({ length: 4 }, () => ({ type: 'real-taken', exchange: 0, bytes: REAL_CAPS.window / 4 })),
    );
  });

  test('that was given up is told once and hears nothing more', () => {
    const exchange = page.fetch(request, listener);
    exchange.abort();
    exchange.abort();
    exchange.taken(1e9);
    page.receive(0, head(200));
    expect(said.slice(1)).toEqual([{ type: 'real-abort', exchange: 0 }]);
    expect(heard).toEqual([]);
  });

  test('that the border would not let pass is refused here, a moment later', () => {
    page.fetch({ ...request, url: `https://a.example/${'x'.repeat(20_000)}` }, listener);
    page.fetch({ ...request, method: 'X'.repeat(41) }, listener);
    expect([said, heard]).toEqual([[], []]);
    rest();
    expect(heard.map((what) => (what as unknown[]).slice(0, 2))).toEqual([
      ['failed', 'refused'],
      ['failed', 'refused'],
    ]);
  });
});

describe('fetchThroughPage', () => {
  test('gives all bytes of an answer', async () => {
    const bytes = page.fetchThroughPage('https://a.example/x.whl');
    page.receive(0, head(200));
    page.receive(0, { part: 'piece', bytes: Uint8Array.of(1, 2) });
    page.receive(0, { part: 'piece', bytes: Uint8Array.of(3) });
    page.receive(0, { part: 'end' });
    expect(await bytes).toEqual(Uint8Array.of(1, 2, 3));
    expect(waits).toEqual([]);
  });

  test('rejects with a sentence: an error’s status, too many bytes, no answer in time, the page’s own words, the run’s end', async () => {
    const missing = page.fetchThroughPage('https://a.example/x.whl');
    page.receive(0, head(404));
    await expect(missing).rejects.toThrow('https://a.example/x.whl was answered with status 404.');
    const large = page.fetchThroughPage('https://a.example/large');
    page.receive(1, head(200));
    for (let i = 0; i < 81; i++) page.receive(1, piece(256 * 1024));
    await expect(large).rejects.toThrow('larger than 20 MB');
    const slow = page.fetchThroughPage('https://a.example/slow');
    rest();
    await expect(slow).rejects.toThrow('did not come within 60 s');
    const forbidden = page.fetchThroughPage('https://a.example/');
    page.receive(3, { part: 'failed', failure: 'blocked', words: 'Not for you.' });
    await expect(forbidden).rejects.toThrow('Not for you.');
    const late = page.fetchThroughPage('https://a.example/');
    page.close();
    await expect(late).rejects.toThrow('The run is over.');
    await expect(page.fetchThroughPage('https://a.example/')).rejects.toThrow('The run is over.');
    expect(waits).toEqual([]);
    expect(said.filter(({ type }) => type === 'real-abort').map(({ exchange }) => exchange)).toEqual([0, 1, 2]);
  });
});
