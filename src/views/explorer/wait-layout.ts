/**
 * Where the nodes of a wait-for graph stand. Pure: numbers in, numbers out, in pixels at 16 px to the rem.
 *
 * Whoever waits stands left of what it waits for, so that what all wait for is at the right edge. A deadlock is a ring, and
 * whoever waits for someone in it stands to its left. Since hardly anyone waits for more than one thing, this is a forest with
 * at most a few rings, and needs no more than: a column by the distance to where the arrows lead, a row by walking the trees.
 */
import type { WaitGraph } from './wait-graph';

export const NODE_WIDTH = 128;
export const NODE_HEIGHT = 36;
const MARGIN = 18;
/** What the longest words on an arrow need to its right where it leads down: "waits for its end". */
const JOIN_WORDS = 122;

/** `right`: what all wait for is at the right. `down`: at the bottom, for where there is little width. */
export type Direction = 'right' | 'down';

/** From one node to the next that waits for it, from one waiter to the next beside it, and the half axes of a ring of `n`. */
const SPACING = {
  right: { column: 224, row: 62, radii: (n: number) => [Math.max(150, n * 24), n < 3 ? 0 : Math.max(78, n * 13.5)] },
  down: {
    column: 98,
    row: NODE_WIDTH + 18,
    radii: (n: number) => [n < 3 ? 0 : Math.max(100, n * 22), Math.max(96, n * 26)],
  },
} as const;

export interface PlacedNode {
  readonly key: string;
  /** The centre. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedArrow {
  readonly key: string;
  /** From the edge of one node to the edge of another. */
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** How far its middle is bent aside, for arrows that lead there and back. */
  readonly bend: number;
}

export interface WaitLayout {
  readonly nodes: readonly PlacedNode[];
  readonly arrows: readonly PlacedArrow[];
  readonly width: number;
  readonly height: number;
}

type Shape = Pick<WaitGraph, 'nodes' | 'arrows' | 'cycle'>;

export function layOutWaits(graph: Shape, direction: Direction = 'right'): WaitLayout {
  const spacing = SPACING[direction];
  /** Steps against the arrows, and aside. */
  const at = (back: number, aside: number) => (direction === 'right' ? { x: -back, y: aside } : { x: aside, y: -back });
  const outs = new Map<string, string[]>();
  const ins = new Map<string, string[]>();
  for (const { from, to } of graph.arrows) {
    push(outs, from, to);
    push(ins, to, from);
  }
  const ring = new Set(graph.cycle);
  const columns = columnsOf(graph, outs, ring);
  const places = new Map<string, { x: number; y: number }>();

  // The trees, column 0 where the arrows lead to; rows by walking from there.
  let row = 0;
  const visit = (key: string, least = 0): number => {
    // (Where a ring was cut open, a column by itself may be that of what it leads to.)
    const column = Math.max(columns.get(key) ?? 0, least);
    places.set(key, at(0, 0));
    const rows: number[] = [];
    for (const child of ins.get(key) ?? []) {
      if (!ring.has(child) && !places.has(child)) rows.push(visit(child, column + 1));
    }
    const own = rows.length === 0 ? row++ * spacing.row : (Math.min(...rows) + Math.max(...rows)) / 2;
    places.set(key, at(column * spacing.column, own));
    return own;
  };

  const rows: number[] = [];
  for (const key of graph.cycle) {
    for (const child of ins.get(key) ?? []) if (!ring.has(child) && !places.has(child)) rows.push(visit(child, 1));
  }
  const { length } = graph.cycle;
  if (length > 0) {
    const [rx, ry] = spacing.radii(length) as [number, number];
    const [forth, aside] = direction === 'right' ? [rx, ry] : [ry, rx];
    const middle = Math.max(aside, rows.length === 0 ? 0 : (Math.min(...rows) + Math.max(...rows)) / 2);
    graph.cycle.forEach((key, i) => {
      // From where others wait for it, and clockwise.
      const angle = (i / length) * 2 * Math.PI;
      const turned = direction === 'right' ? angle : -angle;
      places.set(key, at(-forth + Math.cos(turned) * forth, middle - Math.sin(turned) * aside));
    });
    // What stands beside begins beside the ring.
    row = Math.max(row, Math.ceil((middle + aside) / spacing.row) + 1);
  }
  const isEnd = ({ key }: { key: string }) => !ring.has(key) && (outs.get(key) ?? []).length === 0;
  for (const { key } of graph.nodes.filter(isEnd)) visit(key);
  // Whatever is left leads into a second ring, which is cut open anywhere.
  for (const { key } of graph.nodes) if (!places.has(key)) visit(key);

  const all = [...places.values()];
  const left = Math.min(0, ...all.map(({ x }) => x)) - NODE_WIDTH / 2 - MARGIN;
  const top = Math.min(0, ...all.map(({ y }) => y)) - NODE_HEIGHT / 2 - MARGIN;
  const nodes = graph.nodes.map(({ key }) => {
    const { x, y } = places.get(key) ?? { x: 0, y: 0 };
    return { key, x: x - left, y: y - top };
  });
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const keys = new Set(graph.arrows.map(({ from, to }) => `${from}>${to}`));
  const arrows = graph.arrows.flatMap(({ key, from, to }): PlacedArrow[] => {
    const [a, b] = [byKey.get(from), byKey.get(to)];
    if (a === undefined || b === undefined || a === b) return [];
    const [x1, y1] = edgeOf(a, b);
    const [x2, y2] = edgeOf(b, a);
    return [{ key, x1, y1, x2, y2, bend: keys.has(`${to}>${from}`) ? 26 : 0 }];
  });
  const joins = new Set(graph.arrows.flatMap(({ key, kind }) => (kind === 'join' ? [key] : [])));
  const leadDown = arrows.filter(({ key, x1, y1, x2, y2 }) => joins.has(key) && y2 - y1 > Math.abs(x2 - x1));
  return {
    nodes,
    arrows,
    width: Math.max(
      Math.max(0, ...nodes.map(({ x }) => x)) + NODE_WIDTH / 2 + MARGIN,
      ...leadDown.map(({ x1, x2 }) => (x1 + x2) / 2 + JOIN_WORDS),
    ),
    height: Math.max(0, ...nodes.map(({ y }) => y)) + NODE_HEIGHT / 2 + MARGIN,
  };
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Steps to where the arrows lead, the longest way; the ring is where they lead to. Rings beside the deadlock are cut open. */
function columnsOf({ nodes }: Shape, outs: Map<string, string[]>, ring: ReadonlySet<string>): Map<string, number> {
  const columns = new Map<string, number>();
  const open = new Set<string>();
  const column = (key: string): number => {
    if (ring.has(key)) return 0;
    const known = columns.get(key);
    if (known !== undefined) return known;
    if (open.has(key)) return 0;
    open.add(key);
    const steps = (outs.get(key) ?? []).map((next) => column(next) + 1);
    open.delete(key);
    const own = Math.max(0, ...steps);
    columns.set(key, own);
    return own;
  };
  for (const { key } of nodes) column(key);
  return columns;
}

/** Where the line from a node's centre to another's leaves the node. */
function edgeOf(from: PlacedNode, to: PlacedNode): [number, number] {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (NODE_WIDTH / 2 + 3) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (NODE_HEIGHT / 2 + 3) / Math.abs(dy),
    0.5,
  );
  return [from.x + dx * scale, from.y + dy * scale];
}
