// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compareWords } from '../../trace/compare-words';
import { traceTime } from '../../trace/ids';
import { gilTurns, lockContention, sleepers } from '../../trace/samples';
import { nextEventTime } from '../../trace/selectors';
import type { Trace } from '../../trace/trace';
import { Compare, type ComparedRun, type ComparePlayback } from './compare';
import type { PlaybackState } from './playback-source';

class FakePlayback implements ComparePlayback {
  readonly speeds = [0.1, 1];
  readonly given: (Trace | null)[] = [];
  #state: PlaybackState = { t: 0, end: 0, playing: false, speed: 1, following: false };
  readonly #listeners = new Set<() => void>();
  readonly getState = () => this.#state;
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  #set(change: Partial<PlaybackState>) {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
  setTrace(trace: Trace | null) {
    this.given.push(trace);
    this.#set({ end: trace?.end ?? 0, t: trace?.end ?? 0 });
  }
  seek(t: number) {
    this.#set({ t });
  }
  toggle() {}
  stepForward() {}
  stepBack() {}
  setSpeed(speed: number) {
    this.#set({ speed });
  }
}

beforeEach(() => {
  // jsdom lays nothing out and draws nothing; what stands around the pictures must work without.
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }); // prettier-ignore
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
});
afterEach(cleanup);

const run = (id: string, trace: Trace, note = ''): ComparedRun => ({
  id,
  name: `${id}.py`,
  wallMs: trace.end,
  trace,
  note,
});
const RUNS = [run('turns', gilTurns()), run('locks', lockContention(), 'stopped'), run('sleeps', sleepers())];

function show() {
  const playback = new FakePlayback();
  const opened: string[] = [];
  const places: string[] = [];
  render(
    <Compare
      runs={RUNS}
      playback={playback}
      onOpen={(id) => opened.push(id)}
      onHoverPlace={(id, place) => places.push(`${id}:${place?.line ?? ''}`)}
    />,
  );
  return { playback, opened, places };
}
const section = (name: string) => within(screen.getByRole('region', { name: `The run of ${name}` }));

describe('the comparison', () => {
  it('shows each run under its name and time, how it ended where that is worth a word, and its picture', () => {
    show();
    expect(screen.getAllByRole('heading').map((heading) => heading.textContent)).toEqual([
      'turns.py',
      'locks.py',
      'sleeps.py',
    ]);
    expect(section('locks.py').getByText(/ms, stopped$/)).toBeTruthy();
    expect(section('sleeps.py').getByText('1.0 s')).toBeTruthy();
    expect(section('turns.py').getByRole('application').getAttribute('aria-label')).toContain('turns.py');
  });

  it('says in a sentence what the pictures show, and that one run proves nothing about speed', () => {
    show();
    const sentence = screen.getByText(compareWords(RUNS));
    for (const picture of screen.getAllByRole('application'))
      expect(picture.getAttribute('aria-describedby')).toContain(sentence.id);
    expect(screen.getByText(/a single run proves nothing about speed/)).toBeTruthy();
  });

  it('plays them all on the time of the longest that is shown', () => {
    const { playback } = show();
    expect(playback.given.at(-1)).toBe(RUNS[2]?.trace);
    fireEvent.click(screen.getByRole('checkbox', { name: 'sleeps.py' }));
    expect(playback.given.at(-1)).toBe(RUNS.slice(0, 2).reduce((a, b) => (b.trace.end > a.trace.end ? b : a)).trace);
    cleanup();
    expect(playback.given.at(-1)).toBeNull();
  });

  it('leaves out what is not ticked, and keeps its name to tick it again', () => {
    show();
    fireEvent.click(screen.getByRole('checkbox', { name: 'locks.py' }));
    expect(section('locks.py').queryByRole('application')).toBeNull();
    expect(screen.getByText(compareWords([RUNS[0]!, RUNS[2]!]))).toBeTruthy();
    for (const name of ['turns.py', 'sleeps.py']) fireEvent.click(screen.getByRole('checkbox', { name }));
    expect(screen.getByText(/Every run is left out/)).toBeTruthy();
    expect(screen.queryByRole('slider')).toBeNull();
    fireEvent.click(screen.getByRole('checkbox', { name: 'locks.py' }));
    expect(section('locks.py').getByRole('application')).toBeTruthy();
  });

  it('steps to what happens next in any of them', () => {
    const { playback } = show();
    act(() => playback.seek(0.5));
    const next = Math.min(...RUNS.map(({ trace }) => nextEventTime(trace, traceTime(0.5)) ?? Infinity));
    fireEvent.click(screen.getByRole('button', { name: /next event/ }));
    expect(playback.getState().t).toBe(next);
  });

  it('tells in words the stretch that the keyboard is at, and whose line it is', async () => {
    const { places } = show();
    await act(async () => {});
    const picture = section('locks.py').getByRole('application');
    for (let i = 0; i < 3; i++) fireEvent.keyDown(picture, { key: 'ArrowDown' });
    expect(picture.querySelector('[aria-live]')?.textContent).not.toBe('');
    expect(places.at(-1)).toMatch(/^locks:\d+$/);
  });

  it.each(['button', 'key'])('shows the same as tables, and the pictures again (by %s)', (way) => {
    show();
    const toggle = (label: RegExp) => {
      if (way === 'button') fireEvent.click(screen.getByRole('button', { name: label }));
      else {
        const picture = screen.queryAllByRole('application')[0];
        if (picture !== undefined) picture.focus();
        fireEvent.keyDown(document.activeElement!, { key: 't' });
      }
    };
    toggle(/as tables/);
    const figures = screen.getByRole('table', { name: 'The runs in figures' });
    expect(within(figures).getAllByRole('row')).toHaveLength(4);
    for (const { name } of RUNS)
      expect(screen.getByRole('region', { name: `The run of ${name} as a table` })).toBeTruthy();
    toggle(/pictures/);
    expect(screen.getAllByRole('application')).toHaveLength(3);
  });

  it('leads to each program by itself', () => {
    const { opened } = show();
    fireEvent.click(screen.getByRole('button', { name: 'Open by itself: locks.py' }));
    expect(opened).toEqual(['locks']);
  });
});
