import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../../trace/builder';
import { knotOf } from '../../trace/deadlock';
import { traceTime } from '../../trace/ids';
import { deadlock, gilTurns, lockContention } from '../../trace/samples';
import { waitForGraph } from '../../trace/selectors';
import { Story } from '../../trace/story';
import { anyTrace } from '../../trace/testing/arbitrary';
import { waitGraphAt, type WaitGraph } from './wait-graph';
import { layOutWaits, NODE_HEIGHT, NODE_WIDTH } from './wait-layout';

const words = (graph: WaitGraph): string[] => graph.arrows.map((arrow) => arrow.words);

describe('the wait-for graph', () => {
  it('of a deadlock is one ring, told as a knot, and every arrow of it names its line', () => {
    const trace = deadlock();
    const knot = knotOf(trace)!;
    const graph = waitGraphAt(trace, knot.t);
    expect(graph.headline).toMatch(/^A knot: .*Neither can go on\.$/);
    expect(graph.cycle).toHaveLength(4);
    const knotted = graph.arrows.filter((arrow) => arrow.knotted);
    expect(knotted).toHaveLength(4);
    expect(knotted.every(({ place }) => place !== null)).toBe(true);
    // The ring closes: each arrow leads to the next one's start.
    graph.cycle.forEach((key, i) => {
      const next = graph.cycle[(i + 1) % graph.cycle.length];
      expect(knotted.some(({ from, to }) => from === key && to === next)).toBe(true);
    });
  });

  it('tells who waits for a lock, who holds it, and since when', () => {
    const graph = waitGraphAt(lockContention(), traceTime(4));
    expect(words(graph)).toMatchInlineSnapshot(`
      [
        "MainThread waits for the end of A, in Thread.join, for 3.3 ms so far.",
        "B waits for results_lock, for 0.7 ms so far.",
        "A holds results_lock, for 2.4 ms so far.",
      ]
    `);
    expect(graph.cycle).toEqual([]);
  });

  it('shows those that could run as waiting for their turn at the GIL, which is no knot', () => {
    const graph = waitGraphAt(gilTurns(), traceTime(20));
    expect(graph.arrows.filter(({ kind }) => kind === 'turn')).toHaveLength(2);
    expect(graph.arrows.filter(({ kind }) => kind === 'hold')).toHaveLength(1);
    expect(graph.nodes.find((node) => node.kind === 'resource')).toMatchObject({ name: 'the GIL', isGil: true });
  });

  it('shows a task that could run as waiting for the thread of its event loop, not for the GIL', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const main = story.actor('thread', 'MainThread', process);
    const gil = story.resource('gil', 'GIL', process);
    story.acquire(main, gil);
    story.state(main, 'running');
    const [a, b] = ['A', 'B'].map((name) => story.actor('task', name, main)) as [number, number];
    story.state(a, 'running');
    story.state(b, 'ready');
    const builder = new TraceBuilder();
    for (const event of story.events) builder.add(event);
    expect(words(waitGraphAt(builder.snapshot(), traceTime(0)))).toEqual([
      'B could run, and waits for its turn in the event loop of MainThread, for 0 ms so far.',
    ]);
  });

  it('says so when nobody waits', () => {
    expect(waitGraphAt(gilTurns(), traceTime(0.05)).headline).toBe(
      'At this moment nobody waits for anything that another holds.',
    );
  });

  it('counts the waits that are too many to draw', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const threads = Array.from({ length: 60 }, (_, i) => story.actor('thread', `T${i}`, process));
    const lock = story.resource('lock', 'door', process);
    story.acquire(threads[0] as number, lock);
    for (const thread of threads.slice(1)) story.state(thread, 'blocked', { on: lock });
    const builder = new TraceBuilder();
    for (const event of story.events) builder.add(event);
    const graph = waitGraphAt(builder.snapshot(), traceTime(0));
    expect(graph.more).toBe(19);
    expect(graph.nodes).toHaveLength(42);
  });

  it('has all waits of the trace, and nothing that the trace does not tell', () => {
    fc.assert(
      fc.property(anyTrace, fc.double({ min: 0, max: 1, noNaN: true }), (trace, share) => {
        const t = traceTime(trace.end * share);
        const graph = waitGraphAt(trace, t);
        for (const { from, to, resource } of waitForGraph(trace, t)) {
          const way = resource === null ? [`a${from}>a${to}`] : [`a${from}>r${resource}`, `r${resource}>a${to}`];
          for (const key of way) expect(graph.arrows.map((arrow) => arrow.key)).toContain(key);
        }
        const keys = new Set(graph.nodes.map(({ key }) => key));
        expect(keys.size).toBe(graph.nodes.length);
        for (const { from, to } of graph.arrows) expect(keys.has(from) && keys.has(to)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('its layout', () => {
  const apart = (graph: Parameters<typeof layOutWaits>[0], direction: 'right' | 'down') => {
    const { nodes, width, height } = layOutWaits(graph, direction);
    expect(nodes.map(({ key }) => key)).toEqual(graph.nodes.map(({ key }) => key));
    nodes.forEach(({ x, y }, i) => {
      expect(x - NODE_WIDTH / 2).toBeGreaterThanOrEqual(0);
      expect(y - NODE_HEIGHT / 2).toBeGreaterThanOrEqual(0);
      expect(x + NODE_WIDTH / 2).toBeLessThanOrEqual(width);
      expect(y + NODE_HEIGHT / 2).toBeLessThanOrEqual(height);
      for (const other of nodes.slice(i + 1)) {
        const clear = Math.abs(x - other.x) >= NODE_WIDTH || Math.abs(y - other.y) >= NODE_HEIGHT;
        expect(clear, `${nodes[i]?.key} and ${other.key}`).toBe(true);
      }
    });
  };

  it('lays no node over another, whoever waits for whom', () => {
    const graph = fc.nat(11).chain((last) =>
      fc
        .array(fc.option(fc.nat(last), { nil: null, freq: 4 }), { minLength: last + 1, maxLength: last + 1 })
        .map((targets) => {
          const nodes = targets.map((_, i) => ({ key: `a${i}`, kind: 'actor' as const, actor: i as never, name: '' }));
          const arrows = targets.flatMap((to, i) =>
            to === null || to === i
              ? []
              : [
                  {
                    key: `a${i}>a${to}`,
                    kind: 'join' as const,
                    from: `a${i}`,
                    to: `a${to}`,
                    place: null,
                    knotted: false,
                    words: '',
                  },
                ],
          );
          return { nodes, arrows, cycle: ringOf(targets) };
        }),
    );
    const direction = fc.constantFrom('right' as const, 'down' as const);
    fc.assert(fc.property(graph, direction, apart), { numRuns: 600 });
    for (let n = 2; n <= 40; n++) {
      const keys = Array.from({ length: n }, (_, i) => `a${i}`);
      const nodes = keys.map((key) => ({ key, kind: 'actor' as const, actor: 0 as never, name: '' }));
      for (const way of ['right', 'down'] as const) apart({ nodes, arrows: [], cycle: keys }, way);
    }
    fc.assert(
      fc.property(anyTrace, fc.double({ min: 0, max: 1, noNaN: true }), (trace, share) => {
        apart(waitGraphAt(trace, traceTime(trace.end * share)), 'right');
      }),
      { numRuns: 60 },
    );
  });

  it('has room for the words beside an arrow that leads down', () => {
    const graph = waitGraphAt(deadlock(), deadlock().end);
    const down = layOutWaits(graph, 'down');
    const join = down.arrows.find(({ key }) =>
      graph.arrows.some((arrow) => arrow.key === key && arrow.kind === 'join'),
    );
    expect(join!.y2).toBeGreaterThan(join!.y1);
    expect(down.width).toBeGreaterThanOrEqual((join!.x1 + join!.x2) / 2 + 9 + 'waits for its end'.length * 6.5);
  });

  it('puts whoever waits to the left of what it waits for, outside of a ring', () => {
    const graph = waitGraphAt(lockContention(), traceTime(4));
    const at = new Map(layOutWaits(graph).nodes.map(({ key, x }) => [key, x]));
    for (const { from, to } of graph.arrows) expect(at.get(from)).toBeLessThan(at.get(to)!);
  });
});

/** The first ring among `i -> targets[i]`, if there is one. */
function ringOf(targets: readonly (number | null)[]): string[] {
  for (let start = 0; start < targets.length; start++) {
    const way: number[] = [];
    let at: number | null = start;
    while (at !== null && !way.includes(at)) {
      way.push(at);
      const next: number | null = targets[at] ?? null;
      at = next === at ? null : next;
    }
    if (at !== null) return way.slice(way.indexOf(at)).map((i) => `a${i}`);
  }
  return [];
}
