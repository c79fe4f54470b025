/**
 * The learner's own programs, one for each language, without a lesson. They are kept as changes to lessons' programs are (`edits.ts`): what is written there
 * is the difference to the line that stands here.
 */
import { assert } from '../base/assert';
import type { Language } from '../runtimes/runtime';
import type { Lesson } from '../lesson/lesson';

const HINTS: Readonly<Record<Language, string>> = {
  python: '# Your own program. Ctrl+Enter runs it.\n',
  typescript: '// Your own program. Ctrl+Enter runs it.\n',
};

export const PLAYGROUND: Pick<Lesson, 'id' | 'programs'> = {
  // No folder of a lesson can be called so.
  id: '~playground',
  programs: [
    {
      id: 'main',
      title: 'main.py',
      language: 'python',
      variant: 'threads',
      entry: 'main.py',
      files: [{ path: 'main.py', content: HINTS.python }],
    },
    {
      id: 'main-ts',
      title: 'main.ts',
      language: 'typescript',
      variant: 'event-loop',
      entry: 'main.ts',
      files: [{ path: 'main.ts', content: HINTS.typescript }],
    },
  ],
};

/** The program of this language. */
export function ownProgram(language: Language): Lesson['programs'][number] {
  const program = PLAYGROUND.programs.find((each) => each.language === language);
  assert(program !== undefined, `the playground has no program in ${language}`);
  return program;
}

/** The language of a file of the learner's, by its name; null: whichever is shown. */
export function languageOf(name: string): Language | null {
  if (/\.pyi?$/i.test(name)) return 'python';
  return /\.[cm]?[jt]s$/i.test(name) ? 'typescript' : null;
}

/** Larger than any program that somebody wrote, and no burden to the editor. */
export const MOST_OPENED = 1_000_000;

export type Opened = { readonly text: string } | { readonly problem: string };

/** The program in a file of the learner's, or why it is none. */
export function openedProgram(name: string, bytes: Uint8Array): Opened {
  if (bytes.length > MOST_OPENED) return { problem: `${name} is larger than 1 MB: too large for a program.` };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) return { problem: `${name} is no text.` };
    return { text: text.replace(/\r\n?/g, '\n') };
  } catch {
    return { problem: `${name} is not text in UTF-8, as programs are.` };
  }
}
