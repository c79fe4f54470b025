/**
 * Races of the learner's own programs: what she has chosen, as she typed it, becomes a race like those of lessons (`Race` in
 * `lesson/lesson.ts`), or one sentence that says what is still missing. Pure.
 */
import * as v from 'valibot';
import { RACE_KINDS, type Lesson, type Program, type Race, type Variant } from '../lesson/lesson';
import { TRIALS, WARM_UPS } from '../measure/plan';
import { listWords } from '../measure/words';
import type { Language } from '../runtimes/runtime';
import { ownTexts } from '../texts/en/own-programs';
import { PLAYGROUND_ID } from './playground';

export type RaceKind = Race['kind'];

/** Programs by id; one that is no longer there counts for nothing. */
export interface RaceSetting {
  readonly kind: RaceKind;
  /** Of `variants`: those that race, in no order. */
  readonly picked: readonly string[];
  /** Of a `curve`. */
  readonly one: string;
  /** The numbers of workers; empty: as many as the machine's cores suggest. */
  readonly workers: string;
  /** Of `worth`: the way that is there already, and the one that may be worth it. */
  readonly first: string;
  readonly second: string;
  readonly sizes: string;
  readonly unit: string;
}

export const FIRST_SETTING: RaceSetting = {
  kind: 'variants',
  picked: [],
  one: '',
  workers: '',
  first: '',
  second: '',
  sizes: '10, 100, 1000',
  unit: '',
};

const typed = v.pipe(v.string(), v.maxLength(200));
const Kept = v.object({
  kind: v.fallback(v.picklist(RACE_KINDS), FIRST_SETTING.kind),
  picked: v.fallback(v.array(typed), []),
  one: v.fallback(typed, ''),
  workers: v.fallback(typed, ''),
  first: v.fallback(typed, ''),
  second: v.fallback(typed, ''),
  sizes: v.fallback(typed, FIRST_SETTING.sizes),
  unit: v.fallback(typed, ''),
});

/** The setting in the record of the playground; what cannot be read of it is as it was at first. */
export function decodeSetting(record: unknown): RaceSetting {
  const parsed = v.safeParse(v.object({ race: Kept }), record);
  return parsed.success ? parsed.output.race : FIRST_SETTING;
}

export interface OwnRace {
  readonly race: Race;
  /** What is missing before it can be run: one sentence; null for nothing. */
  readonly problem: string | null;
  /** What is odd about it, although it can be run: one sentence; null for nothing. */
  readonly hint: string | null;
}

/** Those that race do so in the order of `programs`. */
export function ownRace(
  programs: readonly Program[],
  setting: RaceSetting,
  textOf: (program: Program) => string,
): OwnRace {
  const race = (
    more: Pick<Race, 'title' | 'programs'> & Partial<Race>,
    problem: string | null,
    hint: string | null = null,
  ): OwnRace => ({
    race: {
      // One for each kind: what was measured before stays beside what is measured now, whoever takes part.
      id: setting.kind,
      kind: setting.kind,
      args: [],
      numbers: null,
      unit: null,
      trials: TRIALS.usual,
      warmUps: WARM_UPS.usual,
      references: [],
      titled: true,
      ...more,
    },
    problem,
    hint,
  });
  const called = (all: readonly Program[]): string => listWords(all.map(({ title }) => title));
  const ids = (all: readonly Program[]): readonly string[] => all.map(({ id }) => id);
  const byId = (wanted: string): readonly Program[] => programs.filter(({ id }) => id === wanted);

  switch (setting.kind) {
    case 'variants': {
      const picked = programs.filter(({ id }) => setting.picked.includes(id));
      return race(
        { title: picked.length < 2 ? ownTexts.yourPrograms : called(picked), programs: ids(picked) },
        picked.length < 2 ? ownTexts.pickTwo : null,
      );
    }
    case 'curve': {
      const one = byId(setting.one);
      const workers = setting.workers.trim() === '' ? ('cores' as const) : wholeNumbers(setting.workers);
      const problem =
        one.length === 0
          ? ownTexts.pickOne
          : workers === 'cores' || (workers !== null && workers[0] === 1 && inRange(workers, 3, 12, 64))
            ? null
            : ownTexts.workersAre;
      return race(
        {
          title: one.length === 0 ? ownTexts.oneOverWorkers : ownTexts.overWorkers(called(one)),
          programs: problem === null ? ids(one) : [],
          args: ['{n}'],
          numbers: workers ?? 'cores',
          unit: 'workers',
        },
        problem,
        deafWords(one, textOf, ownTexts.numberOfWorkers),
      );
    }
    case 'worth': {
      const two = [...byId(setting.first), ...byId(setting.second)];
      const sizes = wholeNumbers(setting.sizes);
      const problem =
        two.length < 2 || two[0] === two[1]
          ? ownTexts.pickDifferent
          : sizes !== null && inRange(sizes, 2, 8, 1_000_000_000)
            ? null
            : ownTexts.sizesAre;
      const unit = setting.unit.trim();
      return race(
        {
          title: two.length < 2 ? ownTexts.twoOverSizes : ownTexts.overSizes(called(two)),
          programs: problem === null ? ids(two) : [],
          args: ['{n}'],
          numbers: sizes,
          unit: unit === '' ? 'size' : unit,
        },
        problem,
        deafWords(two, textOf, 'size'),
      );
    }
  }
}

/** What is raced: the programs, each with the execution model that its text shows. Which text it has is asked when the race begins. */
export function racing(
  programs: readonly Program[],
  textOf: (program: Program) => string,
): Pick<Lesson, 'id' | 'programs'> {
  return {
    id: PLAYGROUND_ID,
    programs: programs.map((program) => ({ ...program, variant: modelOf(program.language, textOf(program)) })),
  };
}

const PYTHON_MODELS: readonly (readonly [Variant, RegExp])[] = [
  ['processes', /^\s*(?:import|from)\s+multiprocessing\b|\bProcessPoolExecutor\b|\bos\.fork\s*\(/m],
  ['asyncio', /^\s*(?:import|from)\s+(?:asyncio|aiohttp)\b/m],
  ['threads', /^\s*(?:import|from)\s+(?:threading|_thread)\b|\bThreadPoolExecutor\b/m],
];

/** The execution model that a program uses, as far as its text shows: it only decides how the program looks in charts. */
export function modelOf(language: Language, text: string): Variant {
  if (language === 'typescript') return /\bpool\s*\(|\bnew\s+Worker\s*\(/.test(text) ? 'workers' : 'event-loop';
  return PYTHON_MODELS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'sequential';
}

/** Programs that never look at what they are given: all of their numbers would be the same. */
function deafWords(programs: readonly Program[], textOf: (program: Program) => string, what: string): string | null {
  const deaf = programs.find(
    (program) => !(program.language === 'python' ? /\bargv\b|\bargparse\b/ : /\bargs\b/).test(textOf(program)),
  );
  if (deaf === undefined) return null;
  return ownTexts.deaf(deaf.title, deaf.language === 'python' ? 'sys.argv' : 'args', what);
}

/** Rising, each once; null where something else stands between them. */
function wholeNumbers(text: string): readonly number[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  if (words.length === 0 || words.some((word) => !/^\d{1,12}$/.test(word))) return null;
  return [...new Set(words.map(Number))].sort((a, b) => a - b);
}

function inRange(numbers: readonly number[], least: number, most: number, largest: number): boolean {
  return (
    numbers.length >= least && numbers.length <= most && numbers.every((number) => number >= 1 && number <= largest)
  );
}
