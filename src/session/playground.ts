/**
 * The learner's own programs, without a lesson: one for each language, which is always there, and variants beside them
 * (`playground-list.ts`). They are kept as changes to lessons' programs are (`edits.ts`): what is written there is the difference to the
 * line that stands here.
 */
import type { FileKey } from './edits';
import type { Program } from '../lesson/lesson';
import type { Language } from '../runtimes/runtime';
import { ownTexts } from '../texts/en/own-programs';

// No folder of a lesson can be called so.
export const PLAYGROUND_ID = '~playground';

const HINTS: Readonly<Record<Language, string>> = {
  python: '# Your own program. Ctrl+Enter runs it.\n',
  typescript: '// Your own program. Ctrl+Enter runs it.\n',
};

export const ENDINGS: Readonly<Record<Language, string>> = { python: '.py', typescript: '.ts' };

/** A program of the learner's. Whatever it is called, its file is `main`: another name is no other program. */
export function ownProgram(id: string, name: string, language: Language): Program {
  const entry = `main${ENDINGS[language]}`;
  return {
    id,
    title: name + ENDINGS[language],
    language,
    variant: language === 'python' ? 'threads' : 'event-loop',
    entry,
    files: [{ path: entry, content: HINTS[language] }],
  };
}

export const MAINS: readonly Program[] = [
  ownProgram('main', 'main', 'python'),
  ownProgram('main-ts', 'main', 'typescript'),
];

/** Where its text is kept. */
export function fileOf({ id, entry }: Pick<Program, 'id' | 'entry'>): FileKey {
  return { lesson: PLAYGROUND_ID, program: id, path: entry };
}

/** What stood there at first. */
export function originalOf({ language }: Pick<Program, 'language'>): string {
  return HINTS[language];
}

/** The program that is open, as it was remembered: by its id, or, as earlier versions did, by its language. */
export function openProgram(programs: readonly Program[], remembered: string): Program {
  const open =
    programs.find(({ id }) => id === remembered) ??
    programs.find(({ language }) => language === remembered) ??
    programs[0];
  return open ?? (MAINS[0] as Program);
}

/** The language of a file of the learner's, by its name; null: whichever is shown. */
export function languageOf(name: string): Language | null {
  if (/\.pyi?$/i.test(name)) return 'python';
  return /\.[cm]?[jt]s$/i.test(name) ? 'typescript' : null;
}

/** Larger than any program that somebody wrote, and no burden to the editor. */
export const MOST_OPENED = 1_000_000;

/** `text` has the editor's line ends, `disk` those of the file. */
export type Opened = { readonly text: string; readonly disk: string } | { readonly problem: string };

/** The text in a file of the learner's, or why it is none. */
export function openedProgram(name: string, bytes: Uint8Array, most = MOST_OPENED): Opened {
  if (bytes.length > most) return { problem: ownTexts.tooLarge(name, most / 1_000_000) };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) return { problem: ownTexts.noText(name) };
    return { text: text.replace(/\r\n?/g, '\n'), disk: text };
  } catch {
    return { problem: ownTexts.notUtf8(name) };
  }
}
