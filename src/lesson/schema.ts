/**
 * The front matter of a lesson, and with it the authors' manual: the second half of `lessons/README.md` is printed from the
 * descriptions below (`scripts/lesson-manual.ts`), so what is checked and what is written down cannot part ways.
 *
 * Every object is strict: a key that is not listed here is a mistake of the author's, not a wish that is ignored. And a claim
 * that could not fail (a ratio without bounds, a pattern that fits everything, "at least 0") is refused, because it would prove
 * nothing while looking like a proof.
 */
import * as v from 'valibot';
import { ACTOR_KINDS, ACTOR_STATES, HAND_OVER_REASONS } from '../trace/events';
import type { StartMethod } from '../runtimes/runtime';
import { NEEDS, RACE_KINDS, VARIANTS, type Race } from './lesson';

const described = <S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));

const sentence = (description: string) =>
  v.pipe(
    v.string('must be text'),
    v.check((text) => text.trim() !== '', 'must not be empty'),
    v.description(description),
  );

function compiles(source: string): boolean {
  try {
    new RegExp(source, 'm');
    return true;
  } catch {
    return false;
  }
}

/** Regular expressions of claims are JavaScript's, with `^` and `$` at line ends. */
export const claimPattern = (source: string, flags = ''): RegExp => new RegExp(source, `m${flags}`);

const patternText = v.pipe(
  v.string('must be a regular expression (text)'),
  v.check(compiles, 'is not a regular expression that JavaScript understands'),
  v.check(
    (source) => !compiles(source) || !new RegExp(source, 'm').test(''),
    'fits empty text, so it fits everything and proves nothing',
  ),
);
const pattern = (description: string) => v.pipe(patternText, v.description(description));

const capture = (description: string) =>
  v.pipe(
    patternText,
    v.check(
      (source) => !compiles(source) || new RegExp(`${source}|`).exec('')?.length === 2,
      'must have exactly one group in parentheses, around the number to read; write (?: ) for other groups',
    ),
    v.description(description),
  );

const finite = v.pipe(v.number('must be a number'), v.finite('must be a finite number'));
const count = v.pipe(
  v.number('must be a whole number'),
  v.safeInteger('must be a whole number'),
  v.minValue(0, 'must be 0 or more'),
);
const positive = v.pipe(
  v.number('must be a whole number'),
  v.safeInteger('must be a whole number'),
  v.minValue(1, 'must be 1 or more'),
);

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const bounded = <T extends Bounds>() =>
  v.check<T, string>((b) => b.min !== undefined || b.max !== undefined, 'needs `min`, `max` or both');
const ordered = <T extends Bounds>() =>
  v.check<T, string>(
    (b) => b.min === undefined || b.max === undefined || b.min <= b.max,
    '`min` is greater than `max`',
  );
/** For whatever is never negative: `min: 0` alone says nothing. */
const canFail = <T extends Bounds>() =>
  v.check<T, string>(
    (b) => b.max !== undefined || b.min === undefined || b.min > 0,
    '`min: 0` without a `max` always holds and proves nothing',
  );

const program = sentence(
  'The program that must bear it out: the id of a program (its file name without the ending) or of an edit.',
);
const says = sentence(
  'The words of the lesson that this claim proves, exactly as they stand in the prose (without Markdown marks). The loader looks them up.',
);

/** How a run may end, as claims name it. `interrupted` and `platform-fault` are nothing that a lesson promises. */
export const CLAIMED_OUTCOMES = ['finished', 'raised', 'deadlocked', 'timed-out'] as const;

const measure = described(
  v.strictObject({
    program,
    number: v.optional(
      capture(
        "Reads a number from the program's stdout: its one group is around the digits. Without it, the program's wall time in milliseconds counts.",
      ),
    ),
  }),
  "A measured quantity: a program's wall time, or a number that it printed.",
);

const range = (what: string) => ({
  min: v.optional(described(finite, `The least ${what}.`)),
  max: v.optional(described(finite, `The greatest ${what}.`)),
});
const countRange = (what: string) => ({
  min: v.optional(described(count, `The least ${what}.`)),
  max: v.optional(described(count, `The greatest ${what}.`)),
});

const limits = (what: string) => v.pipe(v.strictObject(range(what)), bounded(), ordered(), canFail());

const OutcomeClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('outcome'),
      program,
      is: described(v.picklist(CLAIMED_OUTCOMES, `must be one of ${CLAIMED_OUTCOMES.join(', ')}`), 'How the run ends.'),
      exitCode: v.optional(
        described(
          count,
          'With which exit status (`finished` and `raised` only); a program that finishes is expected to give 0.',
        ),
      ),
      error: v.optional(sentence("With which exception, by its type's name: `ZeroDivisionError` (`raised` only).")),
      says,
    }),
    v.check((c) => c.error === undefined || c.is === 'raised', '`error` goes with `is: raised` only'),
    v.check(
      (c) => c.exitCode === undefined || c.is === 'finished' || c.is === 'raised',
      '`exitCode` goes with `finished` and `raised` only',
    ),
  ),
  'How the program ends.',
);

const OutputClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('output'),
      program,
      stream: v.optional(
        described(v.picklist(['stdout', 'stderr'], 'must be stdout or stderr'), 'Which output; `stdout` unless given.'),
      ),
      matches: v.optional(pattern('Fits somewhere in the whole output.')),
      lacks: v.optional(pattern('Fits nowhere in the output.')),
      lines: v.optional(
        described(
          v.pipe(v.array(pattern('Fits some line.')), v.minLength(1, 'must list one pattern or more')),
          'Patterns, each of which fits some line, in whatever order.',
        ),
      ),
      counts: v.optional(
        described(
          v.pipe(
            v.array(
              v.pipe(
                v.strictObject({ of: pattern('What is counted.'), ...countRange('number of times that it occurs') }),
                bounded(),
                ordered(),
                canFail(),
              ),
            ),
            v.minLength(1, 'must list one count or more'),
          ),
          'How often patterns occur in the whole output.',
        ),
      ),
      says,
    }),
    v.check(
      (c) => c.matches !== undefined || c.lacks !== undefined || c.lines !== undefined || c.counts !== undefined,
      'needs `matches`, `lacks`, `lines` or `counts`',
    ),
  ),
  'What the program prints.',
);

const NumberClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('number'),
      program,
      number: capture('Finds the number in stdout: its one group is around the digits.'),
      ...range('value'),
      says,
    }),
    bounded(),
    ordered(),
  ),
  'A number that the program prints lies between bounds.',
);

const WallClaim = described(
  v.pipe(
    v.strictObject({ claim: v.literal('wall'), program, ...range('number of milliseconds'), says }),
    bounded(),
    ordered(),
    canFail(),
  ),
  'How long the program takes, in milliseconds from its first instruction to its end. Prefer `ratio`: machines differ.',
);

const RatioClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('ratio'),
      of: measure,
      to: measure,
      ...range('value of `of` divided by `to`'),
      says,
    }),
    bounded(),
    ordered(),
    canFail(),
    v.check(
      (c) => c.of.program !== c.to.program || c.of.number !== c.to.number,
      '`of` and `to` are the same measurement',
    ),
  ),
  'One measured quantity divided by another: what a comparison between two programs comes down to.',
);

const OverlapClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('overlap'),
      program,
      state: described(
        v.picklist(ACTOR_STATES, `must be one of ${ACTOR_STATES.join(', ')}`),
        'The state that is looked at.',
      ),
      atLeast: v.optional(described(positive, 'At some moment, this many actors or more are in the state at once.')),
      atMost: v.optional(
        described(
          count,
          'At no moment are more than this many actors in the state. With `state: running` and 1: never two at once.',
        ),
      ),
      within: v.optional(
        described(
          v.picklist(['run', 'process'], 'must be run or process'),
          'Whether to count over the whole `run` (unless given) or in each `process` by itself.',
        ),
      ),
      says,
    }),
    v.check((c) => c.atLeast !== undefined || c.atMost !== undefined, 'needs `atLeast`, `atMost` or both'),
    v.check(
      (c) => c.atLeast === undefined || c.atMost === undefined || c.atLeast <= c.atMost,
      '`atLeast` is greater than `atMost`',
    ),
  ),
  'How many actors are in one state at the same time.',
);

const HandOversClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('hand-overs'),
      program,
      reason: v.optional(
        described(
          v.picklist(HAND_OVER_REASONS, `must be one of ${HAND_OVER_REASONS.join(', ')}`),
          'Count only those made for this reason: `interval` (its time was up), `blocked` (it had to wait), `ended`.',
        ),
      ),
      ...countRange('number of hand-overs'),
      says,
    }),
    bounded(),
    ordered(),
    canFail(),
  ),
  'How often the GIL went from one actor to another.',
);

const TurnsClaim = described(
  v.pipe(
    v.strictObject({ claim: v.literal('turns'), program, ...range('median length in milliseconds'), says }),
    bounded(),
    ordered(),
    canFail(),
  ),
  'How long a turn lasts: the median time that an actor held the GIL before it had to hand it over because its time was up.',
);

const ActorsClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('actors'),
      program,
      kind: v.optional(
        described(
          v.picklist(ACTOR_KINDS, `must be one of ${ACTOR_KINDS.join(', ')}`),
          "Count only this kind. Unless given, everything but processes counts. A program's main thread is a thread like the others.",
        ),
      ),
      ...countRange('number of actors in the whole run'),
      says,
    }),
    bounded(),
    ordered(),
    canFail(),
  ),
  'How many threads, tasks, processes, workers or event loops the run has.',
);

const LockWaitsClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('lock-waits'),
      program,
      resource: v.optional(
        sentence('Count only waits for the lock, queue or other resource of this name, as the trace shows it.'),
      ),
      ...countRange('number of waits'),
      says,
    }),
    bounded(),
    ordered(),
    canFail(),
  ),
  'How often an actor had to wait for a lock, queue, event or another resource (the GIL is not counted).',
);

const HeldClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('held'),
      program,
      resource: sentence('The name of the lock or other resource, as the trace shows it: `lock_a`, `forks[2]`, `GIL`.'),
      by: v.optional(sentence('Count only what the actor of this name held.')),
      times: v.optional(described(limits('number of times'), 'How often it was taken.')),
      longestMs: v.optional(described(limits('number of milliseconds'), 'The longest single hold.')),
      totalMs: v.optional(described(limits('number of milliseconds'), 'All holds together.')),
      atEnd: v.optional(
        described(v.boolean('must be true or false'), 'Whether it is still held when the run ends, as in a deadlock.'),
      ),
      says,
    }),
    v.check(
      (c) => c.times !== undefined || c.longestMs !== undefined || c.totalMs !== undefined || c.atEnd !== undefined,
      'needs `times`, `longestMs`, `totalMs` or `atEnd`',
    ),
  ),
  'Who held a resource, how often and how long.',
);

const SpentClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('spent'),
      program,
      state: described(
        v.picklist(ACTOR_STATES, `must be one of ${ACTOR_STATES.join(', ')}`),
        'The state that is added up.',
      ),
      actor: v.optional(sentence('Only the actor of this name; otherwise all actors are added up.')),
      ...range('number of milliseconds'),
      says,
    }),
    bounded(),
    ordered(),
    canFail(),
  ),
  'How much time actors spend in one state.',
);

const LockOrderClaim = described(
  v.strictObject({
    claim: v.literal('lock-order'),
    program,
    first: sentence('The name of the lock that is always taken first, as the trace shows it.'),
    then: sentence('The name of the lock that is only taken after it.'),
    says,
  }),
  'Nobody takes the lock `first` while holding `then`, and somebody does take `then` while holding `first`.',
);

const DepthClaim = described(
  v.pipe(
    v.strictObject({
      claim: v.literal('depth'),
      program,
      resource: sentence('The name of the queue, pipe or channel, as the trace shows it.'),
      ...countRange('number of messages that were ever in it at once'),
      says,
    }),
    bounded(),
    ordered(),
    canFail(),
  ),
  'How many messages a queue holds at its fullest.',
);

/** In the order in which the manual lists them. */
export const CLAIM_SCHEMAS = [
  OutcomeClaim,
  OutputClaim,
  NumberClaim,
  WallClaim,
  RatioClaim,
  OverlapClaim,
  HandOversClaim,
  TurnsClaim,
  ActorsClaim,
  LockWaitsClaim,
  HeldClaim,
  SpentClaim,
  LockOrderClaim,
  DepthClaim,
] as const;

export const CLAIM_KINDS = [
  'outcome',
  'output',
  'number',
  'wall',
  'ratio',
  'overlap',
  'hand-overs',
  'turns',
  'actors',
  'lock-waits',
  'held',
  'spent',
  'lock-order',
  'depth',
] as const satisfies readonly v.InferOutput<(typeof CLAIM_SCHEMAS)[number]>['claim'][];

export const ClaimSchema = v.variant('claim', [...CLAIM_SCHEMAS], `must be one of ${CLAIM_KINDS.join(', ')}`);

const path = v.pipe(
  v.string('must be a file name'),
  v.regex(
    /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/,
    "must be a path inside the lesson's folder, of letters, digits, `_`, `-`, `.` and `/`",
  ),
);

export const ProgramSchema = described(
  v.strictObject({
    file: described(
      v.pipe(path, v.regex(/\.(?:py|ts)$/, 'must end in .py or .ts')),
      "The file that runs: `.py` (Python) or `.ts` (TypeScript). Its name without the ending is the program's id.",
    ),
    variant: described(
      v.picklist(VARIANTS, `must be one of ${VARIANTS.join(', ')}`),
      "The execution model; it decides the program's colour in charts.",
    ),
    title: v.optional(sentence("The tab's title; the file's name unless given.")),
    also: v.optional(
      described(
        v.array(described(path, 'A file of the folder.')),
        'Other files of the folder that the program imports or reads, shown as further tabs.',
      ),
    ),
    'start-method': v.optional(
      described(
        v.picklist(['fork', 'spawn'] satisfies StartMethod[], 'must be fork or spawn'),
        "How the program's processes start, where the lesson depends on it; the reader cannot change it then. Unless given, it is the reader's choice, and `fork` at first.",
      ),
    ),
    needs: v.optional(
      described(
        v.picklist(NEEDS, `must be ${NEEDS.join(' or ')}`),
        'What the program cannot do without: `shared-memory` (SharedArrayBuffer, and so Mutex, Semaphore and Channel). Where a page lacks it, the recorded run is offered instead, so there has to be one: `npm run -s interleave -- record LESSON PROGRAM`.',
      ),
    ),
  }),
  'A program of the lesson.',
);

export const EditSchema = described(
  v.pipe(
    v.strictObject({
      id: described(
        v.pipe(v.string('must be text'), v.regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')),
        'How claims name the changed program.',
      ),
      program: sentence('The id of the program that is changed.'),
      replace: sentence("Text of the program's main file that stands there exactly once."),
      with: described(v.string('must be text'), 'What the learner is asked to write instead.'),
    }),
    v.check((edit) => edit.replace !== edit.with, '`replace` and `with` are the same, so nothing is changed'),
  ),
  'A change that the lesson asks the learner to make. Claims about it are checked on the changed program; the learner still types it.',
);

/** What stands in arguments for the number in which contestants differ. */
export const RACE_NUMBER = '{n}';
const CORES = '1..2x cores';
const WORKERS = `must be "${CORES}" or a rising list of 3 to 12 whole numbers`;

const rising = (numbers: number[]): boolean => numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? n));

const ReferenceSchema = v.pipe(
  v.strictObject({
    program: sentence('Whose figure it is: the id of a program of the race.'),
    at: v.optional(
      described(
        finite,
        'For which of the `workers` or `sizes` it is; not for `variants`, whose contestants have none.',
      ),
    ),
    ms: v.optional(described(v.pipe(finite, v.minValue(0.001, 'must be above 0')), 'The figure in milliseconds.')),
    s: v.optional(
      described(v.pipe(finite, v.minValue(0.001, 'must be above 0')), 'The figure in seconds, instead of `ms`.'),
    ),
    cores: v.optional(
      described(positive, 'How many cores the machine had on which it was measured, where that is told.'),
    ),
    source: sentence("Where the figure comes from, for the reader: `the author's laptop`."),
  }),
  v.check((r) => (r.ms === undefined) !== (r.s === undefined), 'needs `ms` or `s`, and not both'),
);

export const RaceSchema = described(
  v.pipe(
    v.strictObject({
      id: described(
        v.pipe(v.string('must be text'), v.regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')),
        'How `::race{id=...}` names it. What readers measured is kept under this name, so choose it once.',
      ),
      title: sentence('What is compared, in a few words.'),
      kind: described(
        v.picklist(RACE_KINDS, `must be one of ${RACE_KINDS.join(', ')}`),
        '`variants` compares ways of doing one task; `curve` is one program over a number of workers; `worth` is two programs over the size of the task.',
      ),
      programs: described(
        v.pipe(
          v.array(sentence('The id of a program.')),
          v.minLength(1, 'must list one program or more'),
          v.check((ids) => new Set(ids).size === ids.length, 'lists a program twice'),
        ),
        'The ids of the programs. The first is what the others are compared with.',
      ),
      args: v.optional(
        described(
          v.array(v.string('must be text')),
          `What the programs get as \`sys.argv[1:]\` (or \`args\` of 'interleave'); \`${RACE_NUMBER}\` stands for the number of workers or the size. Unless given: \`['${RACE_NUMBER}']\`, and nothing for \`variants\`.`,
        ),
      ),
      workers: v.optional(
        described(
          v.union(
            [
              v.literal(CORES),
              v.pipe(v.array(positive), v.minLength(3, WORKERS), v.maxLength(12, WORKERS), v.check(rising, WORKERS)),
            ],
            WORKERS,
          ),
          `Of a \`curve\`: the numbers of workers, as a rising list that begins with 1, or \`${CORES}\`, which is also what is taken unless given.`,
        ),
      ),
      sizes: v.optional(
        described(
          v.pipe(
            v.array(v.pipe(finite, v.minValue(0.000001, 'must be above 0'))),
            v.minLength(3, 'must list three sizes or more'),
            v.maxLength(10, 'must list ten sizes at most'),
            v.check(rising, 'must rise'),
          ),
          'Of `worth`: the sizes of the task, rising.',
        ),
      ),
      unit: v.optional(sentence('Of `worth`: what the sizes count, for people: `numbers to test`.')),
      trials: v.optional(
        described(
          v.pipe(positive, v.minValue(3, 'must be 3 or more'), v.maxValue(30, 'must be 30 or less')),
          'How often each is measured, from 3 to 30; 5 unless given. The reader may choose another number.',
        ),
      ),
      'warm-ups': v.optional(
        described(
          v.pipe(count, v.maxValue(3, 'must be 3 or less')),
          'How often each runs before that without being counted; 1 unless given.',
        ),
      ),
      references: v.optional(
        described(
          v.array(ReferenceSchema),
          "Figures of the author's, or of an article's, beside which the reader's stand.",
        ),
      ),
    }),
    v.check(
      (r) => r.kind !== 'variants' || r.programs.length >= 2,
      'compares variants, so it needs two programs or more',
    ),
    v.check((r) => r.kind !== 'curve' || r.programs.length === 1, 'is a curve of one program: list exactly one'),
    v.check(
      (r) => r.kind !== 'worth' || r.programs.length === 2,
      'asks when the second way is worth it: list exactly two programs',
    ),
    v.check((r) => r.workers === undefined || r.kind === 'curve', '`workers` goes with `kind: curve` only'),
    v.check(
      (r) => !Array.isArray(r.workers) || r.workers[0] === 1,
      '`workers` must begin with 1: that is what the others are compared with',
    ),
    v.check((r) => (r.sizes !== undefined) === (r.kind === 'worth'), '`sizes` goes with `kind: worth`, which needs it'),
    v.check((r) => r.unit === undefined || r.kind === 'worth', '`unit` goes with `kind: worth` only'),
    v.check(
      (r) => r.args === undefined || r.args.some((arg) => arg.includes(RACE_NUMBER)) === (r.kind !== 'variants'),
      `\`args\` must hold \`${RACE_NUMBER}\` somewhere, and must not for \`kind: variants\``,
    ),
    v.check(
      (r) => (r.references ?? []).every(({ program: id }) => r.programs.includes(id)),
      '`references` may only be about programs of the race',
    ),
    v.check(
      (r) => (r.references ?? []).every(({ at }) => (at === undefined) === (r.kind === 'variants')),
      'each of `references` needs `at` (which number of workers, which size), and must not have it for `kind: variants`',
    ),
    v.check(
      (r) =>
        (r.references ?? []).every(({ at }) => {
          const numbers = Array.isArray(r.workers) ? r.workers : r.sizes;
          return at === undefined || numbers === undefined || numbers.includes(at);
        }),
      'each of `references` must be `at` one of the numbers that are measured',
    ),
  ),
  'Programs that the reader can measure against each other. Each stands in the text where `::race{id=...}` is.',
);

export const ExerciseSchema = described(
  v.pipe(
    v.strictObject({
      id: described(
        v.pipe(v.string('must be text'), v.regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')),
        'How `:::exercise{#id}` names it. That a reader has solved it is kept under this name, so choose it once.',
      ),
      program: sentence(
        'The id of the program that the reader is asked to change. As it is given, it must fail a check.',
      ),
      solution: described(
        path,
        'A file of the folder: the main file of that program as it may look in the end. It passes every check, and the reader may see it.',
      ),
      checks: v.pipe(
        v.array(ClaimSchema),
        v.minLength(1, 'must list one check or more'),
        v.description(
          'What the solved program does: claims as below, without `program` (it is the one above). What a check `says` is shown to the reader with its verdict: "the two waits overlap".',
        ),
      ),
    }),
    v.check((e) => e.checks.every((check) => check.claim !== 'ratio'), '`checks` look at one run, so `ratio` is none'),
  ),
  "A task for the reader, checked by what the program prints and by the run's trace.",
);

export const FrontMatterSchema = v.strictObject({
  title: sentence("The lesson's name, short."),
  question: sentence('One sentence that makes the reader curious; it stands under the title.'),
  part: sentence('The part of the course that the lesson belongs to. Parts appear in the order of their first lesson.'),
  minutes: described(v.pipe(positive, v.maxValue(60, 'must be 60 or less')), 'How long a reader needs, in minutes.'),
  optional: v.optional(
    described(
      v.literal(true, 'must be true, or be left out'),
      'Readers need not do it: the course is finished without it, and “go on” and “next” never lead to it.',
    ),
  ),
  programs: described(
    v.pipe(v.array(ProgramSchema), v.minLength(1, 'must list one program or more')),
    'The programs, in the order of the tabs. The first is open at the start.',
  ),
  hosts: v.optional(
    described(
      v.array(v.unknown(), 'must be a list'),
      "Hosts of the lab network that the lesson's programs call, besides the built-in ones or in their place.",
    ),
  ),
  races: v.optional(described(v.array(RaceSchema), 'Races between programs, one for each `::race` in the text.')),
  exercises: v.optional(
    described(v.array(ExerciseSchema), 'Tasks for the reader, one for each `:::exercise` in the text.'),
  ),
  covers: v.optional(
    described(
      v.pipe(
        v.array(v.pipe(v.string('must be text'), v.regex(/^E(?:0[1-9]|[1-9]\d|10[0-6])$/, 'must be E01 to E106'))),
        v.check((ids) => new Set(ids).size === ids.length, 'lists a topic twice'),
      ),
      "The topics that the lesson teaches, by their numbers in [the course's list](../docs/curriculum.md). Each topic has its lesson; a test says which has none.",
    ),
  ),
  sources: v.optional(
    described(
      v.array(
        v.strictObject({
          title: sentence('What it is: `PEP 703: Making the GIL optional`.'),
          url: described(
            v.pipe(v.string('must be text'), v.regex(/^https:\/\/[^\s/]+\/\S*$/, 'must be an address, https://...')),
            'Where it stands.',
          ),
        }),
      ),
      'Where facts of the lesson come from; shown at its end.',
    ),
  ),
  edits: v.optional(described(v.array(EditSchema), 'Changes that the lesson asks for, so that claims can cover them.')),
  claims: described(
    v.pipe(v.array(ClaimSchema), v.minLength(1, 'must list one claim or more')),
    'What the lesson says and a run must bear out. Every number and every phenomenon in the text has one.',
  ),
});

export type FrontMatter = v.InferOutput<typeof FrontMatterSchema>;

/** A race as the application sees it. */
export function raceOf(told: v.InferOutput<typeof RaceSchema>): Race {
  const { id, title, kind, programs, args, workers, sizes, unit, trials = 5, references = [] } = told;
  return {
    id,
    title,
    kind,
    programs,
    args: args ?? (kind === 'variants' ? [] : [RACE_NUMBER]),
    numbers: kind === 'curve' ? (workers === undefined || workers === CORES ? 'cores' : workers) : (sizes ?? null),
    unit: kind === 'curve' ? 'workers' : kind === 'worth' ? (unit ?? 'size') : null,
    trials,
    warmUps: told['warm-ups'] ?? 1,
    references: references.map(({ program: of, at = null, ms, s = 0, cores = null, source }) => ({
      program: of,
      at,
      ms: ms ?? s * 1000,
      cores,
      source,
    })),
  };
}

/** The front matter of a translation: the words of `lesson.md`'s own. */
export const TranslationSchema = v.strictObject({
  title: sentence("The lesson's name in that language."),
  question: sentence('The sentence under the title.'),
  checks: v.optional(
    described(
      v.record(v.string(), v.array(v.string('must be text'), 'must be a list of sentences')),
      'For each exercise, by its id: what its checks say, in the order of `lesson.md`.',
    ),
  ),
  races: v.optional(described(v.record(v.string(), v.string('must be text')), 'For each race, by its id: its title.')),
});

export type Translation = v.InferOutput<typeof TranslationSchema>;

/** Something that the lesson says and that a run must bear out; `line` is where it stands in `lesson.md`. */
export type Claim = v.InferOutput<typeof ClaimSchema> & { readonly line: number };

/** The ids of the programs (or edits) that must have run before the claim can be judged. */
export function programsOf(claim: Claim): readonly string[] {
  return claim.claim === 'ratio' ? [...new Set([claim.of.program, claim.to.program])] : [claim.program];
}

/** Claims that a busy machine can make false, because it decides who comes first: told again when nothing runs beside the program. */
export function mindsCompany(claim: Claim): boolean {
  return !['output', 'outcome', 'lock-order'].includes(claim.claim);
}

/** Claims about time: on a busy machine they may deserve a second try, which no other claim does. */
export function isTimed(claim: Claim): boolean {
  return ['wall', 'ratio', 'turns', 'spent', 'hand-overs', 'held'].includes(claim.claim);
}
