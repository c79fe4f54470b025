/**
 * A chart as a file of its own: the picture with every colour and font written into it, a heading, the words and the ground
 * under it. What the page's style sheet says is not there when somebody opens the file, so that it is read off and set down.
 */

/** What is written down of each element's computed style. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
] as const;

/** Faces that a reader's machine may have stand in for ours, which the file cannot carry. */
const FACES = "'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const NAMESPACE = 'http://www.w3.org/2000/svg';

export interface PictureWords {
  readonly title: string;
  /** Whole sentences; they are broken into lines. */
  readonly sentences: readonly string[];
}

/** The file, and its size in CSS pixels. */
export interface PictureFile {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export function pictureFile(chart: SVGSVGElement, { title, sentences }: PictureWords): PictureFile {
  const page = getComputedStyle(chart);
  const rootStyle = getComputedStyle(chart.ownerDocument.documentElement);
  const unit = (Number.parseFloat(rootStyle.fontSize) || 16) / 16;
  const read = (name: string, fallback: string) => page.getPropertyValue(name).trim() || fallback;
  const size = { width: numberOf(chart, 'width'), height: numberOf(chart, 'height') };
  const margin = 16 * unit;

  const copy = styledCopy(chart);
  const lines = sentences.flatMap((sentence) => linesOf(sentence, Math.floor((size.width / (14 * unit)) * 2)));
  const textTop = margin + 20 * unit;
  const chartTop = textTop + 12 * unit;
  const wordsTop = chartTop + size.height + 22 * unit;
  const width = Math.ceil(size.width + 2 * margin);
  const height = Math.ceil(wordsTop + lines.length * 20 * unit + margin - 6 * unit);

  const file = chart.ownerDocument.createElementNS(NAMESPACE, 'svg');
  set(file, { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'font-family': FACES });
  const add = (name: string, attributes: Record<string, string | number>, text?: string) => {
    const element = chart.ownerDocument.createElementNS(NAMESPACE, name);
    set(element, attributes);
    if (text !== undefined) element.textContent = text;
    file.append(element);
  };
  add('title', {}, title);
  add('desc', {}, sentences.join(' '));
  add('rect', { width, height, fill: read('--paper', '#ffffff') });
  const ink = read('--ink', '#000000');
  add('text', { x: margin, y: textTop, 'font-size': 18 * unit, 'font-weight': 600, fill: ink }, title);
  set(copy, { x: margin, y: chartTop, width: size.width, height: size.height });
  file.append(copy);
  lines.forEach((line, i) => {
    add('text', { x: margin, y: wordsTop + i * 20 * unit, 'font-size': 14 * unit, fill: ink }, line);
  });
  return { svg: new XMLSerializer().serializeToString(file), width, height };
}

/** The same picture in dots, twice as many as the screen has where it has few. */
export async function pngOf({ svg, width, height }: PictureFile): Promise<Blob> {
  const image = new Image();
  // A data address: a blob's would do, but needs to be let go of again.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = 2;
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no canvas to draw on');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob === null ? fail(new Error('the picture is too large')) : done(blob)), 'image/png');
  });
}

function styledCopy(chart: SVGSVGElement): SVGSVGElement {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const from = [chart, ...chart.querySelectorAll<SVGElement>('*')];
  const to = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  from.forEach((element, i) => {
    const target = to[i];
    if (target === undefined) return;
    const style = getComputedStyle(element);
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value !== '') target.setAttribute(name, value.replaceAll('"', "'"));
    }
    for (const name of ['class', 'style', 'tabindex', 'aria-label', 'aria-hidden', 'role'])
      target.removeAttribute(name);
  });
  // A filter or a link elsewhere is not in the file; patterns and clips are, and keep their names.
  return copy;
}

/** Broken where words end, so that no line is longer than `most` letters unless a word is. */
export function linesOf(sentence: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

function numberOf(chart: SVGSVGElement, name: 'width' | 'height'): number {
  const given = Number.parseFloat(chart.getAttribute(name) ?? '');
  return Number.isFinite(given) && given > 0 ? given : chart.getBoundingClientRect()[name];
}
