import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figuresTable, raceTable, toCsv, toMarkdown, trialsTable } from './export';
import { contestant, madeUpRace, raceOf, result, trial } from './testing/made-up';

/** RFC 4180, read by its grammar: what a spreadsheet would see. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted] = [[] as string[], '', false];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (quoted && sign === '"' && text[i + 1] === '"') cell += text[++i];
    else if (sign === '"') quoted = !quoted;
    else if (quoted) cell += sign;
    else if (sign === ',') [cell] = [(row.push(cell), '')];
    else if (sign === '\r' && text[i + 1] === '\n') {
      row.push(cell);
      rows.push(row);
      [row, cell] = [[], ''];
      i++;
    } else cell += sign;
  }
  return rows;
}

const cell = fc.oneof(
  fc.string(),
  fc.constantFrom('=1+1', '+x', '-1', '@SUM(A1)', '\t=1', 'a,b', 'a"b', 'a\r\nb', ' x '),
  fc.double(),
  fc.constant(null),
);

describe('CSV', () => {
  it('is read back as it was written, but for the apostrophe before what a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 5 }), (rows) => {
        const read = readCsv(toCsv({ columns: ['a', 'b', 'c'], rows }));
        expect(read).toHaveLength(rows.length + 1);
        rows.forEach((row, i) =>
          row.forEach((value, j) => {
            const plain = read[i + 1]![j]!.replace(/^'(?=[\s\0]*[=+\-@\t\r])/, '');
            expect(plain).toBe(value === null ? '' : `${value}`.replace(/^'(?=[\s\0]*[=+\-@\t\r])/, ''));
          }),
        );
      }),
    );
  });

  it('lets no text begin like a formula, and leaves negative numbers alone', () => {
    const text = toCsv({ columns: ['x'], rows: [['=HYPERLINK("http://x")'], ['  +1'], ['\t-1'], ['@x'], [-4.5]] });
    expect(text.split('\r\n').slice(1)).toEqual([`"'=HYPERLINK(""http://x"")"`, `'  +1`, `'\t-1`, `'@x`, '-4.5', '']);
  });

  it('guards a contestant’s title', () => {
    const race = { ...raceOf({ a: [1, 2, 3] }), contestants: [contestant('a', { title: '=cmd|x' })] };
    expect(toCsv(figuresTable(race))).toContain(`\r\n'=cmd|x,`);
  });
});

describe('Markdown', () => {
  it('is a table whose cells cannot break out of it', () => {
    const text = toMarkdown({ columns: ['a|b'], rows: [['<img src=x> [y](z) `c`\n|'], [null]] });
    expect(text).toBe('| a\\|b |\n| --- |\n| \\<img src=x\\> \\[y\\](z) \\`c\\` \\| |\n|  |\n');
  });

  it('tells a race as the page does', () => {
    const race = raceOf({ sequential: [460, 458, 462, 470, 450], processes: [100, 99, 101, 100, 102] });
    expect(toMarkdown(raceTable(race))).toBe(
      [
        '| Contestant | Trials | Median | Quartiles | Speed-up | 95 % interval | Verdict |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        '| sequential | 5 | 460 ms ± 3.0 ms | 458 ms to 462 ms | 1 |  | what the others are compared with |',
        '| processes | 5 | 100 ms ± 1.5 ms | 100 ms to 101 ms | 4.6 | 4.4 to 4.7 | 4.6 times as fast (4.4 to 4.7) |',
        '',
      ].join('\n'),
    );
  });
});

describe('tables', () => {
  it('have as many cells in each row as columns, whatever the race', () => {
    const failed = trial({ contestant: 'sequential', order: 0, end: 'failed', ms: null, problem: 'It raised.' });
    for (const race of [madeUpRace({ seed: 1, medians: [300, 100, 50] }), result(), result({ trials: [failed] })]) {
      for (const { columns, rows } of [raceTable(race), figuresTable(race), trialsTable(race)]) {
        for (const row of rows) expect(row).toHaveLength(columns.length);
      }
    }
  });

  it('hold every trial in the order in which it was run', () => {
    const race = madeUpRace({ seed: 1, medians: [300, 100] });
    const { rows } = trialsTable({ ...race, trials: [...race.trials].reverse() });
    expect(rows.map(([order]) => order)).toEqual(race.trials.map(({ order }) => order));
  });
});
