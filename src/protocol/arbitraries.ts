/** Legal messages of every kind, for property tests on both sides of each border. */
import fc from 'fast-check';
import { BEYOND_FAILURES, type BeyondRequest } from '../lab/beyond';
import type { Conditions } from '../lab/conditions';
import { FAILURE_KINDS, HOST_BEHAVIOURS, type HostDeclaration } from '../lab/declaration';
import type { LabEvent } from '../lab/events';
import type { NetworkRequest, OutputChunk, RunRequest, RunSummary } from '../runtimes/runtime';
import { STREAMS } from '../trace/events';
import type { BootKit } from './kit';
import type { PageToRealm, RealAnswer, RealmToPage } from './realm';
import type { FrameToWorker, WorkerToFrame } from './worker';

const count = fc.nat();
const duration = fc.double({ min: 0, max: 1e9, noNaN: true });
const text = fc.string({ unit: 'binary', maxLength: 40 });
const line = fc.option(text);
const language = fc.constantFrom('python' as const, 'typescript' as const);
const from = fc.constantFrom('snapshot' as const, 'plain' as const);
const place = fc.record({ file: text, line: count });
const step = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/);
const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('/'));

export const chunks: fc.Arbitrary<readonly OutputChunk[]> = fc.array(
  fc.record({
    stream: fc.constantFrom(...STREAMS),
    text,
    t: duration,
    actor: fc.integer({ min: -1, max: 1000 }),
  }),
  { maxLength: 5 },
);

export const rows: fc.Arbitrary<Int32Array> = fc
  .array(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 6, maxLength: 6 }), { maxLength: 4 })
  .map((list) => Int32Array.from(list.flat()));

const strings = fc.array(text, { maxLength: 4 });

const memory = fc.record({ bytes: count, processes: count, largest: count, grown: count, spare: count });

export const summary: fc.Arbitrary<RunSummary> = fc.record(
  {
    memory,
    wallMs: duration,
    outcome: fc.oneof(
      fc.record({ kind: fc.constant('finished' as const), exitCode: fc.integer() }),
      fc.record({
        kind: fc.constant('raised' as const),
        exitCode: fc.integer(),
        error: fc.record({
          type: text,
          message: text,
          frames: fc.array(fc.record({ file: text, line: count, name: text, own: fc.boolean() }), { maxLength: 3 }),
          text,
          syntax: fc.option(fc.record({ file: text, line: count, column: count })),
        }),
      }),
      fc.record({
        kind: fc.constant('deadlocked' as const),
        blocked: fc.array(
          fc.record({
            actor: text,
            via: text,
            place: fc.option(place),
            wants: fc.option(text),
            holder: fc.option(fc.record({ actor: text, place: fc.option(place) })),
          }),
          { maxLength: 3 },
        ),
        cycle: fc.array(text, { maxLength: 3 }),
        text,
      }),
      fc.record({ kind: fc.constant('timed-out' as const), afterMs: duration }),
      fc.record({ kind: fc.constant('interrupted' as const), forced: fc.boolean(), exitCode: fc.integer() }),
      fc.record({
        kind: fc.constant('platform-fault' as const),
        reason: fc.constantFrom(
          'out-of-memory' as const,
          'crashed' as const,
          'unresponsive' as const,
          'boot' as const,
          'protocol' as const,
          'internal' as const,
          'unsupported' as const,
        ),
        message: text,
        context: text,
      }),
    ),
  },
  { requiredKeys: ['wallMs', 'outcome'] },
);

export const conditions: fc.Arbitrary<Conditions> = fc.record({
  latencyFactor: fc.double({ min: 0, max: 1_000, noNaN: true }),
  bandwidthFactor: fc.double({ min: 0.001, max: 1_000, noNaN: true }),
  failureRate: fc.double({ min: 0, max: 1, noNaN: true }),
});

const hosts: fc.Arbitrary<readonly HostDeclaration[]> = fc.uniqueArray(
  fc.record(
    {
      name: fc.stringMatching(/^[a-z][a-z0-9]{0,5}\.example$/),
      latency: fc.integer({ min: 0, max: 60_000 }),
      bandwidth: fc.integer({ min: 1, max: 10_000_000 }),
      failureRate: fc.double({ min: 0, max: 1, noNaN: true }),
      failures: fc.uniqueArray(fc.constantFrom(...FAILURE_KINDS)),
      connectionLimit: fc.integer({ min: 1, max: 100_000 }),
      rateLimit: fc.record({
        requests: fc.integer({ min: 1, max: 1_000_000 }),
        perSeconds: fc.integer({ min: 1, max: 86_400 }),
      }),
      behaviour: fc.constantFrom(...HOST_BEHAVIOURS),
      ports: fc.array(fc.integer({ min: 1, max: 65_535 }), { maxLength: 3 }),
      routes: fc.array(
        fc.record(
          {
            path: path.map((steps) => `/${steps}`),
            status: fc.integer({ min: 200, max: 599 }),
            json: fc.jsonValue({ maxDepth: 3 }),
            delay: fc.integer({ min: 0, max: 600_000 }),
          },
          { requiredKeys: ['path'] },
        ),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ['name'] },
  ),
  { maxLength: 2, selector: ({ name }) => name },
);

export const network: fc.Arbitrary<NetworkRequest> = fc.record(
  { hosts, conditions, real: fc.boolean() },
  { requiredKeys: ['hosts', 'conditions'] },
);

const at = { t: duration, exchange: count };
const connection = {
  connection: count,
  process: fc.option(count),
  host: text,
  port: fc.integer({ min: 0, max: 65_535 }),
};
const status = fc.integer({ min: 0, max: 999 });

export const labEvent: fc.Arbitrary<LabEvent> = fc.oneof(
  fc.record({ phase: fc.constant('connecting' as const), ...at, ...connection }),
  fc.record({ phase: fc.constant('real' as const), ...at }),
  fc.record({ phase: fc.constant('explained' as const), ...at, host: text, words: text }),
  fc.record({ phase: fc.constant('queued' as const), ...at }),
  fc.record({ phase: fc.constant('connected' as const), ...at }),
  fc.record({
    phase: fc.constant('request' as const),
    ...at,
    ...connection,
    method: fc.string({ maxLength: 20 }),
    path: text,
  }),
  fc.record({ phase: fc.constant('sent' as const), ...at, bytes: count }),
  fc.record({ phase: fc.constant('receiving' as const), ...at, status }),
  fc.record({
    phase: fc.constant('done' as const),
    ...at,
    outcome: fc.constantFrom(
      'ok' as const,
      'refused' as const,
      'unreachable' as const,
      'blocked' as const,
      'reset' as const,
      'cancelled' as const,
      'unused' as const,
    ),
    status: fc.option(status),
    bytes: count,
  }),
);

export const request: fc.Arbitrary<RunRequest> = fc
  .record({
    files: fc.array(
      fc.record({
        path,
        content: fc.oneof(
          text,
          fc.uint8Array({ maxLength: 8 }).map((bytes) => Uint8Array.from(bytes)),
        ),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    language,
    args: fc.array(text, { maxLength: 3 }),
    traced: fc.boolean(),
    seed: fc.option(fc.integer()),
    startMethod: fc.constantFrom('fork' as const, 'spawn' as const),
    prepareProcesses: fc.boolean(),
    network: fc.option(network, { nil: undefined }),
    weighed: fc.option(fc.boolean(), { nil: undefined }),
    limits: fc.record({ outputChars: count, lockEvents: count, timeoutMs: fc.option(duration) }),
  })
  .map(({ network, weighed, ...rest }) => ({
    ...rest,
    ...(network === undefined ? {} : { network }),
    ...(weighed === undefined ? {} : { weighed }),
    entry: rest.files[0]?.path ?? '',
  }));

const headers = fc.array(
  fc.tuple(fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,9}$/), fc.stringMatching(/^[\x20-\x7e]{0,12}$/)),
  { maxLength: 4 },
);
const someBytes = fc.uint8Array({ maxLength: 8 }).map((bytes) => Uint8Array.from(bytes));

const realRequest: fc.Arbitrary<BeyondRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PATCH', 'M-SEARCH'),
  url: fc.stringMatching(/^https?:\/\/[a-z]{1,8}\.example\/[!-~]{0,20}$/),
  headers,
  body: fc.option(someBytes),
});

const realAnswer: fc.Arbitrary<RealAnswer> = fc.oneof(
  fc.record({ part: fc.constant('head' as const), status: fc.integer({ min: 200, max: 599 }), reason: text, headers }),
  fc.record({ part: fc.constant('piece' as const), bytes: someBytes }),
  fc.record({ part: fc.constant('end' as const) }),
  fc.record({ part: fc.constant('failed' as const), failure: fc.constantFrom(...BEYOND_FAILURES), words: text }),
);

const filePath = text.map((name) => `/${name}`);
const runFile = fc.record({ path: filePath, size: count, at: duration });
const fileBytes = fc.uint8Array({ maxLength: 8 }).map((bytes) => Uint8Array.from(bytes));

export const pageMessage: fc.Arbitrary<PageToRealm> = fc.oneof(
  fc.record({ type: fc.constant('boot' as const), language }),
  fc.record({ type: fc.constant('run' as const), run: count, request }),
  fc.record({ type: fc.constant('spin' as const), ms: duration }),
  fc.record({ type: fc.constant('interrupt' as const), run: count }),
  fc.record({
    type: fc.constant('kill' as const),
    run: count,
    why: fc.constantFrom('learner' as const, 'timeout' as const, 'unresponsive' as const),
  }),
  fc.record({ type: fc.constant('input' as const), run: count, line }),
  fc.record({ type: fc.constant('conditions' as const), run: count, conditions }),
  fc.record({ type: fc.constant('read-file' as const), run: count, read: count, path: filePath, most: count }),
  fc.record({ type: fc.constant('real-answer' as const), run: count, exchange: count, answer: realAnswer }),
  fc.record({
    type: fc.constant('stage' as const),
    look: fc.record({ ground: text, warp: text, strand: text, bead: text, bad: text, still: fc.boolean() }),
  }),
  fc.record({ type: fc.constant('ping' as const), nonce: count }),
);

export const realmMessage: fc.Arbitrary<RealmToPage> = fc.oneof(
  fc.record({
    type: fc.constant('hello' as const),
    version: count,
    capabilities: fc.record({
      isolation: fc.constantFrom('isolated' as const, 'not-isolated' as const),
      stackSwitching: fc.boolean(),
      webAssembly: fc.boolean(),
      cores: fc.integer({ min: 1, max: 512 }),
      clockStepMs: duration,
    }),
  }),
  fc.record({
    type: fc.constant('boot-progress' as const),
    language,
    step: text,
    loaded: duration,
    total: duration,
  }),
  fc.record({ type: fc.constant('booted' as const), language, version: text, from, bootMs: duration }),
  fc.record({ type: fc.constant('started' as const), run: count }),
  fc.record({ type: fc.constant('output' as const), run: count, process: count, chunks }),
  fc.record({ type: fc.constant('trace' as const), run: count, process: count, rows, strings }),
  fc.record({
    type: fc.constant('network' as const),
    run: count,
    events: fc.array(labEvent, { maxLength: 5 }),
    omitted: count,
  }),
  fc.record({
    type: fc.constant('process-started' as const),
    run: count,
    process: count,
    parent: count,
    t: duration,
    name: text,
    actorKind: fc.constantFrom('process' as const, 'worker' as const),
  }),
  fc.record({
    type: fc.constant('process-ended' as const),
    run: count,
    process: count,
    t: duration,
    ending: fc.constantFrom('returned' as const, 'raised' as const, 'killed' as const),
  }),
  fc.record({ type: fc.constant('real-request' as const), run: count, exchange: count, request: realRequest }),
  fc.record({ type: fc.constant('real-taken' as const), run: count, exchange: count, bytes: count }),
  fc.record({ type: fc.constant('real-abort' as const), run: count, exchange: count }),
  fc.record({ type: fc.constant('input-wanted' as const), run: count }),
  fc.record({ type: fc.constant('interrupt-seen' as const), run: count }),
  fc.record({ type: fc.constant('ended' as const), run: count, summary }),
  fc.record({
    type: fc.constant('files' as const),
    run: count,
    listing: fc.record({ files: fc.array(runFile, { maxLength: 4 }), more: count, bytes: count }),
  }),
  fc.record({
    type: fc.constant('file' as const),
    run: count,
    read: count,
    content: fc.option(fileBytes),
    size: count,
    stale: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('fault' as const),
    reason: fc.constantFrom('boot' as const, 'protocol' as const, 'internal' as const, 'unsupported' as const),
    message: text,
  }),
  fc.record({
    type: fc.constant('frames' as const),
    run: count,
    count: fc.record({ drawn: count, dropped: count, longestMs: duration }),
  }),
  fc.record({ type: fc.constant('spun' as const) }),
  fc.record({ type: fc.constant('pong' as const), nonce: count }),
);

/** `\0asm`, version 1, and nothing else. */
const emptyModule = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));

const kit: fc.Arbitrary<BootKit> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 })), { maxLength: 5 })
  .map((gapsAndLengths) => {
    let end = 0;
    let held = 0;
    const runs = gapsAndLengths.flatMap(([gap, length]) => {
      const begin = end + gap;
      end = begin + length;
      held += length;
      return [begin, length];
    });
    const image = { size: end, runs: Int32Array.from(runs), bytes: new Uint8Array(held), references: '{}' };
    return { wasm: emptyModule, stdlib: new Uint8Array(3), image };
  });

export const frameMessage: fc.Arbitrary<FrameToWorker> = fc.oneof(
  fc.record({
    type: fc.constant('boot' as const),
    indexURL: fc.constantFrom('https://example.org/pyodide-1.2.3/', 'http://127.0.0.1:4173/a/b/'),
    control: fc.option(fc.constant(64).map((bytes) => new SharedArrayBuffer(bytes))),
    kit: fc.option(kit),
  }),
  fc.record({ type: fc.constant('make-kit' as const), indexURL: fc.constant('https://example.org/pyodide-1.2.3/') }),
  fc.record({ type: fc.constant('run' as const), request, process: fc.constant(null) }),
  fc.record({ type: fc.constant('signal' as const), signal: fc.integer({ min: 0, max: 64 }) }),
  fc.record({ type: fc.constant('interrupt' as const) }),
  fc.record({ type: fc.constant('input' as const), line }),
  fc.record({ type: fc.constant('tell-files' as const) }),
);

export const workerMessage: fc.Arbitrary<WorkerToFrame> = fc.oneof(
  fc.record({ type: fc.constant('progress' as const), step: text, loaded: duration, total: duration }),
  fc.record({ type: fc.constant('booted' as const), version: text, from, bootMs: duration }),
  fc.record({ type: fc.constant('kit' as const), kit }),
  fc.record({ type: fc.constant('started' as const), epoch: duration }),
  fc.record({ type: fc.constant('output' as const), chunks }),
  fc.record({ type: fc.constant('trace' as const), rows, strings }),
  fc.record({
    type: fc.constant('system-call' as const),
    call: count,
    what: fc.record({ op: fc.constant('package' as const), name: fc.stringMatching(/^[A-Za-z]\w{0,99}$/) }),
  }),
  fc.record({
    type: fc.constant('system-note' as const),
    what: fc.oneof(
      fc.record({ op: fc.constant('file' as const), at: duration, path: filePath, content: fc.option(fileBytes) }),
      fc.record({ op: fc.constant('listed' as const), files: fc.array(runFile, { maxLength: 4 }) }),
    ),
  }),
  fc.record({ type: fc.constant('input-wanted' as const) }),
  fc.record({ type: fc.constant('interrupt-seen' as const) }),
  fc.record({ type: fc.constant('ended' as const), summary }),
  fc.record({
    type: fc.constant('fault' as const),
    reason: fc.constantFrom('out-of-memory' as const, 'crashed' as const, 'boot' as const, 'internal' as const),
    message: text,
    context: text,
  }),
);
