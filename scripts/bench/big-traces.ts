/**
 * Traces of a million events, for benches of the timeline: what a run would have sent, rows and strings. They obey the law of
 * `src/trace/events.ts`, so they go through the builder as any run's do; and they are drawn by lot from a fixed seed, so they are
 * the same each time.
 */
import { seededRandom } from '../../src/base/random';
import { NONE, STATE } from '../../src/trace/codec';
import { TraceWriter, type TraceBatch } from '../../src/trace/writer';

export const BIG_TRACES = ['even', 'many', 'single'] as const;
/**
 * `even`: 32 threads take turns under one GIL, and share four locks. `many`: 2,000 threads in four processes, each with its GIL.
 * `single`: one lane, a segment for each event.
 */
export type BigTrace = (typeof BIG_TRACES)[number];

export function bigTrace(kind: BigTrace, events = 1_000_000): TraceBatch {
  const writer = new TraceWriter();
  const random = seededRandom(6);
  const place = (line: number): number => writer.place('main.py', line);
  const lines = Array.from({ length: 40 }, (_, i) => place(i + 1));
  const anyLine = (): number => lines[random.below(lines.length)] as number;
  const via = { sleep: writer.intern('time.sleep'), lock: writer.intern('Lock.acquire') };
  if (kind === 'single') {
    writer.actorStart(0, 0, 'process', 'MainProcess', null);
    writer.actorStart(0, 1, 'thread', 'MainThread', 0);
    let t = 0;
    for (let i = 0; writer.total < events; i++) {
      if (i % 2 === 0) writer.state(t, 1, STATE.running, NONE, 0, anyLine());
      else writer.state(t, 1, STATE.sleeping, NONE, via.sleep, anyLine());
      t += 0.003 + 0.06 * random.float() ** 2 + (random.below(4000) === 0 ? 15 : 0);
    }
    return writer.take() as TraceBatch;
  }
  const processes = kind === 'even' ? 1 : 4;
  const threads = kind === 'even' ? 32 : 500;
  let actors = 0;
  let resources = 0;
  const all = Array.from({ length: processes }, (_, p) => {
    const process = actors++;
    writer.actorStart(0, process, 'process', p === 0 ? 'MainProcess' : `SpawnProcess-${p}`, p === 0 ? null : 0);
    const gil = resources++;
    writer.resource(0, gil, 'gil', 'GIL', process, false);
    const locks = Array.from({ length: 4 }, (_unused, i) => {
      writer.resource(0, resources, 'lock', `lock_${i}`, process, false);
      return resources++;
    });
    const queue = Array.from({ length: threads }, (_unused, i) => {
      writer.actorStart(0, actors, 'thread', i === 0 ? 'MainThread' : `Thread-${i}`, process);
      writer.state(0, actors, STATE.starting, NONE, 0, NONE);
      return actors++;
    });
    return { gil, locks, queue, away: [] as number[], runner: -1, turns: 0 };
  });
  let t = 0;
  while (writer.total < events) {
    const p = all[random.below(processes)] as (typeof all)[number];
    t += (0.01 + 0.4 * random.float() ** 3) / processes;
    const before = p.runner;
    // Who is away comes back after a while, in order.
    if (p.away.length > threads / 4) {
      const back = p.away.shift() as number;
      writer.state(t, back, STATE.ready, NONE, 0, anyLine());
      p.queue.push(back);
    }
    const next = p.queue.shift() as number;
    if (before < 0) {
      writer.acquire(t, next, p.gil, NONE);
    } else if (random.below(4) === 0) {
      writer.state(t, before, STATE.sleeping, NONE, via.sleep, anyLine());
      writer.handOver(t, p.gil, before, next, 'blocked');
      p.away.push(before);
    } else {
      writer.state(t, before, STATE.ready, NONE, 0, anyLine());
      writer.handOver(t, p.gil, before, next, 'interval');
      p.queue.push(before);
    }
    writer.state(t, next, STATE.running, NONE, 0, anyLine());
    p.runner = next;
    if (p.turns++ % 8 === 0) {
      const lock = p.locks[random.below(p.locks.length)] as number;
      writer.acquire(t, next, lock, anyLine());
      t += 0.005;
      writer.release(t, next, lock, anyLine());
    }
  }
  return writer.take() as TraceBatch;
}
