import { describe, expect, it } from 'vitest';
import { fillHeap, readHeap, type HeapModule } from './heap';

/** A heap of holes, and beyond them as much as one wants, in steps of 64 KiB. */
class FakeHeap implements HeapModule {
  readonly HEAP32 = new Int32Array(64);
  holes: number[];
  end = 1_000_000;
  #limit = Infinity;

  constructor(holes: readonly number[]) {
    this.holes = [...holes];
  }

  _sbrk(): number {
    return this.end;
  }
  _malloc(size: number): number {
    const at = this.holes.findIndex((hole) => hole >= size);
    if (at >= 0) {
      this.holes[at]! -= size;
      return 64;
    }
    const more = Math.ceil(size / 65_536) * 65_536;
    if (this.end + more > this.#limit) return 0;
    this.end += more;
    this.holes.push(more - size);
    return 64;
  }
  _free(): void {
    this.holes.push(40);
  }
  _mallinfo(address: number): void {
    this.HEAP32[(address >> 2) + 8] = this.holes.reduce((a, b) => a + b, 0);
  }
  _malloc_footprint(): number {
    return this.end;
  }
  _malloc_set_footprint_limit(bytes: number): number {
    this.#limit = bytes < 0 ? Infinity : bytes;
    return bytes;
  }
}

describe('an interpreter’s heap', () => {
  it('says where it ends and what is free in it', () => {
    expect(readHeap(new FakeHeap([100_000, 5_000]))).toEqual({ end: 1_000_000, free: 105_000 - 40 });
  });

  it('is filled up to small holes without being made longer, and grows again afterwards', () => {
    const heap = new FakeHeap([2_900_000, 70_001, 300, 15]);
    fillHeap(heap);
    expect(heap.end).toBe(1_000_000);
    expect(Math.max(...heap.holes)).toBeLessThan(16);
    heap._malloc(100);
    expect(heap.end).toBe(1_065_536);
  });
});
