/**
 * What several runs' pictures show when they stand above one another, in words and as a table. It tells what happened in these runs;
 * which program is faster is a question for many runs of each.
 */
import { rangeTexts } from '../texts/en/range-words';
import { COMPUTING_STATES } from './events';
import { formatMs } from './format';
import { overlap, overlapOfAll, type Overlap } from './selectors';
import type { Trace } from './trace';
import { isOfPage, runnersOf, waitersIn, waitsForThing, type TraceTable } from './words';

export interface RunToCompare {
  /** The program's name, as it begins a sentence. */
  readonly name: string;
  readonly wallMs: number;
  readonly trace: Trace;
}

/** So much more than its span is what makes an overlap worth a word. */
const WORTH = 1.1;

const WAITS = ['sleeping', 'waiting'] as const;

interface Facts {
  readonly waits: Overlap;
  readonly work: Overlap;
}

const known = new WeakMap<Trace, Facts>();

function factsOf(trace: Trace): Facts {
  let facts = known.get(trace);
  if (facts === undefined) {
    const sleepers = new Set(waitersIn(trace, 'sleeping'));
    // Who only awaits others' ends does not wait once more; in a page's run that state is one with waits for the outside.
    const waiters = new Set(waitersIn(trace, 'waiting').filter((id) => !isOfPage(trace) || waitsForThing(trace, id)));
    facts = {
      waits: overlapOfAll(
        trace,
        [...new Set([...sleepers, ...waiters])].map((actor) => ({
          actor,
          states: WAITS.filter((state) => (state === 'sleeping' ? sleepers : waiters).has(actor)),
        })),
      ),
      work: overlap(trace, runnersOf(trace), ...COMPUTING_STATES),
    };
    known.set(trace, facts);
  }
  return facts;
}

/**
 * "threads.py took 1.9 s and loop.ts 1.3 s. In threads.py and loop.ts up to four waited at the same time. In threads.py and
 * loop.ts one was busy at a time." Busy, because whether somebody who computes has a core, nobody is told.
 */
export function compareWords(runs: readonly RunToCompare[]): string {
  const [first, ...others] = runs;
  if (first === undefined) return '';
  return [
    rangeTexts.took(
      first.name,
      formatMs(first.wallMs),
      others.map(({ name, wallMs }) => ({ name, time: formatMs(wallMs) })),
    ),
    ...grouped(runs, 'waits', rangeTexts.oneWaited, rangeTexts.hardlyTwoWaited, rangeTexts.severalWaited),
    ...grouped(runs, 'work', rangeTexts.oneBusy, rangeTexts.hardlyTwoBusy, rangeTexts.severalBusy),
  ].join(' ');
}

/** One sentence for each number that overlapped, with the programs in which it was so; nothing of those that never did it. */
function grouped(
  runs: readonly RunToCompare[],
  what: keyof Facts,
  oneByOne: string,
  hardlyTwo: string,
  several: (most: number) => string,
): string[] {
  const groups = new Map<string, string[]>();
  for (const { name, trace } of runs) {
    const { most, span, sum } = factsOf(trace)[what];
    if (most === 0) continue;
    const words = most === 1 ? oneByOne : sum < WORTH * span ? hardlyTwo : several(most);
    const names = groups.get(words);
    if (names === undefined) groups.set(words, [name]);
    else names.push(name);
  }
  const everywhere = (names: readonly string[]) => runs.length > 2 && names.length === runs.length;
  return [...groups].map(([words, names]) =>
    everywhere(names) ? rangeTexts.inEach(words) : rangeTexts.inSome(names, words),
  );
}

/** The same, and its milliseconds, with a row for each run. */
export function compareTable(runs: readonly RunToCompare[]): TraceTable {
  return {
    columns: [
      rangeTexts.program,
      rangeTexts.tookColumn,
      rangeTexts.waitedAtOnce,
      rangeTexts.waiting,
      rangeTexts.busyAtOnce,
      rangeTexts.busy,
    ],
    rows: runs.map(({ name, wallMs, trace }) => {
      const { waits, work } = factsOf(trace);
      return [name, formatMs(wallMs), `${waits.most}`, spread(waits), `${work.most}`, spread(work)];
    }),
  };
}

/** "801 ms within 202 ms" */
function spread({ most, span, sum }: Overlap): string {
  return most === 0 ? '' : most === 1 ? formatMs(sum) : rangeTexts.within(formatMs(sum), formatMs(span));
}
