// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PaneBoundary } from './pane-boundary';

afterEach(cleanup);

function Bomb({ live }: { readonly live: boolean }) {
  if (live) throw new Error('the picture tore');
  return <p>a picture</p>;
}

describe('a pane', () => {
  it('fails alone, says so, and is whole again when what broke it is gone', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const page = (live: boolean, key: number) => (
      <>
        <textarea defaultValue="my code" />
        <PaneBoundary name="The timeline" resetKey={key}>
          <Bomb live={live} />
        </PaneBoundary>
      </>
    );
    const { rerender } = render(page(true, 1));
    expect(screen.getByRole('alert').textContent).toContain('The timeline could not be shown.');
    expect(screen.getByDisplayValue('my code')).toBeDefined();
    rerender(page(false, 2));
    expect(screen.getByText('a picture')).toBeDefined();
  });

  it('can be tried again', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let live = true;
    const Moody = () => <Bomb live={live} />;
    render(
      <PaneBoundary name="The output">
        <Moody />
      </PaneBoundary>,
    );
    live = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('a picture')).toBeDefined();
  });
});
