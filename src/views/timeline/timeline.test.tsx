// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { traceTime } from '../../trace/ids';
import { longWaits } from '../../trace/long-waits';
import { momentText } from '../../trace/moment-words';
import { rangeStats } from '../../trace/range-stats';
import { rangeWords } from '../../trace/range-words';
import { deadlock, EMPTY_TRACE, fullPipe, gilTurns, lockContention, processPool } from '../../trace/samples';
import type { Trace } from '../../trace/trace';
import { describeMessage, summarise, toMessageTable, toTable } from '../../trace/words';
import { lineMarks } from './line-marks';
import type { PlaybackSource, PlaybackState } from './playback-source';
import { sayMoment } from './playback-bar';
import { Timeline } from './timeline';

class FakePlayback implements PlaybackSource {
  readonly speeds = [0.1, 1];
  readonly called: string[] = [];
  #state: PlaybackState;
  readonly #listeners = new Set<() => void>();
  constructor(end: number, t = end) {
    this.#state = { t, end, playing: false, speed: 1, following: false };
  }
  readonly getState = () => this.#state;
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  #set(change: Partial<PlaybackState>) {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
  seek(t: number) {
    this.#set({ t });
  }
  toggle() {
    this.called.push('toggle');
  }
  stepForward() {
    this.called.push('forward');
  }
  stepBack() {
    this.called.push('back');
  }
  setSpeed(speed: number) {
    this.#set({ speed });
  }
}

beforeEach(() => {
  // jsdom lays nothing out and draws nothing; what stands around the picture must work without.
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }); // prettier-ignore
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
});
afterEach(cleanup);

function show(trace: Trace | null, more: Partial<Parameters<typeof Timeline>[0]> = {}, t?: number) {
  const playback = new FakePlayback(trace?.end ?? 0, t);
  render(<Timeline trace={trace} playback={playback} {...more} />);
  return playback;
}
const cloth = () => screen.getByRole('application');

describe('the timeline', () => {
  it('says one sentence before the first run, and offers nothing to press', () => {
    show(null, { emptyText: 'Press Run to see it.' });
    expect(screen.getByText('Press Run to see it.')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
    cleanup();
    show(EMPTY_TRACE);
    expect(screen.queryByRole('application')).toBeNull();
  });

  it('says under the picture what happened, and ties the sentence to the picture', () => {
    const trace = lockContention();
    show(trace);
    const sentence = screen.getByText(summarise(trace));
    expect(cloth().getAttribute('aria-describedby')?.split(' ')).toContain(sentence.id);
  });

  it('labels every strand', async () => {
    show(gilTurns());
    for (const name of ['MainThread', 'A', 'B', 'C']) expect(await within(cloth()).findByText(name)).toBeTruthy();
  });

  it('explains in its legend only what the trace shows', () => {
    show(gilTurns());
    const legend = screen.getByRole('list', { name: 'Legend' });
    expect(within(legend).getByText('the GIL')).toBeTruthy();
    expect(within(legend).queryByText('blocked')).toBeNull();
    expect(within(legend).queryByText('holds a lock')).toBeNull();
    cleanup();
    show(deadlock());
    expect(screen.getByText('blocked')).toBeTruthy();
    expect(screen.getByText('holds a lock')).toBeTruthy();
  });

  it.each(['button', 'key'])('shows the same as a table, and the picture again (by %s)', (way) => {
    const trace = lockContention();
    show(trace);
    const toggle = (label: RegExp) => {
      if (way === 'button') fireEvent.click(screen.getByRole('button', { name: label }));
      else {
        // From the picture on, the focus is where the next key finds it.
        if (screen.queryByRole('application') !== null) cloth().focus();
        fireEvent.keyDown(document.activeElement!, { key: 't' });
      }
    };
    toggle(/as a table/);
    const { columns, rows } = toTable(trace);
    const table = screen.getByRole('table', { name: summarise(trace) });
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map((cell) => cell.textContent),
    ).toEqual(columns);
    const body = within(table).getAllByRole('row').slice(1);
    expect(
      body.map((row) =>
        within(row)
          .getAllByRole('cell')
          .map((cell) => cell.textContent),
      ),
    ).toEqual(rows);
    toggle(/picture/);
    expect(cloth()).toBeTruthy();
    if (way === 'key') expect(document.activeElement).toBe(cloth());
  });

  it('takes its keys to the playback', () => {
    const playback = show(gilTurns(), {}, 5);
    for (const key of [' ', ']', '[']) fireEvent.keyDown(cloth(), { key });
    expect(playback.called).toEqual(['toggle', 'forward', 'back']);
    fireEvent.keyDown(cloth(), { key: 'Home' });
    expect(playback.getState().t).toBe(0);
    fireEvent.keyDown(cloth(), { key: 'End' });
    expect(playback.getState().t).toBe(gilTurns().end);
  });

  it('tells in words the stretch that the keyboard is at, and its line to whoever asks', async () => {
    const places: (number | null)[] = [];
    const trace = lockContention();
    show(trace, { onHoverPlace: (place) => places.push(place?.line ?? null) }, 4);
    await act(async () => {});
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) fireEvent.keyDown(cloth(), { key });
    const said = cloth().querySelector('[aria-live]')!;
    expect(said.textContent).toMatch(/^B waits for results_lock\. Held by A/);
    expect(said.textContent).toMatch(/line 8\. 1\.7 ms, from 3\.3 ms to 5\.0 ms/);
    expect(places.at(-1)).toBe(8);
    fireEvent.keyDown(cloth(), { key: 'Escape' });
    expect(places.at(-1)).toBeNull();
  });

  it('goes along a strand from stretch to stretch, and takes the playhead with it', () => {
    const playback = show(lockContention(), {}, 0);
    fireEvent.keyDown(cloth(), { key: 'ArrowDown' });
    const seen = [playback.getState().t];
    for (let i = 0; i < 3; i++) {
      fireEvent.keyDown(cloth(), { key: 'ArrowRight' });
      seen.push(playback.getState().t);
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(new Set(seen).size).toBeGreaterThan(2);
  });

  it('says the moment at the slider, and what every actor does at it', () => {
    const trace = gilTurns();
    show(trace, {}, 18);
    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('18.0 ms, A runs line 5');
    expect(screen.getByText(/^A \(main.py, line 5\) runs; it holds the GIL\.$/)).toBeTruthy();
    expect(sayMoment(trace, trace.end)).toMatch(/nobody runs$/);
  });

  it('steps from event to event with the arrow keys of the slider', () => {
    const playback = show(gilTurns(), {}, 5);
    fireEvent.keyDown(screen.getByRole('slider'), { key: 'ArrowRight' });
    fireEvent.keyDown(screen.getByRole('slider'), { key: 'ArrowLeft' });
    expect(playback.called).toEqual(['forward', 'back']);
  });
});

describe('a run of several processes', () => {
  const said = () => cloth().querySelector('[aria-live]')!.textContent;

  it('tells each message in words as the keyboard goes from one to the next, and takes the playhead with it', async () => {
    const trace = processPool();
    const playback = show(trace, {}, 0);
    await act(async () => {});
    for (const i of [0, 1]) {
      fireEvent.keyDown(cloth(), { key: 'm' });
      expect(said()).toContain(describeMessage(trace, trace.messages.at(i)));
      expect(playback.getState().t).toBe(trace.messages.at(i).sentAt);
    }
    expect(said()).toMatch(/1\.2 kB through tasks/);
    fireEvent.keyDown(cloth(), { key: 'M', shiftKey: true });
    expect(said()).toContain(describeMessage(trace, trace.messages.at(0)));
    fireEvent.keyDown(cloth(), { key: 'M', shiftKey: true });
    expect(said()).toBe('No further message');
  });

  it('begins with the first message when the playhead rests at the end, and with the last going back', async () => {
    const trace = processPool();
    show(trace);
    await act(async () => {});
    fireEvent.keyDown(cloth(), { key: 'm' });
    expect(said()).toContain(describeMessage(trace, trace.messages.at(0)));
    cleanup();
    show(trace);
    await act(async () => {});
    fireEvent.keyDown(cloth(), { key: 'M', shiftKey: true });
    expect(said()).toContain(describeMessage(trace, trace.messages.at(trace.messages.length - 1)));
  });

  it('lists its messages in a table', () => {
    const trace = processPool();
    show(trace);
    fireEvent.click(screen.getByRole('button', { name: /as a table/ }));
    const table = screen.getByRole('table', { name: /^Messages/ });
    expect(within(table).getAllByRole('row')).toHaveLength(1 + trace.messages.length);
    const first = within(table).getAllByRole('row')[1]!;
    expect(
      within(first)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(toMessageTable(trace).rows[0]);
    cleanup();
    show(gilTurns());
    fireEvent.click(screen.getByRole('button', { name: /as a table/ }));
    expect(screen.queryByRole('table', { name: /^Messages/ })).toBeNull();
  });

  it('folds a process to one row, by a press on its name and by the Enter key', async () => {
    show(processPool(), {}, 0);
    const worker = () => within(cloth()).getByRole('button', { name: 'SpawnPoolWorker-1' });
    expect(await within(cloth()).findAllByText('MainThread')).toHaveLength(3);
    expect(worker().getAttribute('aria-expanded')).toBe('true');
    fireEvent.click(worker());
    // Rows are laid out at the next frame.
    await vi.waitFor(() => expect(within(cloth()).getAllByText('MainThread')).toHaveLength(2));
    expect(worker().getAttribute('aria-expanded')).toBe('false');
    expect(said()).toBe('SpawnPoolWorker-1 is folded to one row');
    fireEvent.keyDown(cloth(), { key: 'ArrowDown' });
    fireEvent.keyDown(cloth(), { key: 'Enter' });
    expect(said()).toBe('MainProcess is folded to one row');
    await vi.waitFor(() => expect(within(cloth()).queryByText('tasks')).toBeNull());
    fireEvent.keyDown(cloth(), { key: 'Enter' });
    await vi.waitFor(() => expect(within(cloth()).getByText('tasks')).toBeTruthy());
  });

  it('says what was in flight through a pipe as the keyboard goes along its track', async () => {
    show(fullPipe(), {}, 0);
    await act(async () => {});
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) fireEvent.keyDown(cloth(), { key });
    expect(said()).toMatch(/^pipe: \w+ messages? in flight\. \d+ kB\. From .* to .*; at most 2 \(48 kB\)$/);
  });

  it('explains its states, its arrows and its tracks in the legend', () => {
    show(processPool());
    const legend = within(screen.getByRole('list', { name: 'Legend' }));
    for (const text of ['pickling', 'unpickling', 'waiting for a message', 'a message', /messages in flight/])
      expect(legend.getByText(text)).toBeTruthy();
    cleanup();
    show(fullPipe());
    expect(screen.getByText('waiting for room in a pipe')).toBeTruthy();
  });

  it('offers to show what the library uses for itself only where there is such a thing', () => {
    show(processPool());
    expect(screen.queryByRole('button', { name: /library/ })).toBeNull();
  });
});

describe('the tools of the timeline', () => {
  const said = () => cloth().querySelector('[aria-live]')!.textContent;
  const key = (name: string, more: object = {}) => fireEvent.keyDown(cloth(), { key: name, ...more });

  it('go to the longest wait, which the sentence tells of, then to the next longest, and back', async () => {
    const trace = lockContention();
    const playback = show(trace, {}, 0);
    await act(async () => {});
    key('l');
    const [first, second] = longWaits(trace);
    expect(playback.getState().t).toBe(first!.segment.start);
    expect(said()).toMatch(/^Wait 1 of \d+, the longest first\. C waits for results_lock/);
    key('l');
    expect(playback.getState().t).toBe(second!.segment.start);
    key('L', { shiftKey: true });
    expect(playback.getState().t).toBe(first!.segment.start);
    fireEvent.click(screen.getByRole('button', { name: 'Go to the longest wait (L)' }));
    expect(playback.getState().t).toBe(second!.segment.start);
  });

  it('select a range with S at its beginning and S at its end, say it, show it, and clear it with Escape', async () => {
    const trace = lockContention();
    const playback = show(trace, {}, 1);
    await act(async () => {});
    key('s');
    expect(said()).toMatch(/^A range begins at 1\.0 ms/);
    act(() => playback.seek(5));
    key('s');
    const words = rangeWords(trace, rangeStats(trace, 1, 5));
    expect(said()).toBe(words.slice(0, 3).join(' '));
    const region = await screen.findByRole('region', { name: 'The selected range' });
    for (const sentence of words) expect(region.textContent).toContain(sentence);
    key('t');
    const tables = screen.getByRole('region', { name: 'The selected range as a table' });
    expect(within(tables).getAllByRole('table')).toHaveLength(2);
    fireEvent.keyDown(tables, { key: 't' });
    key('Escape');
    await vi.waitFor(() => expect(screen.queryByRole('region', { name: 'The selected range' })).toBeNull());
    expect(screen.getByText(summarise(trace)).className).toContain('sentence');
  });

  it('make a range of the stretch that is looked at', async () => {
    const trace = lockContention();
    show(trace, {}, 0);
    await act(async () => {});
    key('S', { shiftKey: true });
    expect(said()).toMatch(/^Choose a stretch first/);
    key('l');
    key('S', { shiftKey: true });
    const { start, end } = longWaits(trace)[0]!.segment;
    const [title] = rangeWords(trace, rangeStats(trace, start, end));
    await vi.waitFor(() =>
      expect(screen.getByRole('region', { name: 'The selected range' }).textContent).toContain(title),
    );
  });

  it('follow what a stretch waits for, fade the names of all others, and stop with the same key or Escape', async () => {
    show(lockContention(), {}, 0);
    await act(async () => {});
    key('f');
    expect(said()).toMatch(/^Choose a stretch/);
    key('l');
    key('f');
    expect(said()).toBe('results_lock is followed, all else fades');
    const nameOf = async (name: string) => (await within(cloth()).findByText(name)).parentElement!;
    await vi.waitFor(async () => expect((await nameOf('MainThread')).className).toContain('far'));
    expect((await nameOf('A')).className).not.toContain('far');
    key('f');
    expect(said()).toBe('Nothing is followed');
    key('f');
    key('Escape');
    key('Escape');
    expect(said()).toBe('Nothing is followed');
  });

  it('stand the lanes in another order, and say which', async () => {
    show(lockContention(), {}, 0);
    await act(async () => {});
    key('o');
    expect(said()).toBe('Lanes longest waits first');
    key('o');
    expect(said()).toBe('Lanes by name');
    key('o');
    expect(said()).toBe('Lanes by start');
  });

  it('explain the moment in sentences that go along with the playhead, and copy them', async () => {
    const trace = lockContention();
    const copied: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } });
    const playback = show(trace, { showMoment: false }, 4);
    await act(async () => {});
    key('e');
    expect(said()).toContain('B (main.py, line 8) waits for results_lock, held by A, for 0.7 ms so far.');
    const moment = () => screen.getByRole('region', { name: 'This moment explained' });
    expect(moment().textContent).toContain('At 4.0 ms');
    act(() => playback.seek(0.1));
    await vi.waitFor(() => expect(moment().textContent).toContain('have not begun yet'));
    fireEvent.click(within(moment()).getByRole('button', { name: /^Copy/ }));
    await screen.findByText('Copied');
    expect(copied).toEqual([momentText(trace, traceTime(0.1))]);
    vi.unstubAllGlobals();
  });

  it('find a lock by its kind, go from place to place with Enter, and give the focus back with Escape', async () => {
    const trace = lockContention();
    const playback = show(trace, {}, 0);
    await act(async () => {});
    key('/');
    const field = screen.getByRole('searchbox', { name: 'A strand, a lock or a line' });
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: 'lock' } });
    expect(screen.getByRole('button', { name: /^results_lock/ }).getAttribute('aria-current')).toBe('true');
    fireEvent.keyDown(field, { key: 'Enter' });
    const first = playback.getState().t;
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(playback.getState().t).toBeGreaterThan(first);
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(playback.getState().t).toBe(first);
    fireEvent.change(field, { target: { value: 'nobody of that name' } });
    expect(screen.getByText('Nothing found')).toBeTruthy();
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(screen.queryByRole('searchbox', { name: /strand/ })).toBeNull();
    expect(document.activeElement).toBe(cloth());
  });

  it('take no letters for keys that are written into the field', async () => {
    show(lockContention(), {}, 0);
    await act(async () => {});
    key('/');
    const field = screen.getByRole('searchbox', { name: 'A strand, a lock or a line' });
    for (const letter of ['t', 'l', 'f', 's']) fireEvent.keyDown(field, { key: letter });
    expect(screen.getByRole('application')).toBeTruthy();
    expect(said()).toBe('');
  });

  it('forget what was asked of one run when another is shown', async () => {
    const playback = new FakePlayback(8, 1);
    const { rerender } = render(<Timeline trace={gilTurns()} playback={playback} />);
    await act(async () => {});
    key('s');
    act(() => playback.seek(3));
    key('s');
    await screen.findByRole('region', { name: 'The selected range' });
    rerender(<Timeline trace={lockContention()} playback={playback} />);
    await vi.waitFor(() => expect(screen.queryByRole('region', { name: 'The selected range' })).toBeNull());
  });

  it('show requests in flight on the same axis, and how many there are at the playhead', async () => {
    const points = [
      { t: 1, most: 2, inFlight: 2 },
      { t: 3, most: 5, inFlight: 4 },
      { t: 6, most: 4, inFlight: 0 },
    ];
    const playback = show(lockContention(), { requests: points }, 2);
    expect(
      await screen.findByRole('figure', { name: 'Requests in flight: 2 at the playhead, 5 at most' }),
    ).toBeTruthy();
    act(() => playback.seek(7));
    expect(screen.getByRole('figure', { name: 'Requests in flight: 0 at the playhead, 5 at most' })).toBeTruthy();
  });
});

describe('the marks in the editor’s margin', () => {
  it('stand at each living actor’s line, in its strand’s colour', () => {
    const trace = gilTurns();
    expect(
      lineMarks(trace, 18).map(({ name, line, colourIndex, running }) => [name, line, colourIndex, running]),
    ).toEqual([
      ['MainThread', 14, 0, false],
      ['A', 5, 1, true],
      ['B', 5, 2, false],
      ['C', 5, 3, false],
    ]);
  });

  it('are gone when the actors are', () => {
    const trace = gilTurns();
    expect(lineMarks(trace, trace.end)).toEqual([]);
  });
});
