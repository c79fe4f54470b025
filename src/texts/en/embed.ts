import { section } from '../section';

/** A lesson or a program in a frame of somebody else's page. */
export const embed = section('embed', {
  open: 'Open',
  fold: 'Fold up',
  openInSite: 'Open in Interleave',
  newTab: 'opens in a new tab',
  opening: 'Opening…',
  ownProgram: 'Program',
  thisLesson: 'This lesson',
  waiting: 'The page has not sent its program yet.',
  nothing: 'The address of this frame names no lesson and no program.',
  noLesson: (id: string) => `There is no lesson called “${id}”.`,
  noStep: (id: string, title: string) => `“${title}” has no step called “${id}”. The whole lesson is on its own page.`,
  noProgram: (id: string, title: string) => `“${title}” has no program called “${id}”.`,
  notIsolated:
    'In this page the browser shares no memory between threads: Python’s threads take turns only where one of them waits.',
  notIsolatedTypeScript:
    'In this page the browser shares no memory between threads, so that there is no SharedArrayBuffer, Mutex, Semaphore or Channel.',
  liveLab: 'Open the live lab in a new tab',
});
