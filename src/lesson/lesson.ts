/**
 * A lesson as the application sees it: plain data, made at build time from a folder in `lessons/` (format: `schema.ts`,
 * which is also the authors' manual). No author's script is in it: prose is sanitised HTML, everything else is values.
 *
 * Fields named `html`, and `question` and `explanation` of predictions and quizzes, hold HTML (whole paragraphs, code coloured
 * by classes that `code.css` knows). `svg` holds an `<svg>` element. `alt`, `caption`, `label` and every title are plain text.
 */
import type { HostDeclaration } from '../lab/declaration';
import type { Locale } from '../texts/locale';
import type { Language, StartMethod } from '../runtimes/runtime';
import type { Claim } from './schema';

/** The execution model of a program: decides its colour everywhere. */
export const VARIANTS = ['sequential', 'threads', 'processes', 'asyncio', 'event-loop', 'workers'] as const;
export type Variant = (typeof VARIANTS)[number];

export interface Program {
  /** Unique in its lesson: the file's name without its ending. */
  readonly id: string;
  /** The tab's title: the file's name. */
  readonly title: string;
  readonly language: Language;
  readonly variant: Variant;
  readonly entry: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** How its processes start, where the lesson depends on it; otherwise as the learner likes. */
  readonly startMethod?: StartMethod;
  /** What a page may lack that the program cannot do without. */
  readonly needs?: Need;
  /** A run of it was recorded and comes with the lesson. */
  readonly recorded?: true;
}

/** `shared-memory`: memory that several threads share, which browsers give to isolated pages only. */
export const NEEDS = ['shared-memory'] as const;
export type Need = (typeof NEEDS)[number];

/** What a race compares: ways of doing one task; one program over a number of workers; two ways over the size of a task. */
export const RACE_KINDS = ['variants', 'curve', 'worth'] as const;

/** A figure of somebody else's, beside which the learner's stand. */
export interface RaceReference {
  readonly program: string;
  /** Which of the race's numbers it is for; null where contestants do not differ in one. */
  readonly at: number | null;
  readonly ms: number;
  /** Of the machine that it was measured on. */
  readonly cores: number | null;
  readonly source: string;
}

/** A task: the learner changes a program until a run of it passes every check (`check.ts` judges it). */
export interface Exercise {
  /** Unique in its lesson, among its questions too. */
  readonly id: string;
  readonly program: string;
  /** About that program, all of them; `says` is what the learner reads beside the verdict. */
  readonly checks: readonly Claim[];
  /** The program as it may look in the end. */
  readonly solution: Program;
}

/** Where a fact comes from. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/**
 * Drawings that move, made by the page (`views/figures`): the kitchen with one cook and with several, who has the GIL, the memory of
 * processes and of threads, the turns of an event loop.
 */
export const LIVE_FIGURES = ['kitchen', 'baton', 'memory', 'event-loop'] as const;
export type LiveFigure = (typeof LIVE_FIGURES)[number];

/** Programs of the lesson that are measured against each other, each several times (`measure/race.ts` has what comes out). */
export interface Race {
  /** Unique in its lesson. */
  readonly id: string;
  readonly title: string;
  readonly kind: (typeof RACE_KINDS)[number];
  /** By id; the first is what the others are compared with. One for a `curve`, two for `worth`. */
  readonly programs: readonly string[];
  /** What each gets as `sys.argv[1:]`, where `{n}` stands for the number of workers or the size. */
  readonly args: readonly string[];
  /** Of a `curve`: how many workers, or `cores`: from one to twice as many as there are cores. Of `worth`: the sizes. Rising. */
  readonly numbers: readonly number[] | 'cores' | null;
  /** What those numbers count, for people: `workers`, `numbers to test`. */
  readonly unit: string | null;
  /** How often each is measured unless the learner says otherwise, and how often before that without counting it. */
  readonly trials: number;
  readonly warmUps: number;
  readonly references: readonly RaceReference[];
  /** Contestants are called by the titles of their programs, also where execution models would tell them apart: they have names of their own. */
  readonly titled?: true;
}

/** Where the recorded run of a program lies in the folder of its lesson. */
export const recordedPath = (program: string): string => `recorded/${program}.json`;

export interface Choice {
  /** Made from the choice's words, so that an answer given stays with its choice when choices move. */
  readonly id: string;
  /** Inline HTML, without a paragraph around it. */
  readonly html: string;
}

/** `untranslated`: it is in English, because the lesson's translation does not have it. */
export type Block = { readonly untranslated?: true } & (
  | { readonly kind: 'prose'; readonly html: string }
  /** Asked before anything runs; `answer` is confronted with what happened. Nothing is blocked by a wrong guess. */
  | {
      readonly kind: 'predict';
      readonly id: string;
      /** HTML. */
      readonly question: string;
      readonly choices: readonly Choice[];
      /** The id of the right choice. */
      readonly answer: string;
      /** HTML. */
      readonly explanation: string;
      /** The program whose run reveals the answer; null reveals it at once. */
      readonly program: string | null;
    }
  | {
      readonly kind: 'quiz';
      readonly id: string;
      readonly question: string;
      readonly choices: readonly Choice[];
      readonly answer: string;
      readonly explanation: string;
    }
  /** A static figure: an SVG of the lesson's folder, inlined and sanitised; `alt` says the same in words. */
  | { readonly kind: 'figure'; readonly svg: string; readonly alt: string; readonly caption: string }
  /** A task; the lesson's `exercises` have what is checked. `explanation` (HTML) is shown when it is solved; it may be empty. */
  | { readonly kind: 'exercise'; readonly id: string; readonly task: string; readonly explanation: string }
  /** A question that learners answer to themselves, then look at the answer and say whether they knew it (`CARD_CHOICES`). */
  | { readonly kind: 'card'; readonly id: string; readonly question: string; readonly answer: string }
  /** A drawing that moves, and may be touched; `alt` says the same in words. */
  | { readonly kind: 'live'; readonly figure: LiveFigure; readonly alt: string; readonly caption: string }
  /** A button in the prose that opens a program in the editor. */
  | { readonly kind: 'program'; readonly program: string; readonly label: string }
  /** The place of a race in the text, by its id. Every race has one. */
  | { readonly kind: 'race'; readonly race: string }
);

/** What learners say of a card after they have seen its answer: ids as a question's choices have them. */
export const CARD_CHOICES = ['knew', 'not-yet'] as const;

/** What whoever presents the lesson wants to say or must not forget. Learners never see it: it does not travel with the lesson's text. */
export interface Note {
  /** The step that it stands in. */
  readonly step: string;
  /** How many blocks of the step stand before it: it is about the last of them, or (0) about the whole step. */
  readonly after: number;
  readonly html: string;
}

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** It is in English, because the lesson's translation does not have it. */
  readonly untranslated?: true;
}

export interface LessonSummary {
  readonly id: string;
  readonly title: string;
  /** One sentence, shown under the title. */
  readonly question: string;
  /** The part of the course it belongs to; parts appear in the order of their first lesson. */
  readonly part: string;
  readonly minutes: number;
  /** The language of its words; absent: English. */
  readonly locale?: Locale;
  /** The course is finished without it. */
  readonly optional?: true;
}

export interface Lesson extends LessonSummary {
  readonly steps: readonly Step[];
  readonly programs: readonly Program[];
  /** What its programs find in the lab network besides the built-in hosts, or in their place. */
  readonly hosts?: readonly HostDeclaration[];
  readonly races?: readonly Race[];
  readonly exercises?: readonly Exercise[];
  /** Numbers of the topics that it teaches, `E01` to `E106`. */
  readonly covers?: readonly string[];
  readonly sources?: readonly Source[];
  /** Programs as they are after a change that the lesson asks for. Run by `interleave check`, never shown. */
  readonly edits?: readonly Program[];
  /** In the order of the text. */
  readonly notes?: readonly Note[];
  /** Checked by `interleave check`, never by the page. */
  readonly claims: readonly Claim[];
}

/** Something that the lesson says and that a run must bear out. Types in `schema.ts`. */
export type { Claim } from './schema';
