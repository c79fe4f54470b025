/**
 * Makes an author's SVG safe to stand inside the page. Only what is listed here passes; everything else is a problem that names
 * the element and its line, never dropped in silence: a figure must look as its author drew it.
 *
 * Not listed, on purpose: `script`, `foreignObject`, `a`, `image`, `style` and `style=`, `class`, animation elements, event
 * handlers, and references to anything but an id of the same figure. Colours come from the page's custom properties:
 * `fill="var(--ink)"`, `stroke="var(--strand-1)"`, or `currentColor`.
 */
import type { Element, ElementContent, Root } from 'hast';
import rehypeRaw from 'rehype-raw';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import { listOf, type Problem } from './problem';

const ELEMENTS = new Set(
  [
    'svg g path line polyline polygon rect circle ellipse text tspan title desc defs marker linearGradient radialGradient stop',
    'clipPath mask pattern use symbol',
  ]
    .join(' ')
    .split(' '),
);

/** As hast spells them. */
const PROPERTIES = new Set(
  [
    'id viewBox preserveAspectRatio x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy d points width height transform rotate pathLength',
    'fill fillOpacity fillRule stroke strokeWidth strokeOpacity strokeLineCap strokeLineJoin strokeDashArray strokeDashOffset',
    'strokeMiterLimit opacity color vectorEffect paintOrder clipPath clipRule mask textAnchor dominantBaseline alignmentBaseline',
    'baselineShift fontFamily fontSize fontStyle fontWeight letterSpacing textLength lengthAdjust markerStart markerMid markerEnd',
    'markerWidth markerHeight markerUnits refX refY orient gradientUnits gradientTransform spreadMethod offset stopColor stopOpacity',
    'patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits href xLinkHref',
  ]
    .join(' ')
    .split(' '),
);

/** Harmless and replaced by ours. */
const DROPPED = new Set([
  'xmlns',
  'xmlnsXLink',
  'version',
  'role',
  'ariaLabel',
  'ariaLabelledBy',
  'ariaHidden',
  'xmlSpace',
]);

export interface Figure {
  readonly svg: string;
  readonly problems: readonly Problem[];
}

/** `prefix` keeps the ids of one figure apart from those of every other on the page. */
export function loadFigure(file: string, source: string, prefix: string, alt: string): Figure {
  const problems: Problem[] = [];
  const tree = parse(source);
  const roots = tree.children.filter((node) => node.type === 'element');
  const root = roots[0];
  if (root?.type !== 'element' || root.tagName !== 'svg' || roots.length !== 1) {
    return {
      svg: '',
      problems: [{ file, line: 1, message: 'a figure is a file with one <svg> element and nothing around it' }],
    };
  }
  const refuse = (node: ElementContent, message: string) =>
    problems.push({ file, line: node.position?.start.line ?? 1, message });
  if (root.properties['viewBox'] === undefined)
    refuse(root, '<svg> needs a viewBox, so that the figure can follow the width of the text');

  const clean = (element: Element): Element => {
    if (!ELEMENTS.has(element.tagName))
      refuse(element, `<${element.tagName}> is not allowed in a figure; allowed are ${listOf([...ELEMENTS], 'and')}`);
    const properties: Element['properties'] = {};
    for (const [name, value] of Object.entries(element.properties)) {
      if (DROPPED.has(name) || value === null || value === undefined) continue;
      if (!PROPERTIES.has(name)) {
        refuse(
          element,
          `the attribute ${attributeName(name)} of <${element.tagName}> is not allowed in a figure${hint(name)}`,
        );
        continue;
      }
      properties[name] = typeof value === 'string' ? localised(value, name, prefix, (m) => refuse(element, m)) : value;
    }
    const children = element.children.flatMap((child): ElementContent[] => {
      if (child.type === 'text') return [child];
      return child.type === 'element' ? [clean(child)] : [];
    });
    return { type: 'element', tagName: element.tagName, properties, children };
  };

  const cleaned = clean(root);
  delete cleaned.properties['width'];
  delete cleaned.properties['height'];
  cleaned.properties['role'] = 'img';
  cleaned.properties['ariaLabel'] = alt;
  if (problems.length > 0) return { svg: '', problems };
  const svg = unified()
    .use(rehypeStringify, { space: 'svg' })
    .stringify({ type: 'root', children: [cleaned] });
  return { svg, problems };
}

function parse(source: string): Root {
  const lines = source.split('\n');
  const end = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, offset: source.length };
  const start = { line: 1, column: 1, offset: 0 };
  const raw: Root = {
    type: 'root',
    children: [{ type: 'raw', value: source, position: { start, end } }],
    position: { start, end },
  };
  return unified().use(rehypeRaw).runSync(raw, { value: source });
}

function localised(value: string, name: string, prefix: string, refuse: (message: string) => void): string {
  if (name === 'id') return prefix + value;
  if (name === 'href' || name === 'xLinkHref') {
    if (value.startsWith('#')) return `#${prefix}${value.slice(1)}`;
    refuse(`a reference in a figure must name an id of the same figure (href="#id"), not ${value}`);
    return '';
  }
  if (/url\s*\(|image-set|src\s*\(/i.test(value) || value.includes('\\')) {
    const own = /^url\(#([A-Za-z][\w-]*)\)$/.exec(value.trim());
    if (own !== null) return `url(#${prefix}${own[1]})`;
    refuse(`url() in a figure must name an id of the same figure (url(#id)), not ${value}`);
    return '';
  }
  return value;
}

/** hast's `strokeWidth` is written `stroke-width`, its `className` `class`, and `onClick` never had a dash. */
function attributeName(property: string): string {
  if (property === 'className') return 'class';
  if (/^on/i.test(property)) return property.toLowerCase();
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function hint(property: string): string {
  if (property === 'style' || property === 'className')
    return '; write presentation attributes: fill="var(--ink)", stroke-width="2"';
  return '';
}
