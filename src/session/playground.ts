/**
 * The learner's own program, without a lesson. It is kept as changes to lessons' programs are (`edits.ts`): what is written there is
 * the difference to the line that stands here.
 */
import type { Lesson } from '../lesson/lesson';

const HINT = '# Your own program. Ctrl+Enter runs it.\n';

export const PLAYGROUND: Pick<Lesson, 'id' | 'programs'> & {
  readonly programs: readonly [Lesson['programs'][number]];
} = {
  // No folder of a lesson can be called so.
  id: '~playground',
  programs: [
    {
      id: 'main',
      title: 'main.py',
      language: 'python',
      variant: 'threads',
      entry: 'main.py',
      files: [{ path: 'main.py', content: HINT }],
    },
  ],
};

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
    return { problem: `${name} is not text in UTF-8, as Python programs are.` };
  }
}
