import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The custom properties of the rule that begins with this selector. */
function tokens(selector: string): Map<string, string> {
  const body =
    css
      .slice(css.indexOf(`${selector} {`))
      .replace(/^[^{]*\{/, '')
      .split('}')[0] ?? '';
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = [
  'ink',
  'soft',
  'accent',
  'bad',
  'good',
  'syntax-keyword',
  'syntax-string',
  'syntax-number',
  'syntax-comment',
  'syntax-name',
];
const GRAPHICS = ['gil', 'edge', 'strand-main', ...Array.from({ length: 8 }, (_, i) => `strand-${i + 1}`)];
const GROUNDS = ['paper', 'panel', 'code'];

describe.each([
  ['light', ':root', 4.5],
  ['dark', ":root[data-theme='dark']", 4.5],
  ['projector', ":root[data-theme='projector']", 7],
  ['forced and light', '@media (forced-colors: active) and (prefers-color-scheme: light)', 7],
  ['forced and dark', '@media (forced-colors: active) and (prefers-color-scheme: dark)', 7],
])('the %s theme', (_, selector, least) => {
  const theme = tokens(selector);
  const get = (name: string) => {
    const value = theme.get(name);
    if (value === undefined) throw new Error(`--${name} is missing`);
    return value;
  };

  it(`keeps ${least}:1 for text on every ground, also on a lit line`, () => {
    const low = TEXT.flatMap((name) =>
      [...GROUNDS, ...(name === 'ink' ? ['hi'] : [])].map((ground) => ({ name, ground })),
    )
      .map((pair) => ({ ...pair, is: contrast(get(pair.name), get(pair.ground)) }))
      .filter((pair) => pair.is < least);
    expect(low).toEqual([]);
  });

  it('keeps 3:1 for strands, the GIL and the edges of controls', () => {
    const low = GRAPHICS.flatMap((name) => GROUNDS.map((ground) => ({ name, ground })))
      .map((pair) => ({ ...pair, is: contrast(get(pair.name), get(pair.ground)) }))
      .filter((pair) => pair.is < 3);
    expect(low).toEqual([]);
  });
});
