import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, latin1, utf8 } from '../bytes';
import { wireAnswer } from './answer';
import { AnswerParser, type AnswerPart } from './client-parser';
import type { Headers, LabResponse } from './message';

interface Read {
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** How it ended: whether the connection is good for more, what is wrong, or null where more is awaited. */
  readonly end: boolean | string | null;
  readonly behind: string;
}

/** Pushes the bytes in pieces that end at these places, then nothing more if `closes`. */
function read(
  bytes: Uint8Array,
  { method = 'GET', cuts = [], closes = false }: { method?: string; cuts?: readonly number[]; closes?: boolean } = {},
): Read {
  const parser = new AnswerParser(method);
  const parts: AnswerPart[] = [];
  const ends = [...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b);
  let at = 0;
  const drain = (): void => {
    for (let one = parser.next(); one !== null; one = parser.next()) parts.push(one);
  };
  for (const end of [...ends, bytes.length]) {
    parser.push(bytes.subarray(at, end));
    at = end;
    drain();
  }
  if (closes) parser.finish();
  drain();
  const heads = parts.flatMap((part) => (part.kind === 'head' ? [part.head] : []));
  expect(heads.length).toBeLessThanOrEqual(1);
  const body = parts.flatMap((part) => (part.kind === 'bytes' ? [part.bytes] : []));
  const last = parts.at(-1);
  return {
    status: heads[0]?.status ?? 0,
    reason: heads[0]?.reason ?? '',
    headers: heads[0]?.headers ?? [],
    body: concat([new Uint8Array(0), ...body]).slice(),
    end: last?.kind === 'end' ? last.reusable : last?.kind === 'bad' ? last.words : null,
    behind: `${parser.unread}`,
  };
}

const text = (lines: string): Uint8Array => latin1(lines.replaceAll('\n', '\r\n'));
const bodyOf = (one: Read): string => fromLatin1(one.body);

/** What the lab's own server sends, in one of its ways. */
const served = fc
  .record({
    status: fc.constantFrom(200, 201, 204, 301, 304, 404, 500),
    pieces: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }),
    form: fc.constantFrom('whole', 'counted', 'chunked'),
    method: fc.constantFrom('GET', 'HEAD', 'POST'),
    minor: fc.constantFrom(0 as const, 1 as const),
    keepAlive: fc.boolean(),
    value: fc.stringMatching(/^[!-~]([ -~]{0,12}[!-~])?$/),
  })
  .map(({ status, pieces, form, method, minor, keepAlive, value }) => {
    const content = concat([new Uint8Array(0), ...pieces]).slice();
    const response: LabResponse = {
      status,
      headers: [['X-Value', value]],
      body:
        form === 'whole'
          ? content
          : {
              length: form === 'counted' ? content.length : null,
              pieces: () => pieces.map((bytes) => ({ afterMs: 1, bytes })),
            },
    };
    const wire = wireAnswer(response, { method, minor, keepAlive, epochMs: 0 });
    const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
    return {
      method,
      status,
      value,
      content: hasBody ? content : new Uint8Array(0),
      keepAlive: wire.keepAlive,
      bytes: concat([wire.head, ...[...wire.pieces].map(({ bytes }) => bytes)]).slice(),
    };
  });

describe('AnswerParser', () => {
  it('reads what the lab serves, however its bytes are cut', () => {
    fc.assert(
      fc.property(served, fc.array(fc.nat(600)), ({ method, status, value, content, keepAlive, bytes }, cuts) => {
        const one = read(bytes, { method, cuts, closes: !keepAlive });
        expect(one.status).toBe(status);
        expect(one.headers).toContainEqual(['X-Value', value]);
        expect(one.body).toEqual(content);
        expect(one.end).toBe(keepAlive);
        expect(one.behind).toBe('0');
      }),
    );
  });

  it('reads the same answer when it is cut at every single byte, and when each byte comes alone', () => {
    const bytes = text(
      'HTTP/1.1 100 Continue\n\nHTTP/1.1 200 Fine so far\nA:  b c \nTransfer-Encoding: chunked\n\n' +
        '5;note="x"\nhello\n1\n \nA\n0123456789\n0\nX-Trailer: 1\n\n',
    );
    const whole = read(bytes);
    expect(bodyOf(whole)).toBe('hello 0123456789');
    expect(whole.headers[0]).toEqual(['A', 'b c']);
    expect(whole.reason).toBe('Fine so far');
    expect(whole.end).toBe(true);
    for (let cut = 1; cut < bytes.length; cut++) expect(read(bytes, { cuts: [cut] })).toEqual(whole);
    expect(read(bytes, { cuts: [...bytes.keys()] })).toEqual(whole);
  });

  it('says nothing that is not so of an answer that is cut short anywhere', () => {
    fc.assert(
      fc.property(served, fc.nat(), ({ method, bytes, content, keepAlive }, at) => {
        const short = bytes.subarray(0, at % bytes.length);
        const waiting = read(short, { method });
        expect(waiting.end).toBe(null);
        const broken = read(short, { method, closes: true });
        expect(broken.body).toEqual(content.subarray(0, broken.body.length));
        // A body that ends with its connection cannot be told from one that broke off.
        if (keepAlive) expect(typeof broken.end).toBe('string');
      }),
    );
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('', 'HTTP/1.1 200 OK\r\n'), (junk, before) => {
        read(concat([latin1(before), junk]).slice(), { closes: true });
      }),
    );
  });

  it('reads a body without a length to the end of the connection, which is then of no more use', () => {
    const bytes = text('HTTP/1.1 200 OK\n\nall that follows\n');
    expect(read(bytes).end).toBe(null);
    const one = read(bytes, { closes: true });
    expect(bodyOf(one)).toBe('all that follows\r\n');
    expect(one.end).toBe(false);
  });

  it('leaves alone what comes behind the answer', () => {
    const one = read(text('HTTP/1.1 200 OK\nContent-Length: 2\n\nabHTTP/1.1 200'));
    expect(bodyOf(one)).toBe('ab');
    expect(one.behind).toBe('12');
  });

  it('takes a head without a reason, and a header in UTF-8 as bytes', () => {
    const one = read(concat([utf8('HTTP/1.1 299\r\nContent-Length: 0\r\nX: ü\r\n\r\n')]).slice());
    expect(one.status).toBe(299);
    expect(one.reason).toBe('');
    expect(one.headers[1]?.[1]).toBe('Ã¼');
  });

  it.each([
    ['SSH-2.0-x\n', 'is not HTTP/1.1'],
    ['HTTP/1.1 101 Switching Protocols\n\n', 'is not HTTP/1.1'],
    ['HTTP/2 200\n\n', 'is not HTTP/1.1'],
    ['HTTP/1.1 200 OK\n folded: 1\n\n', 'has a header that is not "Name: value"'],
    ['HTTP/1.1 200 OK\nContent-Length: 1, 2\n\n', 'says no number of bytes for its length'],
    ['HTTP/1.1 200 OK\nContent-Length: -1\n\n', 'says no number of bytes for its length'],
    ['HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n', 'comes in a form unknown here'],
    ['HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nxyz\n', 'has a chunk whose size is no number'],
    ['HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nab\n', 'has a chunk that is longer than its size'],
    [`HTTP/1.1 200 OK\nX: ${'y'.repeat(300_000)}`, 'has a line without end'],
    ['', 'ended before it had begun'],
    ['HTTP/1.1 200 OK\nContent-Length: 9\n\nhalf', 'broke off in the middle'],
  ])('refuses %j in words', (bytes, words) => {
    const status = bytes.replace(/\n/g, '\r\n');
    expect(read(latin1(bytes.includes('SSH') ? `${status}\r\n` : status), { closes: true }).end).toBe(words);
  });
});
