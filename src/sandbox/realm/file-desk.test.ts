import { beforeEach, describe, expect, it } from 'vitest';
import type { FileContent, RunFiles } from '../../protocol/files';
import { FileStore } from '../../runtimes/python/system/file-store';
import { FileDesk } from './file-desk';
import type { Timers } from './timers';

let now: number;
let due: { at: number; act: () => void }[];
let store: FileStore;
let desk: FileDesk;
let listings: RunFiles[];
let asked: number[];
let alive: boolean;

const timers: Timers = {
  now: () => now,
  epochNow: () => now,
  after(ms, act) {
    const entry = { at: now + ms, act };
    due.push(entry);
    return () => void (due = due.filter((one) => one !== entry));
  },
};

function pass(ms: number): void {
  now += ms;
  for (const entry of due.filter(({ at }) => at <= now)) {
    due = due.filter((one) => one !== entry);
    entry.act();
  }
}

beforeEach(() => {
  now = 0;
  due = [];
  listings = [];
  asked = [];
  alive = true;
  store = new FileStore();
  desk = new FileDesk(store, timers, {
    listing: (listing) => void listings.push(listing),
    ask: (process) => {
      asked.push(process);
      return alive;
    },
  });
});

function list(size: number): void {
  store.list([{ path: '/tmp/f', size, at: now }], 3);
  desk.changed();
}

function tell(text: string): void {
  store.put({ path: '/tmp/f', content: new TextEncoder().encode(text) }, now, 3);
  desk.changed();
}

function read(): FileContent[] {
  const answers: FileContent[] = [];
  desk.read('/tmp/f', 100, (file) => void answers.push(file));
  return answers;
}

describe('news of files', () => {
  it('go out a few times a second, however often there are any, the newest state each time', () => {
    for (let i = 1; i <= 100; i++) {
      list(i);
      pass(10);
    }
    expect(listings.length).toBeGreaterThanOrEqual(3);
    expect(listings.length).toBeLessThanOrEqual(4);
    pass(1000);
    expect(listings.at(-1)?.bytes).toBe(100);
    const before = listings.length;
    pass(10_000);
    expect(listings).toHaveLength(before);
  });

  it('go out at once at the end, if there are any, and never after it', () => {
    list(1);
    desk.close();
    expect(listings).toHaveLength(1);
    list(2);
    pass(1000);
    expect(listings).toHaveLength(1);
    expect(due).toEqual([]);
  });
});

describe('a file that is asked for', () => {
  it('is given at once when it was told as it is', () => {
    tell('hello');
    expect(read()).toMatchObject([{ size: 5, stale: false }]);
    expect(asked).toEqual([]);
  });

  it('is asked of the process that has it, and given when that has told', () => {
    list(5);
    const answers = read();
    expect([answers, asked]).toEqual([[], [3]]);
    tell('hello');
    expect(answers).toMatchObject([{ size: 5, stale: false }]);
    pass(10_000);
    expect(answers).toHaveLength(1);
  });

  it('is given as far as it is known when the process does not tell in time, is gone, or the run ends', () => {
    tell('old');
    list(9);
    const late = read();
    pass(1500);
    expect(late).toMatchObject([{ content: new TextEncoder().encode('old'), size: 9, stale: true }]);
    const cut = read();
    desk.close();
    expect(cut).toMatchObject([{ stale: true }]);
    expect(read()).toMatchObject([{ stale: true }]);
  });

  it('of a process that is not there any more is not waited for', () => {
    alive = false;
    list(5);
    expect(read()).toMatchObject([{ content: null, stale: true }]);
  });
});
