import { describe, expect, it, vi } from 'vitest';
import { createBusy } from './busy';
import { createLibrary, type LessonSource } from './library';

const busy = createBusy({
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
});
const library = (source: Partial<LessonSource>) =>
  createLibrary(
    {
      summaries: [],
      load: () => Promise.reject(new Error('no lesson')),
      loadRecorded: () => Promise.reject(new Error('offline')),
      loadNotes: () => Promise.resolve([]),
      loadTerms: () => Promise.resolve([]),
      loadDocuments: () => Promise.resolve([]),
      ...source,
    },
    busy,
  );

describe('the library', () => {
  it('asks anew for a lesson that could not be loaded', async () => {
    let asked = 0;
    const { load } = library({
      load: () => {
        asked += 1;
        return Promise.reject(new Error('offline'));
      },
    });
    vi.useFakeTimers();
    const first = load('01-x');
    await expect(first).rejects.toThrow('offline');
    // Whoever waited for it may ask what it was.
    expect(load('01-x')).toBe(first);
    vi.runAllTimers();
    vi.useRealTimers();
    await expect(load('01-x')).rejects.toThrow('offline');
    expect(asked).toBe(2);
  });

  it('says of a lesson that could not be fetched that it was that', async () => {
    const { load } = library({
      load: () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')),
    });
    await expect(load('01-x')).rejects.toThrow('could not be fetched. Check the connection');
  });

  it('asks anew for a search that could not be loaded, and once for one that could', async () => {
    let asked = 0;
    const { search } = library({
      loadTerms: () => Promise.resolve([]),
      loadDocuments: () => {
        asked += 1;
        return asked === 1 ? Promise.reject(new Error('offline')) : Promise.resolve([]);
      },
    });
    await expect(search()).rejects.toThrow('offline');
    expect((await search()).find('gil')).toEqual([]);
    expect(await search()).toBe(await search());
    expect(asked).toBe(2);
  });

  it('knows what comes before and after a lesson', () => {
    const [a, b] = ['a', 'b'].map((id) => ({ id, title: id, question: '', part: 'P', minutes: 5 }));
    if (a === undefined || b === undefined) return;
    const { next, previous } = library({ summaries: [a, b] });
    expect([previous('a'), next('a'), previous('b'), next('b')]).toEqual([null, b, a, null]);
    expect([previous('gone'), next('gone')]).toEqual([null, null]);
  });

  it('counts optional lessons for nothing: the course is done without them, and nothing leads there from it', () => {
    const a = { id: 'a', title: 'a', question: '', part: 'P', minutes: 5 };
    const aside = { ...a, id: 'aside', optional: true } as const;
    const last = { ...a, id: 'last' };
    const { course, parts, next, previous } = library({ summaries: [a, aside, last] });
    expect(course).toEqual([a, last]);
    expect(parts.flatMap(({ lessons }) => lessons)).toContain(aside);
    expect([next('a'), previous('last'), previous('aside'), next('aside')]).toEqual([last, a, a, last]);
  });

  it('says in a sentence why a recorded run cannot be had', async () => {
    const program = { id: 'p', files: [] };
    expect(await library({}).recorded('01-x', program)).toEqual({
      ok: false,
      error: 'The recorded run could not be fetched. Check the connection and try again.',
    });
    expect(await library({ loadRecorded: () => Promise.resolve('{') }).recorded('01-x', program)).toEqual({
      ok: false,
      error: 'The recording is damaged: it is not JSON.',
    });
  });
});
