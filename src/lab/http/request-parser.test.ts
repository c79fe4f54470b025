import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, latin1 } from '../bytes';
import { requestBytes } from '../testing/client';
import { MAX_BODY_BYTES, RequestParser, type Parsed } from './request-parser';

/** Pushes the bytes in pieces that end at these places, and reads whatever can be read after each. */
function parsed(bytes: Uint8Array, cuts: readonly number[] = []): Parsed[] {
  const parser = new RequestParser();
  const found: Parsed[] = [];
  const ends = [...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b);
  let at = 0;
  for (const end of [...ends, bytes.length]) {
    parser.push(bytes.subarray(at, end));
    at = end;
    for (let one = parser.next(); one !== null; one = parser.next()) found.push(one);
  }
  return found;
}

const last = (text: string): Parsed | undefined => parsed(latin1(text)).at(-1);
const statusOf = (text: string): number | string | undefined => {
  const end = last(text);
  return end?.kind === 'bad' ? end.status : end?.kind;
};

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
const headerName = token.filter((name) => !/^(?:host|content-length|transfer-encoding|connection|expect)$/i.test(name));
const headerValue = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
const body = fc.uint8Array({ maxLength: 300 });

/** A request, and its bytes as one of the ways to write them. */
const request = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    path: fc.stringMatching(/^\/[a-z0-9/]{0,20}(\?[a-z0-9=&]{0,20})?$/),
    headers: fc.array(fc.tuple(headerName, headerValue), { maxLength: 5 }),
    body,
    chunks: fc.option(fc.array(fc.nat(300), { maxLength: 4 })),
    lineEnd: fc.constantFrom('\r\n', '\n'),
    blank: fc.constantFrom('', '\r\n'),
  })
  .map(({ method, path, headers, body: content, chunks, lineEnd, blank }) => {
    const framing = chunks === null ? `Content-Length: ${content.length}` : 'Transfer-Encoding: chunked';
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: a.example', ...headers.map(([n, v]) => `${n}: ${v}`), framing];
    const parts = [latin1(`${blank}${lines.join(lineEnd)}${lineEnd}${lineEnd}`)];
    if (chunks === null) parts.push(content);
    else {
      const ends = [...new Set([...chunks.map((cut) => Math.min(cut, content.length)), content.length])].sort(
        (a, b) => a - b,
      );
      let at = 0;
      for (const end of ends) {
        if (end === at) continue;
        parts.push(latin1(`${(end - at).toString(16)};note=1\r\n`), content.slice(at, end), latin1('\r\n'));
        at = end;
      }
      parts.push(latin1('0\r\nX-Trailer: 1\r\n\r\n'));
    }
    return { method, path, headers, content, bytes: concat(parts) };
  });

describe('RequestParser', () => {
  it('reads the same requests from the same bytes, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(3_000), { maxLength: 40 }),
        (list, cuts) => {
          const found = parsed(concat(list.map(({ bytes }) => bytes)), cuts).filter((one) => one.kind === 'request');
          expect(
            found.map(({ request: { method, target, headers, body: content } }) => ({
              method,
              path: target,
              headers: headers.filter(([name]) => !/^(?:host|content-length|transfer-encoding)$/i.test(name)),
              content,
            })),
          ).toEqual(list.map(({ method, path, headers, content }) => ({ method, path, headers, content })));
        },
      ),
    );
  });

  it('says the same about any bytes at all, however they are cut', () => {
    const rubbish = fc
      .array(
        fc.oneof(
          fc.string(),
          fc.constantFrom('GET / HTTP/1.1\r\n', 'Host: a\r\n', '\r\n', 'Content-Length: 3\r\n', 'abc'),
        ),
      )
      .map((parts) => latin1(parts.join('')));
    fc.assert(
      fc.property(rubbish, fc.array(fc.nat(200)), (bytes, cuts) => {
        expect(parsed(bytes, cuts)).toEqual(parsed(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('reads a request that comes byte by byte', () => {
    const bytes = requestBytes({ host: 'a.example', method: 'POST', path: '/x', body: 'hello' });
    const found = parsed(bytes, Array.from(bytes.keys()));
    expect(found.map(({ kind }) => kind)).toEqual(['head', 'request']);
  });

  it('tells the head before the body is there, and whether the client waits for leave to send it', () => {
    const [head] = parsed(latin1('PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n'));
    expect(head).toMatchObject({ kind: 'head', head: { method: 'PUT', expectsContinue: true, keepAlive: true } });
  });

  it('keeps connections alive as the version and the Connection header say', () => {
    const keepsAlive = (text: string) => (last(text) as { head: { keepAlive: boolean } }).head.keepAlive;
    expect(keepsAlive('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(true);
    expect(keepsAlive('GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n')).toBe(false);
    expect(keepsAlive('GET / HTTP/1.0\r\n\r\n')).toBe(false);
    expect(keepsAlive('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')).toBe(true);
  });

  it('takes a whole URL as target, as proxies are sent, for its path', () => {
    expect(last('GET http://a.example/x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n')).toMatchObject({
      request: { target: '/x?y=1' },
    });
    expect(last('GET http://a.example HTTP/1.1\r\nHost: a\r\n\r\n')).toMatchObject({ request: { target: '/' } });
  });

  it('answers 400 to what is no request', () => {
    for (const text of [
      'hello\r\n\r\n',
      'GET /\r\n\r\n',
      'GET / HTTP/1.1 \r\nHost: a\r\n\r\n',
      'G(T / HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET x HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nSpaced : b\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n',
    ]) {
      expect([text, statusOf(text)]).toEqual([text, 400]);
    }
  });

  it('answers 505 to another version and 501 to a transfer coding that it does not know', () => {
    expect(statusOf('PRI * HTTP/2.0\r\n\r\n')).toBe(505);
    expect(statusOf('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n')).toBe(501);
  });

  it('answers 431 to a head of more than 64 KB, whether it ends or not, and reads one just below', () => {
    const withHeader = (length: number) => `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(length)}`;
    expect(statusOf(withHeader(70_000))).toBe(431);
    expect(statusOf(`${withHeader(70_000)}\r\n\r\n`)).toBe(431);
    expect(statusOf(`${withHeader(65_000)}\r\n\r\n`)).toBe('request');
    expect(statusOf(`GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(600)}\r\n`)).toBe(431);
    expect(statusOf(`GET / HTTP/1.1\r\nHost: a\r\n${`X: ${'y'.repeat(300)}\r\n`.repeat(400)}\r\n`)).toBe(431);
  });

  it('counts the bytes of each head and trailer anew', () => {
    const trailer = `X: ${'y'.repeat(30_000)}\r\n`;
    const one = `POST / HTTP/1.1\r\nHost: a\r\n${trailer}Transfer-Encoding: chunked\r\n\r\n0\r\n${trailer}\r\n`;
    expect(parsed(latin1(one.repeat(5))).map(({ kind }) => kind)).toEqual(Array(5).fill(['head', 'request']).flat());
  });

  it('answers 413 to a body of more than 32 MB, counted or in chunks, before it has come', () => {
    const more = MAX_BODY_BYTES + 1;
    expect(statusOf(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${more}\r\n\r\n`)).toBe(413);
    expect(statusOf(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${more.toString(16)}\r\n`)).toBe(
      413,
    );
  });

  it('reads nothing more after what was no request', () => {
    expect(parsed(latin1('rubbish\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'))).toHaveLength(1);
  });

  it('keeps nothing of a buffer that is used again', () => {
    const parser = new RequestParser();
    const buffer = latin1('GET /first HTTP/1.1\r\nHost: a\r\n\r\n');
    parser.push(buffer);
    buffer.fill(0);
    parser.next();
    expect(parser.next()).toMatchObject({ request: { target: '/first' } });
  });

  it('reads a large body in pieces of one byte, and looks at none of them twice', () => {
    const read = (size: number): number => {
      const parser = new RequestParser();
      parser.push(latin1(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`));
      parser.next();
      const start = performance.now();
      let done: Parsed | null = null;
      for (let i = 0; i < size; i++) {
        parser.push(Uint8Array.of(65));
        done = parser.next();
      }
      const took = performance.now() - start;
      expect(done?.kind).toBe('request');
      expect(fromLatin1((done as { request: { body: Uint8Array } }).request.body.subarray(0, 3))).toBe('AAA');
      return took;
    };
    read(40_000);
    // Eight times as many take eight times as long; if each looked at those before it, sixty-four times.
    const few = Math.min(read(40_000), read(40_000), read(40_000));
    expect(Math.min(read(320_000), read(320_000))).toBeLessThan(few * 24);
  });
});
