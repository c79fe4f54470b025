// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TraceBuilder } from '../../trace/builder';
import { traceTime } from '../../trace/ids';
import { blockedLoop, gilTurns, processPool } from '../../trace/samples';
import { ClothStage, type Hover, type StretchHover } from './cloth-stage';
import { SharedWindow } from './compare-window';
import type { PlaybackState } from './playback-source';
import { workload } from './testing/story-traces';
import type { TimeRange } from './tools-painter';
import type { Viewport } from './viewport';

let frames: ((now: number) => void)[] = [];
let now = 0;
function draw(times = 1, ms = 16) {
  for (let i = 0; i < times; i++) {
    now += ms;
    for (const frame of frames.splice(0)) frame(now);
  }
}

beforeEach(() => {
  frames = [];
  now = 1000;
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }); // prettier-ignore
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  vi.stubGlobal('requestAnimationFrame', (frame: (now: number) => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => {});
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
});
afterEach(() => vi.unstubAllGlobals());

function setUp(shared: SharedWindow | null = null) {
  const div = () => document.createElement('div');
  const canvas = () => document.createElement('canvas');
  const elements = { scroller: div(), surface: div(), cloth: canvas(), overlay: canvas(), labels: div() };
  const seen = {
    seeks: [] as number[],
    hovers: [] as (Hover | null)[],
    ranges: [] as (TimeRange & { done: boolean })[],
    whole: false,
    view: null as Viewport | null,
  };
  const events = {
    onSeek: (t: number) => seen.seeks.push(t),
    onHover: (hover: Hover | null) => seen.hovers.push(hover),
    onLabels: () => {},
    onDensity: () => {},
    onAxis: () => {},
    onRange: (range: TimeRange, done: boolean) => seen.ranges.push({ ...range, done }),
    onViewport: (view: Viewport, whole: boolean) => Object.assign(seen, { view, whole }),
  };
  const stage = new ClothStage(elements, events, shared);
  return { stage, seen, surface: elements.surface };
}

const playback = (change: Partial<PlaybackState>): PlaybackState => ({
  t: 0,
  end: 0,
  playing: false,
  speed: 1,
  following: false,
  ...change,
});

function liveRun() {
  const events = workload({ threads: 3, ms: 2000 });
  const builder = new TraceBuilder();
  let next = 0;
  const feed = (to: number) => {
    for (; next < events.length && events[next]!.t <= to; next++) builder.add(events[next]!);
  };
  return {
    until: (t: number) => (feed(t), builder.snapshot()),
    end: () => (feed(2000), builder.finish(traceTime(2000))),
  };
}

describe('the window onto a live run', () => {
  it('moves with the running edge', () => {
    const { stage, seen } = setUp();
    const run = liveRun();
    for (const t of [50, 400, 1200]) {
      stage.setTrace(run.until(t), () => t);
      stage.setPlayback(playback({ t, end: t, following: true }));
      draw(2);
      expect(seen.view!.t0).toBeLessThanOrEqual(t);
      expect(seen.view!.t1).toBeGreaterThan(t);
      expect(seen.view!.t1 - seen.view!.t0).toBeLessThanOrEqual(251);
    }
  });

  it.each(['the snapshot', 'the playback'])(
    'opens to the whole run when it ends, whichever says so first (%s)',
    (first) => {
      const { stage, seen } = setUp();
      const run = liveRun();
      stage.setTrace(run.until(1500), () => 1500);
      stage.setPlayback(playback({ t: 1500, end: 1500, following: true }));
      draw(2);
      const trace = run.end();
      if (first === 'the snapshot') stage.setTrace(trace, null);
      stage.setPlayback(playback({ t: 2000, end: 2000 }));
      if (first === 'the playback') stage.setTrace(trace, null);
      draw(30);
      expect(seen).toMatchObject({ whole: true, view: { t0: 0, t1: 2000 } });
    },
  );

  it('stays where somebody looks when the run goes on and when it ends', () => {
    const { stage, seen } = setUp();
    const run = liveRun();
    stage.setTrace(run.until(1000), () => 1000);
    draw(2);
    stage.panBy(-2);
    draw(30);
    const there = seen.view;
    stage.setTrace(run.until(1500), () => 1500);
    draw(5);
    stage.setTrace(run.end(), null);
    draw(30);
    expect(seen.view).toEqual(there);
    expect(there!.t1).toBeLessThan(1000);
  });
});

describe('the window onto a finished run', () => {
  it('shows all of it at first', () => {
    const { stage, seen } = setUp();
    stage.setTrace(gilTurns(), null);
    draw();
    expect(seen).toMatchObject({ whole: true, view: { t0: 0, t1: gilTurns().end } });
  });

  it('keeps the time under the pointer while the wheel zooms', () => {
    const { stage, seen, surface } = setUp();
    stage.setTrace(gilTurns(), null);
    draw();
    const x = 500;
    const timeAt = () => {
      // A press on the axis seeks the time that stands there.
      surface.dispatchEvent(Object.assign(new MouseEvent('pointerdown', { clientX: x, clientY: 2 }), { pointerId: 1 }));
      surface.dispatchEvent(Object.assign(new MouseEvent('pointerup', { clientX: x, clientY: 2 }), { pointerId: 1 }));
      return seen.seeks.at(-1)!;
    };
    surface.setPointerCapture = () => {};
    const before = timeAt();
    for (let i = 0; i < 6; i++) {
      surface.dispatchEvent(
        new WheelEvent('wheel', { deltaY: -40, ctrlKey: true, clientX: x, clientY: 100, cancelable: true }),
      );
      draw();
    }
    expect(seen.view!.t1 - seen.view!.t0).toBeLessThan(gilTurns().end / 3);
    expect(timeAt()).toBeCloseTo(before, 6);
  });

  it('leaves a plain turn of the wheel to the page', () => {
    const { stage, surface } = setUp();
    stage.setTrace(gilTurns(), null);
    const wheel = new WheelEvent('wheel', { deltaY: 40, cancelable: true });
    surface.dispatchEvent(wheel);
    expect(wheel.defaultPrevented).toBe(false);
    const sideways = new WheelEvent('wheel', { deltaX: 40, cancelable: true });
    surface.dispatchEvent(sideways);
    expect(sideways.defaultPrevented).toBe(true);
  });

  it('goes along with the playhead while it plays, but not when somebody looks elsewhere', () => {
    const { stage, seen } = setUp();
    const trace = gilTurns();
    stage.setTrace(trace, null);
    stage.setPlayback(playback({ t: 0, end: trace.end }));
    for (let i = 0; i < 6; i++) stage.zoomBy(0.5);
    draw(30);
    let t = 0;
    while (t < 30) {
      t += 0.05;
      stage.setPlayback(playback({ t, end: trace.end, playing: true }));
      draw();
    }
    expect(seen.view!.t0).toBeLessThan(t);
    expect(seen.view!.t1).toBeGreaterThan(t);
    stage.panBy(-8);
    draw(30);
    const there = seen.view;
    stage.setPlayback(playback({ t: t + 0.05, end: trace.end, playing: true }));
    draw();
    expect(seen.view).toEqual(there);
  });

  it('points at a stretch in words and brings it into sight', () => {
    const { stage, seen } = setUp();
    const trace = gilTurns();
    stage.setTrace(trace, null);
    for (let i = 0; i < 6; i++) stage.zoomBy(0.5);
    draw(30);
    const hover = stage.point(1, 99) as StretchHover;
    draw(2);
    const a = trace.lanes.find(({ actor }) => actor.name === 'A')!;
    expect(hover.segment).toEqual(a.segments.at(a.segments.length - 1));
    expect(seen.hovers.at(-1)).toBe(hover);
    expect(seen.view!.t0).toBeLessThanOrEqual(hover.segment.start);
    expect(seen.view!.t1).toBeGreaterThanOrEqual(hover.segment.start);
  });

  it('goes to a remark by index, brings it into sight, and says when there is no other', () => {
    const trace = blockedLoop();
    const { stage, seen } = setUp();
    stage.setTrace(trace, null);
    draw(2);
    stage.zoomBy(0.05);
    draw(20);
    const hover = stage.pointMark(-1, 1);
    draw(20);
    const { since, t } = trace.marks.at(0);
    expect(hover).toMatchObject({ kind: 'mark', index: 0, mark: { since, t } });
    expect(seen.hovers.at(-1)).toBe(hover);
    expect(seen.view?.t0).toBeLessThanOrEqual(since);
    expect(stage.rows?.rows[hover?.row ?? -1]?.actor.name).toBe('MainThread');
    expect(stage.pointMark(0, 1)).toBeNull();
    expect(stage.pointMark(0, -1)).toBeNull();
  });
});

describe('the tools of a cloth', () => {
  const press = (x: number, shiftKey: boolean) => ({ button: 0, pointerId: 1, clientX: x, clientY: 100, shiftKey });
  function drag(surface: HTMLElement, from: number, to: number, shiftKey: boolean) {
    surface.setPointerCapture = () => {};
    surface.dispatchEvent(new PointerEvent('pointerdown', press(from, shiftKey)));
    surface.dispatchEvent(new PointerEvent('pointermove', press((from + to) / 2, shiftKey)));
    surface.dispatchEvent(new PointerEvent('pointermove', press(to, shiftKey)));
    surface.dispatchEvent(new PointerEvent('pointerup', press(to, shiftKey)));
    draw(2);
  }

  it('select a range with Shift and a drag, in whichever direction, and leave the window where it is', () => {
    const { stage, seen, surface } = setUp();
    stage.setTrace(gilTurns(), null);
    draw(2);
    const before = stage.viewport;
    drag(surface, 600, 400, true);
    drag(surface, 400, 600, true);
    const done = seen.ranges.filter(({ done }) => done);
    expect(done).toHaveLength(2);
    expect(done[0]).toEqual(done[1]);
    expect(done[0]!.t1 - done[0]!.t0).toBeGreaterThan(0);
    expect(stage.viewport).toEqual(before);
    expect(seen.seeks).toEqual([]);
  });

  it('select without Shift only when they were told that the next drag does', () => {
    const { stage, seen, surface } = setUp();
    stage.setTrace(gilTurns(), null);
    draw(2);
    drag(surface, 500, 600, false);
    expect(seen.ranges).toEqual([]);
    stage.setSelects('always');
    drag(surface, 500, 600, false);
    expect(seen.ranges.at(-1)?.done).toBe(true);
  });

  it('keep a selected range inside the run', () => {
    const { stage, seen, surface } = setUp();
    stage.setTrace(gilTurns(), null);
    draw(2);
    drag(surface, 500, 5000, true);
    expect(seen.ranges.at(-1)?.t1).toBe(gilTurns().end);
  });

  it('bring a stretch of time into sight, wide enough to be seen', () => {
    const { stage, seen } = setUp();
    stage.setTrace(gilTurns(), null);
    draw(2);
    stage.show(20, 20.2);
    draw(30);
    expect(seen.view!.t0).toBeLessThan(20);
    expect(seen.view!.t1).toBeGreaterThan(20.2);
    expect(0.2 / (seen.view!.t1 - seen.view!.t0)).toBeGreaterThan(1 / 12);
    const there = seen.view;
    stage.show(20.05, 20.15);
    draw(30);
    expect(seen.view).toEqual(there);
  });

  it('unfold a process to show one of its strands', () => {
    const { stage } = setUp();
    const trace = processPool();
    stage.setTrace(trace, null);
    draw(2);
    const worker = trace.actors.find(({ kind, parent }) => kind === 'thread' && (parent ?? 0) > 0)!;
    const row = stage.rows!.rowOf[worker.id]!;
    stage.fold(row);
    expect(stage.rows!.rows[stage.rows!.rowOf[worker.id]!]?.kind).toBe('process');
    expect(stage.unfold(worker.id)).toBe(row);
    expect(stage.rows!.rows[row]?.actor).toBe(worker);
  });

  it('stand lanes in the order that is asked for, grouped by process as before', () => {
    const { stage } = setUp();
    const trace = processPool();
    stage.setTrace(trace, null);
    const names = () =>
      stage.rows!.rows.map(({ kind, actor, resource }) => (kind === 'track' ? resource?.name : actor.name));
    const before = names();
    stage.setOrder('waiting');
    expect([...names()].sort()).toEqual([...before].sort());
    stage.setOrder('start');
    expect(names()).toEqual(before);
  });
});

describe('cloths with one axis', () => {
  function setUpTwo() {
    const shared = new SharedWindow();
    const [long, short] = [setUp(shared), setUp(shared)];
    const [turns, loop] = [gilTurns(), blockedLoop()];
    const end = Math.max(turns.end, loop.end);
    shared.setRuns(end, 20);
    long.stage.setTrace(turns.end === end ? turns : loop, null);
    short.stage.setTrace(turns.end === end ? loop : turns, null);
    draw(2);
    return { shared, long, short, end };
  }

  it('show both as long a time as the longer run took', () => {
    const { long, short, end } = setUpTwo();
    for (const { stage } of [long, short]) expect(stage.viewport).toEqual({ t0: 0, t1: end });
  });

  it('move together, whichever of them is moved, and see the whole together', () => {
    const { long, short, end } = setUpTwo();
    short.stage.zoomBy(0.5);
    draw(30);
    expect(short.stage.viewport.t1 - short.stage.viewport.t0).toBeCloseTo(end / 2);
    expect(long.stage.viewport).toEqual(short.stage.viewport);
    expect([long.seen.whole, short.seen.whole]).toEqual([false, false]);
    long.stage.panBy(0.3);
    draw(30);
    expect(short.stage.viewport).toEqual(long.stage.viewport);
    long.stage.fit();
    draw(30);
    expect(short.stage.viewport).toEqual({ t0: 0, t1: end });
    expect([long.seen.whole, short.seen.whole]).toEqual([true, true]);
  });

  it('let the playhead stand beyond the end of the shorter run', () => {
    const { short, end } = setUpTwo();
    const at = { button: 0, pointerId: 1, bubbles: true, clientX: 990, clientY: 60 };
    short.surface.setPointerCapture = () => {};
    short.surface.dispatchEvent(new PointerEvent('pointerdown', at));
    short.surface.dispatchEvent(new PointerEvent('pointerup', at));
    expect(short.seen.seeks.at(-1)).toBeCloseTo(end);
  });

  it('have lanes of one height, which follows the room that there is', () => {
    const { shared, long, short, end } = setUpTwo();
    for (const { stage } of [long, short]) expect(stage.rows?.laneHeight).toBe(20);
    shared.setRuns(end, 28);
    for (const { stage } of [long, short]) expect(stage.rows?.laneHeight).toBe(28);
  });

  it('no longer hear of one another once they are gone', () => {
    const { long, short, end } = setUpTwo();
    short.stage.dispose();
    long.stage.zoomBy(0.5);
    draw(30);
    expect(short.stage.viewport).toEqual({ t0: 0, t1: end });
  });
});
