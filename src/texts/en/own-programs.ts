import { section } from '../section';

export const ownTexts = section('ownTexts', {
  tooLarge: (name: string, megabytes: number) => `${name} is larger than ${megabytes} MB: too large to be opened.`,
  noText: (name: string) => `${name} is no text.`,
  notUtf8: (name: string) => `${name} is not text in UTF-8, as programs are.`,
  notWritable: (name: string) => `Nothing was saved: the browser does not let this page write to ${name}.`,
  changedMeanwhile: (name: string) =>
    `Nothing was saved yet: another program has changed ${name} since. Save again to write over it.`,
  saved: (name: string) => `${name} was saved.`,
  codeTooLarge: (name: string) => `The code in ${name} is larger than 1 MB: too large for a program.`,
  notThere: (name: string) => `Nothing was saved: ${name} is no longer where it was. Save again to choose a place.`,
  notSaved: (name: string, why: string) => `${name} could not be saved (${why}). The program is still here.`,
  programsAndNotebooks: 'Programs and notebooks',
  full: 'There are eight variants, which is as many as fit here. Remove one first.',
  needsName: 'A variant needs a name.',
  longest: (letters: number) => `A name may have ${letters} letters.`,
  taken: (title: string) => `There is a ${title} already.`,
  foundAgain: 'found again',
  listLost:
    'The list of your variants could not be read. No program is lost: those that it does not name are here as “found again”.',
  noName: 'This program has no name that could be changed.',
  yourPrograms: 'your own programs',
  pickTwo: 'Pick two programs or more.',
  pickOne: 'Pick a program.',
  workersAre: 'Numbers of workers are 3 to 12 whole numbers up to 64, with 1 among them: 1, 2, 4, 8.',
  oneOverWorkers: 'one program over numbers of workers',
  overWorkers: (program: string) => `${program} over numbers of workers`,
  numberOfWorkers: 'number of workers',
  pickDifferent: 'Pick two different programs.',
  sizesAre: 'Sizes are 2 to 8 whole numbers from 1 to 1,000,000,000, without commas inside of them: 10, 100, 1000.',
  twoOverSizes: 'two programs over sizes',
  overSizes: (programs: string) => `${programs} over sizes`,
  deaf: (program: string, where: string, what: string) =>
    `${program} does not look at ${where}: it would do the same for every ${what}.`,
});
