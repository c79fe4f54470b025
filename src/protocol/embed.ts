/**
 * What passes between a page and the frame in it that shows a lesson or a program: `embed.html`. Two things: the frame's address, and the
 * messages that frame and page send each other with `postMessage`. `docs/embedding.md` says the same for authors of pages.
 *
 * Neither side trusts the other. A message is a plain object `{ interleave: 1, type, ... }` that JSON can hold. Both sides pass it through
 * the functions below, which take any value whatever and never throw: what is no message of this protocol is nothing (null), and what is
 * one of an unknown type is nothing, too, so that a later version may say more. They are written by hand and import nothing, because the
 * script for host pages (`src/embed-api`) is made of them and has to be small.
 */

/** The version that every message bears. Raised when an older reader would misunderstand a newer writer. */
export const EMBED_VERSION = 1;

/** What can be left out of the frame. `text`: the lesson's words; `cloth`: the timeline; `chart`: the races. */
export const EMBED_PARTS = ['text', 'editor', 'output', 'cloth', 'chart'] as const;
export type EmbedPart = (typeof EMBED_PARTS)[number];

export const EMBED_THEMES = ['light', 'dark', 'projector'] as const;
export type EmbedTheme = (typeof EMBED_THEMES)[number];

export const EMBED_LANGUAGES = ['python', 'typescript'] as const;

/** How a run ended, as `RunSummary` has it. */
export const EMBED_OUTCOMES = [
  'finished',
  'raised',
  'deadlocked',
  'timed-out',
  'interrupted',
  'platform-fault',
] as const;
export type EmbedOutcome = (typeof EMBED_OUTCOMES)[number];

/** What a frame shows. */
export type EmbedWhat =
  /** A lesson, or one step of it, with its programs. */
  | { readonly kind: 'lesson'; readonly lesson: string; readonly step: string | null }
  /** One program of a lesson, without its text. */
  | { readonly kind: 'program'; readonly lesson: string; readonly program: string }
  /** A program that the address holds, packed as `shared-program.ts` does it. */
  | { readonly kind: 'shared'; readonly payload: string }
  /** A program that the page will send with `load`. */
  | { readonly kind: 'own' };

export interface EmbedAddress {
  /** Null when the address names nothing that there could be. */
  readonly what: EmbedWhat | null;
  /** In the order of {@link EMBED_PARTS}, none twice. */
  readonly hide: readonly EmbedPart[];
  /** Null: as the learner's system has it. */
  readonly theme: EmbedTheme | null;
  /** Six hexadecimal digits, lower case, red first. */
  readonly accent: string | null;
  /** Id of the lesson's program that is open at first. */
  readonly variant: string | null;
  /** Begins as one line with a title and a button; nothing heavy is loaded before that is pressed. */
  readonly collapsed: boolean;
  /** The code can be read and run, not changed. */
  readonly readonly: boolean;
  /** A language tag for the interface; null: as the learner's browser says. */
  readonly lang: string | null;
}

/** Reads the frame's own address: `location.search` and `location.hash`. What makes no sense is as if it were not there. Never throws. */
export function parseEmbedAddress(search: string, hash: string): EmbedAddress {
  const query = new URLSearchParams(search);
  const hidden = (query.get('hide') ?? '').split(',').map((part) => part.trim());
  const word = (name: string, pattern: RegExp) => {
    const value = query.get(name) ?? '';
    return pattern.test(value) ? value : null;
  };
  // `?collapsed`, `?collapsed=1` and `?collapsed=true` all mean yes.
  const flag = (name: string) => query.has(name) && !/^(?:0|no|false)$/i.test(query.get(name) ?? '');
  return {
    what: parseWhat(hash),
    hide: EMBED_PARTS.filter((part) => hidden.includes(part)),
    theme: oneOf(EMBED_THEMES, query.get('theme')),
    accent: word('accent', ACCENT)?.toLowerCase() ?? null,
    variant: word('variant', NAME),
    collapsed: flag('collapsed'),
    readonly: flag('readonly'),
    lang: word('lang', LANG),
  };
}

/** The inverse of {@link parseEmbedAddress}: query and hash, to be put behind `embed.html`. */
export function embedAddress({ what, hide, theme, accent, variant, collapsed, readonly, lang }: EmbedAddress): string {
  const query = [
    ['hide', hide.join()],
    ['theme', theme],
    ['accent', accent],
    ['variant', variant],
    ['collapsed', collapsed && '1'],
    ['readonly', readonly && '1'],
    ['lang', lang],
  ].flatMap(([name, value]) => (value ? [`${String(name)}=${encode(value)}`] : []));
  return (query.length > 0 ? `?${query.join('&')}` : '') + (what === null ? '' : `#/${pathOf(what)}`);
}

function pathOf(what: EmbedWhat): string {
  switch (what.kind) {
    case 'lesson':
      return `lesson/${encode(what.lesson)}${what.step === null ? '' : `/at/${encode(what.step)}`}`;
    case 'program':
      return `lesson/${encode(what.lesson)}/${encode(what.program)}`;
    case 'shared':
      return `shared/${encode(what.payload)}`;
    case 'own':
      return 'program';
  }
}

// Half a character has no escape; commas read better as they are.
const encode = (text: string | true) => encodeURIComponent(String(text).toWellFormed()).replaceAll('%2C', ',');

function parseWhat(hash: string): EmbedWhat | null {
  const [page, first, second, third, ...more] = hash
    .replace(/^#/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  if (more.length > 0) return null;
  if (page === 'program' && first === undefined) return { kind: 'own' };
  if (first === undefined) return null;
  if (page === 'shared' && second === undefined) return { kind: 'shared', payload: first };
  if (page !== 'lesson' || !NAME.test(first)) return null;
  if (second === undefined) return { kind: 'lesson', lesson: first, step: null };
  if (third === undefined) return NAME.test(second) ? { kind: 'program', lesson: first, program: second } : null;
  return second === 'at' && NAME.test(third) ? { kind: 'lesson', lesson: first, step: third } : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A program of the page's own. */
export interface OwnProgram {
  readonly language: (typeof EMBED_LANGUAGES)[number];
  readonly code: string;
  /** What its tab is called. */
  readonly title?: string;
}

/** Characters of a page's own program: as many as of one that is sent in a link, which is more than anybody wrote. */
export const MOST_CODE = 1_000_000;

/** From the page to the frame. Heard from `window.parent` alone, and after `hello` from that origin alone. */
export type ParentMessage =
  /** Says who listens: from now on the frame tells that origin what happens, and obeys it. */
  | {
      readonly type: 'hello';
      /** The frame is to send `kept` whenever the learner has come further. */
      readonly keep?: boolean;
      /** What an earlier `kept` held: the lesson goes on from there, where the frame's own storage knows less. */
      readonly kept?: string;
    }
  /** Shows something else: a lesson, a step or a program (by id) of it or of the one that is shown, or a program of the page's own. */
  | { readonly type: 'load'; readonly lesson?: string; readonly step?: string; readonly program?: string | OwnProgram }
  | { readonly type: 'run' }
  | { readonly type: 'stop' }
  /** Moves the playhead of the run that is shown, to that many milliseconds after its beginning. */
  | { readonly type: 'seek'; readonly ms: number }
  /** `accent` as in the address; null takes it back, without it nothing changes. */
  | { readonly type: 'theme'; readonly theme: EmbedTheme; readonly accent?: string | null };

/** Names of what a page may say. */
export type EmbedCommand = ParentMessage['type'];
export const EMBED_COMMANDS = [
  'hello',
  'load',
  'run',
  'stop',
  'seek',
  'theme',
] as const satisfies readonly EmbedCommand[];

/** From the frame to the page. `ready` and `height` go to whoever embeds it, all others only to the origin that said `hello`. */
export type FrameMessage =
  /** The frame listens. Said once by itself, and in answer to each `hello`. */
  | {
      readonly type: 'ready';
      /** It answers a `hello`: whoever hears this is heard, too. */
      readonly greeted: boolean;
      /** Null for a program that belongs to none. */
      readonly lesson: string | null;
      readonly step: string | null;
      readonly title: string;
      /** The frame's document is cross-origin isolated, so that programs can share memory. */
      readonly isolated: boolean;
      /** Whether Python's threads run here, or only runs that were recorded elsewhere can be shown. */
      readonly threads: 'live' | 'recorded';
    }
  /** What the frame shows wants this many CSS pixels. */
  | { readonly type: 'height'; readonly height: number }
  /** A run begins. `program` is the program's id; `own` for one of the page's own. */
  | { readonly type: 'run'; readonly program: string }
  | {
      readonly type: 'outcome';
      readonly program: string;
      readonly kind: EmbedOutcome;
      /** How long the program itself took. */
      readonly ms: number;
    }
  /** A question was answered, or a run was held against an exercise; `question` is the id of either. */
  | { readonly type: 'answer'; readonly question: string; readonly correct: boolean }
  /** How many of the questions and exercises that the frame shows are done. Not said where there are none. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  /** All of them are. `score`, from 0 to 1: the share of questions that were right at the first try, and of exercises that are solved. */
  | { readonly type: 'done'; readonly score: number }
  /**
   * Where the learner stands, for a page that asked for it (`hello` with `keep`) to give back another time, on another machine. Nobody but
   * the frame can read it.
   */
  | { readonly type: 'kept'; readonly lesson: string; readonly kept: string }
  /** A command was not obeyed; `why` is a sentence in English for whoever writes the page. */
  | Refused;

export interface Refused {
  readonly type: 'refused';
  readonly command: EmbedCommand;
  readonly why: string;
}

/** As it goes over the wire. */
export type Enveloped<M> = M & { readonly interleave: typeof EMBED_VERSION };

export function envelope<M extends ParentMessage | FrameMessage>(message: M): Enveloped<M> {
  return { interleave: EMBED_VERSION, ...message };
}

/**
 * What a page has said. `refused`: it speaks this protocol and has said something that does not fit it, which is worth an answer; null: it
 * says nothing to us. Never throws.
 */
export function parseParentMessage(data: unknown): ParentMessage | Refused | null {
  return attempt(data, (field) => {
    const type = oneOf(EMBED_COMMANDS, field('type'));
    const version = field('interleave');
    if (type === null || typeof version !== 'number') return null;
    const refuse = (why: string): Refused => ({ type: 'refused', command: type, why });
    if (version !== EMBED_VERSION)
      return Number.isInteger(version) && version > EMBED_VERSION
        ? refuse(`This frame speaks version ${EMBED_VERSION} of the protocol.`)
        : null;
    switch (type) {
      case 'run':
      case 'stop':
        return { type };
      case 'hello': {
        const keep = field('keep');
        const kept = field('kept');
        if (keep !== undefined && !isBoolean(keep)) return refuse('"keep" has to be true or false.');
        if (kept !== undefined && !isKept(kept))
          return refuse(`"kept" has to be text of at most ${MOST_KEPT} characters.`);
        return { type, ...(keep === true ? { keep } : {}), ...(kept === undefined ? {} : { kept }) };
      }
      case 'seek': {
        const ms = field('ms');
        return isAmount(ms) ? { type, ms } : refuse('"ms" has to be a number, 0 or more.');
      }
      case 'theme': {
        const theme = oneOf(EMBED_THEMES, field('theme'));
        const accent = field('accent');
        if (theme === null) return refuse(`"theme" has to be one of: ${EMBED_THEMES.join(', ')}.`);
        if (accent === undefined) return { type, theme };
        if (accent === null) return { type, theme, accent };
        return typeof accent === 'string' && ACCENT.test(accent)
          ? { type, theme, accent: accent.toLowerCase() }
          : refuse('"accent" has to be six hexadecimal digits.');
      }
      case 'load': {
        const lesson = field('lesson');
        const step = field('step');
        const program = field('program');
        if (![lesson, step].every((name) => name === undefined || isName(name)))
          return refuse('"lesson" and "step" have to be ids.');
        const named = { ...(isName(lesson) ? { lesson } : {}), ...(isName(step) ? { step } : {}) };
        if (program === undefined)
          return 'lesson' in named || 'step' in named ? { type, ...named } : refuse('There is nothing to load.');
        if (isName(program)) return { type, ...named, program };
        const own = ownProgram(program);
        if (typeof own === 'string') return refuse(own);
        if ('lesson' in named || 'step' in named) return refuse('A program of your own belongs to no lesson.');
        return { type, program: own };
      }
    }
  });
}

/** A sentence about what is wrong instead. */
function ownProgram(value: unknown): OwnProgram | string {
  const field = fieldOf(value);
  const language = oneOf(EMBED_LANGUAGES, field('language'));
  const code = field('code');
  const title = field('title');
  if (language === null) return `"program.language" has to be one of: ${EMBED_LANGUAGES.join(', ')}.`;
  if (typeof code !== 'string') return '"program.code" has to be text.';
  if (code.length > MOST_CODE) return `"program.code" is longer than ${MOST_CODE} characters.`;
  if (title === undefined) return { language, code };
  return isText(title)
    ? { language, code, title }
    : `"program.title" has to be text of at most ${MOST_TEXT} characters.`;
}

/** What a frame has said; null for what is no message of this protocol, or of an unknown type. Never throws. */
export function parseFrameMessage(data: unknown): FrameMessage | null {
  return attempt(data, (field): FrameMessage | null => {
    if (field('interleave') !== EMBED_VERSION) return null;
    const type = field('type');
    const program = field('program');
    const height = field('height');
    const ms = field('ms');
    const score = field('score');
    switch (type) {
      case 'ready': {
        const lesson = field('lesson');
        const step = field('step');
        const title = field('title');
        const greeted = field('greeted');
        const isolated = field('isolated');
        const threads = oneOf(['live', 'recorded'], field('threads'));
        return isBoolean(greeted) &&
          isNameOrNull(lesson) &&
          isNameOrNull(step) &&
          isText(title) &&
          isBoolean(isolated) &&
          threads
          ? { type, greeted, lesson, step, title, isolated, threads }
          : null;
      }
      case 'height':
        return isAmount(height) && height <= MOST_HEIGHT ? { type, height } : null;
      case 'run':
        return isName(program) ? { type, program } : null;
      case 'outcome': {
        const kind = oneOf(EMBED_OUTCOMES, field('kind'));
        return isName(program) && kind && isAmount(ms) ? { type, program, kind, ms } : null;
      }
      case 'answer': {
        const question = field('question');
        const correct = field('correct');
        return isName(question) && isBoolean(correct) ? { type, question, correct } : null;
      }
      case 'progress': {
        const done = field('done');
        const total = field('total');
        return isCount(done) && isCount(total) && done <= total ? { type, done, total } : null;
      }
      case 'done':
        return isAmount(score) && score <= 1 ? { type, score } : null;
      case 'kept': {
        const lesson = field('lesson');
        const kept = field('kept');
        return isName(lesson) && isKept(kept) ? { type, lesson, kept } : null;
      }
      case 'refused': {
        const command = oneOf(EMBED_COMMANDS, field('command'));
        const why = field('why');
        return command && isText(why) ? { type, command, why } : null;
      }
      default:
        return null;
    }
  });
}

/** CSS pixels: no lesson is as high as this, and no page is broken by a frame that is. */
export const MOST_HEIGHT = 30_000;

/** Characters of where a learner stands in a lesson: some hundreds, as a rule. */
const MOST_KEPT = 20_000;

/** Characters of a title or a sentence. */
const MOST_TEXT = 500;

const ACCENT = /^[0-9a-f]{6}$/i;
// Ids are folders and files; a page may not hold the frame up with a name of a megabyte.
const NAME = /^.{1,200}$/su;
const LANG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i;

type Field = (name: string) => unknown;

/** Own fields alone: what a message does not say, `Object.prototype` must not say for it. */
const fieldOf =
  (value: unknown): Field =>
  (name) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Readonly<Record<string, unknown>>)[name]
      : undefined;

function attempt<T>(data: unknown, read: (field: Field) => T): T | null {
  try {
    return read(fieldOf(data));
  } catch {
    // Something that no structured clone makes: a getter that throws, a revoked proxy.
    return null;
  }
}

const oneOf = <const T extends string>(words: readonly T[], value: unknown): T | null =>
  words.find((word) => word === value) ?? null;

const isAmount = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;
const isCount = (value: unknown): value is number => isAmount(value) && Number.isSafeInteger(value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MOST_TEXT;
const isKept = (value: unknown): value is string => typeof value === 'string' && value.length <= MOST_KEPT;
const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);
const isNameOrNull = (value: unknown): value is string | null => value === null || isName(value);
