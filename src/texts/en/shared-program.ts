/** What is wrong with a program in a link or a file, and what of it was lost on its way: each a sentence. */
import { section } from '../section';

export const sharedProgram = section('sharedProgram', {
  newerLink: 'This link was made by a newer Interleave than this one. Load this page anew to get the newest.',
  newerFile: 'This file was made by a newer Interleave than this one. Load this page anew to get the newest.',
  linkCut: 'The end of this link is missing, and with it some of what it held.',
  linkChanged: 'Something in this link was changed on its way here. What it held may not be what was sent.',
  linkUnreadable: 'Nothing can be read in this link. It may have been cut, or it is not a link to a program.',
  linkTooLarge: 'What this link holds is too large to be a program.',
  fileTooLarge: 'This file is too large to be a program.',
  fileCut: 'The end of this file is missing or damaged, and with it some of what it held.',
  linkNotOurs: 'This link is not a program of Interleave.',
  fileNotOurs: 'This file is not a program of Interleave.',
  linkEmpty: 'This link holds no program.',
  fileEmpty: 'This file holds no program.',
  untitled: 'program',
  filesLeftOut: 'Some of its files could not be read, and are left out.',
  endLeftOut: 'It is longer than a program may be, and its end is left out.',
  noEntry: (path: string) => `It does not say what to run: ${path} is taken.`,
});
