import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createBusy } from './busy';
import { createEdits, fileKey, type Edits } from './edits';
import { memoryStorage, type Storage } from './storage';

const KEY = { lesson: '01-first', program: 'threads', path: 'threads.py' };
const ORIGINAL = 'print(1)\n';

/** A clock on which nothing happens until the test says so. */
function stoppedClock() {
  let next = 0;
  const timers = new Map<number, () => void>();
  return {
    setTimeout: (callback: () => void) => {
      timers.set(++next, callback);
      return next;
    },
    clearTimeout: (handle: unknown) => void timers.delete(handle as number),
    elapse: () => {
      const due = [...timers.values()];
      timers.clear();
      for (const callback of due) callback();
    },
  };
}

function make(storage: Storage = memoryStorage()): {
  edits: Edits;
  clock: ReturnType<typeof stoppedClock>;
  storage: Storage;
} {
  const clock = stoppedClock();
  return { edits: createEdits(Promise.resolve(storage), clock, createBusy(clock)), clock, storage };
}

describe('the learner’s code', () => {
  it('is the lesson’s until it is changed', async () => {
    const { edits } = make();
    await edits.ready;
    expect(edits.text(KEY, ORIGINAL)).toBe(ORIGINAL);
  });

  it('is there again on the next visit', async () => {
    const { edits, storage } = make();
    await edits.ready;
    edits.set(KEY, 'print(2)\n', ORIGINAL);
    await edits.flush();
    const again = make(storage).edits;
    await again.ready;
    expect(again.text(KEY, ORIGINAL)).toBe('print(2)\n');
  });

  it('is written after a pause, not at every key', async () => {
    const { edits, clock, storage } = make();
    await edits.ready;
    const set = vi.spyOn(storage, 'set');
    for (const text of ['p', 'pr', 'pri']) edits.set(KEY, text, ORIGINAL);
    expect(set).not.toHaveBeenCalled();
    clock.elapse();
    await edits.flush();
    expect(set).toHaveBeenCalledExactlyOnceWith(fileKey(KEY), { text: 'pri', aside: null });
  });

  it('begins to be written in the same turn when the page is left', async () => {
    const { edits, storage } = make();
    await edits.ready;
    const set = vi.spyOn(storage, 'set');
    edits.set(KEY, 'last words', ORIGINAL);
    void edits.flush();
    expect(set).toHaveBeenCalledOnce();
  });

  it('wins over what is still being loaded', async () => {
    const storage = memoryStorage();
    await storage.set(fileKey(KEY), { text: 'old', aside: null });
    const { edits } = make(storage);
    edits.set(KEY, 'typed before loading was over', ORIGINAL);
    await edits.ready;
    expect(edits.text(KEY, ORIGINAL)).toBe('typed before loading was over');
    const again = make(storage).edits;
    await again.ready;
    expect(again.text(KEY, ORIGINAL)).toBe('typed before loading was over');
  });

  it('is put aside by a reset, and comes back', async () => {
    const { edits, storage } = make();
    await edits.ready;
    edits.set(KEY, 'mine', ORIGINAL);
    edits.reset(KEY);
    expect(edits.text(KEY, ORIGINAL)).toBe(ORIGINAL);
    await edits.flush();
    const again = make(storage).edits;
    await again.ready;
    again.restore(KEY);
    expect(again.text(KEY, ORIGINAL)).toBe('mine');
  });

  it('costs nothing once it is as the lesson has it', async () => {
    const { edits, storage } = make();
    await edits.ready;
    edits.set(KEY, 'mine', ORIGINAL);
    await edits.flush();
    edits.set(KEY, ORIGINAL, ORIGINAL);
    await edits.flush();
    expect(await storage.entries('')).toEqual([]);
  });

  it('stays in memory when a write fails, says so, and is written the next time', async () => {
    const storage = memoryStorage();
    const set = vi.spyOn(storage, 'set').mockRejectedValueOnce(new Error('disk full'));
    const { edits } = make(storage);
    await edits.ready;
    edits.set(KEY, 'precious', ORIGINAL);
    await edits.flush();
    expect(edits.store.getState().unsaved).toBe(true);
    expect(edits.text(KEY, ORIGINAL)).toBe('precious');
    await edits.flush();
    expect(set).toHaveBeenCalledTimes(2);
    expect(edits.store.getState().unsaved).toBe(false);
  });

  it('survives a page that is closed before the database has it', async () => {
    const kept = new Map<string, string>();
    const journal = {
      get length() {
        return kept.size;
      },
      key: (index: number) => [...kept.keys()][index] ?? null,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const storage = memoryStorage();
    const clock = stoppedClock();
    const edits = createEdits(Promise.resolve(storage), clock, createBusy(clock), () => journal);
    await edits.ready;
    edits.set(KEY, 'in a hurry', ORIGINAL);
    // No pause, no flush: the page is gone.
    const again = createEdits(Promise.resolve(storage), clock, createBusy(clock), () => journal);
    await again.ready;
    expect(again.text(KEY, ORIGINAL)).toBe('in a hurry');
    await again.flush();
    expect(kept.size).toBe(0);
    expect(await storage.entries('')).toEqual([[fileKey(KEY), { text: 'in a hurry', aside: null }]]);
  });

  it('survives a record that cannot be read, and loses only that file', async () => {
    const storage = memoryStorage();
    const other = { ...KEY, path: 'other.py' };
    await storage.set(fileKey(KEY), { text: 42 });
    await storage.set(fileKey(other), { text: 'fine', aside: null });
    const { edits } = make(storage);
    await edits.ready;
    expect(edits.text(KEY, ORIGINAL)).toBe(ORIGINAL);
    expect(edits.text(other, ORIGINAL)).toBe('fine');
  });

  it('does not mix up files whose names hold a slash', () => {
    const a = fileKey({ lesson: 'a', program: 'b/c', path: 'd' });
    const b = fileKey({ lesson: 'a', program: 'b', path: 'c/d' });
    expect(a).not.toBe(b);
  });

  it('gives way to another text and is put aside, and the two change places as often as one likes', async () => {
    const { edits } = make();
    await edits.ready;
    edits.set(KEY, 'mine', ORIGINAL);
    edits.replace(KEY, 'opened', ORIGINAL);
    expect(edits.text(KEY, ORIGINAL)).toBe('opened');
    for (const expected of ['mine', 'opened', 'mine']) {
      edits.restore(KEY);
      expect(edits.text(KEY, ORIGINAL)).toBe(expected);
    }
    edits.replace(KEY, 'mine', ORIGINAL);
    edits.restore(KEY);
    expect(edits.text(KEY, ORIGINAL)).toBe('opened');
  });

  it('keeps what was put aside when nothing of the learner’s stood in its place', async () => {
    const { edits } = make();
    await edits.ready;
    edits.set(KEY, 'mine', ORIGINAL);
    edits.reset(KEY);
    edits.replace(KEY, 'opened', ORIGINAL);
    edits.restore(KEY);
    expect(edits.text(KEY, ORIGINAL)).toBe('mine');
  });

  it('regression: outlives a solution that was taken, changed, and taken again', async () => {
    const { edits, storage } = make();
    await edits.ready;
    edits.set(KEY, 'mine', ORIGINAL);
    edits.replace(KEY, 'solution', ORIGINAL);
    edits.set(KEY, 'solution, but better', ORIGINAL);
    edits.replace(KEY, 'solution', ORIGINAL);
    await edits.flush();
    const again = make(storage).edits;
    await again.ready;
    const found = [1, 2, 3].map(() => {
      again.restore(KEY);
      return again.text(KEY, ORIGINAL);
    });
    expect(found).toEqual(['solution, but better', 'mine', 'solution']);
  });

  it('is found again by going back, whatever took its place: the last ten versions', async () => {
    // Six texts of hers and three that come from elsewhere: fewer than the versions that are kept.
    const command = fc.oneof(
      fc.record({ kind: fc.constant('set'), text: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', ORIGINAL) }),
      fc.record({ kind: fc.constant('replace'), text: fc.constantFrom('one solution', 'another', ORIGINAL) }),
      fc.record({ kind: fc.constant('reset'), text: fc.constant(ORIGINAL) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
        const { edits } = make();
        await edits.ready;
        const putAside = new Set<string>();
        for (const { kind, text } of commands) {
          const before = edits.text(KEY, ORIGINAL);
          if (kind === 'set') edits.set(KEY, text, ORIGINAL);
          else if (kind === 'replace') edits.replace(KEY, text, ORIGINAL);
          else edits.reset(KEY);
          if (kind !== 'set' && before.length === 1) putAside.add(before);
        }
        putAside.delete(edits.text(KEY, ORIGINAL));
        const found = new Set<string>();
        for (let i = 0; i < 10; i++) {
          edits.restore(KEY);
          found.add(edits.text(KEY, ORIGINAL));
        }
        expect([...putAside].filter((text) => !found.has(text))).toEqual([]);
      }),
    );
  });

  it('is kept in ten earlier versions and no more, no two of them alike', async () => {
    const { edits } = make();
    await edits.ready;
    for (const round of [1, 2])
      for (let i = 0; i < 12; i++) {
        edits.set(KEY, `version ${i}`, ORIGINAL);
        edits.replace(KEY, `solution ${round}`, ORIGINAL);
      }
    const { aside, older } = edits.store.getState().edits[fileKey(KEY)] ?? {};
    expect([aside, ...(older ?? [])]).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((i) => `version ${i}`));
  });
});
