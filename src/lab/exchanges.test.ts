import { describe, expect, it } from 'vitest';
import { concat } from './bytes';
import { ExchangeLog } from './exchanges';
import { LabNetwork } from './network';
import { dial, requestBytes } from './testing/client';
import { FakeTimers } from './testing/fake-timers';

function watched(most?: number) {
  const timers = new FakeTimers();
  const log = new ExchangeLog(most);
  const hosts = [{ name: 'a.example', latency: 20, jitter: 0, routes: [{ path: '/*', text: 'yes', delay: 100 }] }];
  const network = new LabNetwork({ hosts, seed: 1, timers, observe: (event) => log.add(event) });
  const ask = (path: string) => requestBytes({ host: 'a.example', path, method: 'POST', body: 'abc' });
  return { timers, log, network, ask };
}

describe('ExchangeLog', () => {
  it('tells of each request when each of its phases began, and what came of it', () => {
    const { timers, log, network, ask } = watched();
    const client = dial(network, timers, 'a.example', 80, concat([ask('/one'), ask('/two')]));
    timers.advance(1_000);
    const common = {
      connection: 0,
      process: null,
      host: 'a.example',
      port: 80,
      method: 'POST',
      status: 200,
      bytesSent: 3,
    };
    expect(log.rows).toMatchObject([
      {
        ...common,
        id: 0,
        path: '/one',
        outcome: 'ok',
        times: { connecting: 0, connected: 20, request: 20, sent: 20, receiving: 140, done: 140 },
      },
      { ...common, id: 1, path: '/two', outcome: 'ok', times: { request: 140, sent: 140, receiving: 260, done: 260 } },
    ]);
    expect(log.rows.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0)).toBe(client.bytes.length);
  });

  it('shows what is under way, and replaces a row rather than change it', () => {
    const { timers, log, network, ask } = watched();
    dial(network, timers, 'a.example', 80, ask('/'));
    const [first] = log.rows;
    expect(first).toMatchObject({ phase: 'connecting', method: null, outcome: null });
    timers.advance(50);
    expect(log.rows[0]).toMatchObject({ phase: 'sent', method: 'POST', status: null, outcome: null });
    expect(first).toMatchObject({ phase: 'connecting', method: null });
  });

  it('keeps the first exchanges of very many, whole, and counts the others', () => {
    const { timers, log, network, ask } = watched(2);
    for (let i = 0; i < 5; i++) dial(network, timers, 'a.example', 80, ask('/'));
    timers.advance(1_000);
    expect(log.rows.map(({ id, outcome }) => [id, outcome])).toEqual([
      [0, 'ok'],
      [1, 'ok'],
    ]);
    expect(log.dropped).toBe(3);
  });
});
