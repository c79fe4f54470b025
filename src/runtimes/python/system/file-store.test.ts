import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LISTED } from '../../../protocol/files';
import type { FileChange } from '../../../protocol/system';
import { FileStore } from './file-store';

const bytes = (count: number): Uint8Array<ArrayBuffer> => new Uint8Array(count);

describe('the store of a run’s files', () => {
  it('keeps what a plain map would, never more than its limits, and goes on when something was removed', () => {
    const path = fc.constantFrom('/tmp/a', '/tmp/b', '/tmp/d/', '/home/learner/c', '/etc/x');
    const deed = fc.record({ path, size: fc.option(fc.nat(60)), by: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        const limits = { bytes: 100, names: 3 };
        const store = new FileStore(limits);
        const model = new Map<string, number>();
        for (const { path: at, size, by } of deeds) {
          const content = size === null ? null : bytes(at.endsWith('/') ? 0 : size);
          const next = new Map(model);
          if (content === null) next.delete(at);
          else next.set(at, content.length);
          const sum = [...next.values()].reduce((a, b) => a + b, 0);
          const fits = content === null || (sum <= limits.bytes && next.size <= limits.names);
          expect(store.put({ path: at, content }, 1, by)).toBe(fits);
          if (fits) {
            model.clear();
            for (const [key, value] of next) model.set(key, value);
          }
          const total = [...model.values()].reduce((a, b) => a + b, 0);
          expect(store.used).toEqual({ bytes: total, names: model.size });
          const kept = store
            .all()
            .filter((file): file is FileChange & { content: Uint8Array } => file.content !== null);
          expect(new Map(kept.map((file) => [file.path, file.content.length]))).toEqual(model);
        }
      }),
    );
  });

  it('lists files newest first, with their sizes, and neither folders nor what lies outside of a learner’s folders', () => {
    const store = new FileStore();
    store.put({ path: '/home/learner/old.txt', content: bytes(3) }, 10, 0);
    store.list([{ path: '/tmp/new.txt', size: 5, at: 20 }], 0);
    store.put({ path: '/home/learner/folder/', content: bytes(0) }, 30, 0);
    store.put({ path: '/etc/passwd', content: bytes(1) }, 40, 0);
    expect(store.listing()).toEqual({
      files: [
        { path: '/tmp/new.txt', size: 5, at: 20 },
        { path: '/home/learner/old.txt', size: 3, at: 10 },
      ],
      more: 0,
      bytes: 8,
    });
    store.put({ path: '/home/learner/old.txt', content: null }, 0, 0);
    expect(store.listing().files).toHaveLength(1);
  });

  it('lists no more than anybody reads, and counts the rest', () => {
    const store = new FileStore();
    for (let i = 0; i < LISTED + 7; i++) store.put({ path: `/tmp/${i}`, content: bytes(1) }, i, 0);
    const { files, more, bytes: sum } = store.listing();
    expect([files.length, more, sum]).toEqual([LISTED, 7, LISTED + 7]);
    expect(files[0]?.path).toBe(`/tmp/${LISTED + 6}`);
  });

  it('gives the first bytes of a file, as a copy, and says when a process has written more than it has told', () => {
    const store = new FileStore();
    const content = Uint8Array.of(1, 2, 3);
    store.put({ path: '/tmp/f', content }, 1, 4);
    const read = store.read('/tmp/f', 2);
    expect(read).toEqual({ content: Uint8Array.of(1, 2), size: 3, stale: false });
    read.content?.fill(9);
    expect(content[0]).toBe(1);
    expect(store.owes('/tmp/f')).toBeNull();
    store.list([{ path: '/tmp/f', size: 10, at: 2 }], 4);
    expect(store.owes('/tmp/f')).toBe(4);
    expect(store.read('/tmp/f', 100)).toEqual({ content, size: 10, stale: true });
    expect(store.read('/tmp/never', 1)).toEqual({ content: null, size: 0, stale: false });
  });

  it('keeps the older state of a file whose newer one does not fit', () => {
    const store = new FileStore({ bytes: 5, names: 5 });
    expect(store.put({ path: '/tmp/f', content: bytes(5) }, 1, 0)).toBe(true);
    expect(store.put({ path: '/tmp/f', content: bytes(6) }, 2, 0)).toBe(false);
    expect(store.read('/tmp/f', 10)).toMatchObject({ content: bytes(5), size: 6, stale: true });
  });

  it('remembers removals for those who have the file, but not without end', () => {
    const store = new FileStore();
    for (let i = 0; i < 40_000; i++) store.put({ path: `/tmp/${i}`, content: null }, 0, 0);
    expect(store.all().length).toBeLessThan(20_000);
    expect(store.since(39_999, 1)).toEqual([{ path: '/tmp/39999', content: null }]);
  });
});
