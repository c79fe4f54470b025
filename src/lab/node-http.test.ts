/** Node's own HTTP client, which is strict, as an oracle: it must be content with every answer of the lab. */
import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LabConnection } from './connection';
import { LabNetwork } from './network';

/** A socket whose other end is a host of the lab. */
class LabSocket extends Duplex {
  readonly #connection: LabConnection;
  #isFull = false;

  constructor(network: LabNetwork, host: string) {
    super({ allowHalfOpen: true });
    this.#connection = network.connect(
      { host, port: 80 },
      {
        connected: () => this.emit('connect'),
        refused: (reason) => this.destroy(new Error(reason)),
        write: (bytes) => {
          if (this.#isFull) return 0;
          this.#isFull = !this.push(bytes);
          return bytes.length;
        },
        end: () => this.push(null),
        reset: () => this.destroy(new Error('ECONNRESET')),
      },
    );
  }

  override _read(): void {
    this.#isFull = false;
    // Not within the call of `push` that led here.
    queueMicrotask(() => this.#connection.drained());
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#connection.receive(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#connection.finish();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#connection.close();
    done(error);
  }

  // What Node's client expects of a socket and a stream lacks.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

function client() {
  const network = new LabNetwork({
    seed: 1,
    conditions: { latencyFactor: 0.1 },
    timers: {
      now: () => performance.now(),
      after: (ms, act) => {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      },
    },
  });
  let sockets = 0;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const connect = agent as { createConnection?: (options: { host: string }) => Duplex };
  connect.createConnection = ({ host }) => {
    sockets += 1;
    return new LabSocket(network, host);
  };
  const ask = (host: string, path: string, options: RequestOptions = {}, body: readonly Uint8Array[] = []) =>
    new Promise<{ message: IncomingMessage; body: Buffer }>((resolve, reject) => {
      const asked = httpRequest({ host, path, agent, ...options }, (message) => {
        const parts: Buffer[] = [];
        message.on('data', (part: Buffer) => parts.push(part));
        message.on('end', () => resolve({ message, body: Buffer.concat(parts) }));
        message.on('error', reject);
      });
      asked.on('error', reject);
      for (const part of body) asked.write(part);
      asked.end();
    });
  const close = () => {
    agent.destroy();
    network.dispose();
  };
  return { ask, close, sockets: () => sockets };
}

describe("Node's HTTP client", () => {
  it('understands every kind of answer, over a few connections that it keeps', async () => {
    const { ask, close, sockets } = client();
    const pages: readonly (readonly [string, string, number, number | null])[] = [
      ['httpbin.org', '/get', 200, null],
      ['httpbin.org', '/bytes/90000', 200, 90_000],
      ['httpbin.org', '/stream-bytes/50000', 200, 50_000],
      ['httpbin.org', '/stream/20', 200, null],
      ['httpbin.org', '/status/204', 204, 0],
      ['httpbin.org', '/status/304', 304, 0],
      ['httpbin.org', '/status/404', 404, 0],
      ['httpbin.org', '/drip?numbytes=8&duration=0.1&delay=0', 200, 8],
      ['httpbin.org', '/range/1000', 200, 1_000],
      ['httpbin.org', '/image/png', 200, null],
    ];
    for (const round of [1, 2]) {
      const answers = await Promise.all(pages.map(([host, path]) => ask(host, path)));
      answers.forEach(({ message, body }, i) => {
        const [, path, status, length] = pages[i] as (typeof pages)[number];
        expect([round, path, message.statusCode]).toEqual([round, path, status]);
        if (length !== null) expect([path, body.length]).toEqual([path, length]);
        expect(message.complete).toBe(true);
      });
    }
    expect(sockets()).toBeLessThanOrEqual(4);
    close();
  });

  it('reads large pictures against back-pressure, and HEAD without a body', async () => {
    const { ask, close } = client();
    const picture = await ask('picsum.photos', '/id/1/900/900');
    expect(picture.body.length).toBe(Number(picture.message.headers['content-length']));
    const head = await ask('picsum.photos', '/id/1/900/900', { method: 'HEAD' });
    expect([head.body.length, head.message.headers['content-length']]).toEqual([0, String(picture.body.length)]);
    close();
  });

  it('sends bodies in chunks and after "100 Continue"', async () => {
    const { ask, close } = client();
    const parts = Array.from({ length: 20 }, (_, i) => Buffer.from(`part ${i};`));
    for (const headers of [{}, { Expect: '100-continue' }]) {
      const { body } = await ask('httpbin.org', '/post', { method: 'POST', headers }, parts);
      expect((JSON.parse(body.toString()) as { data: string }).data).toBe(parts.join(''));
    }
    close();
  });
});
