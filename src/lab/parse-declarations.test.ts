import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHostDeclarations } from './parse-declarations';

const whole = {
  name: 'Slow.Example',
  latency: 200,
  jitter: 0,
  bandwidth: 500,
  'failure-rate': 0.1,
  failures: ['reset', 'stall'],
  'connection-limit': 4,
  backlog: 0,
  'rate-limit': { requests: 10, 'per-seconds': 2 },
  behaviour: 'serves',
  ports: [80, 8000],
  routes: [{ path: '/users/:id', method: 'get', status: 201, headers: { 'X-A': 1 }, json: { id: '{id}' }, delay: 300 }],
};

const complaints = (value: unknown): string[] => {
  const result = parseHostDeclarations(value);
  return result.ok ? [] : result.error.map(({ message }) => message);
};

describe('parseHostDeclarations', () => {
  it('reads everything that a host may declare', () => {
    expect(parseHostDeclarations([whole])).toEqual({
      ok: true,
      value: [
        {
          name: 'slow.example',
          latency: 200,
          jitter: 0,
          bandwidth: 500,
          failureRate: 0.1,
          failures: ['reset', 'stall'],
          connectionLimit: 4,
          backlog: 0,
          rateLimit: { requests: 10, perSeconds: 2 },
          behaviour: 'serves',
          ports: [80, 8000],
          routes: [
            {
              path: '/users/:id',
              method: 'GET',
              status: 201,
              headers: { 'X-A': '1' },
              json: { id: '{id}' },
              delay: 300,
            },
          ],
        },
      ],
    });
  });

  it('wants no more than a name, and adds nothing of its own', () => {
    expect(parseHostDeclarations([{ name: 'a.example' }])).toEqual({ ok: true, value: [{ name: 'a.example' }] });
    expect(parseHostDeclarations([])).toEqual({ ok: true, value: [] });
  });

  it('says where each mistake is and what would be right', () => {
    expect(complaints('slow')).toEqual(['`hosts` must be a list, not "slow"']);
    expect(complaints([{}])).toEqual(['`hosts[0].name` is missing']);
    expect(complaints([{ name: 'a b' }])).toEqual([
      '`hosts[0].name` must be a host\'s name like api.example, not "a b"',
    ]);
    expect(complaints([{ ...whole, latency: 'fast' }])).toEqual([
      '`hosts[0].latency` must be a number from 0 to 60000, not "fast"',
    ]);
    expect(complaints([{ ...whole, 'failure-rate': 2 }])).toEqual([
      '`hosts[0].failure-rate` must be a number from 0 to 1, not 2',
    ]);
    expect(complaints([{ ...whole, behaviour: 'sulks' }])).toEqual([
      '`hosts[0].behaviour` must be one of serves, refuses, black-hole, not "sulks"',
    ]);
    expect(complaints([{ ...whole, routes: [{ path: 'x' }] }])).toEqual([
      '`hosts[0].routes[0].path` must begin with a slash and have no query, not "x"',
    ]);
    expect(complaints([{ ...whole, routes: [{ path: '/', text: 'a', json: 1 }] }])).toEqual([
      '`hosts[0].routes[0]` may have text or json, not both',
    ]);
    expect(complaints([whole, { name: 'slow.example' }])).toEqual(['`hosts[1].name` names slow.example a second time']);
    expect(complaints([{ name: 'a.example', speed: 1 }])[0]).toMatch(
      /^`hosts\[0\]\.speed` is not a key of this place; allowed are name,/,
    );
  });

  it('names all mistakes at once, with paths for whoever knows their lines', () => {
    const result = parseHostDeclarations([{ name: 'x.example', latency: -1, ports: [80, 'http'] }]);
    expect(result.ok ? [] : result.error.map(({ path }) => path)).toEqual([
      [0, 'latency'],
      [0, 'ports', 1],
    ]);
  });

  it('refuses names that are addresses or single words, and headers that would break a line', () => {
    for (const name of ['10.0.0.1', 'localhost', '-a.example', 'a..example', `${'a'.repeat(70)}.example`]) {
      expect(complaints([{ name }])).toHaveLength(1);
    }
    expect(
      complaints([{ name: 'a.example', routes: [{ path: '/', headers: { 'X-A': 'a\r\nX-B: b' } }] }]),
    ).toHaveLength(1);
    expect(complaints([{ name: 'a.example', routes: [{ path: '/', headers: { 'X A': 'a' } }] }])).toHaveLength(1);
  });

  it('refuses what is too much: hosts, routes, text, depth', () => {
    const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => [inner], 1);
    const host = (route: object) => [{ name: 'a.example', routes: [{ path: '/', ...route }] }];
    expect(complaints(host({ json: deep }))).toEqual(['`hosts[0].routes[0].json` may be nested 64 deep at most']);
    expect(complaints(host({ text: 'x'.repeat(1_000_001) }))).toHaveLength(1);
    expect(complaints(Array.from({ length: 65 }, (_, i) => ({ name: `h${i}.example` })))).toHaveLength(1);
  });

  it('answers anything at all with a result, and lets no unknown key through', () => {
    const keys = Object.keys(whole);
    const anyHost = fc.dictionary(
      fc.constantFrom(...keys, '__proto__', 'constructor', 'x'),
      fc.oneof(fc.anything(), fc.constantFrom(...Object.values(whole))),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(anyHost)), (value) => {
        const result = parseHostDeclarations(value);
        if (!result.ok) return void expect(result.error.length).toBeGreaterThan(0);
        for (const host of result.value) expect(Object.getPrototypeOf(host)).toBe(Object.prototype);
      }),
      { numRuns: 1_000 },
    );
  });
});
