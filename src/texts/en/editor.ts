/** The editor and what stands around it. */
import { section } from '../section';

export const editor = section('editor', {
  codeOf: (path: string) => `Code of ${path}`,
  tabIndents: 'Tab indents;',
  tabMovesOn: 'lets it move on',
  plainOnly: 'The full editor could not be loaded. This plain one works just as well.',
  title: 'Editor',
  yourPrograms: 'Your programs',
  lessonPrograms: 'Programs of this lesson',
  changed: 'changed',
  bringBack: 'Bring back what stood here before',
  bringMine: 'Bring my version back',
  beginAnew: 'Begin anew',
  reset: 'Reset to the lesson’s code',
  programFiles: 'Files of this program',
  run: 'Run',
});
