import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { exportPieces, exportTrace, toChromeTrace, type ChromeEvent } from './chrome-trace';
import type { SavedOutput } from './json';
import { deadlock, fullPipe, gilTurns, lockContention, processPool, sampleTraces, sleepers } from './samples';
import { Story } from './story';
import { anyOutput, anyTrace } from './testing/arbitrary';
import { problemsOfChromeTrace } from './testing/chrome-format';

const byPhase = (events: readonly ChromeEvent[], ph: ChromeEvent['ph']): ChromeEvent[] =>
  events.filter((event) => event.ph === ph);

function traceOf(story: Story) {
  const builder = new TraceBuilder();
  for (const event of story.events) builder.add(event);
  return builder.snapshot();
}

describe('the Chrome trace', () => {
  it('keeps the rules of the format, whatever the run was', () => {
    fc.assert(
      fc.property(anyTrace, anyOutput, (trace, output) => {
        expect(problemsOfChromeTrace(toChromeTrace(trace, output))).toEqual([]);
      }),
      { numRuns: 120 },
    );
    for (const { id, trace } of sampleTraces()) expect(problemsOfChromeTrace(toChromeTrace(trace)), id).toEqual([]);
  });

  it('is the same text in pieces as at once', () => {
    fc.assert(
      fc.property(anyTrace, anyOutput, (trace, output) => {
        const whole = JSON.stringify(toChromeTrace(trace, output));
        expect([...exportPieces(trace, output)].join('')).toBe(whole);
        expect(exportTrace(trace, output)).toBe(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('has a slice for each stretch, in whole microseconds', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const slices = byPhase(toChromeTrace(trace).traceEvents, 'X');
        expect(slices.length).toBe(trace.lanes.reduce((sum, lane) => sum + lane.segments.length, 0));
        const until = new Map<number, number>();
        for (const { tid, ts = -1, dur = -1 } of slices) {
          expect(Number.isInteger(ts) && Number.isInteger(dur) && dur >= 0).toBe(true);
          expect(ts).toBeGreaterThanOrEqual(until.get(tid) ?? 0);
          until.set(tid, ts + dur);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('names every actor and keeps processes apart', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const { traceEvents } = toChromeTrace(trace);
        const names = byPhase(traceEvents, 'M').filter(({ name }) => name === 'thread_name');
        expect(names.map(({ tid }) => tid)).toEqual(trace.actors.map(({ id }) => id + 1));
        const pids = new Set(
          byPhase(traceEvents, 'M')
            .filter(({ name }) => name === 'process_name')
            .map(({ pid }) => pid),
        );
        expect(pids.size).toBe(trace.counts.processes);
        for (const { pid } of traceEvents) expect(pids.has(pid)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('draws a hand-over from the stretch that ends with it to the one that begins with it', () => {
    const trace = gilTurns();
    const { traceEvents } = toChromeTrace(trace);
    const slices = byPhase(traceEvents, 'X');
    const around = ({ tid, ts = 0 }: ChromeEvent) =>
      slices.find((slice) => slice.tid === tid && (slice.ts ?? 0) <= ts && ts < (slice.ts ?? 0) + (slice.dur ?? 0))
        ?.name;
    const [starts, ends] = [byPhase(traceEvents, 's'), byPhase(traceEvents, 'f')];
    expect(starts).toHaveLength(trace.counts.handOvers);
    expect(new Set(starts.map(around))).toEqual(new Set(['running']));
    expect(new Set(ends.map(around))).toEqual(new Set(['running']));
  });

  it('keeps the holds of one lock on one track, and those of a semaphore on as many as had it at once', () => {
    const { traceEvents } = toChromeTrace(lockContention());
    const holds = byPhase(traceEvents, 'b').filter(({ name }) => name === 'results_lock');
    expect(new Set(holds.map(({ id }) => id)).size).toBe(1);
    expect(holds.map(({ args }) => args?.['holder'])).toEqual(['A', 'B', 'C']);

    const story = new Story();
    const process = story.actor('process', 'P');
    const threads = ['A', 'B', 'C'].map((name) => story.actor('thread', name, process));
    const semaphore = story.resource('semaphore', 'gate', process);
    for (const thread of threads) story.pass(1).acquire(thread, semaphore);
    for (const thread of threads) story.pass(1).release(thread, semaphore);
    story.pass(1).acquire(threads[0] as number, semaphore);
    const chrome = toChromeTrace(traceOf(story));
    expect(byPhase(chrome.traceEvents, 'b').map(({ id }) => id)).toEqual(['1.1', '1.2', '1.3', '1.1']);
    expect(problemsOfChromeTrace(chrome)).toEqual([]);
  });

  it('has an arrow for each message, from sender to receiver, and a sign for one that never arrived', () => {
    const { traceEvents } = toChromeTrace(processPool());
    const messages = traceEvents.filter(({ cat }) => cat === 'message');
    expect(messages).toHaveLength(2 * processPool().messages.length);
    const common = {
      name: 'tasks',
      cat: 'message',
      id: 'm1',
      args: { bytes: 1200, picklingMs: 0.08, unpicklingMs: 0.06 },
    };
    expect(messages.slice(0, 2)).toEqual([
      { ...common, ph: 's', pid: 1, tid: 2, ts: 4080 },
      { ...common, ph: 'f', bp: 'e', pid: 3, tid: 5, ts: 39_000 },
    ]);
    const builder = new TraceBuilder();
    const whole = fullPipe();
    for (let i = 0; i < 16; i++) builder.add(whole.at(i));
    expect(toChromeTrace(builder.snapshot()).traceEvents.find(({ cat }) => cat === 'message')).toMatchObject({
      ph: 'i',
      name: 'pipe (not received)',
    });
  });

  it('counts what is in a queue, from the first message to none', () => {
    const counts = byPhase(toChromeTrace(processPool()).traceEvents, 'C').filter(
      ({ name }) => name === 'tasks: messages',
    );
    const values = counts.map(({ args }) => args?.['messages']);
    expect(values[0]).toBe(1);
    expect(values.at(-1)).toBe(0);
    expect(Math.max(...values.map(Number))).toBeGreaterThan(1);
  });

  it('counts who waits for a host', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const [a, b] = ['A', 'B'].map((name) => story.actor('task', name, process)) as [number, number];
    const host = story.resource('host', 'api.lab', process);
    story.state(a, 'waiting', { on: host });
    story.pass(2).state(b, 'waiting', { on: host });
    story.pass(1).state(a, 'ready');
    story.pass(4).state(b, 'ready');
    const counts = byPhase(toChromeTrace(traceOf(story)).traceEvents, 'C');
    expect(counts.map(({ name, ts, args }) => [name, ts, args?.['waiting']])).toEqual([
      ['waiting for api.lab', 0, 1],
      ['waiting for api.lab', 2000, 2],
      ['waiting for api.lab', 3000, 1],
      ['waiting for api.lab', 7000, 0],
    ]);
  });

  it('tells two queues of one name apart', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const thread = story.actor('thread', 'A', process);
    for (const queue of [0, 1].map(() => story.resource('queue', 'jobs', process))) story.send(thread, queue, 0, 8);
    const names = byPhase(toChromeTrace(traceOf(story)).traceEvents, 'C').map(({ name }) => name);
    expect(names).toEqual(['jobs: messages', 'jobs: bytes', 'jobs: messages (2)', 'jobs: bytes (2)']);
  });

  it('counts what each process wrote by itself', () => {
    const story = new Story();
    const [one, two] = ['A', 'B'].map((name) => story.actor('process', name)) as [number, number];
    story.output(one, 'stdout', 0, 3);
    story.output(two, 'stdout', 0, 3);
    story.output(one, 'stdout', 3, 3);
    const chunk = (actor: number, text: string): SavedOutput => ({ stream: 'stdout', text, t: 0, actor });
    const { traceEvents } = toChromeTrace(traceOf(story), [chunk(two, 'two'), chunk(one, 'onemore')]);
    const texts = traceEvents.filter(({ cat }) => cat === 'output').map(({ args }) => args?.['text']);
    expect(texts).toEqual(['one', 'two', 'mor']);
  });

  it('carries the written text where the output is given along', () => {
    const { traceEvents } = toChromeTrace(lockContention(), [
      { stream: 'stdout', text: 'a sum of 24 characters.\n', t: 8.1, actor: 1 },
    ]);
    expect(traceEvents.find(({ cat }) => cat === 'output')).toMatchObject({
      name: 'stdout',
      args: { text: 'a sum of 24 characters.\n', length: 24 },
    });
  });
});

describe('the rules of the format', () => {
  const at = { pid: 1, tid: 2 };
  const slice = { name: 'work', ph: 'X', ...at, ts: 10, dur: 10 };
  const flow = { name: 'go', cat: 'c', id: 1, ...at };

  it.each([
    ['no list', 3, 'a file is a list of events, or an object with traceEvents'],
    ['an unknown unit', { traceEvents: [], displayTimeUnit: 's' }, 'displayTimeUnit is ms or ns'],
    ['no object', [1], 'event 0 is no object'],
    ['an unknown phase', [{ ...slice, ph: 'Q' }], 'event 0: the phase Q is unknown'],
    ['a pid that is a word', [{ ...slice, pid: 'main' }], 'event 0: pid and tid are integers'],
    ['no time', [{ ...slice, ts: undefined }], 'event 0: it has no time'],
    ['no duration', [{ ...slice, dur: undefined }], 'event 0: a complete event has a duration'],
    [
      'slices that cross',
      [slice, { ...slice, ts: 15 }],
      'event 1 overlaps event 0 in thread 1/2, and is not inside of it',
    ],
    ['an end too many', [{ name: 'a', ph: 'E', ...at, ts: 1 }], 'event 0 ends what has not begun'],
    ['an end too few', [{ name: 'a', ph: 'B', ...at, ts: 1 }], '1 of thread 1/2 never end'],
    [
      'a begin that goes back',
      [
        { name: 'a', ph: 'B', ...at, ts: 5 },
        { name: 'a', ph: 'E', ...at, ts: 1 },
      ],
      'event 1 goes back in time in thread 1/2',
    ],
    ['a track without end', [{ ...flow, ph: 'b', ts: 1 }], '1 of track c 1 never end'],
    ['a flow without end', [slice, { ...flow, ph: 's', ts: 12 }], 'flow c go 1 goes s'],
    [
      'a flow from nowhere',
      [slice, { ...flow, ph: 's', ts: 2 }, { ...flow, ph: 'f', bp: 'e', ts: 12 }],
      'event 1 lies in no slice',
    ],
    ['an instant without scope', [{ name: 'a', ph: 'i', ...at, ts: 1 }], 'event 0: an instant has a scope'],
    ['an empty counter', [{ name: 'a', ph: 'C', ...at, ts: 1, args: {} }], 'event 0: a counter has values'],
    [
      'a counter of words',
      [{ name: 'a', ph: 'C', ...at, ts: 1, args: { a: 'x' } }],
      'event 0: the values of a counter are numbers',
    ],
    ['unknown metadata', [{ name: 'a', ph: 'M', ...at, args: {} }], 'event 0: the metadata a is unknown'],
  ])('find %s', (_, file, problem) => {
    expect(problemsOfChromeTrace(file)).toContain(problem);
  });

  it('find nothing wrong with slices that nest, touch or last no time', () => {
    const inside = { ...slice, ts: 10, dur: 4 };
    const events = [slice, inside, { ...slice, ts: 20, dur: 0 }, { ...slice, ts: 20, dur: 3 }];
    expect(problemsOfChromeTrace(events)).toEqual([]);
    expect(problemsOfChromeTrace(toChromeTrace(deadlock()))).toEqual([]);
    expect(problemsOfChromeTrace(toChromeTrace(sleepers()))).toEqual([]);
  });
});
