import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputChunk } from './runtime';
import { Output } from './output';

function collect(maxChars: number): {
  output: Output;
  chunks: OutputChunk[];
  spans: [string, number, number][];
  clock: { now: number };
} {
  const chunks: OutputChunk[] = [];
  const spans: [string, number, number][] = [];
  const clock = { now: 0 };
  const output = new Output(
    {
      now: () => clock.now,
      actor: () => 1,
      accepted: (stream, _actor, offset, length) => spans.push([stream, offset, length]),
      send: (batch) => chunks.push(...batch),
    },
    maxChars,
  );
  return { output, chunks, spans, clock };
}

const text = (chunks: readonly OutputChunk[], stream: string): string =>
  chunks
    .filter((chunk) => chunk.stream === stream)
    .map((chunk) => chunk.text)
    .join('');

describe('output', () => {
  it('arrives whole and in order however the bytes were cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(7)), (written, cuts) => {
        const { output, chunks } = collect(1_000_000);
        const bytes = new TextEncoder().encode(written);
        let at = 0;
        for (const cut of cuts) {
          output.write('stdout', bytes.subarray(at, at + cut));
          at += cut;
        }
        output.write('stdout', bytes.subarray(at));
        output.finish();
        expect(text(chunks, 'stdout')).toBe(written);
      }),
    );
  });

  it('tells the trace which characters of the log each piece is', () => {
    const { output, chunks, spans, clock } = collect(1000);
    output.write('stdout', new TextEncoder().encode('one '));
    clock.now = 5;
    output.write('stderr', new TextEncoder().encode('two '));
    output.finish();
    const log = chunks.map((chunk) => chunk.text).join('');
    expect(spans.map(([stream, offset, length]) => [stream, log.slice(offset, offset + length)])).toEqual([
      ['stdout', 'one '],
      ['stderr', 'two '],
    ]);
  });

  it('keeps no more than the cap, says so once, and counts the rest', () => {
    const { output, chunks } = collect(10);
    for (let i = 0; i < 1000; i++) output.write('stdout', new TextEncoder().encode('abc'));
    output.finish();
    expect(text(chunks, 'stdout')).toBe('abcabcabca');
    const notices = chunks.filter((chunk) => chunk.stream === 'notice').map((chunk) => chunk.text);
    expect(notices).toHaveLength(2);
    expect(notices[0]).toContain('more than 10 characters');
    expect(notices[1]).toContain('2,990 more characters');
  });

  it('does not cut a character in two at the cap', () => {
    const { output, chunks } = collect(3);
    output.write('stdout', new TextEncoder().encode('ab😀'));
    output.finish();
    expect(text(chunks, 'stdout')).toBe('ab');
  });

  it('puts pieces of one actor and one instant into one chunk', () => {
    const { output, chunks } = collect(1000);
    for (let i = 0; i < 100; i++) output.write('stdout', new TextEncoder().encode('x'));
    output.finish();
    expect(chunks).toHaveLength(1);
  });
});
