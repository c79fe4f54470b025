/**
 * A lesson, taken apart for a hall: one thing at a time. Pure: lessons in, beats out, always the same ones for the same lesson, so that a
 * beat's number is an address.
 *
 *     open P, predict about P   ->  the code, the question, the run, the answer
 *     a long text               ->  as many beats as it takes for each to stand on one screen, parted between its paragraphs
 *     exercise                  ->  the task, its solution, what is said to whoever has solved it
 */
import type { Block, Lesson, Note, Program, Step } from './lesson';

type Ask = Extract<Block, { kind: 'predict' | 'quiz' }>;
type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

/** What a beat shows. */
export type Shows =
  /** The lesson's name and the question that it is about. */
  | { readonly kind: 'title' }
  | { readonly kind: 'text'; readonly html: string }
  | { readonly kind: 'figure'; readonly block: Of<'figure'> | Of<'live'> }
  /** A program, to be read before anything is known of its run. */
  | { readonly kind: 'code'; readonly program: Program }
  /** A program with its run: code, output, cloth. `solution`: it is one way to solve the exercise before it. */
  | { readonly kind: 'run'; readonly program: Program; readonly solution: boolean }
  | { readonly kind: 'question'; readonly block: Ask }
  | { readonly kind: 'answer'; readonly block: Ask }
  | { readonly kind: 'card'; readonly block: Of<'card'>; readonly answered: boolean }
  | { readonly kind: 'race'; readonly race: string }
  | { readonly kind: 'exercise'; readonly task: string };

export interface Beat {
  readonly lesson: Lesson;
  /** Null for the lesson's title. */
  readonly step: Step | null;
  readonly shows: Shows;
  /** What is to be said here, as HTML, in the order of the text. */
  readonly notes: readonly string[];
}

/** So much text (in letters) stands on one screen in the projector's type; a table or a block of code counts by its lines. */
const SCREENFUL = 520;
const LINE = 56;

/** All beats of a talk: lesson after lesson. */
export function beatsOfTalk(
  lessons: readonly Lesson[],
  notes: ReadonlyMap<string, readonly Note[]> = new Map(),
): readonly Beat[] {
  return lessons.flatMap((lesson) => beatsOf(lesson, notes.get(lesson.id)));
}

export function beatsOf(lesson: Lesson, notes: readonly Note[] = []): readonly Beat[] {
  const first = lesson.steps[0];
  return [
    { lesson, step: null, shows: { kind: 'title' }, notes: first === undefined ? [] : notesAt(notes, first, 0) },
    ...lesson.steps.flatMap((step) =>
      partsOf(lesson, step).map(({ shows, block }, i, all): Beat => {
        // What is about the whole step is said where it begins; of the first step, where the lesson does.
        const opening = i === 0 && step !== first ? notesAt(notes, step, 0) : [];
        const own = all[i - 1]?.block === block && !asks(shows) ? [] : notesAt(notes, step, block + 1);
        return { lesson, step, shows, notes: [...opening, ...own] };
      }),
    ),
  ];
}

/** A question's notes serve while it is asked, while it runs, and when it is answered. */
const asks = ({ kind }: Shows): boolean =>
  kind === 'question' || kind === 'answer' || kind === 'run' || kind === 'code' || kind === 'card';

const notesAt = (notes: readonly Note[], step: Step, after: number): readonly string[] =>
  notes.filter((note) => note.step === step.id && note.after === after).map(({ html }) => html);

interface Part {
  readonly shows: Shows;
  /** The place of the block in its step that it is made of. */
  readonly block: number;
}

function partsOf(lesson: Lesson, { blocks }: Step): readonly Part[] {
  const programOf = (id: string): Program | undefined => lesson.programs.find((program) => program.id === id);
  /** Programs that a question of this step is about: they are read first, asked about, and only then run. */
  const asked = new Map<string, number>();
  blocks.forEach((block, at) => {
    if (block.kind === 'predict' && block.program !== null && !asked.has(block.program)) asked.set(block.program, at);
  });
  const opensAt = (program: string): number => blocks.findIndex((b) => b.kind === 'program' && b.program === program);
  return blocks.flatMap((block, at): Part[] => {
    const part = (...shown: readonly Shows[]): Part[] => shown.map((shows) => ({ shows, block: at }));
    switch (block.kind) {
      case 'prose':
        return part(...screenfuls(block.html).map((html): Shows => ({ kind: 'text', html })));
      case 'figure':
      case 'live':
        return part({ kind: 'figure', block });
      case 'program': {
        const program = programOf(block.program);
        if (program === undefined) return [];
        const question = asked.get(program.id);
        if (question === undefined || opensAt(program.id) !== at)
          return part({ kind: 'run', program, solution: false });
        // The question brings its program along when the way into it stands after it.
        return question < at ? [] : part({ kind: 'code', program });
      }
      case 'predict': {
        const program = block.program === null ? undefined : programOf(block.program);
        const question: Shows = { kind: 'question', block };
        const answer: Shows = { kind: 'answer', block };
        if (program === undefined) return part(question, answer);
        const opened = opensAt(program.id);
        const isRead = opened !== -1 && opened < at;
        return part(
          ...(isRead ? [] : [{ kind: 'code', program } as const]),
          question,
          { kind: 'run', program, solution: false },
          answer,
        );
      }
      case 'quiz':
        return part({ kind: 'question', block }, { kind: 'answer', block });
      case 'card':
        return part({ kind: 'card', block, answered: false }, { kind: 'card', block, answered: true });
      case 'race':
        return part({ kind: 'race', race: block.race });
      case 'exercise': {
        const solution = lesson.exercises?.find(({ id }) => id === block.id)?.solution;
        return part(
          { kind: 'exercise', task: block.task },
          ...(solution === undefined ? [] : [{ kind: 'run', program: solution, solution: true } as const]),
          ...(block.explanation === '' ? [] : [{ kind: 'text', html: block.explanation } as const]),
        );
      }
    }
  });
}

/** The element at the beginning of `html`, or the text before the next one. The loader's HTML is well-formed. */
function firstNode(html: string): string {
  if (!html.startsWith('<')) {
    const next = html.indexOf('<');
    return next === -1 ? html : html.slice(0, next);
  }
  let depth = 0;
  const tags = /<(\/?)([a-z][a-z0-9]*)(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?>/g;
  for (let tag = tags.exec(html); tag !== null; tag = tags.exec(html)) {
    const [, closing, name = ''] = tag;
    if (!VOID.has(name)) depth += closing === '/' ? -1 : 1;
    if (depth === 0) return html.slice(0, tags.lastIndex);
  }
  return html;
}

const VOID = new Set(['br', 'hr', 'input', 'img', 'col']);

/** The elements of prose, one after the other. Joined, they are the prose. */
export function elementsOf(html: string): readonly string[] {
  const found: string[] = [];
  for (let rest = html; rest !== '';) {
    const node = firstNode(rest);
    const last = found.length - 1;
    // White space between elements belongs to the one before it.
    if (node.trim() === '' && last >= 0) found[last] += node;
    else found.push(node);
    rest = rest.slice(node.length);
  }
  return found;
}

/** The words of HTML, as they are read. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<[^>]+>/g, (tag) => (/^<\/?(?:p|li|tr|td|th|pre|h\d|ul|ol|table)\b/.test(tag) ? ' ' : ''))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** How much of a screen an element takes, in letters. */
function weight(element: string): number {
  if (/^<pre\b/.test(element)) return (element.replace(/\n$/, '').split('\n').length + 1) * LINE * 0.8;
  const rows = element.match(/<tr\b/g)?.length ?? 0;
  // Narrow columns break their lines early.
  if (rows > 0) return Math.max((rows + 1) * LINE, textOfHtml(element).length * 1.3);
  const items = element.match(/<li\b/g)?.length ?? 0;
  return textOfHtml(element).length + items * (LINE / 2) + LINE / 2;
}

/** Words that lead to what comes next stay with it: a line that ends with a colon, a heading. */
const leads = (element: string): boolean => /^<h\d/.test(element) || textOfHtml(element).endsWith(':');

/** Prose in parts that stand on one screen each, as far as its elements allow. */
export function screenfuls(html: string): readonly string[] {
  const parts: { html: string; weight: number }[] = [];
  let leading: { html: string; weight: number } | null = null;
  for (const element of elementsOf(html)) {
    const own: { html: string; weight: number } = {
      html: (leading?.html ?? '') + element,
      weight: (leading?.weight ?? 0) + weight(element),
    };
    leading = null;
    if (leads(element)) {
      leading = own;
      continue;
    }
    const last = parts.at(-1);
    if (last !== undefined && last.weight + own.weight <= SCREENFUL) {
      last.html += own.html;
      last.weight += own.weight;
    } else parts.push(own);
  }
  if (leading !== null) parts.push(leading);
  return parts.map((part) => part.html);
}

/** Where in the talk a step of a lesson begins; its first beat when there is no such step. */
export function beatAt(beats: readonly Beat[], lesson: string, step: string | null): number {
  const at = beats.findIndex((beat) => beat.lesson.id === lesson && (step === null || beat.step?.id === step));
  return at === -1 ? 0 : at;
}

/** The claims of the lesson whose words stand in what the beat shows: what may be said without a doubt. */
export function claimsOf({ lesson, shows }: Beat): readonly string[] {
  const html =
    shows.kind === 'text'
      ? shows.html
      : shows.kind === 'answer'
        ? shows.block.explanation
        : shows.kind === 'exercise'
          ? shows.task
          : '';
  if (html === '') return [];
  const text = textOfHtml(html);
  return [...new Set(lesson.claims.map(({ says }) => says.replace(/\s+/g, ' ').trim()))].filter((says) =>
    text.includes(says),
  );
}
