import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { TypedInput } from './typed-input';

async function linesOf(...pieces: (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const input = new TypedInput(stream);
  for (const piece of pieces) stream.write(piece);
  stream.end();
  const lines: string[] = [];
  for (let line = await input.next(); line !== null; line = await input.next()) lines.push(line);
  return lines;
}

test('gives lines without their ends, the last one also when nothing ends it', async () => {
  expect(await linesOf('a\n\nb\r\nc')).toEqual(['a', '', 'b', 'c']);
  expect(await linesOf('a\n')).toEqual(['a']);
  expect(await linesOf()).toEqual([]);
});

test('gives the same lines however the input is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.stringMatching(/^[aé\u2028😀 ]*$/u)), fc.nat({ max: 7 }), async (lines, step) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const pieces = Array.from({ length: Math.ceil(bytes.length / (step + 1)) }, (_, i) =>
        bytes.subarray(i * (step + 1), (i + 1) * (step + 1)),
      );
      expect(await linesOf(...pieces)).toEqual(lines);
    }),
  );
});

test('reads nothing before the first line is wanted', () => {
  const stream = new PassThrough();
  new TypedInput(stream);
  expect(stream.listenerCount('data')).toBe(0);
});

test('stays at its end', async () => {
  const stream = new PassThrough();
  const input = new TypedInput(stream);
  stream.end('x');
  expect([await input.next(), await input.next(), await input.next()]).toEqual(['x', null, null]);
});

test('answers a line that was wanted before it was typed', async () => {
  const stream = new PassThrough();
  const input = new TypedInput(stream);
  const both = Promise.all([input.next(), input.next()]);
  stream.write('one\ntwo\n');
  expect(await both).toEqual(['one', 'two']);
});
