import { section } from '../section';

/** Where somebody gets the lines to put into a page of their own. */
export const snippet = section('snippet', {
  title: 'Put this lesson into a page of yours',
  lede: 'Choose what is shown, and copy the lines into your page. Nothing else is needed: no account and no server.',
  what: 'What',
  wholeLesson: 'The whole lesson',
  oneStep: 'One step',
  oneProgram: 'One program',
  step: 'Step',
  program: 'Program',
  shown: 'Shown',
  parts: (part: string) =>
    ({ text: 'Text', editor: 'Editor', output: 'Output', cloth: 'Timeline', chart: 'Races' })[part] ?? part,
  look: 'Look',
  theme: 'Theme',
  themes: (theme: string) =>
    ({ light: 'Light', dark: 'Dark', projector: 'Projector' })[theme] ?? 'As the reader’s system',
  accent: 'Accent colour',
  ownAccent: 'A colour of your own',
  collapsed: 'Starts as one line',
  readonly: 'The code cannot be changed',
  language: 'Language',
  anyLanguage: 'As the reader’s browser',
  how: 'How',
  withScript: 'With a script: the frame is as high as what it shows, and the page hears of runs and answers',
  frameOnly: 'A frame alone: for sites that allow no scripts',
  lines: 'The lines',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Not copied: the clipboard is not open to this page. Select the lines and press Ctrl+C.',
  preview: 'Preview',
  previewTitle: (title: string) => `Preview of ${title}`,
  noLesson: (id: string) => `There is no lesson called “${id}”.`,
  back: 'Back to the lesson',
});
