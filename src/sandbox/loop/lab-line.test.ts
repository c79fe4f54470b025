import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type RunRequest } from '../../runtimes/runtime';
import { LabLine, speaksOfFetch, type LabWorkerLike } from './lab-line';
import type { FromLabWorker, ToLabWorker } from './lab-messages';

function request(text: string, more: Partial<RunRequest> = {}): RunRequest {
  return {
    language: 'typescript',
    entry: 'main.ts',
    files: [{ path: 'main.ts', content: text }],
    args: [],
    traced: true,
    seed: 5,
    startMethod: 'fork',
    prepareProcesses: true,
    limits: DEFAULT_LIMITS,
    ...more,
  };
}

class FakeWorker implements LabWorkerLike {
  onmessage: ((event: MessageEvent<FromLabWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly heard: ToLabWorker[] = [];
  isThere = true;
  postMessage(message: ToLabWorker): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.isThere = false;
  }
  say(data: FromLabWorker): void {
    this.onmessage?.({ data } as MessageEvent<FromLabWorker>);
  }
}

describe('a program speaks of fetch', () => {
  it('in any of its files, as bytes too, and no other word will do', () => {
    expect(speaksOfFetch(request("const f = globalThis['fetch']"))).toBe(true);
    expect(speaksOfFetch(request('prefetch(); fetched'))).toBe(false);
    const content = new TextEncoder().encode('await fetch(url)');
    expect(speaksOfFetch({ files: [...request('').files, { path: 'work.ts', content }] })).toBe(true);
  });
});

describe('LabLine', () => {
  let worker: FakeWorker;
  const told: unknown[] = [];
  const line = (more: Partial<RunRequest> = {}): LabLine =>
    new LabLine(
      3,
      request('fetch', more),
      () => worker,
      (message) => told.push(message),
    );

  beforeEach(() => {
    worker = new FakeWorker();
    told.length = 0;
  });

  it('opens the network that the run asks for, with its seed or 1', () => {
    line();
    line({ seed: null, network: { hosts: [], conditions: { latencyFactor: 2, bandwidthFactor: 1, failureRate: 0 } } });
    expect(worker.heard).toEqual([
      { type: 'open', run: 3, network: null, seed: 5 },
      {
        type: 'open',
        run: 3,
        network: { hosts: [], conditions: { latencyFactor: 2, bandwidthFactor: 1, failureRate: 0 } },
        seed: 1,
      },
    ]);
  });

  it.each<FromLabWorker>([{ type: 'ready' }, { type: 'fault', message: 'it does not load' }])(
    'is ready when the worker says %j',
    async (message) => {
      const one = line();
      let isReady = false;
      void one.ready.then(() => (isReady = true));
      await Promise.resolve();
      expect(isReady).toBe(false);
      worker.say(message);
      await one.ready;
      expect(one.isBroken).toBe(message.type === 'fault');
    },
  );

  it('gives each thread a port of its own, whose other end goes to the network', async () => {
    const one = line();
    const port = one.port(2);
    const sent = worker.heard.at(-1);
    if (sent?.type !== 'thread') throw new Error('no port was sent');
    expect(sent.process).toBe(2);
    const heard = new Promise((resolve) => (port.onmessage = (event) => resolve(event.data)));
    sent.port.postMessage('hello');
    expect(await heard).toBe('hello');
    port.close();
  });

  it('passes on what each side is to hear', () => {
    const one = line();
    const conditions = { latencyFactor: 1, bandwidthFactor: 1, failureRate: 1 };
    one.begin(12);
    one.setConditions(conditions);
    one.forget(1);
    expect(worker.heard.slice(1)).toEqual([
      { type: 'begin', epoch: 12 },
      { type: 'conditions', conditions },
      { type: 'thread-gone', process: 1 },
    ]);
    const message = { type: 'network', run: 3, events: [], omitted: 0 } as const;
    worker.say({ type: 'tell', message });
    expect(told).toEqual([message]);
  });

  it('lets the network say its last words, and then takes it away', async () => {
    const one = line();
    const closed = one.close();
    expect(worker.heard.at(-1)).toEqual({ type: 'close' });
    expect(worker.isThere).toBe(true);
    worker.say({ type: 'tell', message: { type: 'network', run: 3, events: [], omitted: 7 } });
    worker.say({ type: 'closed' });
    await closed;
    expect(told).toHaveLength(1);
    expect(worker.isThere).toBe(false);
  });

  it('waits for no last words that do not come', async () => {
    const one = line();
    await one.close();
    expect(worker.isThere).toBe(false);
  });
});
