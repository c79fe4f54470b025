/**
 * What the timeline's benches do in the page (`gallery.html?bench`): a big trace is opened as a learner would open it, and moved about,
 * a gesture for each frame. Not part of the site.
 */
import { createRoot, type Root } from 'react-dom/client';
import { Playback } from '../session/playback';
import { TraceBuilder } from '../trace/builder';
import { loadTrace, saveTrace } from '../trace/json';
import { traceTime } from '../trace/ids';
import type { Trace } from '../trace/trace';
import { Timeline } from '../views/timeline/timeline';
import { bigTrace, type BigTrace } from '../../scripts/bench/big-traces';

/** What is done to the cloth, for a while. */
type Gesture = 'pan' | 'drag' | 'zoom-in' | 'zoom-out' | 'scroll' | 'play' | 'hover';

/** Milliseconds of each step of the way from a file, or from a run's rows, to the picture. */
interface Opening {
  readonly parse: number;
  readonly picture: number;
}

interface Frames {
  /** From each frame to the next. */
  readonly gaps: readonly number[];
  /** Time in our own code, of each frame. */
  readonly work: readonly number[];
}

interface ClothBench {
  prepare(kind: BigTrace, events: number): number;
  open(from: 'file' | 'run'): Promise<Opening>;
  /** Moves for so many frames. */
  move(gesture: Gesture, frames: number): Promise<Frames>;
  /** Zooms to this share of the run, about its middle. */
  look(share: number): Promise<void>;
}

declare global {
  interface Window {
    clothBench?: ClothBench;
  }
}

const clock = {
  now: () => performance.now(),
  request: (callback: () => void) => requestAnimationFrame(callback),
  cancel: (handle: number) => cancelAnimationFrame(handle),
};

let file = '';
let batch = bigTrace('even', 1);
let root: Root | null = null;
let playback = new Playback(clock);

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
/** Two frames: the first is asked for before what was done is painted. */
const settled = async (): Promise<void> => {
  await nextFrame();
  await nextFrame();
};

function read(from: 'file' | 'run'): Trace {
  if (from === 'run') {
    const builder = new TraceBuilder();
    builder.addBatch(batch.rows, batch.strings);
    return builder.finish(traceTime(0));
  }
  const loaded = loadTrace(file);
  if (!loaded.ok) throw new Error(loaded.error);
  return loaded.value.trace;
}

function surface(): HTMLElement {
  const found = document.querySelectorAll('canvas')[1]?.parentElement;
  if (found === null || found === undefined) throw new Error('there is no cloth');
  return found;
}

function wheel(x: number, deltaX: number, deltaY: number, ctrlKey: boolean): void {
  const target = surface();
  const box = target.getBoundingClientRect();
  const place = { clientX: box.left + x * box.width, clientY: box.top + box.height / 2 };
  target.dispatchEvent(new WheelEvent('wheel', { deltaX, deltaY, ctrlKey, cancelable: true, bubbles: true, ...place }));
}

function step(gesture: Gesture, i: number): void {
  const side = i % 120 < 60 ? 1 : -1;
  switch (gesture) {
    case 'pan':
      return wheel(0.5, side * 23, 0, false);
    case 'drag':
      return wheel(0.5, side * 2.3, 0, false);
    case 'zoom-in':
      return wheel(0.62, 0, -15, true);
    case 'zoom-out':
      return wheel(0.62, 0, 15, true);
    case 'scroll': {
      const scroller = surface().parentElement?.parentElement;
      if (scroller !== null && scroller !== undefined) scroller.scrollTop += side * 37;
      return;
    }
    case 'hover': {
      const target = surface();
      const box = target.getBoundingClientRect();
      const place = { clientX: box.left + 200 + ((i * 7) % 900), clientY: box.top + 60 + ((i * 3) % 200) };
      target.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, pointerType: 'mouse', ...place }));
      return;
    }
    case 'play':
      if (i === 0) playback.toggle();
  }
}

/** Takes the page's root. */
export function offerClothBench(): void {
  window.clothBench = {
    prepare(kind, events) {
      batch = bigTrace(kind, events);
      const builder = new TraceBuilder();
      builder.addBatch(batch.rows, batch.strings);
      file = saveTrace(builder.finish(traceTime(0)));
      return file.length;
    },
    async open(from) {
      root?.unmount();
      playback = new Playback(clock);
      const element = document.getElementById('root');
      if (element === null) throw new Error('there is no root');
      element.style.height = '100dvh';
      root = createRoot(element);
      await settled();
      const began = performance.now();
      const trace = read(from);
      const parsed = performance.now();
      playback.setTrace(trace);
      root.render(<Timeline trace={trace} playback={playback} />);
      while (document.querySelectorAll('canvas').length < 2) await nextFrame();
      await settled();
      return { parse: parsed - began, picture: performance.now() - parsed };
    },
    async move(gesture, frames) {
      const gaps: number[] = [];
      const work: number[] = [];
      const { requestAnimationFrame: request } = window;
      // What the cloth does in its frames is counted by the calls that it asks for.
      let spent = 0;
      window.requestAnimationFrame = (callback) =>
        request((now) => {
          const began = performance.now();
          callback(now);
          spent += performance.now() - began;
        });
      let last = await new Promise<number>((resolve) => request(() => resolve(performance.now())));
      for (let i = 0; i < frames; i++) {
        const began = performance.now();
        step(gesture, i);
        const own = performance.now() - began;
        const now = await new Promise<number>((resolve) => request(() => resolve(performance.now())));
        gaps.push(now - last);
        work.push(own + spent);
        spent = 0;
        last = now;
      }
      window.requestAnimationFrame = request;
      if (playback.getState().playing) playback.toggle();
      return { gaps, work };
    },
    async look(share) {
      for (let i = 0; i < 400; i++) wheel(0.5, 0, 60, true);
      await settled();
      for (let left = Math.log(1 / share) / 0.008; left > 0; left -= 60) wheel(0.5, 0, -Math.min(60, left), true);
      await settled();
    },
  };
}
