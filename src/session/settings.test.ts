import { describe, expect, it } from 'vitest';
import { createSettings, drawnTheme } from './settings';

function storage(initial?: string) {
  const kept = new Map<string, string>(initial === undefined ? [] : [['interleave.settings', initial]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe('settings', () => {
  it('come back on the next visit', () => {
    const kept = storage();
    const settings = createSettings(() => kept);
    settings.set({ theme: 'projector' });
    settings.setPanes('page', { lesson: 40, bench: 60 });
    expect(createSettings(() => kept).store.getState()).toMatchObject({
      theme: 'projector',
      panes: { page: { lesson: 40, bench: 60 } },
    });
  });

  it('keep what can be read of a damaged record', () => {
    const settings = createSettings(() =>
      storage('{"theme":"dark","panes":{"page":"wide"},"editor":7,"startMethod":"forkserver"}'),
    );
    expect(settings.store.getState()).toEqual({
      theme: 'dark',
      locale: 'auto',
      panes: {},
      editor: 'full',
      playground: 'main',
      startMethod: 'fork',
      prepareProcesses: true,
      letterKeys: true,
    });
    expect(createSettings(() => storage('not json')).store.getState().theme).toBe('system');
  });

  it('remember how processes start, and from then on only that', () => {
    const kept = storage();
    createSettings(() => kept).set({ startMethod: 'spawn', prepareProcesses: false });
    expect(createSettings(() => kept).store.getState()).toEqual({
      ...createSettings(() => storage()).store.getState(),
      startMethod: 'spawn',
      prepareProcesses: false,
    });
  });

  it('work where storage is refused', () => {
    const settings = createSettings(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    settings.set({ theme: 'dark' });
    expect(settings.store.getState().theme).toBe('dark');
  });

  it('follow the system unless a theme was chosen', () => {
    expect(drawnTheme('system', true)).toBe('dark');
    expect(drawnTheme('system', false)).toBe('light');
    expect(drawnTheme('projector', true)).toBe('projector');
  });
});
