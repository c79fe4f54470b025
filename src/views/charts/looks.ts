/** How an execution model looks, everywhere the same: a colour, a mark and a pattern, so that no two are told by colour alone. */

export type MarkShape = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'hexagon';

export interface Look {
  /** A colour for `fill` and `stroke`: it follows the theme. */
  readonly colour: string;
  readonly mark: MarkShape;
}

const LOOKS: Readonly<Record<string, Look>> = {
  sequential: { colour: 'var(--strand-main)', mark: 'circle' },
  threads: { colour: 'var(--strand-1)', mark: 'square' },
  processes: { colour: 'var(--strand-3)', mark: 'triangle' },
  asyncio: { colour: 'var(--strand-2)', mark: 'diamond' },
  'event-loop': { colour: 'var(--strand-4)', mark: 'cross' },
  workers: { colour: 'var(--strand-6)', mark: 'hexagon' },
};
const UNKNOWN: Look = { colour: 'var(--ink)', mark: 'circle' };

export function lookOf(variant: string): Look {
  return Object.hasOwn(LOOKS, variant) ? (LOOKS[variant] ?? UNKNOWN) : UNKNOWN;
}

/** Colours of their own for those that share a model with one before them. */
const TWIN_COLOURS = ['var(--strand-7)', 'var(--strand-8)', 'var(--strand-5)'] as const;
const MARKS: readonly MarkShape[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'hexagon'];

/**
 * How several look that stand in one picture. Each looks as its model does everywhere; where two are of one model, the later one
 * takes a colour that no model has and a mark that nobody else in the picture has.
 */
export function looksOf(variants: readonly string[]): readonly Look[] {
  const own = variants.map(lookOf);
  const marks = new Set(own.map(({ mark }) => mark));
  const seen = new Set<string>();
  let twins = 0;
  return own.map((look) => {
    if (!seen.has(look.colour)) {
      seen.add(look.colour);
      return look;
    }
    const mark = MARKS.find((each) => !marks.has(each)) ?? look.mark;
    marks.add(mark);
    return { colour: TWIN_COLOURS[twins++ % TWIN_COLOURS.length] ?? look.colour, mark };
  });
}

/** The outline of a mark around (x, y), about as large to the eye as a circle of this radius. */
export function markPath(shape: MarkShape, x: number, y: number, radius: number): string {
  const corners = (points: readonly (readonly [number, number])[], reach: number): string =>
    `M${points.map(([dx, dy]) => `${round(x + dx * reach)},${round(y + dy * reach)}`).join('L')}Z`;
  switch (shape) {
    case 'circle':
      return `M${round(x - radius)},${round(y)}a${radius},${radius} 0 1,0 ${2 * radius},0a${radius},${radius} 0 1,0 ${-2 * radius},0Z`;
    case 'square':
      return corners(SQUARE, radius * 0.886);
    case 'triangle':
      return corners(TRIANGLE, radius * 1.3);
    case 'diamond':
      return corners(DIAMOND, radius * 1.22);
    case 'hexagon':
      return corners(HEXAGON, radius * 1.08);
    case 'cross':
      return corners(CROSS, radius * 1.08);
  }
}

type Corners = readonly (readonly [number, number])[];
const SQUARE: Corners = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
];
const TRIANGLE: Corners = [
  [0, -0.98],
  [0.9, 0.62],
  [-0.9, 0.62],
];
const DIAMOND: Corners = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
];
const HEXAGON: Corners = [
  [-0.5, -0.866],
  [0.5, -0.866],
  [1, 0],
  [0.5, 0.866],
  [-0.5, 0.866],
  [-1, 0],
];
/** A plus sign with arms a third as wide as they are long, turned by nothing: it is told from a square at any size. */
const CROSS: Corners = [
  [-0.34, -1],
  [0.34, -1],
  [0.34, -0.34],
  [1, -0.34],
  [1, 0.34],
  [0.34, 0.34],
  [0.34, 1],
  [-0.34, 1],
  [-0.34, 0.34],
  [-1, 0.34],
  [-1, -0.34],
  [-0.34, -0.34],
];

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
