import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALIVE,
  BROKEN,
  PIPE_BUF,
  PIPE_CAPACITY,
  VERSION,
  WAITERS,
  WOULD_BLOCK,
  addPipeHolders,
  endProcess,
  freeRing,
  makeObject,
  pipeLevel,
  pipePosition,
  pipeState,
  processStatus,
  releaseSemaphore,
  semaphoreValue,
  tryAcquire,
  tryRead,
  tryWrite,
  versionOf,
  viewOf,
  type SharedObject,
} from './objects';

const LOCK = 2;
const HEAD = 3;
const TAIL = 4;

/** Bytes that differ from their neighbours, so that a lost or doubled one shows. */
const bytesFrom = (start: number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => ((start + i) * 31 + ((start + i) >> 8)) & 0xff);

function read(pipe: SharedObject, count: number): Uint8Array | number {
  const into = new Uint8Array(count);
  const got = tryRead(pipe, into, 0);
  return got > 0 ? into.subarray(0, got) : got;
}

/** As if so many bytes had gone through it already. */
function pipeAt(position: number, shared = true): SharedObject {
  const pipe = makeObject('pipe', shared);
  pipe.words[HEAD] = position | 0;
  pipe.words[TAIL] = position | 0;
  return pipe;
}

describe('a pipe', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('write' as const), count: fc.oneof(fc.nat(40), fc.nat(PIPE_CAPACITY + 9_000)) }),
    fc.record({ kind: fc.constant('read' as const), count: fc.oneof(fc.nat(40), fc.nat(PIPE_CAPACITY + 9_000)) }),
  );
  const positions = fc.oneof(
    fc.constant(0),
    fc.integer({ min: 2 ** 31 - 70_000, max: 2 ** 31 + 10 }),
    fc.integer({ min: 2 ** 32 - 70_000, max: 2 ** 32 - 1 }),
  );

  it('gives the bytes that went in, in order, none lost and none twice, whatever was read and written and wherever its counters wrap', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), positions, fc.boolean(), (steps, position, shared) => {
        const pipe = pipeAt(position, shared);
        let written = 0;
        let got = 0;
        for (const { kind, count } of steps) {
          const level = written - got;
          const before = versionOf(pipe);
          if (kind === 'write') {
            const room = PIPE_CAPACITY - level;
            const expected = count <= PIPE_BUF && count > room ? 0 : Math.min(count, room);
            const answer = tryWrite(pipe, bytesFrom(written, count), 0);
            expect(answer).toBe(count === 0 ? 0 : expected === 0 ? WOULD_BLOCK : expected);
            written += expected;
            expect(versionOf(pipe)).toBe(before + (expected > 0 ? 1 : 0));
          } else {
            const expected = Math.min(count, level);
            const answer = read(pipe, count);
            if (expected === 0) expect(answer).toBe(count === 0 ? 0 : WOULD_BLOCK);
            else expect(Buffer.compare(answer as Uint8Array, bytesFrom(got, expected))).toBe(0);
            got += expected;
            expect(versionOf(pipe)).toBe(before + (expected > 0 ? 1 : 0));
          }
          expect(pipeLevel(pipe)).toBe(written - got);
          expect(pipePosition(pipe, 'written')).toBe((position + written) % 2 ** 32);
          expect(pipePosition(pipe, 'read')).toBe((position + got) % 2 ** 32);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes up to PIPE_BUF bytes whole or not at all, and of more as many as there is room for', () => {
    const pipe = makeObject('pipe', true);
    expect(tryWrite(pipe, bytesFrom(0, PIPE_CAPACITY - 10), 0)).toBe(PIPE_CAPACITY - 10);
    expect(tryWrite(pipe, bytesFrom(0, 11), 0)).toBe(WOULD_BLOCK);
    expect(pipeState(pipe) & 2).toBe(0);
    expect(tryWrite(pipe, bytesFrom(0, PIPE_BUF), 0)).toBe(WOULD_BLOCK);
    expect(tryWrite(pipe, bytesFrom(0, PIPE_BUF + 1), 0)).toBe(10);
    expect(tryWrite(pipe, bytesFrom(0, PIPE_BUF + 1), 0)).toBe(WOULD_BLOCK);
  });

  it('is at its end only when it is empty and nobody can write any more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(300), (writers, count) => {
        const pipe = makeObject('pipe', true);
        addPipeHolders(pipe, 0, writers - 1);
        if (count > 0) tryWrite(pipe, bytesFrom(0, count), 0);
        for (let left = writers - 1; left >= 0; left--) {
          const before = versionOf(pipe);
          addPipeHolders(pipe, 0, -1);
          // Whoever waits for bytes learns of the end.
          expect(versionOf(pipe) > before).toBe(left === 0);
          expect(pipeState(pipe) & 4).toBe(left === 0 ? 4 : 0);
        }
        if (count > 0) expect(read(pipe, 1000)).toEqual(bytesFrom(0, count));
        expect(read(pipe, 1000)).toBe(0);
        expect(pipeState(pipe) & 1).toBe(1);
      }),
    );
  });

  it('is broken for writers once nobody can read, and says so before it would block', () => {
    const pipe = makeObject('pipe', true);
    tryWrite(pipe, bytesFrom(0, PIPE_CAPACITY), 0);
    expect(tryWrite(pipe, bytesFrom(0, 1), 0)).toBe(WOULD_BLOCK);
    const before = versionOf(pipe);
    addPipeHolders(pipe, -1, 0);
    expect(versionOf(pipe)).toBeGreaterThan(before);
    expect(tryWrite(pipe, bytesFrom(0, 1), 0)).toBe(BROKEN);
    expect(pipeState(pipe) & (2 | 8)).toBe(2 | 8);
  });

  it('is free again after its copier is gone, for that copier only, and what was half copied never happened', () => {
    const pipe = makeObject('pipe', true);
    tryWrite(pipe, bytesFrom(0, 100), 7);
    // Process 7 is taken away in the middle of a copy: the ring is its own, the counters are as they were.
    pipe.words[LOCK] = 7 + 1;
    freeRing(pipe, 6);
    expect(pipe.words[LOCK]).toBe(8);
    freeRing(pipe, 7);
    expect(pipe.words[LOCK]).toBe(0);
    expect(read(pipe, 1000)).toEqual(bytesFrom(0, 100));
  });

  it('notifies only when somebody waits, and a wait for a version that has passed is over at once', async () => {
    const pipe = makeObject('pipe', true);
    const words = pipe.words as Int32Array<SharedArrayBuffer>;
    const seen = versionOf(pipe);
    const before = Atomics.waitAsync(words, VERSION, seen);
    Atomics.add(words, WAITERS, 1);
    tryWrite(pipe, bytesFrom(0, 1), 0);
    expect(await before.value).toBe('ok');
    expect(Atomics.waitAsync(words, VERSION, seen)).toEqual({ async: false, value: 'not-equal' });
  });

  it('shows every process the same: a second view of the buffer reads what the first wrote', () => {
    const pipe = makeObject('pipe', true);
    const other = viewOf('pipe', pipe.buffer);
    tryWrite(pipe, bytesFrom(0, 5000), 1);
    expect(read(other, 5000)).toEqual(bytesFrom(0, 5000));
    expect(pipeLevel(pipe)).toBe(0);
  });
});

describe('a semaphore', () => {
  it('counts as a plain number does, never goes below zero nor above its bound, and tells of each release', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.integer({ min: 3, max: 5 }), fc.array(fc.boolean()), (start, most, releases) => {
        const semaphore = makeObject('semaphore', true, start);
        let value = start;
        for (const release of releases) {
          const before = versionOf(semaphore);
          if (release) {
            expect(releaseSemaphore(semaphore, most)).toBe(value < most);
            expect(versionOf(semaphore)).toBe(before + (value < most ? 1 : 0));
            value = Math.min(most, value + 1);
          } else {
            expect(tryAcquire(semaphore)).toBe(value > 0);
            value = Math.max(0, value - 1);
          }
          expect(semaphoreValue(semaphore)).toBe(value);
        }
      }),
    );
  });
});

describe('the record of a process', () => {
  it('says that it lives until it has ended, and then how, for good', () => {
    const record = makeObject('process', true);
    expect(processStatus(record)).toBe(ALIVE);
    const before = versionOf(record);
    endProcess(record, 3 << 8);
    expect(processStatus(record)).toBe(768);
    expect(versionOf(record)).toBeGreaterThan(before);
  });
});
