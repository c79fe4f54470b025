/**
 * The headline programs of the articles, written anew and raced: is what they say about speed true here? Each speed-up is against the
 * first contestant, and its note gives the verdict, what the articles say, and whether the race agrees with what was found to hold when
 * their own programs were run natively (`docs/benchmarks.md` tells where the two differ).
 */
import { readFile } from 'node:fs/promises';
import { withLab, type Lab } from '../../authoring/browser';
import { raceInLab, type RaceAsk } from '../../authoring/race-lab';
import { breakEven } from '../../src/measure/break-even';
import { judge } from '../../src/measure/judge';
import type { RaceKind, RaceResult } from '../../src/measure/race';
import type { Standing, VerdictKind } from '../../src/measure/verdict';
import type { Bench, Figure } from './figure';

interface Holds {
  readonly kinds: readonly VerdictKind[];
  readonly least?: number;
  readonly most?: number;
}

interface Runner {
  readonly id: string;
  readonly variant: string;
  readonly args: readonly string[];
  readonly at?: number;
  /** What the articles say about it, and what holds: one of these verdicts, and a speed-up between these. Not for the first. */
  readonly says?: string;
  readonly holds?: Holds;
}

interface Headline {
  readonly name: string;
  readonly file: string;
  readonly kind: RaceKind;
  readonly trials: number;
  readonly runners: readonly Runner[];
}

const faster = (least: number, most = Infinity): Holds => ({ kinds: ['faster'], least, most });
const SLOWER: Holds = { kinds: ['slower'] };
/** What the GIL allows: as fast as one, or a little slower for the hand-overs. */
const NOT_FASTER: Holds = { kinds: ['no-difference', 'slower'], least: 0.7, most: 1.1 };

const three = (
  task: string,
  args: readonly string[],
  threads: Pick<Runner, 'says' | 'holds'>,
  processes: Pick<Runner, 'says' | 'holds'>,
): Pick<Headline, 'file' | 'kind' | 'runners'> => ({
  file: `${task}.py`,
  kind: 'variants',
  runners: [
    { id: 'sequential', variant: 'sequential', args: ['sequential', ...args] },
    { id: 'threads', variant: 'threads', args: ['threads', ...args], ...threads },
    { id: 'processes', variant: 'processes', args: ['processes', ...args], ...processes },
  ],
});

const HEADLINES: readonly Headline[] = [
  {
    name: 'five-requests',
    file: 'five_requests.py',
    kind: 'variants',
    trials: 5,
    runners: [
      { id: 'sequential', variant: 'sequential', args: ['sequential'] },
      {
        id: 'threads',
        variant: 'threads',
        args: ['threads'],
        says: 'five requests in the time of one',
        holds: faster(3.5),
      },
      {
        id: 'asyncio',
        variant: 'asyncio',
        args: ['asyncio'],
        says: 'five requests in the time of one',
        holds: faster(3.5),
      },
    ],
  },
  {
    name: 'ten-urls',
    file: 'ten_urls.py',
    kind: 'variants',
    trials: 3,
    runners: [
      { id: 'sequential', variant: 'sequential', args: ['1'] },
      {
        id: 'pool',
        variant: 'threads',
        args: ['5'],
        says: '4 s with a pool of 5 instead of 15 s; natively 3 s instead of 9 s',
        holds: faster(2.4, 3.2),
      },
    ],
  },
  {
    name: 'thousand-requests',
    file: 'thousand_requests.py',
    kind: 'variants',
    trials: 3,
    runners: [
      { id: 'hundred-connections', variant: 'asyncio', args: ['100'] },
      {
        id: 'no-limit',
        variant: 'asyncio',
        args: ['0'],
        says: '2 s; natively 10.7 s with the default limit of 100 connections, and 2.2 s without it',
        holds: faster(3),
      },
    ],
  },
  {
    name: 'primes-500k',
    trials: 5,
    ...three(
      'primes',
      ['500000'],
      { says: 'slower; natively the same', holds: NOT_FASTER },
      { says: '3.5 times as fast on 4 cores; natively 2.98 at most, and 1.7 on 2 cores', holds: faster(1.2) },
    ),
  },
  {
    name: 'primes-2m',
    trials: 3,
    ...three(
      'primes',
      ['2000000'],
      { says: 'nothing, but that threads bring nothing for computing', holds: NOT_FASTER },
      { says: '6.2 times as fast on 8 cores; natively 1.7 on 2 cores', holds: faster(1.4) },
    ),
  },
  {
    name: 'eight-heavy',
    trials: 5,
    ...three(
      'heavy',
      [],
      { says: 'no faster', holds: NOT_FASTER },
      { says: '4 times as fast, on cores that are not told', holds: faster(1.4) },
    ),
  },
  {
    name: 'hundred-tiny',
    trials: 5,
    ...three(
      'tiny',
      [],
      { says: '2 ms, against 0.01 ms in a loop', holds: SLOWER },
      { says: '0.5 s, against 0.01 ms in a loop', holds: SLOWER },
    ),
  },
];

/** Steps of a task; the last takes some 40 ms in a browser. */
const SIZES = [1_000, 5_000, 25_000, 100_000];
const TASKS = 32;
const WORTH: Headline = {
  name: 'worth',
  file: 'worth.py',
  kind: 'worth',
  trials: 5,
  runners: SIZES.flatMap((at) =>
    ['sequential', 'processes'].map((mode) => ({
      id: `${mode}@${at}`,
      variant: mode,
      args: [mode, String(at)],
      at,
    })),
  ),
};

async function raced(lab: Lab, headline: Headline): Promise<RaceResult> {
  const content = await readFile(new URL(`programs/races/${headline.file}`, import.meta.url), 'utf8');
  const ask: RaceAsk = {
    lesson: null,
    race: headline.name,
    title: headline.name,
    kind: headline.kind,
    entrants: headline.runners.map(({ id, variant, args, at = null }) => ({
      contestant: {
        id,
        title: at === null ? id : `${variant}, ${at} steps`,
        program: at === null ? id : variant,
        variant,
        args,
        at,
      },
      language: 'python',
      entry: headline.file,
      files: [{ path: headline.file, content }],
      startMethod: 'fork',
      prepareProcesses: true,
      hosts: [],
    })),
    references: [],
    trials: headline.trials,
    warmUps: 1,
    seed: 1,
    phases: false,
  };
  const race = await raceInLab(lab, ask);
  if (!race.ok) throw new Error(`${headline.name}: ${race.problem}`);
  return race.result;
}

function agreement({ verdict }: Standing, { kinds, least = 0, most = Infinity }: Holds): string {
  if (verdict === null || verdict.speedUp === null || verdict.kind === 'too-noisy') return 'these trials cannot tell';
  const { kind, speedUp } = verdict;
  return kinds.includes(kind) && speedUp >= least && speedUp <= most ? 'so it is' : 'it is NOT so';
}

const round = (x: number): number => Number(x.toPrecision(3));

function figuresOf(headline: Headline, result: RaceResult): readonly Figure[] {
  const { standings, warnings } = judge(result);
  const doubts = warnings.length === 0 ? '' : `; beware: ${warnings.map(({ kind }) => kind).join(', ')}`;
  return standings.map((standing, i): Figure => {
    const { contestant, summary, verdict } = standing;
    const name = `races.${headline.name}.${contestant.id}`;
    const n = summary?.count ?? 0;
    if (verdict === null) {
      const [value, spread] = [round((summary?.median ?? NaN) / 1000), round((summary?.spread ?? NaN) / 1000)];
      const note = `what the others are compared with, on ${result.environment.cores} cores${doubts}`;
      return { name, value, unit: 's', n, spread, note };
    }
    const { says = '', holds } = headline.runners[i] ?? {};
    const agreed = holds === undefined ? '' : `: ${agreement(standing, holds)}`;
    return {
      name,
      value: round(verdict.speedUp ?? NaN),
      unit: 'ratio',
      n,
      spread: round(verdict.interval === null ? NaN : (verdict.interval.high - verdict.interval.low) / 2),
      note: `${verdict.kind}: ${verdict.words}; the articles say: ${says}${agreed}`,
    };
  });
}

const headlineBench = (headline: Headline): Bench => ({
  names: headline.runners.map(({ id }) => `races.${headline.name}.${id}`),
  run: () => withLab(async (lab) => figuresOf(headline, await raced(lab, headline)), { boot: 'python' }),
});

/** "Only for tasks above 10 ms": from which size on a pool of processes is faster, in milliseconds of a task's own time. */
const worthBench: Bench = {
  names: ['races.worth.break-even'],
  run: () =>
    withLab(
      async (lab) => {
        const result = await raced(lab, WORTH);
        const found = breakEven(result, 'steps');
        const largest = SIZES.at(-1) ?? 1;
        const alone = judge(result).standings.find(({ contestant }) => contestant.id === `sequential@${largest}`);
        const msPerStep = (alone?.summary?.median ?? NaN) / TASKS / largest;
        const inMs = (steps: number | null): number => round((steps ?? NaN) * msPerStep);
        const interval = found?.interval ?? null;
        return [
          {
            name: 'races.worth.break-even',
            value: inMs(found?.size ?? null),
            unit: 'ms',
            n: WORTH.trials,
            spread: interval === null ? NaN : (inMs(interval.high) - inMs(interval.low)) / 2,
            note: `the time of one of ${TASKS} tasks from which on a pool of processes is faster; the articles say: 10 ms; the race says: ${found?.words ?? 'nothing'}`,
          },
        ];
      },
      { boot: 'python' },
    ),
};

export const raceBenches: readonly Bench[] = [...HEADLINES.map(headlineBench), worthBench];
