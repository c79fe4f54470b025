import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, latin1 } from '../bytes';
import { answersIn } from '../testing/client';
import { wireAnswer, type AnswerFacts } from './answer';
import type { LabResponse, TimedPiece } from './message';

const facts: AnswerFacts = { method: 'GET', minor: 1, keepAlive: true, epochMs: 0 };
const pieces = (parts: readonly Uint8Array[]): TimedPiece[] => parts.map((bytes) => ({ afterMs: 0, bytes }));
const sent = (response: LabResponse, how: Partial<AnswerFacts> = {}): Uint8Array => {
  const wire = wireAnswer(response, { ...facts, ...how });
  return concat([wire.head, ...Array.from(wire.pieces, ({ bytes }) => bytes)]);
};

describe('wireAnswer', () => {
  it('sends a body of unknown length in chunks, and loses or ends nothing at parts that are empty', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (parts) => {
        const [answer, ...more] = answersIn(
          sent({ status: 200, headers: [], body: { length: null, pieces: () => pieces(parts) } }),
        );
        expect(answer?.headers.get('transfer-encoding')).toBe('chunked');
        expect(answer?.body).toEqual(concat([new Uint8Array(0), ...parts]));
        expect(more).toEqual([]);
      }),
    );
  });

  it('sends it as it is to a client of HTTP/1.0, and closes, which is the only end that such a client knows', () => {
    const body = { length: null, pieces: () => pieces([latin1('abc')]) };
    const wire = wireAnswer({ status: 200, headers: [], body }, { ...facts, minor: 0 });
    expect(wire.keepAlive).toBe(false);
    const [answer] = answersIn(sent({ status: 200, headers: [], body }, { minor: 0 }));
    expect([answer?.headers.has('transfer-encoding'), answer?.headers.has('content-length')]).toEqual([false, false]);
  });

  it('gives no body to HEAD, nor to answers that never have one, and tells the length only where there could be one', () => {
    const body = latin1('abc');
    const [head] = answersIn(sent({ status: 200, headers: [], body }, { method: 'HEAD' }), ['HEAD']);
    expect(head?.headers.get('content-length')).toBe('3');
    for (const status of [204, 304]) {
      const [answer, ...more] = answersIn(sent({ status, headers: [], body }));
      expect([answer?.status, answer?.headers.has('content-length'), more]).toEqual([status, false, []]);
    }
  });

  it('says who serves, when, and whether the connection stays', () => {
    const [answer] = answersIn(
      sent(
        {
          status: 299,
          reason: 'Odd',
          headers: [
            ['Server', 'other'],
            ['Date', 'now'],
          ],
          body: latin1(''),
        },
        { keepAlive: false },
      ),
    );
    expect(answer?.lines).toEqual([
      'Date: Thu, 01 Jan 1970 00:00:00 GMT',
      'Content-Length: 0',
      'Connection: close',
      'Server: interleave-lab',
    ]);
  });
});
