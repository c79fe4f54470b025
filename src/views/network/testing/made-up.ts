/** Networks for tests and stories: what a run might have done, without a run. */
import { seededRandom } from '../../../base/random';
import type { Exchange, LoadPoint, NetworkSnapshot } from '../../../session/network-log';

export function exchange(change: Partial<Exchange> = {}): Exchange {
  return {
    ...{ id: 0, connection: 0, process: 0, host: 'httpbin.org', port: 80, method: 'GET', path: '/delay/1', began: 2 },
    ...{ queued: null, connected: 16, requested: 17, sent: 17, receiving: 1032, done: 1034 },
    ...{ status: 200, outcome: 'ok', failed: false, real: false, words: null, bytes: 512 },
    ...change,
  };
}

/** The sums and the load that belong to these exchanges. */
export function snapshot(exchanges: readonly Exchange[], change: Partial<NetworkSnapshot> = {}): NetworkSnapshot {
  const moves = exchanges
    .flatMap(({ began, done }) => [{ t: began, by: 1 }, ...(done === null ? [] : [{ t: done, by: -1 }])])
    .sort((a, b) => a.t - b.t);
  const load: LoadPoint[] = [];
  let inFlight = 0;
  for (const { t, by } of moves) {
    inFlight += by;
    load.push({ t, most: Math.max(inFlight, inFlight - by), inFlight });
  }
  return {
    exchanges,
    dropped: 0,
    omitted: 0,
    inFlight,
    succeeded: exchanges.filter(({ outcome, failed }) => outcome === 'ok' && !failed).length,
    failed: exchanges.filter(({ failed }) => failed).length,
    mostInFlight: Math.max(0, ...load.map(({ most }) => most)),
    load,
    ...change,
  };
}

/** Requests to the real network and to the lab's, by a program of the learner's own. */
export function bothNetworks(): NetworkSnapshot {
  const words =
    'www.python.org answered, but it does not allow pages of other sites to read its answers (CORS), so the browser keeps them back.';
  const real = { real: true, port: 443, connected: 3 };
  return snapshot([
    exchange({
      ...real,
      id: 0,
      host: 'api.github.com',
      path: '/users/octocat',
      receiving: 320,
      done: 331,
      bytes: 1_420,
    }),
    exchange({
      id: 1,
      connection: 1,
      host: 'bank.lab',
      path: '/balance',
      began: 4,
      connected: 20,
      receiving: 41,
      done: 43,
    }),
    exchange({
      ...{ ...real, id: 2, connection: 2, host: 'www.python.org', path: '/', receiving: null, status: null, done: 410 },
      ...{ outcome: 'blocked', failed: true, bytes: 0, words },
    }),
  ]);
}

/** Twelve downloads by a pool of five. */
export function pool(): NetworkSnapshot {
  const random = seededRandom(7);
  const free = [0, 0, 0, 0, 0];
  return snapshot(
    Array.from({ length: 12 }, (_, id) => {
      const worker = free.indexOf(Math.min(...free));
      const began = 4 + (free[worker] ?? 0) + random.float() * 3;
      const connected = began + 12 + random.float() * 5;
      const receiving = connected + 20 + random.float() * 240;
      const done = receiving + 30 + random.float() * 120;
      free[worker] = done;
      const path = `/id/${10 + id}/800/600`;
      const times = { began, connected, requested: connected + 1, sent: connected + 1, receiving, done };
      return exchange({
        id,
        connection: id,
        host: 'picsum.photos',
        port: 443,
        path,
        bytes: 84_000 + id * 700,
        ...times,
      });
    }),
  );
}

/** A storm: every way to fail, and a host that serves two at a time. */
export function storm(): NetworkSnapshot {
  const failed = { failed: true, receiving: null, status: null, bytes: 0 };
  return snapshot([
    exchange({ id: 0, path: '/get', receiving: 60, done: 62 }),
    exchange({ id: 1, path: '/status/503', receiving: 48, done: 49, status: 503, failed: true, bytes: 210 }),
    exchange({ id: 2, path: '/get?after=reset', began: 20, ...failed, outcome: 'reset', done: 90 }),
    exchange({
      id: 3,
      host: 'refuses.example',
      ...failed,
      connected: null,
      requested: null,
      sent: null,
      method: null,
      outcome: 'refused',
      done: 30,
    }),
    exchange({ id: 4, path: '/delay/5', ...failed, outcome: 'cancelled', done: 520 }),
    exchange({
      id: 5,
      host: 'api.github.com',
      port: 443,
      path: '/repos/python/cpython',
      began: 70,
      connected: 110,
      requested: 112,
      receiving: 190,
      done: 230,
      status: 404,
      failed: true,
    }),
    exchange({
      id: 6,
      process: 1,
      host: 'two-at-a-time.example',
      path: '/items/1',
      began: 100,
      queued: 116,
      connected: 330,
      requested: 331,
      receiving: 420,
      done: 424,
    }),
    exchange({
      id: 7,
      process: 2,
      host: 'two-at-a-time.example',
      path: '/items/2?page=2&sort=a-rather-long-name',
      began: 105,
      queued: 121,
      connected: 425,
      requested: 426,
      receiving: 515,
      done: 520,
    }),
    exchange({
      id: 8,
      ...failed,
      connected: 118,
      began: 105,
      requested: null,
      sent: null,
      method: null,
      outcome: 'unused',
      failed: false,
      done: 300,
    }),
  ]);
}

/** Two seconds into a run, two of ten still under way. */
export function underWay(): NetworkSnapshot {
  return snapshot(
    Array.from({ length: 10 }, (_, id) => {
      const began = 40 + id * 150;
      const open = id > 7;
      const times = { began, connected: began + 15, requested: began + 16, sent: began + 16 };
      return exchange({
        id,
        ...times,
        ...(open
          ? { receiving: null, done: null, outcome: null, status: null, bytes: 0 }
          : { receiving: began + 500 + id * 20, done: began + 530 + id * 20 }),
      });
    }),
  );
}

/** Two thousand listed of many more. */
export function thousands(): NetworkSnapshot {
  const random = seededRandom(3);
  return snapshot(
    Array.from({ length: 2000 }, (_, i) => {
      const began = i * 4 + random.float() * 3;
      const failed = random.float() < 0.05;
      const times = {
        began,
        connected: null,
        requested: began,
        receiving: failed ? null : began + 100,
        done: began + 110,
      };
      return exchange({ id: 3000 + i, path: `/items/${i}`, ...times, failed, outcome: failed ? 'reset' : 'ok' });
    }),
    { dropped: 3000, succeeded: 4760, failed: 240 },
  );
}
