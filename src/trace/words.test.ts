import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { actorId, traceTime } from './ids';
import {
  EMPTY_TRACE,
  blockedLoop,
  deadlock,
  fullPipe,
  gilTurns,
  lockContention,
  manyTurns,
  processPool,
  sampleTraces,
  sleepers,
} from './samples';
import { Story } from './story';
import { randomStory } from './testing/story';
import type { Trace } from './trace';
import {
  actorName,
  describeMessage,
  describeMoment,
  formatBytes,
  formatMs,
  partyName,
  receivedWords,
  summarise,
  toMarkTable,
  toMessageTable,
  toTable,
} from './words';

function traceOf(story: Story, finished = true): Trace {
  const builder = new TraceBuilder();
  for (const event of story.events) builder.add(event);
  return finished ? builder.finish(story.now) : builder.snapshot();
}

describe('tasks', () => {
  /** A thread and its loop, which has run `names` until each was told how it ends. */
  function tasksEnding(...endings: ('returned' | 'raised' | 'cancelled')[]): Story {
    const story = new Story();
    const process = story.actor('process', 'MainProcess');
    const main = story.actor('thread', 'MainThread', process);
    story.state(main, 'running');
    const tasks = endings.map((_, i) => story.actor('task', `Task-${i + 1}`, i === 0 ? main : 2));
    for (const task of tasks) {
      story.state(task, 'running');
      story.pass(1).state(task, 'sleeping', { via: 'asyncio.sleep' });
    }
    story.pass(50);
    tasks.forEach((task, i) => story.end(task, endings[i]));
    story.omitted(main, null, 1200);
    story.end(main);
    return story;
  }

  it('are told of as what their thread ran, whoever made them, and by how they ended', () => {
    const said = summarise(traceOf(tasksEnding('returned', 'cancelled', 'raised')));
    expect(said).toContain('MainThread ran three tasks, each until it had to wait.');
    expect(said).toContain('Three tasks slept at the same time');
    expect(said).toContain('Task-3 ended with an exception.');
    expect(said).toContain('Task-2 was cancelled.');
    expect(said).toContain('1,200 more steps of tasks were counted but not drawn.');
  });

  it('are told of without "each" where there is but one', () => {
    expect(summarise(traceOf(tasksEnding('returned')))).toContain('MainThread ran one task. ');
  });
});

describe('a loop that is kept busy', () => {
  const trace = blockedLoop();

  it('is told of under the cloth, with the line', () => {
    expect(summarise(trace)).toContain('resize kept its event loop busy for 80 ms (main.py, line 17).');
  });

  it('is told of at every moment of that time, and at no other', () => {
    const said = 'resize kept its event loop busy for 80 ms (main.py, line 17).';
    const { since, t } = trace.marks.at(0);
    for (const at of [since, (since + t) / 2, t]) expect(describeMoment(trace, traceTime(at))).toContain(said);
    for (const at of [since - 0.01, t + 0.01]) expect(describeMoment(trace, traceTime(at))).not.toContain(said);
  });

  it('is a row of a table of its own', () => {
    const { columns, rows } = toMarkTable(trace);
    expect(columns).toEqual(['From', 'To', 'Actor', 'Remark', 'Line']);
    expect(rows).toEqual([
      ['29.0 ms', '109 ms', 'MainThread', 'resize kept its event loop busy for 80 ms', 'main.py, line 17'],
    ]);
    expect(toMarkTable(trace, 0).rows).toEqual([['and 1 more', '', '', '', '']]);
  });

  it('has tasks of which the table says who made them and how they ended', () => {
    const { rows } = toTable(trace);
    expect(rows.find(([, , who, state]) => who === 'load' && state === 'starting')?.[4]).toBe(
      'has not run yet; made by Task-1',
    );
    const ends = rows.filter(([, , , state]) => state === 'ended').map(([, , who, , why]) => `${who} ${why}`);
    expect(ends).toEqual(['parse ended with an exception', 'poll was cancelled']);
  });
});

describe('formatMs', () => {
  it('is never more exact than it deserves', () => {
    const times = [
      0, 0.001, 0.04, 0.5, 1, 3.14, 41.24, 99.99, 412.4, 999.6, 1000, 5000, 99_960, 119_000, 120_000, 125_400,
    ];
    expect(times.map(formatMs).join(' | ')).toMatchInlineSnapshot(
      `"0 ms | 0 ms | 0.04 ms | 0.5 ms | 1.0 ms | 3.1 ms | 41.2 ms | 100 ms | 412 ms | 1.0 s | 1.0 s | 5.0 s | 100 s | 119 s | 2 min | 2 min 5 s"`,
    );
  });

  it('never makes a longer time look shorter', () => {
    const value = (ms: number): number => {
      const [, n = '0', unit = 'ms', seconds = '0'] = /^([\d.]+) (ms|s|min)(?: (\d+) s)?$/.exec(formatMs(ms)) ?? [];
      return Number(n) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000) + Number(seconds) * 1000;
    };
    const ms = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(ms, ms, (a, b) => a > b || value(a) <= value(b)),
      { numRuns: 1000 },
    );
  });
});

describe('summarise', () => {
  it('tells each sample as a teacher would', () => {
    expect(sampleTraces().map(({ trace }) => summarise(trace))).toMatchInlineSnapshot(`
      [
        "Only one thread ran at any moment. The GIL changed hands 10 times.",
        "Only one thread ran at any moment. The GIL changed hands 8 times. The longest of 2 waits: C waited 2.3 ms for results_lock, held by A and then by B.",
        "Deadlock: transfer-1 waits for lock_b, held by transfer-2; transfer-2 waits for lock_a, held by transfer-1. Neither can go on. Only one thread ran at any moment. The GIL changed hands 4 times. Two threads slept at the same time: 20.0 ms of waiting took 10.9 ms.",
        "Only one thread ran at any moment. The GIL changed hands 20 times. Five threads slept at the same time: 5.0 s of waiting took 1.0 s.",
        "Up to two processes ran at the same time: 108 ms of work took 61.8 ms. Each process has a GIL of its own. Eight messages (141 kB) were sent; pickling them took 2.3 ms. Nobody had to wait for a lock.",
        "Up to two processes ran at the same time, but hardly for longer than a moment. Each process has a GIL of its own. Five messages (120 kB) were sent; pickling them took 1.5 ms.",
      ]
    `);
  });

  it('says when there is nothing, or nothing yet', () => {
    expect(summarise(EMPTY_TRACE)).toBe('Nothing has happened yet.');
    expect(summarise(new TraceBuilder().finish(traceTime(3)))).toBe('Nothing ran, so there is nothing to show.');
  });

  it('tells of a single thread how it spent its time', () => {
    const story = new Story();
    const process = story.actor('process', 'MainProcess');
    const main = story.actor('thread', 'MainThread', process);
    const gil = story.resource('gil', 'GIL', process);
    story.acquire(main, gil);
    story.state(main, 'running');
    story.pass(1200).state(main, 'sleeping', { via: 'time.sleep' });
    story.release(main, gil);
    story.pass(3000).acquire(main, gil);
    story.state(main, 'running');
    expect(summarise(traceOf(story))).toBe('Thread MainThread did everything: it ran for 1.2 s and slept for 3.0 s.');
  });

  it('sees processes run at the same time, and counts their work', () => {
    const story = new Story();
    const threads = [1, 2].map((n) => {
      const process = story.actor('process', `Worker-${n}`);
      const main = story.actor('thread', 'MainThread', process);
      const gil = story.resource('gil', 'GIL', process);
      story.acquire(main, gil);
      story.state(main, 'running');
      return main;
    });
    story.pass(900);
    for (const thread of threads) story.end(thread);
    const trace = traceOf(story);
    expect(summarise(trace)).toBe(
      'Up to two processes ran at the same time: 1.8 s of work took 900 ms. Each process has a GIL of its own.',
    );
    expect(threads.map((id) => actorName(trace, actorId(id)))).toEqual([
      'MainThread of Worker-1',
      'MainThread of Worker-2',
    ]);
  });

  it('sees workers without a GIL run at the same time', () => {
    const story = new Story();
    const workers = ['w1', 'w2', 'w3'].map((name) => story.actor('worker', name));
    for (const id of workers) story.state(id, 'running');
    story.pass(10);
    for (const id of workers) story.end(id);
    expect(summarise(traceOf(story))).toBe('Up to three workers ran at the same time: 30.0 ms of work took 10.0 ms.');
  });

  it('tells of tasks that wait inside one thread, and does not count the thread as one waiter more', () => {
    const story = new Story();
    const process = story.actor('process', 'MainProcess');
    const main = story.actor('thread', 'MainThread', process);
    story.state(main, 'running');
    const tasks = [1, 2, 3].map((n) => story.actor('task', `Task-${n}`, main));
    for (const id of tasks) story.state(id, 'sleeping', { via: 'asyncio.sleep' });
    story.state(main, 'sleeping');
    story.pass(1000).state(main, 'running');
    for (const id of tasks) story.end(id);
    expect(summarise(traceOf(story))).toBe(
      'Thread MainThread did everything: it slept for 1.0 s. MainThread ran three tasks, each until it had to wait. Three tasks slept at the same time: 3.0 s of waiting took 1.0 s.',
    );
  });

  it('says that the program still runs', () => {
    const story = new Story();
    const a = story.actor('thread', 'A');
    story.state(a, 'running');
    story.pass(40).mark(a, 'on');
    expect(summarise(traceOf(story, false))).toContain(
      'The program is still running; this is what it did in its first 40.0 ms.',
    );
  });

  it('says what is not drawn', () => {
    const story = new Story();
    const a = story.actor('thread', 'A');
    const lock = story.resource('lock', 'counter_lock', a);
    story.state(a, 'running');
    story.pass(40).omitted(a, lock, 12_345);
    expect(summarise(traceOf(story))).toContain(
      '12,345 more acquisitions of counter_lock were counted but not drawn one by one.',
    );
  });

  it('tells who ended with an exception and who was left waiting', () => {
    const story = new Story();
    const [a, b] = [story.actor('thread', 'A'), story.actor('thread', 'B')];
    const queue = story.resource('queue', 'jobs', a);
    story.state(a, 'running');
    story.state(b, 'blocked', { on: queue, via: 'Queue.get' });
    story.pass(2).end(a, 'raised');
    story.pass(7);
    expect(summarise(traceOf(story))).toBe(
      'Only one thread ran at any moment. B waited 9.0 ms for an item from jobs in Queue.get. A ended with an exception. At the end B was still waiting for an item from jobs.',
    );
  });

  it('finds words for every story, and never a stray value', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(150), fc.boolean(), (seed, steps, finished) => {
        const builder = new TraceBuilder();
        for (const event of randomStory(seed, steps)) builder.add(event);
        const trace = finished ? builder.finish(traceTime(0)) : builder.snapshot();
        const moments = [0, 0.3, 0.7, 1].flatMap((part) => describeMoment(trace, traceTime(part * trace.end)));
        for (const sentence of [summarise(trace), ...moments]) {
          expect(sentence).toMatch(/^[A-Za-z0-9].*\.$/);
          expect(sentence).not.toMatch(/undefined|null|NaN|\[object| {2}|\.\./);
        }
      }),
    );
  });
});

describe('describeMoment', () => {
  it('has one sentence for each living actor', () => {
    expect(describeMoment(lockContention(), traceTime(4.2))).toMatchInlineSnapshot(`
      [
        "MainThread (main.py, line 20) waits for the end of A.",
        "A (main.py, line 10) sleeps (time.sleep); it holds results_lock.",
        "B (main.py, line 8) waits for results_lock, held by A.",
        "C (main.py, line 8) waits for results_lock, held by A.",
      ]
    `);
    expect(describeMoment(deadlock(), traceTime(16))).toMatchInlineSnapshot(`
      [
        "MainThread (main.py, line 22) waits for the end of transfer-1.",
        "transfer-1 (main.py, line 8) waits for lock_b, held by transfer-2; it holds lock_a.",
        "transfer-2 (main.py, line 14) waits for lock_a, held by transfer-1; it holds lock_b.",
      ]
    `);
  });

  it('is silent before the first and after the last', () => {
    const trace = gilTurns();
    expect(describeMoment(trace, trace.end)).toEqual([]);
    expect(describeMoment(EMPTY_TRACE, traceTime(0))).toEqual([]);
  });
});

describe('toTable', () => {
  it('says what the drawing says, by start', () => {
    const { columns, rows } = toTable(sleepers());
    expect(columns).toEqual(['Start', 'End', 'Actor', 'State', 'Why', 'Line']);
    expect(rows.slice(0, 5)).toMatchInlineSnapshot(`
      [
        [
          "0 ms",
          "0.3 ms",
          "MainThread",
          "running",
          "",
          "main.py, line 1",
        ],
        [
          "0.3 ms",
          "0.5 ms",
          "MainThread",
          "ready",
          "the GIL, held by A",
          "main.py, line 10",
        ],
        [
          "0.3 ms",
          "0.5 ms",
          "A",
          "running",
          "",
          "main.py, line 5",
        ],
        [
          "0.5 ms",
          "1.0 s",
          "A",
          "sleeping",
          "time.sleep",
          "main.py, line 6",
        ],
        [
          "0.5 ms",
          "0.8 ms",
          "MainThread",
          "running",
          "",
          "main.py, line 10",
        ],
      ]
    `);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  it('stops at its cap and says how much more there is', () => {
    const trace = manyTurns(3, 5000, 0.1);
    const { rows } = toTable(trace, 100);
    expect(rows).toHaveLength(101);
    const drawn = trace.lanes
      .flatMap(({ segments }) => Array.from({ length: segments.length }, (_, i) => segments.end(i) - segments.start(i)))
      .filter((ms) => ms > 0).length;
    expect(rows.at(-1)?.[0]).toBe(`and ${(drawn - 100).toLocaleString('en-US')} more`);
  });
});

describe('messages in words', () => {
  it('have sizes that people read', () => {
    expect(
      [0, 1, 999, 1000, 1234, 9949, 9950, 34_000, 999_499, 999_500, 1_200_000, 3e9, 4e11].map(formatBytes).join(' | '),
    ).toMatchInlineSnapshot(
      `"0 B | 1 B | 999 B | 1.0 kB | 1.2 kB | 9.9 kB | 10 kB | 34 kB | 999 kB | 1.0 MB | 1.2 MB | 3.0 GB | 400.0 GB"`,
    );
  });

  it('are told from both sides, by the names of the processes', () => {
    const trace = processPool();
    const message = trace.messages.at(4);
    expect(describeMessage(trace, message)).toMatchInlineSnapshot(
      `"SpawnPoolWorker-1 sent 34 kB through results (pickled in 0.5 ms); it arrived 0.3 ms later at MainProcess."`,
    );
    expect(receivedWords(trace, message)).toMatchInlineSnapshot(
      `"received 34 kB through results (unpickled in 0.4 ms), which SpawnPoolWorker-1 had sent 0.3 ms before"`,
    );
    expect(partyName(lockContention(), actorId(1))).toBe('MainThread');
  });

  it('say when nobody received them, and when nobody has yet', () => {
    const story = new Story();
    const process = story.actor('process', 'Main');
    const main = story.actor('thread', 'MainThread', process);
    const pipe = story.resource('pipe', 'results', process, false, true);
    story.state(main, 'running');
    story.pass(2).send(main, pipe, 0, 12);
    story.state(main, 'receiving', { on: pipe, via: 'Connection.recv' });
    story.pass(3);
    const [live, over] = [traceOf(story, false), traceOf(story)];
    expect(describeMessage(live, live.messages.at(0))).toBe(
      'MainThread sent 12 B through results; it has not arrived yet.',
    );
    expect(describeMessage(over, over.messages.at(0))).toBe(
      'MainThread sent 12 B through results; nobody received it.',
    );
    expect(summarise(over)).toMatchInlineSnapshot(
      `"Thread MainThread did everything: it ran for 2.0 ms and waited for messages for 3.0 ms. One message (12 B) was sent. It was never received. At the end MainThread was still waiting for a message from results."`,
    );
    expect(toMessageTable(over).rows).toEqual([['2.0 ms', 'never', 'MainThread', '', 'results', '12 B', '', '']]);
    expect(describeMoment(over, traceTime(3))).toMatchInlineSnapshot(`
      [
        "MainThread waits for a message from results (Connection.recv).",
      ]
    `);
  });

  it('count those that were lost', () => {
    const story = new Story();
    const process = story.actor('process', 'Main');
    const pipe = story.resource('pipe', 'results', process, false, true);
    for (let i = 0; i < 4; i++) story.send(process, pipe, i, 1);
    const lost = (): string => /(It was never|None|\w+ of them)[^.]*\./.exec(summarise(traceOf(story)))?.[0] ?? '';
    expect(lost()).toBe('None was received.');
    story.receive(process, pipe, 0, 1);
    story.receive(process, pipe, 1, 1);
    expect(lost()).toBe('Two of them were never received.');
    story.receive(process, pipe, 2, 1);
    expect(lost()).toBe('One of them was never received.');
    story.receive(process, pipe, 3, 1);
    expect(lost()).toBe('');
  });

  it('are not missed when the library sent them for its own use', () => {
    const story = new Story();
    const process = story.actor('process', 'Main');
    story.send(process, story.resource('pipe', 'pipe 3', process, true, true), 0, 4);
    expect(summarise(traceOf(story))).toContain('One message (4 B) was sent.');
    expect(summarise(traceOf(story))).not.toContain('received');
  });

  it('stand in a table, up to a cap', () => {
    const table = toMessageTable(processPool(), 2);
    expect([table.columns, ...table.rows].map((row) => row.join(' | '))).toMatchInlineSnapshot(`
      [
        "Sent | Arrived | From | To | Through | Size | Pickling | Unpickling",
        "4.1 ms | 39.0 ms | MainProcess | SpawnPoolWorker-1 | tasks | 1.2 kB | 0.08 ms | 0.06 ms",
        "4.4 ms | 42.2 ms | MainProcess | SpawnPoolWorker-2 | tasks | 1.2 kB | 0.08 ms | 0.06 ms",
        "and 6 more |  |  |  |  |  |  | ",
      ]
    `);
  });

  it('leave a process that was killed its own end, and its threads none of theirs', () => {
    const story = new Story();
    const main = story.actor('process', 'MainProcess');
    const worker = story.actor('process', 'Process-1', main);
    const thread = story.actor('thread', 'MainThread', worker);
    story.state(worker, 'starting');
    expect(describeMoment(traceOf(story, false), traceTime(0))).toEqual([
      'Process-1 is starting.',
      'MainThread has started.',
    ]);
    story.state(thread, 'running');
    story.pass(1).end(thread, 'killed');
    story.end(worker, 'killed');
    expect(summarise(traceOf(story))).toContain('Process-1 was stopped from outside.');
  });

  it('tell of a lock that a killed process took with it', () => {
    const story = new Story();
    const main = story.actor('process', 'MainProcess');
    const thread = story.actor('thread', 'MainThread', main);
    const worker = story.actor('process', 'Process-1', main);
    const lock = story.resource('lock', 'lock', main, false, true);
    story.acquire(worker, lock);
    story.pass(1).end(worker, 'killed');
    story.pass(1).state(thread, 'blocked', { on: lock });
    story.pass(5);
    expect(summarise(traceOf(story))).toContain('waited 5.0 ms for lock, held by Process-1, which was killed.');
  });

  it('wait for room with their sender', () => {
    expect(describeMoment(fullPipe(), traceTime(20))).toMatchInlineSnapshot(`
      [
        "MainThread of MainProcess (main.py, line 8) waits for room in pipe (Connection.send).",
        "Consumer is starting.",
      ]
    `);
  });
});

describe('a run in a page', () => {
  /** An event loop that asks two workers, an async call for each, and a timer. */
  function page(): Story {
    const story = new Story();
    const loop = story.actor('event-loop', 'event loop');
    story.state(loop, 'running');
    const timers = story.resource('queue', 'task queue (timers)', loop);
    story.send(loop, timers, 1, 0);
    const host = story.resource('host', 'weather.example', loop);
    const calls = ['ask', 'ask #2'].map((name) => story.actor('task', name, loop));
    for (const call of calls) story.state(call, 'waiting', { on: host, via: 'fetch weather.example' });
    const worker = story.actor('worker', 'worker 1', loop);
    const port = story.resource('queue', 'to worker 1', loop);
    story.state(loop, 'pickling', { on: port, via: 'structured clone' });
    story.send(loop, port, 0, 2_000_000, 3_000);
    story.pass(3).state(loop, 'waiting', { via: 'event loop' });
    story.state(worker, 'unpickling', { on: port, via: 'structured clone' });
    story.pass(2).receive(worker, port, 0, 2_000_000, 2_000);
    story.state(worker, 'running');
    story.pass(95).state(loop, 'running');
    story.receive(loop, timers, 1, 0);
    story.pass(60).mark(loop, 'the event loop was kept busy for 60 ms', 60_000, { file: 'main.ts', line: 3 });
    story.end(worker);
    for (const call of calls) {
      story.state(call, 'running');
      story.end(call);
    }
    story.end(loop);
    return story;
  }
  const trace = traceOf(page());

  it('is told in a page’s words: clones, an idle loop, async calls, callbacks', () => {
    const said = summarise(trace);
    expect(said).toContain('The event loop ran two async calls, each until it had to wait.');
    expect(said).toContain('Two async calls waited at the same time');
    expect(said).toContain("One callback went through the loop's queues.");
    expect(said).toContain('One message (2.0 MB) was sent; cloning it took 3.0 ms.');
    expect(said).toContain('The event loop was kept busy for 60 ms (main.ts, line 3).');
    expect(said).not.toMatch(/pickl|outside|undefined/);
  });

  it('does not say that two strands which are thick at once had a core each: nobody tells', () => {
    const story = page();
    const both = traceOf(story);
    expect(summarise(both)).toMatch(/Up to two threads were busy at the same time, .* in all within|hardly for longer/);
    expect(summarise(both)).not.toContain('of work took');
  });

  it('says at each moment who does what', () => {
    expect(describeMoment(trace, traceTime(50))).toEqual([
      'The event loop has nothing to do.',
      'ask awaits weather.example (fetch weather.example).',
      'ask #2 awaits weather.example (fetch weather.example).',
      'worker 1 runs.',
    ]);
    expect(describeMoment(trace, traceTime(1))[0]).toBe('The event loop clones what it sends (structured clone).');
    expect(describeMoment(trace, traceTime(4)).at(-1)).toBe('worker 1 reads what was cloned (structured clone).');
  });

  it('says of an await behind which nothing has a name that it is one', () => {
    const story = new Story();
    const loop = story.actor('event-loop', 'event loop');
    const call = story.actor('task', 'main.ts', loop);
    story.state(call, 'waiting', { via: 'await' });
    story.pass(5);
    expect(describeMoment(traceOf(story), traceTime(2))).toContain('main.ts waits at an await.');
  });

  it('tells callbacks as what they are, and messages by their clones', () => {
    const said = Array.from({ length: trace.messages.length }, (_, i) => describeMessage(trace, trace.messages.at(i)));
    expect(said).toEqual([
      'The event loop put a callback into the task queue (timers); it was taken out 100 ms later.',
      'The event loop sent 2.0 MB through to worker 1 (cloned in 3.0 ms); it arrived 5.0 ms later at worker 1.',
    ]);
    expect(toMessageTable(trace).columns.slice(-2)).toEqual(['Cloning', 'Reading']);
    const states = toTable(trace).rows.map((row) => row[3]);
    expect(states).toContain('cloning');
    expect(states).toContain('reading a clone');
    expect(states).toContain('idle');
  });
});

describe('a queue of the program', () => {
  /** A producer puts three items into a queue that holds two, and waits; a consumer takes two out, then waits for one more. */
  function bounded(): Story {
    const story = new Story();
    const process = story.actor('process', 'MainProcess');
    const producer = story.actor('thread', 'producer', process);
    const consumer = story.actor('thread', 'consumer', process);
    const jobs = story.resource('queue', 'jobs', process);
    story.state(producer, 'running');
    story.state(consumer, 'sleeping', { via: 'time.sleep' });
    story.pass(1).send(producer, jobs, 0, 0);
    story.pass(1).send(producer, jobs, 1, 0);
    story.state(producer, 'blocked', { on: jobs, via: 'Queue.put' });
    story.pass(5).state(consumer, 'running');
    story.receive(consumer, jobs, 0, 0);
    story.state(producer, 'running');
    story.pass(1).send(producer, jobs, 2, 0);
    story.state(producer, 'blocked', { on: jobs, via: 'Queue.join' });
    story.pass(1).receive(consumer, jobs, 1, 0);
    story.pass(1).receive(consumer, jobs, 2, 0);
    story.state(consumer, 'blocked', { on: jobs, via: 'Queue.get' });
    story.pass(2).state(consumer, 'blocked', { on: jobs, via: "Queue.get's own lock" });
    story.pass(1);
    return story;
  }
  const trace = traceOf(bounded());

  it('is waited for because it is full, because it is empty, or until it is done with', () => {
    expect(describeMoment(trace, traceTime(4))[0]).toBe(
      'producer waits for room in jobs, which is full with two items (Queue.put).',
    );
    expect(describeMoment(trace, traceTime(11))).toEqual([
      'producer waits for all items of jobs to be done (Queue.join).',
      'consumer waits for an item from jobs, which is empty (Queue.get).',
    ]);
  });

  it('is neither where somebody waits for its lock', () => {
    expect(describeMoment(trace, traceTime(12.5))[1]).toBe("consumer waits for jobs (Queue.get's own lock).");
  });

  it('holds items, which are no messages and have no bytes', () => {
    expect(summarise(trace)).toContain('Three items were put into jobs. ');
    expect(summarise(trace)).not.toMatch(/message|0 B/);
    const item = trace.messages.at(0);
    expect(describeMessage(trace, item)).toBe('producer put an item into jobs; consumer took it out 6.0 ms later.');
    expect(receivedWords(trace, item)).toBe('took an item out of jobs, which producer had put in 6.0 ms before');
    expect(toMessageTable(trace).rows[0]).toEqual(['1.0 ms', '7.0 ms', 'producer', 'consumer', 'jobs', '', '', '']);
  });

  it('says what was left in it, and what was counted only', () => {
    const story = new Story();
    const main = story.actor('thread', 'MainThread');
    const [jobs, rest] = [story.resource('queue', 'jobs', main), story.resource('queue', 'rest', main)];
    story.state(main, 'running');
    for (let i = 0; i < 3; i++) story.pass(1).send(main, jobs, i, 0);
    story.receive(main, jobs, 0, 0);
    story.send(main, rest, 0, 0);
    story.pass(1).omitted(main, rest, 1);
    story.omitted(main, jobs, 4000);
    const said = summarise(traceOf(story));
    expect(said).toContain('Four items were put into jobs and rest; three of them were never taken out.');
    expect(said).toContain('4,001 more items of rest and jobs were counted but not drawn one by one.');
    expect(summarise(traceOf(story, false))).toContain('Four items were put into jobs and rest. ');
  });
});
