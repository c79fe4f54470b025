// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, pictureFile } from './picture-export';

describe('a sentence under a saved picture', () => {
  it('is broken where words end, loses none of them, and fits', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), fc.integer({ min: 12, max: 80 }), (words, most) => {
        const lines = linesOf(words.join(' '), most);
        expect(lines.join(' ')).toBe(words.join(' '));
        expect(lines.every((line) => line.length <= most)).toBe(true);
      }),
    );
  });

  it('gives a word that is too long a line of its own', () => {
    expect(linesOf('a incomprehensibilities b', 8)).toEqual(['a', 'incomprehensibilities', 'b']);
  });
});

describe('a saved picture', () => {
  const chart = () => {
    document.body.innerHTML =
      '<style>circle { fill: rgb(1, 2, 3) }</style>' +
      '<div><svg width="300" height="120" class="x" role="img" aria-label="l"><circle class="c" cx="5" cy="5" r="4"/>' +
      '<text x="1" y="2" style="font-size: 13px">5 &lt; 6 &amp; more</text></svg></div>';
    return document.querySelector('svg') as SVGSVGElement;
  };
  const file = () => pictureFile(chart(), { title: 'A & B', sentences: ['One <two>.', 'Three.'] });

  it('is well-formed, and needs nothing of the page: no classes, no styles', () => {
    const { svg } = file();
    const read = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(read.querySelector('parsererror')).toBeNull();
    expect(read.documentElement.localName).toBe('svg');
    expect(svg).not.toMatch(/ class=| style=|var\(/);
    expect(read.querySelector('circle')?.getAttribute('fill')).toBe('rgb(1, 2, 3)');
  });

  it('bears its title and its words, whatever is in them', () => {
    const read = new DOMParser().parseFromString(file().svg, 'image/svg+xml');
    const texts = [...read.querySelectorAll('text')].map((text) => text.textContent);
    expect(texts).toEqual(['A & B', '5 < 6 & more', 'One <two>.', 'Three.']);
    expect(read.querySelector('title')?.textContent).toBe('A & B');
    expect(read.querySelector('desc')?.textContent).toBe('One <two>. Three.');
  });

  it('is larger than the chart by its margins and words, and leaves the chart as it was', () => {
    const { width, height } = file();
    expect(width).toBe(332);
    expect(height).toBeGreaterThan(120 + 40);
    expect(document.querySelector('svg')?.getAttribute('class')).toBe('x');
  });
});
