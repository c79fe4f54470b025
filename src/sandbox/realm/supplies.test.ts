import { describe, expect, it, vi } from 'vitest';
import type { FrameToWorker } from '../../protocol/worker';
import type { WorkerLike } from './interpreter';
import { Supplies, suppliedWorker, type SupplyPort } from './supplies';
import { frameTimers } from './timers';

const PYTHON_FILES = ['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip'];

class Page implements SupplyPort {
  onmessage: ((event: MessageEvent<unknown>) => void) | null = null;
  readonly asked: string[] = [];
  postMessage({ name }: { readonly name: string }): void {
    this.asked.push(name);
  }
  say(data: object): void {
    this.onmessage?.(new MessageEvent('message', { data }));
  }
  give(name: string, text = name): void {
    this.say({ part: 'file', name, blob: new Blob([text]) });
  }
}

const worker = () => ({
  onmessage: vi.fn(),
  onmessageerror: null,
  onerror: null,
  postMessage: vi.fn<(message: FrameToWorker) => void>(),
  terminate: vi.fn(),
});
const BOOT = { type: 'boot', indexURL: 'https://example.org/p/', control: null, kit: null } as const;
const make = () => {
  const page = new Page();
  const supplies = new Supplies(page, frameTimers);
  return { page, supplies, bundle: supplies.python('p/') };
};

describe('the realm’s supplies', () => {
  it('are asked for at once, each one time', async () => {
    const { page, supplies } = make();
    expect(page.asked).toEqual(PYTHON_FILES.map((name) => `p/${name}`));
    const both = Promise.all([1, 2].map(() => supplies.bytes('wheels/index.json', { bytes: 10, ms: 1000 })));
    page.give('wheels/index.json', '{}');
    expect((await both).map((bytes) => new TextDecoder().decode(bytes))).toEqual(['{}', '{}']);
    expect(page.asked.slice(PYTHON_FILES.length)).toEqual(['wheels/index.json']);
  });

  it('have an end: too late, too large, not there', async () => {
    const { page, supplies } = make();
    await expect(supplies.bytes('wheels/a.whl?1', { bytes: 9, ms: 1 })).rejects.toThrow('a.whl did not come within');
    const large = supplies.bytes('wheels/b.whl', { bytes: 2, ms: 1000 });
    page.give('wheels/b.whl', '123');
    await expect(large).rejects.toThrow('b.whl is larger than');
    const missing = supplies.bytes('wheels/c.whl', { bytes: 2, ms: 1000 });
    page.say({ part: 'missing', name: 'wheels/c.whl', message: 'c.whl could not be fetched.' });
    await expect(missing).rejects.toThrow('c.whl could not be fetched.');
  });

  it('go with a worker’s boot as soon as all are there, and are told of until then', async () => {
    const { page, bundle } = make();
    const real = worker();
    const one: WorkerLike = suppliedWorker(real, bundle);
    const heard: unknown[] = [];
    one.onmessage = ({ data }) => heard.push(data);
    one.postMessage(BOOT);
    page.say({ part: 'progress', name: 'p/pyodide.mjs', loaded: 3, total: 9 });
    expect(heard).toEqual([{ type: 'progress', step: 'Downloading CPython', loaded: 3, total: 3 }]);
    for (const name of PYTHON_FILES.slice(1)) page.give(`p/${name}`);
    await Promise.resolve();
    expect(real.postMessage).not.toHaveBeenCalled();
    page.give('p/pyodide.mjs');
    await vi.waitFor(() => expect(real.postMessage).toHaveBeenCalledTimes(1));
    expect(real.postMessage.mock.calls[0]?.[0]).toMatchObject({ ...BOOT, files: { loader: expect.any(Blob) as Blob } });
  });

  it('that are missing fail the boot with the page’s sentence; a worker that is gone hears nothing', async () => {
    const { page, bundle } = make();
    const [real, gone] = [worker(), worker()];
    const heard: unknown[] = [];
    const one = suppliedWorker(real, bundle);
    one.onmessage = ({ data }) => heard.push(data);
    const other = suppliedWorker(gone, bundle);
    one.postMessage(BOOT);
    other.postMessage(BOOT);
    other.terminate();
    page.say({ part: 'missing', name: 'p/pyodide.mjs', message: 'pyodide.mjs could not be fetched.' });
    const message = 'pyodide.mjs could not be fetched.';
    await vi.waitFor(() => expect(heard).toEqual([{ type: 'fault', reason: 'boot', message, context: '' }]));
    // The next boot asks for it anew, and only for that.
    const next = worker();
    suppliedWorker(next, bundle).postMessage(BOOT);
    expect(page.asked).toEqual([...PYTHON_FILES.map((name) => `p/${name}`), 'p/pyodide.mjs']);
    for (const name of PYTHON_FILES) page.give(`p/${name}`);
    await vi.waitFor(() => expect(next.postMessage).toHaveBeenCalledTimes(1));
    expect(gone.onmessage).not.toHaveBeenCalled();
    expect(real.postMessage).not.toHaveBeenCalled();
  });
});
