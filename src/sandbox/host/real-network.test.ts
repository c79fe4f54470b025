import { beforeEach, describe, expect, test } from 'vitest';
import type { BeyondRequest } from '../../lab/beyond';
import { REAL_CAPS } from '../../protocol/parse-real';
import type { RealAnswer } from '../../protocol/realm';
import { FakeClock } from './fake-clock';
import { REAL_LIMITS, RealNetwork } from './real-network';
import type { Web } from './web';

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

type Server = (call: Call) => Response | Promise<Response>;

const NO_ANSWER = new TypeError('Failed to fetch');

class FakeWeb implements Web {
  readonly calls: Call[] = [];
  readonly listeners = new Set<(url: string) => void>();
  isOnline = true;
  secure = false;
  tells = true;
  server: Server = () => new Response('hello');

  async fetch(url: string, init: RequestInit): Promise<Response> {
    const call = { url, init };
    this.calls.push(call);
    const aborted = new Promise<never>((_, reject) =>
      init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
    );
    aborted.catch(() => {});
    return await Promise.race([this.server(call), aborted]);
  }

  online(): boolean {
    return this.isOnline;
  }

  get watchKeptBack(): Web['watchKeptBack'] {
    if (!this.tells) return null;
    return (listener) => {
      this.listeners.add(listener);
      return () => void this.listeners.delete(listener);
    };
  }
}

let web: FakeWeb;
let clock: FakeClock;
let said: { readonly exchange: number; readonly answer: RealAnswer }[];
let real: RealNetwork;

beforeEach(() => {
  web = new FakeWeb();
  clock = new FakeClock();
  said = [];
  real = new RealNetwork((exchange, answer) => said.push({ exchange, answer }), web, clock);
});

const request = (change: Partial<BeyondRequest> = {}): BeyondRequest => ({
  method: 'GET',
  url: 'http://a.example/',
  headers: [],
  body: null,
  ...change,
});

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
}

/** Asks once, and answers with what came of it. */
async function ask(change: Partial<BeyondRequest> = {}, exchange = 0): Promise<RealAnswer[]> {
  expect(real.ask(exchange, request(change))).toBeNull();
  await settle();
  clock.advance(REAL_LIMITS.reportMs);
  await settle();
  return said.filter((one) => one.exchange === exchange).map(({ answer }) => answer);
}

const parts = (answers: readonly RealAnswer[]): string[] => answers.map(({ part }) => part);
const failure = (answers: readonly RealAnswer[]) => {
  const answer = answers.at(-1);
  return answer?.part === 'failed' ? answer : expect.unreachable('it did not fail');
};

/** A server that lets no page read: CORS makes the first try fail, and the second, which reads nothing, succeeds. */
const unreadable: Server = ({ init }) => {
  if (init.mode === 'cors') throw NO_ANSWER;
  return new Response();
};
const nobody: Server = () => {
  throw NO_ANSWER;
};

describe('a request', () => {
  test('is made with nothing of the page’s own', async () => {
    const body = new Uint8Array([1, 2]);
    await ask({ method: 'POST', headers: [['X-A', '1']], body });
    const { url, init } = web.calls[0] ?? expect.unreachable();
    expect(url).toBe('http://a.example/');
    expect(init).toMatchObject({
      method: 'POST',
      mode: 'cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      body,
    });
    expect([...(init.headers as Headers)]).toEqual([['x-a', '1']]);
  });

  test('is answered with a head, its pieces and the end', async () => {
    web.server = () => new Response('hello', { status: 201, statusText: 'Made', headers: { 'x-b': '2' } });
    const answers = await ask();
    expect(parts(answers)).toEqual(['head', 'piece', 'end']);
    expect(answers[0]).toMatchObject({ status: 201, reason: 'Made' });
    expect(answers[0]).toHaveProperty('headers', expect.arrayContaining([['x-b', '2']]));
    expect(answers[1]).toHaveProperty('bytes', new TextEncoder().encode('hello'));
  });

  test.each([
    ['file:///etc/passwd', /Only http/],
    ['http://user:secret@a.example/', /name and password/],
    ['http://a.example:25/', /port 25/],
    ['http://', /not an address/],
    ['http://a.example:99999/', /not an address/],
  ])('to %s is not made at all', async (url, words) => {
    const { failure: kind, words: said } = failure(await ask({ url }));
    expect(kind).toBe('refused');
    expect(said).toMatch(words);
    expect(web.calls).toEqual([]);
  });

  test('by http from a page that came by https is refused with the way out, but for this very machine', async () => {
    web.secure = true;
    expect(failure(await ask())).toMatchObject({
      failure: 'blocked',
      words: expect.stringContaining('try https://a.example') as unknown,
    });
    expect(web.calls).toEqual([]);
    for (const [i, host] of ['localhost', 'dev.localhost', '127.0.0.1'].entries())
      expect(parts(await ask({ url: `http://${host}:8000/` }, i + 1))).toContain('end');
  });

  test('that was asked before is a fault of the realm', () => {
    expect(real.ask(3, request())).toBeNull();
    expect(real.ask(3, request())).toMatch(/before/);
    expect(real.ask(2, request())).toMatch(/before/);
  });
});

describe('an answer', () => {
  test('stops coming when the realm takes nothing, and goes on when it does', async () => {
    let given = 0;
    web.server = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            given += 100_000;
            if (given > 4_000_000) controller.close();
            else controller.enqueue(new Uint8Array(100_000));
          },
        }),
      );
    await ask();
    const bytes = () => said.reduce((sum, { answer }) => sum + (answer.part === 'piece' ? answer.bytes.length : 0), 0);
    expect(bytes()).toBeGreaterThanOrEqual(REAL_CAPS.window);
    expect(bytes()).toBeLessThan(REAL_CAPS.window + 200_000);
    for (let turn = 0; turn < 10 && said.at(-1)?.answer.part !== 'end'; turn++) {
      real.taken(0, bytes());
      await settle();
    }
    expect(said.at(-1)?.answer.part).toBe('end');
    expect(bytes()).toBe(4_000_000);
    expect(clock.pending).toBe(0);
  });

  test('comes in pieces that the border lets pass, however large they were', async () => {
    web.server = () => new Response(new Uint8Array(700_000));
    const sizes = (await ask()).flatMap((answer) => (answer.part === 'piece' ? [answer.bytes.length] : []));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(REAL_CAPS.piece);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(700_000);
  });

  test('without end is ended', async () => {
    web.server = () =>
      new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)) }));
    await ask();
    for (let turn = 0; turn < 100 && said.at(-1)?.answer.part !== 'failed'; turn++) {
      real.taken(0, 10_000_000);
      await settle();
    }
    expect(failure(said.map(({ answer }) => answer))).toMatchObject({
      failure: 'refused',
      words: expect.stringContaining('64 MB') as unknown,
    });
  });

  test('that breaks off says so', async () => {
    web.server = () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new Uint8Array(3)),
          pull: (controller) => controller.error(new TypeError('network error')),
        }),
      );
    const answers = await ask();
    expect(parts(answers)).toEqual(['head', 'piece', 'failed']);
    expect(failure(answers)).toMatchObject({
      failure: 'broken',
      words: expect.stringContaining('a.example broke') as unknown,
    });
  });

  test('that does not come within a minute is not waited for', async () => {
    web.server = () => new Promise(() => {});
    real.ask(0, request());
    await settle();
    clock.advance(REAL_LIMITS.headMs);
    await settle();
    expect(failure(said.map(({ answer }) => answer)).words).toMatch(/did not answer within a minute/);
    expect(web.calls[0]?.init.signal?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('why there is no answer', () => {
  test('CORS: somebody answered, and the browser keeps it back', async () => {
    web.server = unreadable;
    const { failure: kind, words } = failure(await ask());
    expect(kind).toBe('blocked');
    expect(words).toMatch(
      /a\.example answered, but it does not allow pages of other sites to read its answers \(CORS\)/,
    );
    expect(words).not.toMatch(/Before a/);
    expect(web.calls[1]?.init).toMatchObject({ method: 'HEAD', mode: 'no-cors', credentials: 'omit' });
  });

  test('CORS on an isolated page: the answer is known only by the report that it was kept back', async () => {
    web.server = ({ init }) => {
      if (init.mode === 'no-cors') for (const listener of web.listeners) listener('http://a.example/elsewhere');
      throw NO_ANSWER;
    };
    expect(failure(await ask()).failure).toBe('blocked');
    expect(web.listeners.size).toBe(0);
  });

  test('the headers that make a browser ask first are named', async () => {
    web.server = unreadable;
    const headers = [
      ['Accept', '*/*'],
      ['Authorization', 'x'],
      ['Content-Type', 'application/json'],
    ] as const;
    const { words } = failure(await ask({ method: 'POST', headers, body: new Uint8Array(1) }));
    expect(words).toMatch(/Before a POST request with the header Authorization, Content-Type, the browser asks/);
  });

  test('nobody: neither an answer nor a report of one', async () => {
    web.server = nobody;
    expect(failure(await ask())).toEqual({
      part: 'failed',
      failure: 'unreachable',
      words: 'Nobody answers at a.example: there is no such host, or it is not listening.',
    });
    expect(web.listeners.size).toBe(0);
  });

  test('a report of another site says nothing about this one', async () => {
    web.server = () => {
      for (const listener of web.listeners) listener('http://other.example/');
      throw NO_ANSWER;
    };
    expect(failure(await ask()).failure).toBe('unreachable');
  });

  test('a browser that does not tell is not spoken for', async () => {
    web.tells = false;
    web.server = nobody;
    expect(failure(await ask()).words).toMatch(/^Either nobody answers at a\.example, or it does not allow/);
  });

  test('off line', async () => {
    web.isOnline = false;
    web.server = nobody;
    expect(failure(await ask()).words).toMatch(/this computer is off line/);
    expect(web.calls).toHaveLength(1);
  });
});

describe('limits', () => {
  test('so many at a time; the next begins when one is done, and too many are refused', async () => {
    const answers: (() => void)[] = [];
    web.server = () => new Promise((resolve) => answers.push(() => resolve(new Response(''))));
    const all = REAL_LIMITS.open + REAL_LIMITS.waiting;
    for (let i = 0; i <= all; i++) real.ask(i, request());
    await settle();
    expect(web.calls).toHaveLength(REAL_LIMITS.open);
    expect(said).toEqual([
      { exchange: all, answer: expect.objectContaining({ part: 'failed', failure: 'refused' }) as unknown },
    ]);
    answers[0]?.();
    await settle();
    expect(web.calls).toHaveLength(REAL_LIMITS.open + 1);
    real.abort(5);
    real.abort(all - 1);
    expect(web.calls).toHaveLength(REAL_LIMITS.open + 2);
    real.dispose();
    expect(web.calls.every(({ init }, i) => i === 0 || init.signal?.aborted === true)).toBe(true);
    await settle();
    expect(clock.pending).toBe(0);
  });

  test('what the program gives up is given up, and says nothing more', async () => {
    web.server = () => new Promise(() => {});
    real.ask(0, request());
    await settle();
    real.abort(0);
    await settle();
    expect(said).toEqual([]);
    expect(web.calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('a switch that is put off ends what is under way and whatever comes later', async () => {
    web.server = () => new Promise(() => {});
    real.ask(0, request());
    await settle();
    real.cut('Off.');
    real.ask(1, request());
    await settle();
    expect(said.map(({ exchange, answer }) => [exchange, answer.part === 'failed' && answer.words])).toEqual([
      [0, 'Off.'],
      [1, 'Off.'],
    ]);
    expect(web.calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('after the run’s end nothing is fetched and nothing said', async () => {
    real.dispose();
    expect(real.ask(0, request())).toBeNull();
    await settle();
    expect([web.calls, said]).toEqual([[], []]);
  });
});
