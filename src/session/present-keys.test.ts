import { describe, expect, it } from 'vitest';
import { presentKey } from './present-keys';

const NONE = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const key = (name: string, more: Partial<typeof NONE> = {}, letters = true) =>
  presentKey({ key: name, ...NONE, ...more }, letters);

describe('the keys of a presentation', () => {
  it('know a remote: its pages scroll a long text first', () => {
    expect(key('PageDown')).toEqual({ kind: 'go', by: 1, scroll: true });
    expect(key('PageUp')).toEqual({ kind: 'go', by: -1, scroll: true });
    expect(key('b')).toEqual({ kind: 'blank' });
    expect(key('.')).toEqual({ kind: 'blank' });
  });

  it('know the arrows and the space bar', () => {
    expect(key('ArrowRight')).toEqual({ kind: 'go', by: 1, scroll: false });
    expect(key('ArrowLeft')).toEqual({ kind: 'go', by: -1, scroll: false });
    expect(key(' ')).toEqual({ kind: 'go', by: 1, scroll: true });
    expect(key(' ', { shiftKey: true })).toEqual({ kind: 'go', by: -1, scroll: true });
  });

  it('do not care for capitals, except where Shift turns round', () => {
    expect(key('R')).toEqual({ kind: 'run' });
    expect(key('l')).toEqual({ kind: 'lane', by: 1 });
    expect(key('L', { shiftKey: true })).toEqual({ kind: 'lane', by: -1 });
  });

  it('leave the browser its own', () => {
    expect(key('r', { ctrlKey: true })).toBeNull();
    expect(key('ArrowLeft', { altKey: true })).toBeNull();
    expect(key('p', { metaKey: true })).toBeNull();
    expect(key('Tab')).toBeNull();
    expect(key('Enter')).toBeNull();
    expect(key('constructor')).toBeNull();
    expect(key('F5')).toBeNull();
  });

  it('do nothing by letters and signs when those are switched off, and still go on', () => {
    for (const letter of 'rsdplavchbn.-+=_?') expect(key(letter, {}, false), letter).toBeNull();
    expect(key('PageDown', {}, false)).not.toBeNull();
    expect(key(' ', {}, false)).not.toBeNull();
    expect(key('Escape', {}, false)).toEqual({ kind: 'leave' });
  });
});
