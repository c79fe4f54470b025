import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameParts } from './lane-names';

describe('the name of a lane', () => {
  it('that is long is cut before its number, which tells it from the others', () => {
    expect(nameParts('ThreadPoolExecutor-0_3')).toEqual(['ThreadPoolExecutor', '-0_3']);
    expect(nameParts('philosopher 12')).toEqual(['philosopher', ' 12']);
    expect(nameParts('QueueFeederThread')).toEqual(['QueueFeederThread', '']);
    expect(nameParts('Thread-1 (_handle_workers)')).toEqual(['Thread-1 (_handle_workers)', '']);
  });

  it('that is short stays in one piece', () => {
    expect(nameParts('ask #2')).toEqual(['ask #2', '']);
    expect(nameParts('MainThread')).toEqual(['MainThread', '']);
  });

  it('is all there, in whichever parts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (name) => {
        expect(nameParts(name).join('')).toBe(name);
      }),
    );
  });
});
