import { describe, expect, it } from 'vitest';
import { commandOf, keyGroups, type KeyPress } from './keyboard';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe('the keys of the cloth', () => {
  it.each([
    ['ArrowLeft', { kind: 'pan', by: -0.1 }],
    ['ArrowRight', { kind: 'pan', by: 0.1 }],
    ['0', { kind: 'fit' }],
    ['Home', { kind: 'go', to: 'start' }],
    ['End', { kind: 'go', to: 'end' }],
    ['[', { kind: 'step', direction: -1 }],
    [']', { kind: 'step', direction: 1 }],
    [' ', { kind: 'toggle-play' }],
    ['t', { kind: 'toggle-table' }],
    ['T', { kind: 'toggle-table' }],
    ['ArrowDown', { kind: 'lane', direction: 1 }],
  ])('%s does what it says', (key, command) => {
    expect(commandOf(press(key), false)).toEqual(command);
  });

  it('zooms in with plus, with or without Shift, and out with minus by the same factor', () => {
    const nearer = commandOf(press('+', { shiftKey: true }), false);
    const further = commandOf(press('-'), false);
    expect(nearer).toEqual(commandOf(press('='), false));
    if (nearer?.kind !== 'zoom' || further?.kind !== 'zoom') throw new Error('these keys zoom');
    expect(nearer.factor * further.factor).toBeCloseTo(1);
  });

  it('goes from stretch to stretch when a strand has the focus, and still pans with Shift', () => {
    expect(commandOf(press('ArrowRight'), true)).toEqual({ kind: 'segment', direction: 1 });
    expect(commandOf(press('ArrowRight', { shiftKey: true }), true)).toEqual({ kind: 'pan', by: 0.1 });
  });

  it('goes from message to message with M and back with Shift, whatever Caps Lock says', () => {
    for (const key of ['m', 'M']) {
      expect(commandOf(press(key), false)).toEqual({ kind: 'message', direction: 1 });
      expect(commandOf(press(key, { shiftKey: true }), true)).toEqual({ kind: 'message', direction: -1 });
    }
    expect(commandOf(press('Escape'), false, true)).toEqual({ kind: 'leave-lane' });
  });

  it('goes from warning to warning with W and back with Shift', () => {
    for (const key of ['w', 'W']) {
      expect(commandOf(press(key), true)).toEqual({ kind: 'mark', direction: 1 });
      expect(commandOf(press(key, { shiftKey: true }), false)).toEqual({ kind: 'mark', direction: -1 });
    }
  });

  it('folds with Enter where a strand is chosen, and leaves Enter alone otherwise', () => {
    expect(commandOf(press('Enter'), true)).toEqual({ kind: 'fold' });
    expect(commandOf(press('Enter'), false)).toBeNull();
  });

  it('leaves a strand with Escape, and leaves Escape alone otherwise', () => {
    expect(commandOf(press('Escape'), true)).toEqual({ kind: 'leave-lane' });
    expect(commandOf(press('Escape'), false)).toBeNull();
  });

  it('leaves the combinations of the browser and of assistive tools alone', () => {
    for (const key of ['0', '+', '-', 'ArrowLeft', 't', ' ']) {
      expect(commandOf(press(key, { ctrlKey: true }), false)).toBeNull();
      expect(commandOf(press(key, { metaKey: true }), false)).toBeNull();
      expect(commandOf(press(key, { altKey: true }), false)).toBeNull();
    }
  });

  it('never takes Tab', () => {
    expect(commandOf(press('Tab'), false)).toBeNull();
    expect(commandOf(press('Tab'), true)).toBeNull();
  });

  it('has a key for every tool', () => {
    expect(commandOf(press('l'), false)).toEqual({ kind: 'long-wait', direction: 1 });
    expect(commandOf(press('L', { shiftKey: true }), true)).toEqual({ kind: 'long-wait', direction: -1 });
    expect(commandOf(press('s'), false)).toEqual({ kind: 'range' });
    expect(commandOf(press('S', { shiftKey: true }), false)).toEqual({ kind: 'range-of-stretch' });
    for (const [key, kind] of [
      ['f', 'follow'],
      ['o', 'order'],
      ['e', 'explain'],
      ['/', 'find'],
      ['?', 'help'],
    ] as const) {
      expect(commandOf(press(key), false)).toEqual({ kind });
    }
    // On many keyboards these two are typed with Shift.
    for (const key of ['/', '?']) expect(commandOf(press(key, { shiftKey: true }), false)).not.toBeNull();
  });

  it('lists in its help every key that it takes', () => {
    const listed = new Set(keyGroups().flatMap(({ keys }) => keys.flatMap((row) => row.keys)));
    const named: Record<string, string> = {
      ArrowLeft: '←',
      ArrowRight: '→',
      ArrowUp: '↑',
      ArrowDown: '↓',
      ' ': 'Space',
      Escape: 'Esc',
      '=': '+',
      _: '-',
    };
    const plain = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
    for (const key of [
      ...plain,
      ' ',
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'ArrowDown',
      'Enter',
      'Escape',
      'Home',
      'End',
    ]) {
      if (commandOf(press(key), true) === null) continue;
      expect(listed).toContain(named[key] ?? (key.length === 1 ? key.toUpperCase() : key));
    }
  });
});
