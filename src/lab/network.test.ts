import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, latin1 } from './bytes';
import { KEEP_ALIVE_MS, STALL_MS } from './connection';
import type { HostDeclaration } from './declaration';
import type { LabEvent } from './events';
import { LabNetwork, type LabNetworkOptions } from './network';
import { answersIn, dial, fetchFrom, jsonIn, requestBytes, TestClient, textIn } from './testing/client';
import { FakeTimers } from './testing/fake-timers';

function lab(hosts: readonly HostDeclaration[] = [], more: Partial<LabNetworkOptions> = {}) {
  const timers = new FakeTimers();
  const events: LabEvent[] = [];
  const network = new LabNetwork({ hosts, seed: 1, timers, observe: (event) => events.push(event), ...more });
  /** Each exchange's phases, with what it came to. */
  const stories = () => {
    const rows = new Map<number, string[]>();
    for (const event of events) {
      const words = event.phase === 'done' ? `${event.phase}: ${event.outcome}` : event.phase;
      rows.set(event.exchange, [...(rows.get(event.exchange) ?? []), words]);
    }
    return [...rows.values()].map((row) => row.join(', '));
  };
  return { timers, network, events, stories };
}

/** A host without jitter, so that times can be told exactly. */
const exact = (more: Partial<HostDeclaration> = {}): HostDeclaration => ({
  name: 'a.example',
  latency: 20,
  jitter: 0,
  routes: [{ path: '/*', text: 'yes' }],
  ...more,
});
const get = (path = '/', headers: Readonly<Record<string, string>> = {}) =>
  requestBytes({ host: 'a.example', path, headers });

describe('names and addresses', () => {
  it('gives every host an address of its own in the ranges for documentation, and finds the name again', () => {
    const { network } = lab([exact()]);
    const addresses = network.hostNames().map((name) => network.resolve(name) ?? '');
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const address of addresses) {
      expect(address).toMatch(/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$/);
      expect(network.resolve(network.nameOf(address) ?? '')).toBe(address);
      expect(network.resolve(address)).toBe(address);
    }
  });

  it('keeps the addresses of built-in hosts, whatever a lesson declares and whatever the seed', () => {
    const many = Array.from({ length: 60 }, (_, i) => exact({ name: `h${i}.example` }));
    const [plain, full] = [lab().network, lab(many, { seed: 99 }).network];
    for (const name of plain.hostNames()) expect(full.resolve(name)).toBe(plain.resolve(name));
  });

  it('resolves names in any case, with the dot at the end or without, and no others', () => {
    const { network } = lab();
    expect(network.resolve('HTTPBIN.org.')).toBe(network.resolve('httpbin.org'));
    for (const name of ['www.google.com', 'localhost', '', '10.0.0.1', '192.0.2.999'])
      expect(network.resolve(name)).toBeNull();
    expect(network.nameOf('10.0.0.1')).toBeNull();
  });

  it('lists its hosts in order', () => {
    expect(lab([exact()]).network.hostNames()).toEqual([
      'a.example',
      'api.github.com',
      'api.ipify.org',
      'example.com',
      'example.net',
      'example.org',
      'httpbin.org',
      'jsonplaceholder.typicode.com',
      'picsum.photos',
      'python.org',
      'www.example.com',
      'www.python.org',
    ]);
  });
});

describe('connecting', () => {
  it('takes one round trip, and one more at port 443', () => {
    const { network, timers } = lab([exact()]);
    const [plain, secure] = [dial(network, timers, 'a.example', 80), dial(network, timers, 'a.example', 443)];
    expect(plain.events).toEqual([]);
    timers.advance(100);
    expect([plain.events, secure.events]).toEqual([['connected at 20'], ['connected at 40']]);
  });

  it('works by address as by name', () => {
    const { network, timers } = lab([exact()]);
    const client = new TestClient(timers);
    network.connect({ address: network.resolve('a.example') ?? '', port: 80 }, client);
    timers.advance(50);
    expect(client.events).toEqual(['connected at 20']);
  });

  it('is refused at a port that nobody listens on, by a host that refuses, and where nobody has the address', () => {
    const { network, timers, stories } = lab([exact(), exact({ name: 'no.example', behaviour: 'refuses' })]);
    const clients = [dial(network, timers, 'a.example', 8080), dial(network, timers, 'no.example')];
    const nowhere = new TestClient(timers);
    network.connect({ address: '192.0.2.250', port: 80 }, nowhere);
    timers.run();
    expect(clients.map(({ events }) => events)).toEqual([['refused at 20'], ['refused at 20']]);
    expect(nowhere.events).toEqual(['unreachable at 20']);
    expect(stories()).toEqual([
      'connecting, done: refused',
      'connecting, done: refused',
      'connecting, done: unreachable',
    ]);
  });

  it('to a black hole never ends, until the client has had enough', () => {
    const { network, timers, stories } = lab([exact({ behaviour: 'black-hole' })]);
    const client = dial(network, timers, 'a.example', 80, get());
    timers.advance(3_600_000);
    expect(client.events).toEqual([]);
    client.connection.close();
    expect(stories()).toEqual(['connecting, done: cancelled']);
    expect(timers.pending).toBe(0);
  });

  it('keeps what the client sends before the connection stands', () => {
    const { network, timers } = lab([exact()]);
    const client = dial(network, timers, 'a.example', 80, get());
    timers.advance(40);
    expect(client.times).toEqual([40]);
    expect(answersIn(client.bytes)).toHaveLength(1);
  });

  it('opens the ports that are declared, and no others', () => {
    const { network, timers } = lab([exact({ ports: [8000] })]);
    const clients = [8000, 80].map((port) => dial(network, timers, 'a.example', port));
    timers.advance(30);
    expect(clients.map(({ events }) => events)).toEqual([['connected at 20'], ['refused at 20']]);
  });
});

describe('requests', () => {
  it('are answered one round trip after they were sent, plus what the server needs', () => {
    const { network, timers } = lab([exact({ routes: [{ path: '/slow', text: 'x', delay: 300 }] })]);
    const client = dial(network, timers, 'a.example', 80, get('/slow'));
    timers.advance(1_000);
    expect(client.times).toEqual([20 + 20 + 300]);
  });

  it('use one connection one after the other', () => {
    const { network, timers, stories } = lab([exact()]);
    const client = dial(network, timers, 'a.example', 80, get('/1'));
    timers.advance(100);
    client.connection.receive(get('/2'));
    timers.advance(100);
    expect(answersIn(client.bytes).map(({ headers }) => headers.get('connection'))).toEqual([
      'keep-alive',
      'keep-alive',
    ]);
    expect(client.times).toEqual([40, 120]);
    client.connection.close();
    expect(stories()).toEqual([
      'connecting, connected, request, sent, receiving, done: ok',
      'request, sent, receiving, done: ok',
    ]);
  });

  it('are answered in their order when several are sent at once', () => {
    const routes = [
      { path: '/slow', text: 'slow', delay: 500 },
      { path: '/quick', text: 'quick' },
    ];
    const { network, timers } = lab([exact({ routes })]);
    const client = dial(network, timers, 'a.example', 80, concat([get('/slow'), get('/quick'), get('/nowhere')]));
    timers.advance(2_000);
    const answers = answersIn(client.bytes);
    expect(answers.slice(0, 2).map(textIn)).toEqual(['slow', 'quick']);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
  });

  it('give the same answers however their bytes are cut', () => {
    const requests = [
      requestBytes({
        host: 'httpbin.org',
        path: '/post',
        method: 'POST',
        body: '{"a":1}',
        headers: { 'Content-Type': 'application/json' },
      }),
      requestBytes({ host: 'httpbin.org', path: '/get?x=1', headers: { Accept: '*/*' } }),
      latin1('PUT /put HTTP/1.1\r\nHost: httpbin.org\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n'),
      requestBytes({ host: 'httpbin.org', path: '/uuid' }),
    ];
    const all = concat(requests);
    const answersTo = (cuts: readonly number[]) => {
      const { network, timers } = lab();
      const client = dial(network, timers, 'httpbin.org');
      timers.advance(100);
      let at = 0;
      for (const end of [...cuts, all.length].sort((a, b) => a - b)) {
        client.connection.receive(all.subarray(at, end));
        at = end;
      }
      timers.run();
      // The date may be another one: not all answers leave at the same second.
      return client.text.replace(/Date: .*\r\n/g, '');
    };
    const whole = answersTo([]);
    expect(answersIn(latin1(whole))).toHaveLength(4);
    fc.assert(
      fc.property(fc.array(fc.nat(all.length), { maxLength: 60 }), (cuts) => {
        expect(answersTo(cuts)).toBe(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('that say "Connection: close" are the last; so are those of HTTP/1.0', () => {
    const { network, timers } = lab([exact()]);
    for (const request of [get('/', { Connection: 'close' }), latin1('GET / HTTP/1.0\r\n\r\n')]) {
      const client = dial(network, timers, 'a.example', 80, request);
      timers.advance(100);
      expect(client.events.at(-1)).toMatch(/^end/);
      expect(answersIn(client.bytes)[0]?.headers.get('connection')).toBe('close');
      client.connection.receive(get());
      timers.advance(100);
      expect(answersIn(client.bytes)).toHaveLength(1);
    }
  });

  it('are still answered when the client has shut its writing end; then the server ends too', () => {
    const { network, timers } = lab([exact()]);
    const client = dial(network, timers, 'a.example', 80, get());
    client.connection.finish();
    timers.advance(100);
    expect(answersIn(client.bytes)).toHaveLength(1);
    expect(client.events).toEqual(['connected at 20', 'end at 40']);
    expect(timers.pending).toBe(0);
  });

  it('that end in the middle get no answer', () => {
    const { network, timers, stories } = lab([exact()]);
    const client = dial(
      network,
      timers,
      'a.example',
      80,
      latin1('POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 9\r\n\r\nabc'),
    );
    client.connection.finish();
    timers.run();
    expect([client.text, client.events]).toEqual(['', ['connected at 20', 'end at 20']]);
    expect(stories()).toEqual(['connecting, connected, request, done: cancelled']);
  });

  it('that wait for "100 Continue" are told so after a round trip, before the body', () => {
    const { network, timers } = lab([exact()]);
    const head = latin1('POST / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
    const client = dial(network, timers, 'a.example', 80, head);
    timers.advance(50);
    expect(client.text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.connection.receive(latin1('abc'));
    timers.advance(100);
    expect(answersIn(client.bytes).map(({ status }) => status)).toEqual([100, 200]);
  });

  it('that promise too much are told 413 instead of "100 Continue", and the connection ends', () => {
    const { network, timers } = lab([exact()]);
    const head = latin1(
      'POST / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n',
    );
    const client = dial(network, timers, 'a.example', 80, head);
    timers.advance(100);
    expect(answersIn(client.bytes).map(({ status }) => status)).toEqual([413]);
    expect(client.events.at(-1)).toMatch(/^end/);
  });

  it('that are none are answered 400 in words, and the connection ends', () => {
    const { network, timers, stories } = lab([exact()]);
    const client = dial(network, timers, 'a.example', 80, latin1('hello?\r\n\r\n'));
    timers.advance(100);
    const [answer] = answersIn(client.bytes);
    expect([answer?.status, answer && textIn(answer)]).toEqual([
      400,
      expect.stringContaining('METHOD TARGET HTTP/1.1'),
    ]);
    expect(stories()).toEqual(['connecting, connected, request, sent, receiving, done: ok']);
  });

  it('take their time on the line when they are large', () => {
    const { network, timers } = lab([exact({ bandwidth: 100 })]);
    const client = dial(network, timers, 'a.example');
    timers.advance(20);
    client.connection.receive(
      requestBytes({ host: 'a.example', method: 'POST', path: '/', body: new Uint8Array(50_000) }),
    );
    timers.advance(5_000);
    expect(client.times[0]).toBeGreaterThan(20 + 500 + 20);
    expect(client.times[0]).toBeLessThan(20 + 510 + 20);
  });

  it('are hung up on after a minute of silence', () => {
    const { network, timers } = lab([exact()]);
    const client = dial(network, timers, 'a.example', 80, get());
    timers.advance(KEEP_ALIVE_MS + 39);
    expect(client.events).toEqual(['connected at 20']);
    timers.advance(2);
    expect(client.events.at(-1)).toBe(`end at ${40 + KEEP_ALIVE_MS}`);
  });

  it('may come as slowly as they like, as long as something comes', () => {
    const { network, timers } = lab([exact()]);
    const client = dial(network, timers, 'a.example');
    for (const byte of get()) {
      client.connection.receive(Uint8Array.of(byte));
      timers.advance(KEEP_ALIVE_MS - 1_000);
    }
    expect(answersIn(client.bytes)).toHaveLength(1);
    expect(client.events).toEqual(['connected at 20']);
  });
});

describe('answers', () => {
  it('leave at the speed of the line, in pieces', () => {
    const { network, timers } = lab([exact({ bandwidth: 100, routes: [{ path: '/', text: 'x'.repeat(100_000) }] })]);
    const client = dial(network, timers, 'a.example', 80, get());
    timers.advance(540);
    // Half a second of 100 KB/s.
    expect(client.bytes.length).toBeGreaterThan(45_000);
    expect(client.bytes.length).toBeLessThan(55_000);
    timers.advance(600);
    expect(answersIn(client.bytes)[0]?.body).toHaveLength(100_000);
    expect(client.pieces).toBeGreaterThan(20);
  });

  it('share the line: two at once take twice as long, and come out together', () => {
    const { network, timers } = lab([exact({ bandwidth: 100, routes: [{ path: '/', text: 'x'.repeat(50_000) }] })]);
    const clients = [1, 2].map(() => dial(network, timers, 'a.example', 80, get()));
    timers.run(5_000);
    for (const client of clients) {
      expect(answersIn(client.bytes)).toHaveLength(1);
      expect(client.times.at(-1)).toBeGreaterThan(1_000);
      expect(client.times.at(-1)).toBeLessThan(1_060);
    }
  });

  it('are no slower when timers are late', () => {
    const timers = new FakeTimers();
    // Every timer eight milliseconds late, as in a frame that is busy.
    const late = { now: () => timers.now(), after: (ms: number, act: () => void) => timers.after(ms + 8, act) };
    const hosts = [exact({ bandwidth: 1_000, routes: [{ path: '/', text: 'x'.repeat(1_000_000) }] })];
    const network = new LabNetwork({ hosts, seed: 1, timers: late });
    const client = dial(network, timers, 'a.example', 80, get());
    timers.run(5_000);
    expect(answersIn(client.bytes)).toHaveLength(1);
    expect(client.times.at(-1)).toBeLessThan(1_000 + 40 + 60);
  });

  it('wait while the client has no room, and lose nothing however little it takes', () => {
    const text = Array.from({ length: 2_000 }, (_, i) => i).join(' ');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1 }), (rooms) => {
        const { network, timers } = lab([exact({ bandwidth: 10_000, routes: [{ path: '/', text }] })]);
        const client = dial(network, timers, 'a.example');
        client.room = 0;
        client.connection.receive(get());
        timers.advance(100);
        expect(client.bytes).toHaveLength(0);
        for (let i = 0; i < 20_000 && !client.text.endsWith(' 1999'); i++) {
          client.room = rooms[i % rooms.length] as number;
          client.connection.drained();
          timers.advance(1);
        }
        expect(answersIn(client.bytes).map(textIn)).toEqual([text]);
        client.connection.close();
      }),
      { numRuns: 30 },
    );
  });

  it('do not make up for the time in which the client had no room', () => {
    const { network, timers } = lab([exact({ bandwidth: 100, routes: [{ path: '/', text: 'x'.repeat(60_000) }] })]);
    const client = dial(network, timers, 'a.example');
    client.room = 0;
    client.connection.receive(get());
    timers.advance(5_000);
    client.room = Infinity;
    client.connection.drained();
    timers.advance(300);
    expect(client.bytes.length).toBeGreaterThan(28_000);
    expect(client.bytes.length).toBeLessThan(33_000);
  });

  it('are dropped when the client goes, wherever it stands; nothing is called and no timer is left', () => {
    const hosts = [exact({ bandwidth: 10, routes: [{ path: '/', text: 'x'.repeat(5_000), delay: 100 }] })];
    for (const at of [0, 10, 25, 90, 150, 400]) {
      const { network, timers, stories } = lab(hosts);
      const client = dial(network, timers, 'a.example', 80, get());
      timers.advance(at);
      const before = [client.events.length, client.bytes.length];
      client.connection.close();
      expect(timers.pending).toBe(0);
      timers.advance(10_000);
      client.connection.receive(get());
      client.connection.drained();
      client.connection.finish();
      client.connection.close();
      expect([client.events.length, client.bytes.length]).toEqual(before);
      expect(stories().map((story) => story.split(', ').at(-1))).toEqual(['done: cancelled']);
    }
  });
});

describe('limits', () => {
  it('of connections let the next one wait in the backlog until one goes, and refuse the one after', () => {
    const { network, timers, stories } = lab([exact({ connectionLimit: 1, backlog: 1 })]);
    const [first, second, third] = [1, 2, 3].map(() => dial(network, timers, 'a.example', 80, get()));
    timers.advance(500);
    expect(first?.events).toEqual(['connected at 20']);
    // The handshake is the system's; the server does not look.
    expect([second?.events, second?.text]).toEqual([['connected at 20'], '']);
    expect(third?.events).toEqual(['refused at 20']);
    first?.connection.close();
    timers.advance(100);
    expect(second?.times).toEqual([520]);
    expect(stories()[1]).toBe('connecting, queued, connected, request, sent, receiving, done: ok');
  });

  it("of connections hold back the handshake of TLS, which is the server's own", () => {
    const { network, timers } = lab([exact({ connectionLimit: 1 })]);
    const [first, second] = [1, 2].map(() => dial(network, timers, 'a.example', 443));
    timers.advance(200);
    expect([first?.events, second?.events]).toEqual([['connected at 40'], []]);
    first?.connection.close();
    timers.advance(100);
    expect(second?.events).toEqual(['connected at 220']);
  });

  it('of connections forget who leaves the backlog', () => {
    const { network, timers } = lab([exact({ connectionLimit: 1 })]);
    const [first, second, third] = [1, 2, 3].map(() => dial(network, timers, 'a.example', 80, get()));
    timers.advance(50);
    second?.connection.close();
    first?.connection.close();
    timers.advance(50);
    expect(answersIn(third?.bytes ?? new Uint8Array())).toHaveLength(1);
  });

  it('never serve more than allowed, and serve everybody in the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }), fc.nat(), (limit, count, seed) => {
        const { network, timers, events } = lab([exact({ connectionLimit: limit, jitter: 30 })], { seed });
        const clients = Array.from({ length: count }, () =>
          dial(network, timers, 'a.example', 80, get('/', { Connection: 'close' })),
        );
        timers.run(60_000);
        expect(clients.every(({ bytes }) => answersIn(bytes).length === 1)).toBe(true);
        let open = 0;
        for (const event of events) {
          if (event.phase === 'connected') open += 1;
          if (event.phase === 'done') open -= 1;
          expect(open).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of a rate answer 429 and say when to come back; who does is let through', () => {
    const { network, timers } = lab([exact({ rateLimit: { requests: 2, perSeconds: 10 } })]);
    const ask = () => fetchFrom(network, timers, { host: 'a.example', path: '/' });
    expect([ask().status, ask().status]).toEqual([200, 200]);
    const refused = ask();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    timers.advance(Number(refused.headers.get('retry-after')) * 1_000);
    expect(ask().status).toBe(200);
    // One has come in, and only one.
    expect(ask().status).toBe(429);
    timers.advance(1_000_000);
    expect([ask().status, ask().status, ask().status]).toEqual([200, 200, 429]);
  });
});

describe('failures', () => {
  const outcomes = (hosts: readonly HostDeclaration[], count: number, more: Partial<LabNetworkOptions> = {}) => {
    const { network, timers, events } = lab(hosts, more);
    for (let i = 0; i < count; i++) {
      const client = dial(network, timers, 'a.example', 80, get('/', { Connection: 'close' }));
      timers.run();
      client.connection.close();
    }
    return events.filter((event) => event.phase === 'done').map(({ outcome, status }) => `${outcome} ${status}`);
  };

  it('come as often as the rate says, in all ways, in the same places for the same seed', () => {
    const drawn = outcomes([exact({ failureRate: 0.5 })], 200);
    const failed = drawn.filter((one) => one !== 'ok 200').length;
    expect(failed).toBeGreaterThan(70);
    expect(failed).toBeLessThan(130);
    expect(new Set(drawn)).toEqual(new Set(['ok 200', 'ok 500', 'ok 503', 'reset null']));
    expect(outcomes([exact({ failureRate: 0.5 })], 200)).toEqual(drawn);
    expect(outcomes([exact({ failureRate: 0.5 })], 200, { seed: 2 })).not.toEqual(drawn);
  });

  it('come in the declared ways only', () => {
    expect(new Set(outcomes([exact({ failureRate: 1, failures: ['status'] })], 50))).toEqual(
      new Set(['ok 500', 'ok 503']),
    );
    expect(new Set(outcomes([exact({ failureRate: 1, failures: ['reset'] })], 20))).toEqual(new Set(['reset null']));
  });

  it("add up: the weather's and the host's own", () => {
    const rate =
      outcomes([exact({ failureRate: 0.5 })], 400, { conditions: { failureRate: 0.5 } }).filter(
        (one) => one !== 'ok 200',
      ).length / 400;
    expect(rate).toBeGreaterThan(0.68);
    expect(rate).toBeLessThan(0.82);
  });

  it('by stalling give no answer for a minute; then the connection breaks', () => {
    const { network, timers } = lab([exact({ failureRate: 1, failures: ['stall'] })]);
    const client = dial(network, timers, 'a.example', 80, get());
    timers.advance(STALL_MS);
    expect([client.text, client.events]).toEqual(['', ['connected at 20']]);
    timers.advance(100);
    expect(client.events.at(-1)).toMatch(/^reset/);
  });
});

describe('conditions', () => {
  it('act on the next request, not on what is under way', () => {
    const { network, timers } = lab([exact({ routes: [{ path: '/', text: 'x', delay: 100 }] })]);
    const client = dial(network, timers, 'a.example', 80, get());
    timers.advance(50);
    network.setConditions({ latencyFactor: 10 });
    timers.advance(100);
    expect(client.times).toEqual([140]);
    client.connection.receive(get());
    timers.advance(1_000);
    expect(client.times).toEqual([140, 150 + 200 + 100]);
  });

  it('are kept in range, and what is not named stays', () => {
    const { network } = lab([], { conditions: { latencyFactor: -3, failureRate: 7 } });
    expect(network.conditions).toEqual({ latencyFactor: 0, bandwidthFactor: 1, failureRate: 1 });
    network.setConditions({ bandwidthFactor: 0, failureRate: NaN });
    expect(network.conditions).toEqual({ latencyFactor: 0, bandwidthFactor: 0.001, failureRate: 1 });
  });

  it("change which requests fail and nothing else: the others' times stay what they were", () => {
    const times = (failureRate: number) => {
      const { network, timers } = lab([exact({ jitter: 50, failures: ['status'] })], { conditions: { failureRate } });
      return Array.from({ length: 20 }, () => {
        const start = timers.now();
        const client = dial(network, timers, 'a.example', 80, get());
        timers.advance(1_000);
        client.connection.close();
        return (client.times[0] ?? 0) - start;
      }).map(Math.round);
    };
    expect(times(0.5)).toEqual(times(0));
  });
});

describe('the seed', () => {
  it('decides all times: the same requests take as long in every run, whatever the clock shows', () => {
    const run = (seed: number, from: number) => {
      const { network, timers } = lab([], { seed });
      timers.advance(from);
      const clients = Array.from({ length: 10 }, (_, i) =>
        dial(network, timers, 'httpbin.org', 80, requestBytes({ host: 'httpbin.org', path: `/delay/${i % 3}` })),
      );
      timers.advance(10_000);
      return clients.map(({ times }) => Math.round(((times[0] ?? 0) - from) * 1_000));
    };
    expect(run(1, 0)).toEqual(run(1, 123_456));
    expect(run(1, 0)).not.toEqual(run(2, 0));
    expect(new Set(run(1, 0)).size).toBe(10);
  });

  it('gives a request its own chance, whatever else is asked in between', () => {
    const uuid = (before: readonly string[]) => {
      const { network, timers } = lab();
      for (const path of before) fetchFrom(network, timers, { host: 'httpbin.org', path });
      return jsonIn(fetchFrom(network, timers, { host: 'httpbin.org', path: '/uuid' }));
    };
    expect(uuid([])).toEqual(uuid(['/get', '/ip', '/bytes/10']));
  });
});

describe('what articles promise', () => {
  /** A client with so many connections, each used again and again. */
  const pool = (connections: number, requests: number, path: string, port = 80) => {
    const { network, timers } = lab();
    let left = requests;
    let finished = 0;
    for (let i = 0; i < connections; i++) {
      const client = new TestClient(timers);
      let seen = 0;
      const next = () => {
        if (left-- > 0) connection.receive(requestBytes({ host: 'httpbin.org', path }));
      };
      const connection = network.connect(
        { host: 'httpbin.org', port },
        {
          connected: next,
          refused: () => expect.unreachable(),
          write: (bytes) => {
            client.write(bytes);
            const answers = answersIn(client.bytes).length;
            for (; seen < answers; seen++) {
              finished = timers.now();
              timers.after(0, next);
            }
            return bytes.length;
          },
          end: () => undefined,
          reset: () => expect.unreachable(),
        },
      );
    }
    timers.run(30_000);
    return finished;
  };

  it('ten requests of a second each take 1.0 to 1.2 s in a pool of ten', () => {
    expect(pool(10, 10, '/delay/1', 443)).toBeGreaterThan(1_000);
    expect(pool(10, 10, '/delay/1', 443)).toBeLessThan(1_200);
  });

  it('a thousand take 10 to 11.5 s over a hundred connections, and about one second without a limit', () => {
    expect(pool(100, 1_000, '/delay/1', 443)).toBeGreaterThan(10_000);
    expect(pool(100, 1_000, '/delay/1', 443)).toBeLessThan(11_500);
    expect(pool(1_000, 1_000, '/delay/1', 443)).toBeLessThan(1_200);
  });
});

describe('declared hosts', () => {
  it('answer their routes, with what the path says filled in', () => {
    const routes = [
      { path: '/users/:id', json: { id: '{id}', name: 'user {id}' }, headers: { 'X-Page': 'one' } },
      { path: '/files/*', text: 'file {*}' },
      { path: '/page', text: '<h1>Hello</h1>' },
      { path: '/form', method: 'POST', status: 201, text: 'made' },
    ];
    const { network, timers } = lab([exact({ routes })]);
    const ask = (path: string, method = 'GET') => fetchFrom(network, timers, { host: 'a.example', path, method });
    const user = ask('/users/7?x=1');
    expect(jsonIn(user)).toEqual({ id: '7', name: 'user 7' });
    expect([user.headers.get('x-page'), user.headers.get('content-type')]).toEqual([
      'one',
      'application/json; charset=utf-8',
    ]);
    expect(textIn(ask('/files/a/b.txt'))).toBe('file a/b.txt');
    expect(ask('/page').headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect([ask('/form', 'POST').status, ask('/form').status, ask('/form').headers.get('allow')]).toEqual([
      201,
      405,
      'POST',
    ]);
    expect([ask('/users/').status, ask('/users/1/2').status, ask('/').status]).toEqual([404, 404, 404]);
    expect(ask('/page').headers.get('server')).toBe('interleave-lab');
  });

  it('of a built-in name change how it behaves and keep its pages behind their own', () => {
    const { network, timers } = lab([
      { name: 'HTTPBIN.org', latency: 500, jitter: 0, routes: [{ path: '/get', text: 'mine' }] },
    ]);
    const start = timers.now();
    expect(textIn(fetchFrom(network, timers, { host: 'httpbin.org', path: '/get' }))).toBe('mine');
    expect(timers.now() - start).toBeGreaterThanOrEqual(1_000);
    expect(fetchFrom(network, timers, { host: 'httpbin.org', path: '/ip' }).status).toBe(200);
  });
});

describe('events', () => {
  it('tell of each exchange one story that ends once, in times that never decrease', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(
          fc.record({
            path: fc.constantFrom('/', '/x', '/y'),
            wait: fc.nat(80),
            closes: fc.boolean(),
            pipelined: fc.integer({ min: 0, max: 3 }),
          }),
          { maxLength: 12 },
        ),
        (seed, visits) => {
          const { network, timers, events } = lab(
            [exact({ failureRate: 0.4, connectionLimit: 2, backlog: 2, jitter: 20, bandwidth: 5 })],
            { seed },
          );
          for (const { path, wait, closes, pipelined } of visits) {
            const client = dial(
              network,
              timers,
              'a.example',
              80,
              concat([new Uint8Array(0), ...Array.from({ length: pipelined }, () => get(path))]),
            );
            timers.advance(wait);
            if (closes) client.connection.close();
          }
          timers.run(400_000);
          network.dispose();
          expect(timers.pending).toBe(0);
          const order = ['connecting', 'queued', 'connected', 'request', 'sent', 'receiving', 'done'];
          const reached = new Map<number, number>();
          let time = 0;
          for (const event of events) {
            expect(event.t).toBeGreaterThanOrEqual(time);
            time = event.t;
            const rank = order.indexOf(event.phase);
            expect(rank).toBeGreaterThan(reached.get(event.exchange) ?? -1);
            if (!reached.has(event.exchange)) expect(['connecting', 'request']).toContain(event.phase);
            reached.set(event.exchange, rank);
          }
          for (const rank of reached.values()) expect(order[rank]).toBe('done');
          expect(structuredClone(events)).toEqual(events);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('say who asked, for what, and how many bytes it came to', () => {
    const { network, timers, events } = lab([exact()]);
    const client = new TestClient(timers, 1001);
    network.connect({ host: 'A.example', port: 80 }, client).receive(get('/page?q=1', { Connection: 'close' }));
    timers.run();
    expect(events[0]).toMatchObject({ phase: 'connecting', process: 1001, host: 'a.example', port: 80, t: 0 });
    expect(events[2]).toMatchObject({
      phase: 'request',
      process: 1001,
      method: 'GET',
      path: '/page?q=1',
      connection: 0,
    });
    expect(events.at(-1)).toEqual({
      phase: 'done',
      t: 40,
      exchange: 0,
      outcome: 'ok',
      status: 200,
      bytes: client.bytes.length,
    });
  });

  it('call a connection that was never used by that name', () => {
    const { network, timers, stories } = lab([exact()]);
    const client = dial(network, timers, 'a.example');
    timers.advance(100);
    client.connection.close();
    expect(stories()).toEqual(['connecting, connected, done: unused']);
  });
});

describe('dispose', () => {
  it('ends every connection, leaves no timer behind and takes no more', () => {
    const { network, timers, stories } = lab([exact()]);
    const client = dial(network, timers, 'a.example', 80, get());
    dial(network, timers, 'httpbin.org', 443);
    network.connect({ host: 'no.such.host', port: 80 }, new TestClient(timers));
    timers.advance(10);
    network.dispose();
    expect([timers.pending, client.events]).toEqual([0, []]);
    expect(stories()).toEqual(Array.from({ length: 3 }, () => 'connecting, done: cancelled'));
    expect(() => network.connect({ host: 'a.example', port: 80 }, client)).toThrow('disposed');
  });
});
