import { describe, expect, it } from 'vitest';
import { loadFigure } from './svg';

const figure = (inside: string, attributes = 'viewBox="0 0 10 10"') =>
  loadFigure('f.svg', `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>\n${inside}\n</svg>\n`, 'p-', 'words');

describe('a figure', () => {
  it('keeps shapes, text and presentation attributes', () => {
    const { svg, problems } = figure(
      '<g stroke="var(--ink)" stroke-width="2"><path d="M0 0h1" stroke-dasharray="4 2" /></g><text x="1" text-anchor="middle">hi &lt; ho</text>',
    );
    expect(problems).toEqual([]);
    expect(svg).toContain('<path d="M0 0h1" stroke-dasharray="4 2"></path>');
    expect(svg).toContain('<text x="1" text-anchor="middle">hi &#x3C; ho</text>');
  });

  it('keeps its ids to itself', () => {
    const { svg, problems } = figure(
      '<defs><marker id="tip" viewBox="0 0 1 1"><path d="M0 0" /></marker></defs><path d="M0 0" marker-end="url(#tip)" /><use href="#tip" />',
    );
    expect(problems).toEqual([]);
    expect(svg).toContain('id="p-tip"');
    expect(svg).toContain('marker-end="url(#p-tip)"');
    expect(svg).toContain('href="#p-tip"');
  });

  it('may begin with an XML declaration and comments', () => {
    const { svg, problems } = loadFigure(
      'f.svg',
      '<?xml version="1.0"?>\n<!-- mine -->\n<svg viewBox="0 0 1 1"><!-- x --><path d="M0 0"/></svg>',
      'p-',
      'w',
    );
    expect(problems).toEqual([]);
    expect(svg).toBe('<svg viewBox="0 0 1 1" role="img" aria-label="w"><path d="M0 0"></path></svg>');
  });

  it.each([
    ['<script>alert(1)</script>', '<script> is not allowed'],
    ['<SCRIPT>alert(1)</SCRIPT>', '<script> is not allowed'],
    ['<foreignObject><p>x</p></foreignObject>', '<foreignObject> is not allowed'],
    ['<style>path { fill: red }</style>', '<style> is not allowed'],
    ['<image href="x.png" />', '<image> is not allowed'],
    ['<a href="https://example.org"><text>x</text></a>', '<a> is not allowed'],
    ['<animate attributeName="x" />', '<animate> is not allowed'],
    ['<set attributeName="onclick" to="x" />', '<set> is not allowed'],
    ['<path d="M0 0" onclick="x()" />', 'onclick'],
    ['<path d="M0 0" ONLOAD="x()" />', 'onload'],
    [
      '<path d="M0 0" style="fill: red" />',
      'style of <path> is not allowed in a figure; write presentation attributes',
    ],
    ['<path d="M0 0" class="x" />', 'class'],
    ['<use href="other.svg#x" />', 'a reference in a figure must name an id of the same figure'],
    ['<use xlink:href="https://example.org/x.svg#y" />', 'a reference in a figure must name an id of the same figure'],
    [
      '<path d="M0 0" fill="url(https://example.org/x.svg#y)" />',
      'url() in a figure must name an id of the same figure',
    ],
    ['<path d="M0 0" fill="URL( https://example.org/x )" />', 'url() in a figure must name an id'],
    ['<path d="M0 0" fill="u\\72l(https://example.org)" />', 'url() in a figure must name an id'],
    ['<path d="M0 0" data-x="1" />', 'is not allowed'],
  ])('refuses %s on its line', (inside, message) => {
    const { svg, problems } = figure(inside);
    expect(svg).toBe('');
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]).toMatchObject({ file: 'f.svg', line: 2 });
  });

  it.each([
    '<p>hello</p>',
    'hello',
    '',
    '<svg viewBox="0 0 1 1"></svg><svg viewBox="0 0 1 1"></svg>',
    '<svg viewBox="0 0 1 1"></svg><script>x</script>',
  ])('refuses a file that is not one <svg>: %j', (source) => {
    expect(loadFigure('f.svg', source, 'p-', 'w').problems).toHaveLength(1);
  });

  it('needs a viewBox', () => {
    expect(figure('<path d="M0 0" />', 'width="10"').problems[0]?.message).toContain('needs a viewBox');
  });
});
