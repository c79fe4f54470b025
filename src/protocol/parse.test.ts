import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunks, frameMessage, labEvent, pageMessage, realmMessage, rows, workerMessage } from './arbitraries';
import { isSourcePath } from './parts';
import { looksLikeConnect, parseConnect, parsePageToRealm, parseRealmToPage } from './parse-realm';
import { parseFrameToWorker, parseWorkerToFrame } from './parse-worker';
import { ProtocolFault } from './protocol-fault';

const borders = [
  { name: 'page to realm', parse: parsePageToRealm as (value: unknown) => unknown, legal: pageMessage },
  { name: 'realm to page', parse: parseRealmToPage as (value: unknown) => unknown, legal: realmMessage },
  { name: 'frame to worker', parse: parseFrameToWorker as (value: unknown) => unknown, legal: frameMessage },
  { name: 'worker to frame', parse: parseWorkerToFrame as (value: unknown) => unknown, legal: workerMessage },
] as const;

/** Shared memory loses its identity in a clone, all else goes through one, as on the wire. */
function wire(message: unknown): unknown {
  return structuredClone(message);
}

function refused(parse: (value: unknown) => unknown, value: unknown): void {
  expect(() => parse(value)).toThrow(ProtocolFault);
}

describe.each(borders)('the border from $name', ({ parse, legal }) => {
  const messages: fc.Arbitrary<unknown> = legal;

  test('lets every legal message pass unchanged', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(parse(message)).toEqual(message);
        expect(parse(wire(message))).toEqual(wire(message));
      }),
    );
  });

  test('refuses whatever is no message, with a named fault', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }), (junk) =>
        refused(parse, junk),
      ),
    );
  });

  test('refuses a legal message with one key more, even one called __proto__', () => {
    fc.assert(
      fc.property(
        messages,
        fc.constantFrom('__proto__', 'constructor', 'toString', 'extra'),
        fc.anything(),
        (message, key, value) => {
          const tampered: object = { ...(message as object) };
          Object.defineProperty(tampered, key, { value, enumerable: true, configurable: true, writable: true });
          refused(parse, tampered);
        },
      ),
    );
  });

  test('refuses a legal message with one key less, or with a value of another type', () => {
    fc.assert(
      fc.property(messages, fc.nat(), (message, pick) => {
        const keys = Object.keys(message as object);
        const key = keys[pick % keys.length] ?? 'type';
        const { [key]: _, ...rest } = message as Record<string, unknown>;
        refused(parse, rest);
        refused(parse, { ...rest, [key]: Symbol.for('no such value') });
        refused(parse, { ...rest, [key]: Number.NaN });
      }),
    );
  });

  test('never touches a prototype, whatever arrives', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).sort();
    fc.assert(
      fc.property(messages, fc.string(), (message, name) => {
        const poison: unknown = JSON.parse(`{"__proto__": {"polluted": ${JSON.stringify(name)}}}`);
        try {
          parse({ ...(message as object), ...(poison as object) });
          parse(Object.assign(Object.create(poison as object) as object, message));
        } catch (fault) {
          expect(fault).toBeInstanceOf(ProtocolFault);
        }
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
    );
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
  });
});

describe('a trace batch', () => {
  const base = { type: 'trace', strings: [] as string[] };

  test('keeps the very array that arrived', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const message = parseWorkerToFrame({ ...base, rows: list });
        expect(message.type === 'trace' && message.rows).toBe(list);
      }),
    );
  });

  test.each([
    ['half a row', new Int32Array(7)],
    ['floats', new Float64Array(6)],
    ['a plain array', [1, 2, 3, 4, 5, 6]],
    ['an object that claims to be an array', { length: 6, [Symbol.toStringTag]: 'Int32Array' }],
    ['rows in memory that its sender can still write to', new Int32Array(new SharedArrayBuffer(24))],
    ['more rows than one message may hold', new Int32Array(6 * 1_000_001)],
  ])('is refused with %s', (_, bad) => {
    refused(parseWorkerToFrame, { ...base, rows: bad });
    refused(parseRealmToPage, { ...base, run: 1, rows: bad });
  });

  test('is refused when its strings are not all strings', () => {
    refused(parseWorkerToFrame, { ...base, rows: new Int32Array(6), strings: ['a', 1] });
    refused(parseWorkerToFrame, { ...base, rows: new Int32Array(6), strings: { 0: 'a', length: 1 } });
    refused(parseWorkerToFrame, { ...base, rows: new Int32Array(6), strings: new Array(3) });
  });
});

describe('an output batch', () => {
  test('keeps the very list that arrived', () => {
    fc.assert(
      fc.property(chunks, (list) => {
        const message = parseRealmToPage({ type: 'output', run: 0, process: 0, chunks: list });
        expect(message.type === 'output' && message.chunks).toBe(list);
      }),
    );
  });

  test('is refused when it holds more characters than one message may', () => {
    const text = 'x'.repeat(1_000_000);
    const list = Array.from({ length: 9 }, () => ({ stream: 'stdout', text, t: 0, actor: 0 }));
    expect(parseWorkerToFrame({ type: 'output', chunks: list.slice(0, 8) }).type).toBe('output');
    refused(parseWorkerToFrame, { type: 'output', chunks: list });
  });

  test('is checked in a time like that of sending it', () => {
    const list = Array.from({ length: 2_000 }, (_, i) => ({ stream: 'stdout', text: `line ${i}\n`, t: i, actor: 1 }));
    const message = { type: 'output', run: 1, process: 0, chunks: list };
    const quickest = (work: () => unknown): number =>
      Math.min(
        ...Array.from({ length: 20 }, () => {
          const start = performance.now();
          work();
          return performance.now() - start;
        }),
      );
    const sent = quickest(() => structuredClone(message));
    expect(quickest(() => parseRealmToPage(message))).toBeLessThan(sent * 10);
  });
});

describe('a run request', () => {
  const limits = { outputChars: 1, lockEvents: 1, timeoutMs: null };
  const request = {
    language: 'python',
    entry: 'main.py',
    args: [],
    traced: true,
    startMethod: 'fork',
    prepareProcesses: true,
    seed: null,
    limits,
  };
  const run = (files: unknown, more: object = {}): unknown => ({
    type: 'run',
    run: 1,
    request: { ...request, files, ...more },
  });

  test('must hold the file that it wants to run', () => {
    refused(parsePageToRealm, run([{ path: 'other.py', content: '' }]));
    expect(parsePageToRealm(run([{ path: 'main.py', content: '' }])).type).toBe('run');
  });

  test('may hold bytes of its own, but no shared ones', () => {
    const main = { path: 'main.py', content: '' };
    expect(parsePageToRealm(run([main, { path: 'a.bin', content: new Uint8Array(3) }])).type).toBe('run');
    refused(parsePageToRealm, run([main, { path: 'a.bin', content: new Uint8Array(new SharedArrayBuffer(3)) }]));
    refused(parsePageToRealm, run([main, { path: 'a.bin', content: [1, 2] }]));
  });

  test.each(['/etc/passwd', '../up.py', 'a/../../b.py', 'a//b.py', './a.py', '', 'a\\b.py', 'a\0b', 'dir/'])(
    'is refused for the path %j',
    (path) => {
      expect(isSourcePath(path)).toBe(false);
      refused(parsePageToRealm, run([{ path, content: '' }], { entry: path }));
    },
  );

  test.each(['a.py', 'pkg/__init__.py', 'data/with space.txt', '..hidden', 'x..y/z'])('may use the path %j', (path) => {
    expect(isSourcePath(path)).toBe(true);
  });
});

describe('what a run asks of the lab network', () => {
  const conditions = { latencyFactor: 1, bandwidthFactor: 1, failureRate: 0 };
  const run = (network: unknown): unknown => ({
    type: 'run',
    run: 1,
    request: {
      language: 'python',
      entry: 'main.py',
      files: [{ path: 'main.py', content: '' }],
      args: [],
      traced: true,
      startMethod: 'fork',
      prepareProcesses: true,
      seed: null,
      limits: { outputChars: 1, lockEvents: 1, timeoutMs: null },
      network,
    },
  });

  test('is checked by the lab’s own parser, in the spelling of the program', () => {
    const host = { name: 'slow.example', failureRate: 0.5, rateLimit: { requests: 3, perSeconds: 2 } };
    expect(parsePageToRealm(run({ hosts: [host], conditions }))).toEqual(run({ hosts: [host], conditions }));
    for (const bad of [
      { name: 'slow.example', 'failure-rate': 0.5 },
      { name: 'slow.example', rateLimit: { requests: 3, 'per-seconds': 2 } },
      { name: 'slow.example', failureRate: 2 },
      { name: 'not a name' },
      { name: 'slow.example', routes: [{ path: 'no-slash' }] },
      null,
      [],
    ])
      refused(parsePageToRealm, run({ hosts: [bad], conditions }));
    refused(parsePageToRealm, run({ hosts: [host, host], conditions }));
    refused(parsePageToRealm, run({ hosts: {}, conditions }));
  });

  test('is refused with weather that there is not', () => {
    for (const bad of [{ latencyFactor: -1 }, { failureRate: 1.01 }, { latencyFactor: Infinity }, { wind: 3 }])
      refused(parsePageToRealm, run({ hosts: [], conditions: { ...conditions, ...bad } }));
  });
});

describe('news of the lab network', () => {
  test('keep the very list that arrived', () => {
    fc.assert(
      fc.property(fc.array(labEvent), (list) => {
        const message = parseRealmToPage({ type: 'network', run: 0, events: list, omitted: 0 });
        expect(message.type === 'network' && message.events).toBe(list);
      }),
    );
  });

  test('are refused with one event that is malformed in any way', () => {
    fc.assert(
      fc.property(
        labEvent,
        fc.nat(),
        fc.constantFrom(undefined, Number.NaN, -1, 'x'.repeat(5000), {}),
        (event, pick, bad) => {
          const keys = Object.keys(event);
          const key = keys[pick % keys.length] ?? 'phase';
          const news = (one: unknown) => ({ type: 'network', run: 0, events: [event, one], omitted: 0 });
          refused(parseRealmToPage, news({ ...event, [key]: bad }));
          refused(parseRealmToPage, news({ ...event, more: 1 }));
          refused(parseRealmToPage, news(Object.fromEntries(Object.entries(event).filter(([name]) => name !== key))));
        },
      ),
    );
  });

  test('are refused when there are more than one message may hold', () => {
    const events = Array.from({ length: 20_001 }, () => ({ phase: 'queued', t: 0, exchange: 1 }));
    expect(parseRealmToPage({ type: 'network', run: 0, events: events.slice(1), omitted: 0 }).type).toBe('network');
    refused(parseRealmToPage, { type: 'network', run: 0, events, omitted: 0 });
  });
});

describe('what a run asks of the real network', () => {
  const ask = (change: object) => ({
    type: 'real-request',
    run: 0,
    exchange: 0,
    request: { method: 'GET', url: 'https://example.com/', headers: [], body: null, ...change },
  });

  test('goes to http and https, and nowhere else', () => {
    expect(parseRealmToPage(ask({})).type).toBe('real-request');
    for (const url of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,x',
      'blob:https://example.com/1',
      'ftp://example.com/',
      '//example.com/',
      'https://',
      'https://example.com/a b',
      'https://example.com/\n',
      `https://example.com/${'x'.repeat(20_000)}`,
    ])
      refused(parseRealmToPage, ask({ url }));
  });

  test('has headers of one line each, and not more of them than anybody needs', () => {
    expect(parseRealmToPage(ask({ headers: [['X-Name', 'ä value']] })).type).toBe('real-request');
    for (const headers of [
      [['X-Name', 'one\r\nX-Two: two']],
      [['X Name', '1']],
      [['', '1']],
      [['X-Name', 'smile \u263a']],
      [['X-Name']],
      Array.from({ length: 501 }, () => ['a', '']),
      [['a', 'x'.repeat(200_000)]],
    ])
      refused(parseRealmToPage, ask({ headers }));
  });

  test('has a body of its own memory', () => {
    expect(parseRealmToPage(ask({ method: 'POST', body: new Uint8Array(3) })).type).toBe('real-request');
    refused(parseRealmToPage, ask({ body: new Uint8Array(new SharedArrayBuffer(3)) }));
    refused(parseRealmToPage, ask({ body: 'text' }));
    refused(parseRealmToPage, ask({ body: new Uint8Array(33 * 1024 * 1024) }));
  });
});

describe('an answer of the real network', () => {
  const part = (answer: object) => ({ type: 'real-answer', run: 0, exchange: 0, answer });

  test('has a final status and pieces that were agreed', () => {
    expect(parsePageToRealm(part({ part: 'head', status: 200, reason: '', headers: [] })).type).toBe('real-answer');
    for (const status of [0, 101, 600, 200.5, '200'])
      refused(parsePageToRealm, part({ part: 'head', status, reason: '', headers: [] }));
    refused(parsePageToRealm, part({ part: 'piece', bytes: new Uint8Array(256 * 1024 + 1) }));
    refused(parsePageToRealm, part({ part: 'failed', failure: 'bad luck', words: '' }));
    refused(parsePageToRealm, part({ part: 'end', bytes: 1 }));
  });
});

describe('the name of a module that a package may have', () => {
  const ask = (name: unknown) => parseWorkerToFrame({ type: 'system-call', call: 1, what: { op: 'package', name } });

  test('is one that packages are published under, and no path or address', () => {
    for (const name of ['requests', 'a', 'B2_c', 'x'.repeat(100)]) expect(ask(name)).toMatchObject({ what: { name } });
    for (const name of ['', '_private', '2to3', 'a.b', '../a', 'a/b', 'naïve', 'a\n', 'x'.repeat(101), 7, null]) {
      expect(() => ask(name), String(name)).toThrow();
    }
  });
});

describe('the connect message', () => {
  test('passes as it is and is refused with anything more', () => {
    const message = { type: 'interleave:connect', version: 1 };
    expect(looksLikeConnect(message)).toBe(true);
    expect(parseConnect(message)).toEqual(message);
    refused(parseConnect, { ...message, origin: 'x' });
    refused(parseConnect, { ...message, version: '1' });
  });

  test('is told from other window messages', () => {
    for (const other of [null, undefined, 'interleave:connect', 7, [], { type: 'devtools' }]) {
      expect(looksLikeConnect(other)).toBe(false);
    }
  });
});

test('a fault names the sender and the kind, and quotes little of what came', () => {
  const evil = `<img src=x onerror=alert(1)>${'é'.repeat(500)}`;
  try {
    parseRealmToPage({ type: evil });
    expect.unreachable();
  } catch (fault) {
    const { message } = fault as ProtocolFault;
    expect(message).toMatch(/^A message from the realm \("/);
    expect(message.length).toBeLessThan(400);
    expect(message).toMatch(/^[\x20-\x7e]*$/);
  }
});
