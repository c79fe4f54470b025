import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEmbedLink, COMMANDS, type Command, type News } from './embed-link';

const PARENT = Symbol('parent');
const READY = { type: 'ready', lesson: null, step: null, title: 'T', isolated: false, threads: 'live' } as const;

interface Posted {
  readonly message: Readonly<Record<string, unknown>>;
  readonly to: string;
}

function aLink(obey: (command: Command) => Promise<string | null> = () => Promise.resolve(null)) {
  const posted: Posted[] = [];
  const obeyed: Command[] = [];
  let clock = 0;
  const link = createEmbedLink({
    post: (message, to) => void posted.push({ message: { ...message }, to }),
    now: () => clock,
    isParent: (source) => source === PARENT,
    ready: () => READY,
    standing: () => [{ type: 'progress', done: 1, total: 2 }],
    restore: () => undefined,
    obey(command) {
      obeyed.push(command);
      return obey(command);
    },
  });
  return { link, posted, obeyed, wait: (ms: number) => (clock += ms) };
}

const says = (type: string, more: object = {}) => ({ interleave: 1, type, ...more });

const message = fc.oneof(
  fc.constantFrom<unknown>(
    says('hello'),
    says('hello', { keep: true }),
    says('run'),
    says('stop'),
    says('seek', { ms: 3 }),
    says('seek', { ms: -1 }),
    says('theme', { theme: 'dark' }),
    says('load'),
    says('dance'),
    { ...says('hello'), interleave: 2 },
    JSON.parse('{"interleave":1,"__proto__":{"type":"hello"}}'),
  ),
  fc.anything(),
);
const news = fc.constantFrom<News>(
  { type: 'height', height: 300 },
  { type: 'height', height: 301 },
  { type: 'run', program: 'p' },
  { type: 'outcome', program: 'p', kind: 'finished', ms: 1 },
  { type: 'answer', question: 'q', correct: false },
  { type: 'progress', done: 1, total: 2 },
  { type: 'done', score: 0.5 },
  { type: 'kept', lesson: 'l', kept: '{}' },
);
const happening = fc.oneof(
  fc.record({
    data: message,
    origin: fc.constantFrom('https://course.example', 'https://evil.example', 'null'),
    source: fc.constantFrom(PARENT, PARENT, Symbol('sibling'), null),
  }),
  news,
  fc.nat(2000),
);

const OPEN = ['ready', 'height', undefined];

test('whatever happens: before hello nobody hears of the learner, then one origin, and only what it may', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const { link, posted, obeyed, wait } = aLink();
      let guest: string | null = null;
      let keeps = false;
      link.begin();
      for (const each of happenings) {
        const at = posted.length;
        const orders = obeyed.length;
        if (typeof each === 'number') wait(each);
        else if ('type' in each) link.tell(each);
        else {
          link.receive(each);
          const hello =
            each.source === PARENT && Reflect.get(Object(each.data) as object, 'type') === 'hello' && guest === null;
          if (hello && posted.length > at) guest = each.origin;
          if (each.source !== PARENT || each.origin !== guest) {
            expect(posted.length, 'a stranger is not answered').toBe(at);
            expect(obeyed.length, 'nor obeyed').toBe(orders);
          } else keeps ||= Reflect.get(Object(each.data) as object, 'keep') === true;
        }
        for (const { message, to } of posted.slice(at)) {
          if (guest === null) expect(OPEN).toContain(message['type']);
          if (!OPEN.includes(message['type'] as string)) expect(to).toBe(guest === 'null' ? '*' : guest);
          if (message['type'] === 'kept') expect(keeps).toBe(true);
          if (message['type'] === undefined) expect(message['subject']).toBe('lti.frameResize');
          else expect(message['interleave']).toBe(1);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('however fast a page talks, it is obeyed no more often than the limit allows', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { minLength: 100, maxLength: 400 }), (gaps) => {
      const { link, obeyed, wait } = aLink();
      const receive = (data: unknown) => link.receive({ data, origin: 'https://a.example', source: PARENT });
      receive(says('hello'));
      for (const gap of gaps) {
        wait(gap);
        receive(says('run'));
      }
      const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
      expect(obeyed.length).toBeLessThanOrEqual(COMMANDS.burst + COMMANDS.perSecond * seconds);
      // And a page that keeps quiet afterwards is heard again.
      wait(1000);
      const before = obeyed.length;
      receive(says('stop'));
      expect(obeyed.length).toBe(before + 1);
    }),
    { numRuns: 30 },
  );
});

test('a height is told once, to everybody, and in the words of Canvas too; a guest that comes late hears it again', () => {
  const { link, posted } = aLink();
  for (const height of [200, 200, 350, 350]) link.tell({ type: 'height', height });
  const heights = () => posted.map(({ message }) => message).filter((each) => 'height' in each);
  expect(heights()).toEqual(
    [200, 350].flatMap((height) => [
      { interleave: 1, type: 'height', height },
      { subject: 'lti.frameResize', height },
    ]),
  );
  link.receive({ data: says('hello'), origin: 'https://a.example', source: PARENT });
  expect(posted.slice(4).map(({ message, to }) => [message['type'] ?? message['subject'], to])).toEqual([
    ['ready', 'https://a.example'],
    ['height', '*'],
    ['lti.frameResize', '*'],
    ['progress', 'https://a.example'],
  ]);
});

test('why a command is not obeyed is told, also when obeying it has thrown', async () => {
  const { link, posted } = aLink(({ type }) =>
    type === 'run' ? Promise.reject(new Error('inside')) : Promise.resolve(type === 'stop' ? 'Nothing runs.' : null),
  );
  const receive = (data: unknown) => link.receive({ data, origin: 'https://a.example', source: PARENT });
  for (const type of ['hello', 'run', 'stop']) receive(says(type));
  receive(says('theme', { theme: 'light' }));
  receive(says('seek'));
  await new Promise(setImmediate);
  expect(posted.map(({ message }) => message).filter(({ type }) => type === 'refused')).toMatchObject([
    { command: 'seek' },
    { command: 'run', why: 'Something in the frame failed.' },
    { command: 'stop', why: 'Nothing runs.' },
  ]);
});
