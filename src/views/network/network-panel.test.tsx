// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FAIR_WEATHER } from '../../lab/conditions';
import { NetworkPanel } from './network-panel';
import { bothNetworks, pool, storm, thousands } from './testing/made-up';

afterEach(cleanup);
beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});

const still = {
  endMs: 1_200,
  conditions: FAIR_WEATHER,
  onConditions: () => undefined,
  hosts: [],
  realNetwork: null,
};
const rows = () => within(screen.getByRole('table')).getAllByRole('row').slice(1);
const cells = (row: HTMLElement | undefined) =>
  row === undefined ? [] : [...row.querySelectorAll('th, td')].map((cell) => cell.textContent);

describe('the network panel', () => {
  it('lists each request with its host, its result, its size and its time', () => {
    render(<NetworkPanel network={pool()} {...still} />);
    expect(rows()).toHaveLength(12);
    const [request, result, size, time, course] = cells(rows()[0]);
    expect(request).toBe('GET /id/10/800/600 picsum.photos');
    expect(result).toBe('200 OK');
    expect(size).toBe('84 kB');
    expect(time).toMatch(/^\d+ ms84 kB$/);
    expect(course).toMatch(/^Began at .* waiting for the first byte, .* receiving\.$/);
  });

  it('says how requests failed, and not by colour alone', () => {
    render(<NetworkPanel network={storm()} {...still} />);
    expect(cells(rows()[2])[1]).toBe('✕\u00a0connection reset');
    expect(cells(rows()[0])[1]).toBe('200 OK');
  });

  it('offers the real network only where it is given its switch, and says what it does', () => {
    const onChange = vi.fn();
    const { rerender } = render(<NetworkPanel network={null} {...still} />);
    expect(screen.queryByRole('switch')).toBeNull();
    rerender(<NetworkPanel network={null} {...still} realNetwork={{ on: false, onChange }} />);
    const control = screen.getByRole<HTMLInputElement>('switch', { name: 'Real network' });
    expect(control.checked).toBe(false);
    fireEvent.click(control);
    expect(onChange).toHaveBeenLastCalledWith(true);
    rerender(<NetworkPanel network={null} {...still} realNetwork={{ on: true, onChange }} />);
    expect(screen.getByText(/^Requests go to other people’s servers, which see your address/)).toBeDefined();
    expect(screen.getByText('acts on lab hosts only')).toBeDefined();
  });

  it('tells the two networks apart where there are two, and says why a request came to nothing', () => {
    render(<NetworkPanel network={bothNetworks()} {...still} realNetwork={{ on: true, onChange: vi.fn() }} />);
    expect(cells(rows()[0])[0]).toContain('real network api.github.com');
    expect(cells(rows()[1])[0]).toContain('lab network bank.lab');
    expect(cells(rows()[2])[1]).toBe('✕\u00a0not allowed');
    expect(screen.getAllByText(/does not allow pages of other sites to read its answers \(CORS\)/).length).toBe(2);
    cleanup();
    render(<NetworkPanel network={pool()} {...still} />);
    expect(cells(rows()[0])[0]).not.toContain('network');
  });

  it('names the process of each request where several made some', () => {
    render(<NetworkPanel network={storm()} {...still} />);
    expect(cells(rows()[0])[0]).toContain('· main');
    expect(cells(rows()[7])[0]).toContain('process 2');
  });

  it('keeps a page of thousands of rows light, and says what is not listed', () => {
    render(<NetworkPanel network={thousands()} {...still} endMs={8_200} />);
    expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('2001');
    expect(rows().length).toBeLessThan(100);
    expect(screen.getByText('3,000 earlier requests are counted and no longer listed.')).toBeDefined();
  });

  it('offers sliders that say their value in words, and a way back', () => {
    const change = vi.fn();
    const stormy = { ...FAIR_WEATHER, latencyFactor: 5, failureRate: 0.5 };
    render(<NetworkPanel network={null} {...still} endMs={null} conditions={stormy} onConditions={change} />);
    const latency = screen.getByRole('slider', { name: 'Latency' });
    expect(latency.getAttribute('aria-valuetext')).toBe('5 times as long');
    fireEvent.change(latency, { target: { value: '14' } });
    expect(change).toHaveBeenLastCalledWith({ latencyFactor: 20 });
    const failures = screen.getByRole('slider', { name: 'Failures' });
    expect(failures.getAttribute('aria-valuetext')).toBe('50 % fail');
    fireEvent.change(failures, { target: { value: '100' } });
    expect(change).toHaveBeenLastCalledWith({ failureRate: 1 });
    fireEvent.click(screen.getByRole('button', { name: 'Back to fair weather' }));
    expect(change).toHaveBeenLastCalledWith(FAIR_WEATHER);
  });
});
