/** The cheat sheet's page: its headings and the heads of its tables. */
import { section } from '../section';

export const sheetTexts = section('sheetTexts', {
  documentTitle: 'Cheat sheet · Interleave',
  title: 'Cheat sheet',
  lede: 'Concurrency in Python 3.14, with what TypeScript has in its place.',
  ledeOnScreen: 'Each name leads to its lesson. It prints on two pages.',
  print: 'Print',
  choices: 'Which tool when',
  toGuide: 'the guide asks, and proves it',
  work: 'The work',
  tool: 'The tool',
  line: 'In a line',
  models: 'Four ways beside each other',
  threads: 'Threads',
  processes: 'Processes',
  pitfalls: 'Ten pitfalls, and their cures',
  news: 'What differs on 3.14',
  figures: 'Figures to remember',
  source:
    '* measured in a browser’s CPython 3.14 on two quiet cores (docs/benchmarks.md); yours will differ, the order of size will not. The others are documented.',
  reading: 'Names are those of the module in the heading. `f` is a function of yours, `x` its argument.',
  does: 'What it does',
  trap: 'The trap',
});
