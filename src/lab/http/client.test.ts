import { describe, expect, it } from 'vitest';
import { fromLatin1, latin1, utf8 } from '../bytes';
import type { LabClient } from '../connection';
import type { HostDeclaration } from '../declaration';
import type { LabEvent } from '../events';
import { LabNetwork } from '../network';
import { FakeTimers } from '../testing/fake-timers';
import { HttpClient, type ClientExchange, type ClientRequest } from './client';
import type { AnswerHead } from './client-parser';

const HOST: HostDeclaration = {
  name: 'a.example',
  latency: 10,
  jitter: 0,
  routes: [
    { path: '/hello', text: 'hello' },
    { path: '/gone', status: 204 },
    { path: '/teapot', status: 418, json: { tea: true } },
    { path: '/slow', text: 'at last', delay: 1_000 },
    { path: '/large', text: 'x'.repeat(300_000) },
  ],
};

class Asked {
  head: AnswerHead | null = null;
  readonly #parts: string[] = [];
  readonly story: string[] = [];
  exchange!: ClientExchange;
  /** False keeps all that comes. */
  uses = true;

  constructor(private readonly timers: FakeTimers) {}

  get body(): string {
    return this.#parts.join('');
  }

  readonly listener = {
    head: (head: AnswerHead): void => {
      this.head = head;
      this.#note(`${head.status}`);
    },
    bytes: (bytes: Uint8Array): void => {
      this.#parts.push(fromLatin1(bytes));
      if (this.uses) this.exchange.taken(bytes.length);
    },
    end: (): void => this.#note('end'),
    failed: (words: string): void => this.#note(words),
  };

  #note(what: string): void {
    this.story.push(`${what} at ${Math.round(this.timers.now())}`);
  }
}

function lab(hosts: readonly HostDeclaration[] = [HOST], window?: number) {
  const timers = new FakeTimers();
  const events: LabEvent[] = [];
  const network = new LabNetwork({ hosts, seed: 1, timers, observe: (event) => events.push(event) });
  const client = new HttpClient((target, one) => network.connect(target, one), window);
  const ask = (target: string, more: Partial<ClientRequest> & { process?: number } = {}): Asked => {
    const { process = 0, ...rest } = more;
    const asked = new Asked(timers);
    const request = {
      ...{ host: 'a.example', port: 80, method: 'GET', target, headers: [], body: null, hostHeader: 'a.example' },
      ...rest,
    };
    asked.exchange = client.send(process, request, asked.listener);
    return asked;
  };
  return {
    timers,
    network,
    ask,
    events,
    connections: () =>
      new Set(events.flatMap((event) => (event.phase === 'connecting' ? [event.connection] : []))).size,
    outcomes: () => events.flatMap((event) => (event.phase === 'done' ? [event.outcome] : [])),
  };
}

describe('HttpClient', () => {
  it('asks over a connection of its own, which costs one round trip, and for the answer another', () => {
    const { ask, timers } = lab();
    const one = ask('/hello');
    timers.run();
    expect(one.story).toEqual(['200 at 20', 'end at 20']);
    expect(one.body).toBe('hello');
  });

  it('uses a connection that is free again, and spares the round trip', () => {
    const { ask, timers, connections, outcomes } = lab();
    ask('/hello');
    timers.advance(100);
    const two = ask('/teapot');
    timers.advance(100);
    expect(two.story).toEqual(['418 at 110', 'end at 110']);
    expect(connections()).toBe(1);
    expect(outcomes()).toEqual(['ok', 'ok']);
  });

  it('asks the next within the last word of the one before, over the same connection', () => {
    const { ask, timers, connections, outcomes } = lab();
    const one = ask('/hello');
    let two: Asked | null = null;
    one.listener.end = () => void (two = ask('/gone'));
    timers.run();
    expect((two as Asked | null)?.story).toEqual(['204 at 30', 'end at 30']);
    expect(connections()).toBe(1);
    expect(outcomes()).toEqual(['ok', 'ok']);
  });

  it('opens as many connections as there are requests at the same time, and one for each process', () => {
    const { ask, timers, connections } = lab();
    for (let i = 0; i < 10; i++) ask('/hello');
    timers.advance(100);
    expect(connections()).toBe(10);
    ask('/hello', { process: 3 });
    timers.advance(100);
    expect(connections()).toBe(11);
    ask('/hello', { process: 3 });
    ask('/hello', { process: 0 });
    timers.run();
    expect(connections()).toBe(11);
  });

  it('forgets a connection that the server has closed while it waited', () => {
    const { ask, timers, connections } = lab();
    ask('/hello');
    timers.advance(61_000);
    const two = ask('/hello');
    timers.advance(100);
    expect(two.body).toBe('hello');
    expect(connections()).toBe(2);
  });

  it('sends methods, headers and bodies as they are told', () => {
    const { ask, timers } = lab();
    const body = utf8('{"a":"ü"}');
    const one = ask('/anything?q=1', {
      ...{ host: 'httpbin.org', hostHeader: 'httpbin.org', method: 'POST', body },
      headers: [['content-type', 'application/json']],
    });
    const two = ask('/anything', { host: 'httpbin.org', hostHeader: 'httpbin.org', method: 'PUT' });
    timers.advance(1_000);
    expect(JSON.parse(one.body)).toMatchObject({ method: 'POST', args: { q: '1' }, json: { a: 'Ã¼' } });
    expect(JSON.parse(two.body)).toMatchObject({ method: 'PUT', headers: { 'Content-Length': '0' } });
  });

  it('lets no more come than is used up', () => {
    const { ask, timers } = lab([HOST], 100_000);
    const one = ask('/large');
    one.uses = false;
    timers.advance(10_000);
    expect(one.body.length).toBeGreaterThanOrEqual(100_000);
    expect(one.body.length).toBeLessThan(200_000);
    one.uses = true;
    one.exchange.taken(one.body.length);
    timers.advance(10_000);
    expect(one.body.length).toBe(300_000);
    expect(one.story.at(-1)).toMatch('end');
  });

  it('drops what nobody wants any more, and says nothing of it', () => {
    const { ask, timers, outcomes } = lab();
    const one = ask('/slow');
    timers.advance(500);
    one.exchange.abort();
    const early = ask('/hello');
    early.exchange.abort();
    timers.run();
    expect([...one.story, ...early.story]).toEqual([]);
    expect(outcomes()).toEqual(['cancelled', 'cancelled']);
    expect(timers.pending).toBe(0);
  });

  it('does not touch the connection of another when it is told to drop what is over', () => {
    const { ask, timers } = lab();
    const one = ask('/hello');
    timers.advance(100);
    const two = ask('/hello');
    one.exchange.abort();
    timers.run();
    expect(two.body).toBe('hello');
  });

  it('says in a sentence why there is no answer', () => {
    const hosts: HostDeclaration[] = [
      { ...HOST, name: 'closed.example', behaviour: 'refuses' },
      { ...HOST, name: 'breaks.example', failureRate: 1, failures: ['reset'] },
    ];
    const { ask, timers } = lab(hosts);
    const closed = ask('/', { host: 'closed.example' });
    const breaks = ask('/', { host: 'breaks.example' });
    const nowhere = ask('/', { host: '192.0.2.77', port: 8080 });
    timers.run();
    expect(closed.story[0]).toMatch(/^closed.example refused the connection to port 80\. at /);
    expect(breaks.story[0]).toMatch(/^breaks.example broke the connection instead of answering\. at /);
    expect(nowhere.story[0]).toMatch(/^Nobody answers at 192.0.2.77\. at /);
  });

  describe('with a server that does as it likes', () => {
    function answering(...pieces: readonly string[]): Asked {
      let closed = 0;
      const client = new HttpClient((_target, one: LabClient) => {
        queueMicrotask(() => one.connected());
        return {
          receive: () => {
            for (const piece of pieces) {
              if (piece === 'END') one.end();
              else if (piece === 'RESET') one.reset();
              else if (piece === 'WHY') one.reset('The wind was too strong.');
              else one.write(latin1(piece.replaceAll('\n', '\r\n')));
            }
          },
          finish: () => {},
          drained: () => {},
          close: () => void closed++,
        };
      });
      const asked = new Asked(new FakeTimers());
      const request = { host: 'h', port: 80, method: 'GET', target: '/', headers: [], body: null, hostHeader: 'h' };
      asked.exchange = client.send(0, request, asked.listener);
      return asked;
    }

    it.each([
      [['HTTP/1.1 200 OK\n\nabc', 'END'], ['200 at 0', 'end at 0'], 'abc'],
      [['END'], ['The answer of h ended before it had begun. at 0'], ''],
      [
        ['HTTP/1.1 200 OK\nContent-Length: 9\n\nabc', 'END'],
        ['200 at 0', 'The answer of h broke off in the middle. at 0'],
        'abc',
      ],
      [
        ['HTTP/1.1 200 OK\nContent-Length: 9\n\nabc', 'RESET'],
        ['200 at 0', 'h broke the connection in the middle of its answer. at 0'],
        'abc',
      ],
      [['WHY'], ['The wind was too strong. at 0'], ''],
      [['hello\n\n'], ['The answer of h is not HTTP/1.1. at 0'], ''],
      [['HTTP/1.1 200 OK\nContent-Length: 1\n\na', 'tail', 'RESET'], ['200 at 0', 'end at 0'], 'a'],
    ])('%j is told as %j', async (pieces, story, body) => {
      const asked = answering(...pieces);
      await Promise.resolve();
      await Promise.resolve();
      expect(asked.story).toEqual(story);
      expect(asked.body).toBe(body);
    });
  });
});
