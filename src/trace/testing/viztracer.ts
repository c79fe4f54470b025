/**
 * A file as VizTracer writes it, made by a generator of ours from the format's description: each call an `X` of the category
 * `FEE`, in the order of their ends, at microseconds of the machine's clock.
 */

/** A call and what it calls: a name, its length in microseconds, and calls within it at offsets from its start. */
interface MadeCall {
  readonly name: string;
  readonly at: number;
  readonly dur: number;
  readonly calls?: readonly MadeCall[];
}

interface MadeThread {
  readonly name: string;
  readonly tid: number;
  readonly calls: readonly MadeCall[];
}

const CLOCK = 26_346_518_702.808;
const PID = 5122;

function* eventsOf(tid: number, calls: readonly MadeCall[], from: number): Generator<Record<string, unknown>> {
  for (const { name, at, dur, calls: inner = [] } of calls) {
    yield* eventsOf(tid, inner, from + at);
    yield { pid: PID, tid, ts: CLOCK + from + at, dur, name, ph: 'X', cat: 'FEE' };
  }
}

export function vizTracerFile(threads: readonly MadeThread[]): Record<string, unknown> {
  return {
    traceEvents: [
      { ph: 'M', pid: PID, tid: PID, name: 'process_name', args: { name: 'MainProcess' } },
      ...threads.map(({ name, tid }) => ({ ph: 'M', pid: PID, tid, name: 'thread_name', args: { name } })),
      ...threads.flatMap(({ tid, calls }) => [...eventsOf(tid, calls, 0)]),
    ],
    viztracer_metadata: { version: '1.0.4', overflow: false },
    file_info: { files: {}, functions: {} },
  };
}

/** Three threads that fetch a page each, as a program outside of the browser would: the main thread starts and joins them. */
export function threeFetches(): Record<string, unknown> {
  const fetch = (n: number): MadeCall => ({
    name: 'fetch (/home/me/pages.py:5)',
    at: 0,
    dur: 101_000 + n,
    calls: [
      { name: 'time.sleep', at: 400, dur: 100_000 },
      { name: 'parse (/home/me/pages.py:11)', at: 100_450, dur: 300 },
    ],
  });
  return vizTracerFile([
    {
      name: 'MainThread',
      tid: PID,
      calls: [
        {
          name: 'main (/home/me/pages.py:15)',
          at: 0,
          dur: 103_500,
          calls: [
            { name: 'start (/usr/lib/python3.14/threading.py:961)', at: 500, dur: 220 },
            { name: 'start (/usr/lib/python3.14/threading.py:961)', at: 900, dur: 180 },
            {
              name: 'join (/usr/lib/python3.14/threading.py:1070)',
              at: 1_500,
              dur: 101_800,
              calls: [{ name: '_thread.lock.acquire', at: 20, dur: 101_700 }],
            },
          ],
        },
      ],
    },
    ...[0, 1, 2].map((n) => ({
      name: `Thread-${n + 1} (fetch)`,
      tid: 5130 + n,
      calls: [{ ...fetch(n), at: 700 + 400 * n }],
    })),
  ]);
}
