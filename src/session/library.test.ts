import { describe, expect, it } from 'vitest';
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
    await expect(load('01-x')).rejects.toThrow('offline');
    await expect(load('01-x')).rejects.toThrow('offline');
    expect(asked).toBe(2);
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
