import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EMBED_COMMANDS,
  EMBED_LANGUAGES,
  EMBED_OUTCOMES,
  EMBED_PARTS,
  EMBED_THEMES,
  EMBED_VERSION,
  embedAddress,
  envelope,
  MOST_CODE,
  MOST_HEIGHT,
  parseEmbedAddress,
  parseFrameMessage,
  parseParentMessage,
  type EmbedAddress,
  type EmbedWhat,
  type FrameMessage,
  type ParentMessage,
} from './embed';

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 });
const accent = fc.stringMatching(/^[0-9a-f]{6}$/);
const amount = fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true }).map((n) => n + 0);
const junk = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withTypedArray: true,
  withNullPrototype: true,
});

const what: fc.Arbitrary<EmbedWhat> = fc.oneof(
  fc.record({ kind: fc.constant('lesson' as const), lesson: name, step: fc.option(name) }),
  fc.record({ kind: fc.constant('program' as const), lesson: name, program: name }),
  fc.record({ kind: fc.constant('shared' as const), payload: name }),
  fc.constant({ kind: 'own' } as const),
);

const address: fc.Arbitrary<EmbedAddress> = fc.record({
  what: fc.option(what),
  hide: fc.subarray([...EMBED_PARTS]),
  theme: fc.option(fc.constantFrom(...EMBED_THEMES)),
  accent: fc.option(accent),
  variant: fc.option(name),
  collapsed: fc.boolean(),
  readonly: fc.boolean(),
  lang: fc.option(fc.constantFrom('de', 'en', 'pt-BR', 'zh-Hant-TW')),
});

const ownProgram = fc.record(
  { language: fc.constantFrom(...EMBED_LANGUAGES), code: fc.string(), title: fc.string({ maxLength: 100 }) },
  { requiredKeys: ['language', 'code'] },
);

const parentMessage: fc.Arbitrary<ParentMessage> = fc.oneof(
  fc.record({ type: fc.constantFrom('run' as const, 'stop' as const) }),
  fc.record(
    { type: fc.constant('hello' as const), keep: fc.constant(true), kept: fc.string() },
    { requiredKeys: ['type'] },
  ),
  fc.record({ type: fc.constant('seek' as const), ms: amount }),
  fc.record(
    { type: fc.constant('theme' as const), theme: fc.constantFrom(...EMBED_THEMES), accent: fc.option(accent) },
    { requiredKeys: ['type', 'theme'] },
  ),
  fc.record(
    { type: fc.constant('load' as const), lesson: name, step: name, program: name },
    { requiredKeys: ['type', 'lesson'] },
  ),
  fc.record({ type: fc.constant('load' as const), program: ownProgram }),
);

const frameMessage: fc.Arbitrary<FrameMessage> = fc.oneof(
  fc.record({
    type: fc.constant('ready' as const),
    greeted: fc.boolean(),
    lesson: fc.option(name),
    step: fc.option(name),
    title: fc.string({ maxLength: 100 }),
    isolated: fc.boolean(),
    threads: fc.constantFrom('live' as const, 'recorded' as const),
  }),
  fc.record({ type: fc.constant('height' as const), height: fc.nat(MOST_HEIGHT) }),
  fc.record({ type: fc.constant('run' as const), program: name }),
  fc.record({
    type: fc.constant('outcome' as const),
    program: name,
    kind: fc.constantFrom(...EMBED_OUTCOMES),
    ms: amount,
  }),
  fc.record({ type: fc.constant('answer' as const), question: name, correct: fc.boolean() }),
  fc
    .tuple(fc.nat(1000), fc.nat(1000))
    .map(([a, b]) => ({ type: 'progress' as const, done: Math.min(a, b), total: Math.max(a, b) })),
  fc.record({
    type: fc.constant('done' as const),
    score: fc.double({ min: 0, max: 1, noNaN: true }).map((n) => n + 0),
  }),
  fc.record({ type: fc.constant('kept' as const), lesson: name, kept: fc.string() }),
  fc.record({
    type: fc.constant('refused' as const),
    command: fc.constantFrom(...EMBED_COMMANDS),
    why: fc.string({ maxLength: 100 }),
  }),
);

describe('the frame’s address', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(address, (wanted) => {
        const { search, hash } = new URL(embedAddress(wanted), 'https://lab.example/course/embed.html');
        expect(parseEmbedAddress(search, hash)).toEqual(wanted);
      }),
    );
  });

  test('may be anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (search, hash) => {
        const read = parseEmbedAddress(search, hash);
        const again = new URL(embedAddress(read), 'https://lab.example/embed.html');
        expect(parseEmbedAddress(again.search, again.hash).hide).toEqual(read.hide);
      }),
    );
  });

  test.each([
    ['', '', { what: null, hide: [], theme: null, collapsed: false, readonly: false }],
    ['', '#/lesson/deadlock', { what: { kind: 'lesson', lesson: 'deadlock', step: null } }],
    ['', '#/lesson/deadlock/at/two-locks', { what: { kind: 'lesson', lesson: 'deadlock', step: 'two-locks' } }],
    ['', '#/lesson/deadlock/fixed', { what: { kind: 'program', lesson: 'deadlock', program: 'fixed' } }],
    ['', '#/lesson/deadlock/fixed/more', { what: null }],
    ['', '#/lesson/deadlock/at/a/b', { what: null }],
    ['', '#/lesson', { what: null }],
    ['', '#/program', { what: { kind: 'own' } }],
    ['', '#/shared/1abc', { what: { kind: 'shared', payload: '1abc' } }],
    ['', '#/%E0%A4%A/x', { what: null }],
    ['?hide=cloth,text,nonsense,text', '', { hide: ['text', 'cloth'] }],
    ['?theme=dark&accent=0A7D4F', '', { theme: 'dark', accent: '0a7d4f' }],
    ['?theme=solarized&accent=%23fff&lang=<script>', '', { theme: null, accent: null, lang: null }],
    ['?collapsed&readonly=true', '', { collapsed: true, readonly: true }],
    ['?collapsed=0&readonly=false', '', { collapsed: false, readonly: false }],
  ])('%s%s', (search, hash, expected) => {
    expect(parseEmbedAddress(search, hash)).toMatchObject(expected);
  });
});

describe.each([
  [
    'of a page',
    parseParentMessage as (data: unknown) => unknown,
    parentMessage as fc.Arbitrary<ParentMessage | FrameMessage>,
  ],
  ['of a frame', parseFrameMessage, frameMessage],
])('messages %s', (_, parse, legal) => {
  test('pass unchanged when they are legal, also as JSON', () => {
    fc.assert(
      fc.property(legal, (message) => {
        expect(parse(envelope(message))).toEqual(message);
        expect(parse(JSON.parse(JSON.stringify(envelope(message))))).toEqual(message);
      }),
    );
  });

  test('are nothing when they are something else, and nothing throws', () => {
    fc.assert(
      fc.property(junk, (data) => {
        expect(parse(data)).toBeNull();
      }),
    );
  });

  test('never throw, whatever a field holds, and what they let pass is what the sender’s own fields say', () => {
    fc.assert(
      fc.property(legal, fc.string(), junk, fc.nat(), (message, extra, value, at) => {
        const keys = [...Object.keys(message), extra];
        const changed: Record<string, unknown> = { ...envelope(message) };
        Object.defineProperty(changed, keys[at % keys.length] ?? extra, { value, enumerable: true });
        const read = parse(changed);
        // Nothing new comes in, and nothing is taken from a prototype.
        for (const key of Object.keys(read ?? {}))
          expect(['why', 'command', 'type', ...Object.keys(changed)]).toContain(key);
      }),
    );
  });

  test('are nothing in another version, or without one', () => {
    fc.assert(
      fc.property(
        legal,
        fc.oneof(fc.constant('1'), fc.constant(0), fc.constant(1.5), fc.constant(null), fc.double({ max: 0 })),
        (message, version) => {
          expect(parse({ ...message, interleave: version })).toBeNull();
          expect(parse({ ...message })).toBeNull();
        },
      ),
    );
  });

  test('do not throw for what no wire carries', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const throwing = {
      interleave: 1,
      get type(): string {
        throw new Error('no');
      },
    };
    for (const data of [proxy, throwing, () => undefined, Symbol('no')]) expect(parse(data)).toBeNull();
  });
});

test('what a prototype says is not said by the message', () => {
  const inherited = Object.create({ type: 'run', interleave: 1 }) as object;
  expect(parseParentMessage(inherited)).toBeNull();
  const polluted: unknown = JSON.parse(
    '{"interleave":1,"__proto__":{"type":"run"},"constructor":{"prototype":{"type":"run"}}}',
  );
  expect(parseParentMessage(polluted)).toBeNull();
  expect(parseParentMessage(JSON.parse('{"interleave":1,"type":"load","lesson":"__proto__"}'))).toEqual({
    type: 'load',
    lesson: '__proto__',
  });
});

describe('a page hears why a command is refused', () => {
  test.each([
    [{ type: 'load' }, 'nothing to load'],
    [{ type: 'load', lesson: 7 }, 'ids'],
    [{ type: 'load', lesson: 'x'.repeat(201) }, 'ids'],
    [{ type: 'load', program: { language: 'cobol', code: '' } }, 'python, typescript'],
    [{ type: 'load', program: { language: 'python', code: 7 } }, 'text'],
    [{ type: 'load', program: { language: 'python', code: ' '.repeat(MOST_CODE + 1) } }, 'longer than'],
    [{ type: 'load', program: { language: 'python', code: '', title: 't'.repeat(501) } }, 'at most'],
    [{ type: 'load', lesson: 'deadlock', program: { language: 'python', code: '' } }, 'belongs to no lesson'],
    [{ type: 'seek' }, 'number'],
    [{ type: 'seek', ms: NaN }, 'number'],
    [{ type: 'seek', ms: -1 }, 'number'],
    [{ type: 'theme', theme: 'solarized' }, 'light, dark, projector'],
    [{ type: 'theme', theme: 'dark', accent: 'red' }, 'hexadecimal'],
  ])('$0.type: $1', (message, why) => {
    expect(parseParentMessage({ interleave: 1, ...message })).toMatchObject({
      type: 'refused',
      command: message.type,
      why: expect.stringContaining(why) as unknown,
    });
  });

  test('of a version that is yet to come', () => {
    expect(parseParentMessage({ interleave: EMBED_VERSION + 1, type: 'run' })).toMatchObject({ type: 'refused' });
    expect(parseParentMessage({ interleave: EMBED_VERSION + 1, type: 'dance' })).toBeNull();
  });
});

test.each([
  { type: 'height', height: NaN },
  { type: 'height', height: -1 },
  { type: 'height', height: 1e9 },
  { type: 'height', height: Infinity },
  { type: 'height', height: '400' },
  { type: 'progress', done: 3, total: 2 },
  { type: 'progress', done: 0.5, total: 2 },
  { type: 'done', score: 1.1 },
  { type: 'outcome', program: 'main', kind: 'won', ms: 1 },
  { type: 'outcome', program: '', kind: 'finished', ms: 1 },
  { type: 'ready', greeted: true, lesson: null, step: null, title: 't'.repeat(501), isolated: true, threads: 'live' },
  { type: 'dance' },
])('a frame cannot claim $type of that kind', (message) => {
  expect(parseFrameMessage({ interleave: 1, ...message })).toBeNull();
});
