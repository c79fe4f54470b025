// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LiveFigure as Name } from '../../lesson/lesson';
import { de } from '../../texts/de';
import { speak } from '../../texts/section';
import { notGerman } from '../../texts/testing/german';
import { LiveFigure } from './live-figure';

// Fetched beforehand, so that no test waits for what is not its subject.
beforeAll(async () => {
  await Promise.all([
    import('./kitchen-figure'),
    import('./baton-figure'),
    import('./memory-figure'),
    import('./event-loop-figure'),
  ]);
}, 60_000);
afterEach(() => {
  cleanup();
  speak({});
  vi.useRealTimers();
});

async function show(figure: Name, reset = 'From the start'): Promise<HTMLElement> {
  render(<LiveFigure figure={figure} alt="What would be seen." caption="A caption." />);
  await screen.findByRole('button', { name: reset }, { timeout: 10_000 });
  return screen.getByRole('figure');
}
const press = (name: string | RegExp, nth = 0) => {
  const button = screen.getAllByRole('button', { name })[nth];
  if (button === undefined) throw new Error(`No button ${name}`);
  fireEvent.click(button);
};
const said = (figure: HTMLElement) => figure.querySelector('[aria-live]')?.textContent;

describe('a live figure', () => {
  it.each(['kitchen', 'baton', 'memory', 'event-loop'] as const)(
    '%s has words, a caption and buttons',
    async (name) => {
      const figure = await show(name);
      expect(within(figure).getAllByRole('img')[0]?.getAttribute('aria-label')).toContain('What would be seen.');
      expect(within(figure).getByText('A caption.')).toBeTruthy();
      expect(said(figure)).not.toBe('');
    },
  );

  it('lengthens the bar of a shift and keeps it beside the next arrangement', async () => {
    const figure = await show('kitchen');
    for (let i = 0; i < 8; i += 1) press('Step');
    expect(said(figure)).toMatch(/^All four dishes are done after 44 minutes/);
    fireEvent.click(screen.getByLabelText('goes on'));
    for (let i = 0; i < 8; i += 1) press('Step');
    expect(
      within(figure)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['One cook, one dish after another44 min', 'One cook, several pots17 min']);
  });

  it('plays until it is paused, and reads no sentences out meanwhile', async () => {
    const figure = await show('kitchen');
    vi.useFakeTimers();
    press('Play');
    for (let tick = 0; tick < 3; tick += 1) act(() => void vi.advanceTimersByTime(220));
    expect(said(figure)).toMatch(/^Minute 3: cook 1 stands at the pot of dish 1/);
    expect(figure.querySelector('[aria-live]')?.getAttribute('aria-live')).toBe('off');
    press('Pause');
    act(() => void vi.advanceTimersByTime(5000));
    expect(said(figure)).toMatch(/^Minute 3/);
    expect(figure.querySelector('[aria-live]')?.getAttribute('aria-live')).toBe('polite');
  });

  it('hands the GIL on at the interval, and at once when its holder waits', async () => {
    const figure = await show('baton');
    press('Step');
    expect(said(figure)).toBe('5 ms: the switch interval is over: thread A has to let go, and thread B runs.');
    fireEvent.click(screen.getAllByLabelText('waits for answers')[1] ?? figure);
    press('Step');
    expect(said(figure)).toBe('6 ms: thread B waits for an answer and lets go at once, and thread C runs.');
  });

  it('says who sees a change of memory', async () => {
    const figure = await show('memory');
    press('B: add 1');
    expect(said(figure)).toBe('Thread B adds 1 to the one count there is, and thread A sees 1 there, too.');
    press('Fork: A starts B');
    press('Add 1', 1);
    expect(said(figure)).toBe('Process B adds 1 and has 1. Process A sees nothing of it, and has 0 as before.');
  });

  it('says that a beat is missed while a long computation runs', async () => {
    const figure = await show('event-loop');
    press('Long computation');
    press('Step');
    press('Step');
    expect(said(figure)).toBe(
      '16 ms: the screen wants a picture, and the long computation is in its way: a beat is missed.',
    );
  });

  it.each(['kitchen', 'baton', 'memory', 'event-loop'] as const)(
    '%s speaks German, whatever is pressed',
    async (name) => {
      speak(de);
      const figure = await show(name, 'Von vorn');
      const heard = new Set<string>();
      const listen = () => {
        const labels = [...figure.querySelectorAll('fieldset[aria-label], ul[aria-label]')].map((one) => one.ariaLabel);
        const texts = [...figure.querySelectorAll('p, legend, label, button, text, li span')].map(
          (one) => one.textContent,
        );
        for (const text of [...labels, ...texts]) heard.add(text ?? '');
      };
      // Each that can be pressed in its turn, often enough that each meets what the others have left, with steps between.
      const pressable = () => [...figure.querySelectorAll<HTMLElement>('input, button')];
      for (let turn = 0; turn < 40; turn += 1) {
        const able = pressable().filter(
          ({ textContent }) => !/^(?:Von vorn|Abspielen|Anhalten|Noch einmal)/.test(textContent),
        );
        fireEvent.click(able[(turn * 7) % able.length] ?? figure);
        listen();
        for (let step = turn % 3; step > 0 && screen.queryByRole('button', { name: 'Schritt' }) !== null; step -= 1) {
          press('Schritt');
          listen();
        }
      }
      expect(heard.size).toBeGreaterThan(20);
      expect([...heard].map(notGerman).filter((wrong) => wrong !== null)).toEqual([]);
    },
  );
});
