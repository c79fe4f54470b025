import { beforeEach, describe, expect, test } from 'vitest';
import type { BeyondListener, BeyondRequest } from './beyond';
import { latin1, utf8 } from './bytes';
import type { LabEvent } from './events';
import { isBeyond } from './gateway';
import type { Headers } from './http/message';
import { LabNetwork } from './network';
import { answersIn, dial, requestBytes, textIn, TestClient } from './testing/client';
import { FakeTimers } from './testing/fake-timers';

/** Whoever fetches, played by the test. */
interface Asked {
  readonly request: BeyondRequest;
  readonly listener: BeyondListener;
  taken: number;
  aborted: boolean;
}

let timers: FakeTimers;
let asked: Asked[];
let events: LabEvent[];
let network: LabNetwork;

beforeEach(() => {
  timers = new FakeTimers();
  asked = [];
  events = [];
  network = new LabNetwork({
    hosts: [{ name: 'ours.example' }, { name: 'bank.lab' }],
    seed: 1,
    timers,
    observe: (event) => events.push(event),
    beyond: (request, listener) => {
      const one: Asked = { request, listener, taken: 0, aborted: false };
      asked.push(one);
      return {
        taken: (bytes) => void (one.taken += bytes),
        abort: () => void (one.aborted = true),
      };
    },
  });
});

const last = (): Asked => asked.at(-1) ?? expect.unreachable('nothing was fetched');

/** Connects to a host out there and sends these bytes. */
function call(host: string, bytes: Uint8Array, port = 80): TestClient {
  const client = dial(network, timers, host, port, bytes);
  timers.advance(1);
  return client;
}

function answer({ listener }: Asked, body: string, headers: Headers = [], status = 200): void {
  listener.head(status, 'OK', headers);
  listener.bytes(utf8(body));
  listener.end();
}

const get = (host: string, path = '/', headers: Readonly<Record<string, string>> = {}): Uint8Array =>
  requestBytes({ host, path, headers });

const phases = (): string[] => events.map(({ phase }) => phase);
const explained = (): string[] => events.flatMap((event) => (event.phase === 'explained' ? [event.words] : []));
const outcomes = (): string[] => events.flatMap((event) => (event.phase === 'done' ? [event.outcome] : []));

describe('a name', () => {
  test('leads out when the lab does not have it, under an address of its own that leads back to it', () => {
    const address = network.resolve('Example.COM.') ?? '';
    expect(address).toMatch(/^198\.18\.\d+\.\d+$/);
    expect(network.resolve('example.com')).toBe(address);
    expect(network.resolve('www.example.com')).not.toBe(address);
    expect(network.resolve('93.184.215.14')).toBe('93.184.215.14');
    const client = new TestClient(timers);
    client.connection = network.connect({ address, port: 80 }, client);
    client.connection.receive(get('example.com', '/page'));
    timers.advance(1);
    expect(last().request.url).toBe('http://example.com/page');
  });

  test('that was declared, or that ends in .lab, stays in the lab', () => {
    expect(network.resolve('ours.example')).not.toMatch(/^198\.18/);
    expect(network.resolve('bank.lab')).not.toMatch(/^198\.18/);
    expect(network.resolve('nobody.lab')).toBeNull();
    dial(network, timers, 'ours.example', 80, get('ours.example'));
    timers.run();
    expect(asked).toEqual([]);
  });

  test('of a built-in host means the real one', () => {
    expect(network.resolve('httpbin.org')).toMatch(/^198\.18/);
    expect(network.hostNames()).toEqual(['bank.lab', 'ours.example']);
  });

  test('that is none leads nowhere', () => {
    for (const name of [
      '',
      'host',
      'a b.example',
      '-.example',
      'a..example',
      '.example',
      'bank.lab',
      `${'a'.repeat(64)}.example`,
    ])
      expect(isBeyond(name), name).toBe(false);
    for (const name of ['example.com', 'my_host.example', 'a-b.co.uk', 'x.localhost', '10.0.0.1'])
      expect(isBeyond(name), name).toBe(true);
  });

  test('leads nowhere in a lab without a way out', () => {
    const closed = new LabNetwork({ seed: 1, timers });
    expect(closed.resolve('example.de')).toBeNull();
    const client = dial(closed, timers, 'example.de');
    timers.run();
    expect(client.events.join()).toContain('unreachable');
  });

  test('cannot be guessed by its address: what was not given out is nobody’s', () => {
    for (const address of ['198.18.7.7', '192.0.2.200', '203.0.113.254']) {
      const client = new TestClient(timers);
      client.connection = network.connect({ address, port: 80 }, client);
      timers.run();
      expect(client.events.join()).toContain('unreachable');
    }
  });
});

describe('a request', () => {
  test('goes out whole, with its body, and without what belongs to the connection or to the browser', () => {
    const headers = {
      'User-Agent': 'Python-urllib/3.14',
      'Accept-Encoding': 'identity',
      Connection: 'close, X-Hop',
      'X-Hop': '1',
      Cookie: 'a=b',
      'Sec-Fetch-Mode': 'cors',
      'Proxy-Authorization': 'x',
      Authorization: 'Bearer t',
      'Content-Type': 'application/json',
    };
    call('api.example', requestBytes({ host: 'api.example', method: 'POST', path: '/a?b=1', headers, body: '{}' }));
    const { request } = last();
    expect(request).toMatchObject({ method: 'POST', url: 'http://api.example/a?b=1', body: utf8('{}') });
    expect(request.headers).toEqual([
      ['Authorization', 'Bearer t'],
      ['Content-Type', 'application/json'],
    ]);
  });

  test('goes by https from the ports of TLS, and names other ports', () => {
    call('a.example', get('a.example', '/x'), 443);
    expect(last().request.url).toBe('https://a.example/x');
    call('a.example', get('a.example', '/x'), 8443);
    expect(last().request.url).toBe('https://a.example:8443/x');
    call('a.example', get('a.example', '/x'), 8080);
    expect(last().request.url).toBe('http://a.example:8080/x');
  });

  test('has bytes that no URL may have written as what they are', () => {
    call('a.example', latin1('GET /caf\xc3\xa9#top HTTP/1.1\r\nHost: a.example\r\n\r\n'));
    expect(last().request.url).toBe('http://a.example/caf%c3%a9%23top');
  });

  test('that no browser can make ends the connection, and says why', () => {
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [latin1('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n'), /only HTTP requests/],
      [requestBytes({ host: 'a.example', method: 'TRACE', path: '/' }), /no page make TRACE/],
      [requestBytes({ host: 'a.example', path: '/', body: 'x' }), /no body with a GET/],
      [get('a.example', '/chat', { Connection: 'Upgrade', Upgrade: 'websocket' }), /upgraded to websocket/],
      [latin1('SSH-2.0-OpenSSH_9.9\r\n'), /only HTTP requests/],
      [latin1('OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n'), /OPTIONS \*/],
    ];
    for (const [bytes, words] of cases) {
      events = [];
      const client = call('a.example', bytes);
      expect(client.events.join(), String(words)).toContain('reset');
      expect(explained().join()).toMatch(words);
      expect(outcomes()).toEqual(['blocked']);
    }
    expect(asked).toEqual([]);
  });

  test('is waited for a while: who says nothing waits for the wrong protocol', () => {
    const client = dial(network, timers, 'mail.example', 25);
    timers.advance(14_000);
    expect(client.events).toEqual(['connected at 0']);
    timers.advance(2_000);
    expect(client.events.at(-1)).toBe('reset at 15000');
    expect(explained().join()).toMatch(/port 25 and waited for the server to speak first/);
  });
});

describe('an answer', () => {
  test('comes in chunks, framed anew, without what the browser has undone', () => {
    const client = call('a.example', get('a.example'));
    last().listener.head(200, '', [
      ['content-type', 'text/plain'],
      ['content-encoding', 'gzip'],
      ['content-length', '3'],
      ['transfer-encoding', 'chunked'],
    ]);
    last().listener.bytes(utf8('hello '));
    last().listener.bytes(utf8('world'));
    last().listener.end();
    const [got] = answersIn(client.bytes);
    expect(got && textIn(got)).toBe('hello world');
    expect(got?.lines).toEqual(['content-type: text/plain', 'Transfer-Encoding: chunked', 'Connection: keep-alive']);
    expect(client.text.startsWith('HTTP/1.1 200 OK\r\n')).toBe(true);
    expect(last().taken).toBe(11);
    expect(outcomes()).toEqual(['ok']);
  });

  test('leaves the connection for the next request, in order, when the first is done', () => {
    const client = call('a.example', get('a.example', '/1'));
    client.connection.receive(get('a.example', '/2'));
    expect(asked).toHaveLength(1);
    answer(last(), 'one');
    expect(asked).toHaveLength(2);
    answer(last(), 'two');
    expect(answersIn(client.bytes).map(textIn)).toEqual(['one', 'two']);
    expect(events.filter(({ phase }) => phase === 'connecting')).toHaveLength(1);
    expect(events.filter(({ phase }) => phase === 'real').map(({ exchange }) => exchange)).toEqual([0, 1]);
  });

  test('ends with the connection for HTTP/1.0, and where the program asks for that', () => {
    const old = call('a.example', latin1('GET / HTTP/1.0\r\n\r\n'));
    answer(last(), 'plain');
    expect(old.text.endsWith('\r\n\r\nplain')).toBe(true);
    expect(old.events.at(-1)).toMatch(/^end/);
    const once = call('a.example', get('a.example', '/', { Connection: 'close' }));
    answer(last(), 'once');
    expect(once.events.at(-1)).toMatch(/^end/);
  });

  test('has no body to HEAD, keeps its length there, and has none at 204', () => {
    const head = call('a.example', requestBytes({ host: 'a.example', method: 'HEAD', path: '/' }));
    last().listener.head(200, 'OK', [['content-length', '7']]);
    last().listener.end();
    expect(head.text).toBe('HTTP/1.1 200 OK\r\ncontent-length: 7\r\nConnection: keep-alive\r\n\r\n');
    const empty = call('a.example', get('a.example'));
    last().listener.head(204, 'No Content', []);
    last().listener.end();
    expect(empty.text).toBe('HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n');
  });

  test('waits for a program that reads slowly, and tells only then that its bytes have gone on', () => {
    const client = new TestClient(timers);
    client.room = 50;
    client.connection = network.connect({ host: 'a.example', port: 80 }, client);
    client.connection.receive(get('a.example'));
    timers.advance(1);
    last().listener.head(200, 'OK', []);
    last().listener.bytes(new Uint8Array(1_000).fill(65));
    expect(last().taken).toBe(0);
    for (let turn = 0; turn < 15; turn++) {
      client.room = 100;
      client.connection.drained();
    }
    expect(last().taken).toBe(1_000);
    last().listener.end();
    expect(outcomes()).toEqual(['ok']);
    expect(textIn(answersIn(client.bytes)[0] ?? expect.unreachable())).toBe('A'.repeat(1_000));
  });

  test('cannot smuggle a second one in by its headers', () => {
    const client = call('a.example', get('a.example'));
    answer(last(), 'x', [
      ['x-evil', 'a\r\nSet-Cookie: b'],
      ['bad name', '1'],
    ]);
    const [got] = answersIn(client.bytes);
    expect(got?.lines).toContain('x-evil: a??Set-Cookie: b');
    expect(got?.lines.join()).not.toContain('bad name');
  });
});

describe('a failure', () => {
  test.each([
    ['blocked', 'reset', 'blocked'],
    ['refused', 'reset', 'blocked'],
    ['broken', 'reset', 'reset'],
    ['unreachable', 'refused', 'unreachable'],
  ] as const)('of the kind %s ends the connection as %s, with its words', (failure, seen, outcome) => {
    const client = call('a.example', get('a.example'));
    last().listener.failed(failure, 'This is why.');
    expect(client.events.at(-1)).toContain(seen);
    expect(explained()).toEqual(['This is why.']);
    expect(outcomes()).toEqual([outcome]);
    expect(phases().slice(-2)).toEqual(['explained', 'done']);
  });

  test('in the middle of an answer breaks it off', () => {
    const client = call('a.example', get('a.example'));
    last().listener.head(200, 'OK', []);
    last().listener.bytes(utf8('half'));
    last().listener.failed('broken', 'It broke.');
    expect(client.events.at(-1)).toContain('reset');
    expect(outcomes()).toEqual(['reset']);
  });

  test('that comes when the program has left is nobody’s', () => {
    const client = call('a.example', get('a.example'));
    client.connection.close();
    expect(last().aborted).toBe(true);
    last().listener.failed('broken', 'Too late.');
    last().listener.bytes(utf8('x'));
    expect(outcomes()).toEqual(['cancelled']);
    expect(client.text).toBe('');
  });
});

test('nothing is left behind when the run ends', () => {
  call('a.example', get('a.example'));
  dial(network, timers, 'b.example');
  timers.advance(1);
  network.dispose();
  expect(last().aborted).toBe(true);
  expect(timers.pending).toBe(0);
  expect(events.filter(({ phase }) => phase === 'connecting')).toHaveLength(2);
  expect(outcomes()).toEqual(['cancelled', 'unused']);
});
