/**
 * What of the lessons can be searched: made when the site is built, a chunk of its own. Explanations are left out: nobody shall find the
 * answer to a question before it was asked.
 */
import type { Block, Lesson } from './lesson';

/** A step of a lesson, one of its programs, or (with neither) the lesson itself. */
export interface SearchDocument {
  readonly lesson: string;
  readonly step?: string;
  readonly program?: string;
  /** Of the step, the program or the lesson. */
  readonly title: string;
  /** Plain text with single spaces; of a program, its files. */
  readonly text: string;
}

export function searchDocuments(lessons: readonly Lesson[]): readonly SearchDocument[] {
  return lessons.flatMap((lesson): SearchDocument[] => [
    { lesson: lesson.id, title: lesson.title, text: lesson.question },
    ...lesson.steps.map((step) => ({
      lesson: lesson.id,
      step: step.id,
      title: step.title,
      text: step.blocks
        .map(blockText)
        .filter((text) => text !== '')
        .join(' '),
    })),
    ...lesson.programs.map((program) => ({
      lesson: lesson.id,
      program: program.id,
      title: program.title,
      text: squeezed(program.files.map(({ content }) => content).join(' ')),
    })),
  ]);
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'prose':
      return plainText(block.html);
    case 'predict':
    case 'quiz':
      return [block.question, ...block.choices.map(({ html }) => html)].map(plainText).join(' ');
    case 'exercise':
      return plainText(block.task);
    case 'card':
      return plainText(block.question);
    case 'figure':
    case 'live':
      return squeezed(`${block.alt} ${block.caption}`);
    case 'program':
    case 'race':
      return '';
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
/** Inside of these, words go on. */
const INLINE = /<\/?(?:a|b|code|del|em|i|s|span|strong|sub|sup)(?:\s[^>]*)?>/g;

/** The words of HTML that our own build has made. */
export function plainText(html: string): string {
  return squeezed(
    html
      .replace(INLINE, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
        const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }),
  );
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();
