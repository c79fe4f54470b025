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

  describe('its tools', () => {
    const key = (name: string, press: string, shiftKey = false) =>
      fireEvent.keyDown(section(name).getByRole('application'), { key: press, shiftKey });

    it('select one range of the common time, and tell of each run what it holds', async () => {
      const { playback } = show();
      await act(async () => {});
      act(() => playback.seek(2));
      key('turns.py', 's');
      act(() => playback.seek(900));
      key('sleeps.py', 's');
      const range = within(screen.getByRole('region', { name: 'The selected range' }));
      expect(range.getByRole('heading', { level: 3 }).textContent).toBe('898 ms of each run, from 2.0 ms to 900 ms');
      expect(range.getAllByRole('heading', { level: 4 }).map((heading) => heading.textContent)).toEqual(
        RUNS.map(({ name }) => name),
      );
      expect(range.getAllByText(/inside the range/)).toHaveLength(2);
      key('locks.py', 't');
      expect(
        screen.getByRole('table', { name: /^sleeps\.py, from 2\.0 ms to 900 ms: who ran, who waited/ }),
      ).toBeTruthy();
      fireEvent.keyDown(document.activeElement!, { key: 't' });
      key('locks.py', 'Escape');
      expect(screen.queryByRole('region', { name: 'The selected range' })).toBeNull();
    });

    it('find in all runs, go on from run to run, and give the focus back', async () => {
      show();
      await act(async () => {});
      section('locks.py').getByRole('application').focus();
      key('locks.py', '/');
      const field = screen.getByRole('searchbox');
      expect(document.activeElement).toBe(field);
      fireEvent.change(field, { target: { value: 'MainThread' } });
      const items = within(screen.getByRole('list', { name: 'Found' })).getAllByRole('button');
      expect(items[0]?.textContent).toMatch(/^MainThreadthread, in all of them/);
      const heard = new Set<number>();
      for (let i = 0; i < 12; i++) {
        fireEvent.keyDown(field, { key: 'Enter' });
        screen.getAllByRole('application').forEach((picture, at) => {
          if (picture.querySelector('[aria-live]')?.textContent !== '') heard.add(at);
        });
      }
      expect(heard.size).toBeGreaterThan(1);
      fireEvent.keyDown(field, { key: 'Escape' });
      expect(screen.queryByRole('searchbox')).toBeNull();
      expect(document.activeElement).toBe(section('locks.py').getByRole('application'));
    });

    it('follow what bears one name in each run, say where nothing does, and explain the moment of all', async () => {
      const { playback } = show();
      await act(async () => {});
      key('locks.py', '/');
      const field = screen.getByRole('searchbox');
      fireEvent.change(field, { target: { value: 'results_lock' } });
      fireEvent.keyDown(field, { key: 'Enter' });
      expect(
        screen.getByText(/results_lock is followed, all else fades; nothing in .* bears that name\./),
      ).toBeTruthy();
      fireEvent.keyDown(field, { key: 'Escape' });
      act(() => playback.seek(5));
      key('turns.py', 'e');
      const moment = within(screen.getByRole('region', { name: 'This moment explained' }));
      expect(moment.getAllByRole('heading', { level: 4 })).toHaveLength(3);
      fireEvent.click(moment.getByRole('button', { name: 'Close' }));
      expect(screen.queryByRole('region', { name: 'This moment explained' })).toBeNull();
    });
  });
});
