import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputLog, outputText, type Written } from './output-log';

const write = (text: string, stream: Written['stream'] = 'stdout', actor = 1): Written => ({ stream, text, actor });

function shown(...texts: string[]): string[] {
  const log = new OutputLog();
  log.append(texts.map((text) => write(text)));
  return log.snapshot().lines.map((line) => line.spans.map((span) => span.text).join(''));
}

/** What a terminal shows, the slow and obvious way: a grid of characters. */
function terminal(text: string): string[] {
  const lines: string[][] = [[]];
  let column = 0;
  for (const char of text) {
    const line = lines.at(-1) ?? [];
    if (char === '\n') {
      lines.push([]);
      column = 0;
    } else if (char === '\r') column = 0;
    else if (char === '\b') column = Math.max(0, column - 1);
    else line[column++] = char;
  }
  const done = lines.map((line) => line.join(''));
  if (done.at(-1) === '') done.pop();
  return done;
}

describe('the output log', () => {
  it('redraws a line after a carriage return, leaving what was longer', () => {
    expect(shown('10 %', '\r100 %', '\nnext')).toEqual(['100 %', 'next']);
    expect(shown('finished\rdone')).toEqual(['doneshed']);
    expect(shown('a\r\nb\r\n')).toEqual(['a', 'b']);
  });

  it('shows what a terminal shows, however the text is cut into pieces', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\n', '\r', '\b'), maxLength: 60 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), (pieces) => {
        expect(shown(...pieces)).toEqual(terminal(pieces.join('')));
      }),
    );
  });

  it('obeys "erase the line" and leaves colours out, even cut in the middle of a sequence', () => {
    expect(shown('working...\r\u001b[Kok')).toEqual(['ok']);
    expect(shown('\u001b[1;3', '1mred\u001b[0m plain')).toEqual(['red plain']);
    expect(shown('abc\u001b[2Kd')).toEqual(['   d']);
  });

  it('keeps streams and writers apart on one line', () => {
    const log = new OutputLog();
    log.append([write('out ', 'stdout', 1), write('err', 'stderr', 2), write(' out\n', 'stdout', 1)]);
    expect(log.snapshot().lines[0]?.spans).toEqual([
      { stream: 'stdout', actor: 1, text: 'out ' },
      { stream: 'stderr', actor: 2, text: 'err' },
      { stream: 'stdout', actor: 1, text: ' out' },
    ]);
  });

  it('gives a notice a line of its own', () => {
    const log = new OutputLog();
    log.append([write('half a line'), write('output was capped', 'notice', -1), write('more')]);
    expect(log.snapshot().lines.map((line) => line.spans[0]?.stream)).toEqual(['stdout', 'notice', 'stdout']);
  });

  it('forgets the oldest lines first, and counts them', () => {
    const log = new OutputLog({ lines: 10 });
    for (let i = 0; i < 100; i++) log.append([write(`${i}\n`)]);
    const { lines, droppedLines } = log.snapshot();
    expect(lines.map((line) => line.spans[0]?.text)).toEqual(Array.from({ length: 10 }, (_, i) => String(90 + i)));
    expect(droppedLines).toBe(90);
    expect(outputText(log.snapshot())).toMatch(/^\(90 earlier lines are gone\)\n90\n/);
  });

  it('never keeps more than its limits, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('x', '\n', '\r', '\t', '\u001b', '['), maxLength: 200 })),
        (texts) => {
          const log = new OutputLog({ lines: 5, chars: 50, lineChars: 20 });
          for (const text of texts) log.append([write(text)]);
          const { lines } = log.snapshot();
          expect(lines.length).toBeLessThanOrEqual(6);
          for (const line of lines) {
            expect(line.length).toBeLessThanOrEqual(20);
            expect(line.spans.reduce((sum, span) => sum + span.text.length, 0)).toBe(line.length);
          }
        },
      ),
    );
  });

  it('says how much of a line did not fit', () => {
    const log = new OutputLog({ lineChars: 10 });
    log.append([write('0123456789abcdef\nshort')]);
    expect(log.snapshot().lines[0]).toMatchObject({ length: 10, cut: 6 });
    expect(log.snapshot().lines[1]).toMatchObject({ length: 5, cut: 0 });
  });

  it('leaves an earlier snapshot as it was', () => {
    const log = new OutputLog();
    log.append([write('one\ntw')]);
    const before = log.snapshot();
    const copy = structuredClone(before);
    log.append([write('o\rTWO\nthree')]);
    expect(before).toEqual(copy);
  });

  it('takes a million characters in well under a second', () => {
    const log = new OutputLog();
    const started = performance.now();
    for (let i = 0; i < 1000; i++) log.append([write(`${'x'.repeat(99)}\n`.repeat(10))]);
    log.snapshot();
    expect(performance.now() - started).toBeLessThan(1000);
    expect(log.snapshot().lines.length).toBe(10_000);
  });
});
