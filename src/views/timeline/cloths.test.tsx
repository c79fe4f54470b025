// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gilTurns, lockContention } from '../../trace/samples';
import { Cloths } from './cloths';

beforeEach(() => {
  // jsdom lays nothing out and draws nothing; what stands around the picture must work without.
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }); // prettier-ignore
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
});
afterEach(cleanup);

describe('runs above one another', () => {
  const runs = [
    { id: 'a', title: 'turns.py', trace: gilTurns() },
    { id: 'b', title: 'locks.py', trace: lockContention() },
  ].sort((one, other) => other.trace.end - one.trace.end);
  const [slow, fast] = runs as [(typeof runs)[0], (typeof runs)[0]];

  it('say in a sentence which was over first, and how many times as long the others took', () => {
    render(<Cloths runs={runs} onOpen={() => {}} />);
    const times = (slow.trace.end / fast.trace.end).toFixed(1);
    const said = screen.getByText(/^On one time axis/).textContent;
    expect(said).toContain(`${fast.title} was over first`);
    expect(said).toContain(`${slow.title} took ${times} times as long`);
  });

  it('are each a picture with its name, in the order given, and lead to their programs', () => {
    const opened: string[] = [];
    render(<Cloths runs={runs} onOpen={(id) => opened.push(id)} />);
    const sections = screen.getAllByRole('region');
    expect(sections.map((section) => section.getAttribute('aria-label'))).toEqual(
      runs.map(({ title }) => `The run of ${title}`),
    );
    for (const [i, { title }] of runs.entries()) {
      const section = within(sections[i] as HTMLElement);
      expect(section.getByRole('application').getAttribute('aria-label')).toContain(title);
      fireEvent.click(section.getByRole('button', { name: title }));
    }
    expect(opened).toEqual(runs.map(({ id }) => id));
  });
});
