import { describe, expect, it } from 'vitest';
import { createBusy } from './busy';

const clock = {
  setTimeout: (callback: () => void, ms: number) => setTimeout(callback, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
};

describe('waiting for quiet', () => {
  it('resolves at once when nothing is busy', async () => {
    await expect(createBusy(clock).whenIdle(500)).resolves.toBeUndefined();
  });

  it('waits for work that begins as soon as other work has ended', async () => {
    const busy = createBusy(clock);
    const order: string[] = [];
    const first = busy.begin('first');
    setTimeout(() => {
      first();
      queueMicrotask(() => {
        const second = busy.begin('second');
        setTimeout(() => {
          order.push('second over');
          second();
        }, 20);
      });
    }, 5);
    await busy.whenIdle(2000);
    expect(order).toEqual(['second over']);
  });

  it('names what is still busy when the time is up', async () => {
    const busy = createBusy(clock);
    busy.begin('save your changes');
    busy.begin('run threads.py');
    await expect(busy.whenIdle(20)).rejects.toThrow('still busy after 0.02 s: save your changes, run threads.py');
  });

  it('does not mind that an end is told twice', async () => {
    const busy = createBusy(clock);
    const a = busy.begin('a');
    busy.begin('b');
    a();
    a();
    expect(busy.names()).toEqual(['b']);
  });

  it('ends work that failed', async () => {
    const busy = createBusy(clock);
    await expect(busy.during('load', Promise.reject(new Error('no network')))).rejects.toThrow('no network');
    expect(busy.names()).toEqual([]);
  });
});
