/** Made-up text, the same for the same seed: enough words for a page of posts, all of them ours. */
import type { Random } from '../../base/random';

// prettier-ignore
const SUBJECTS = [
  'the loom', 'a quiet thread', 'the weaver', 'an idle worker', 'the shuttle', 'a late message', 'the second reader',
  'our queue', 'the night train', 'a paper boat', 'the harbour', 'a small lantern', 'the gardener', 'an old clock',
  'the ferry', 'a grey heron', 'the baker', 'the north wind', 'a long letter', 'the kettle', 'the orchard',
];
// prettier-ignore
const VERBS = [
  'waits for', 'hands over', 'carries', 'counts', 'forgets', 'mends', 'passes', 'follows', 'borrows', 'wakes',
  'looks after', 'outruns', 'measures', 'finds', 'keeps', 'draws', 'crosses', 'answers', 'remembers', 'sorts',
];
// prettier-ignore
const OBJECTS = [
  'the last stitch', 'seven keys', 'the morning post', 'a borrowed lock', 'the other half', 'a slow answer',
  'the open window', 'a handful of rain', 'the spare needle', 'two empty baskets', 'the shorter road', 'a warm loaf',
  'the loose end', 'the far bank', 'a folded map', 'the first snow', 'every second step', 'a bundle of wool',
];
// prettier-ignore
const ENDINGS = [
  'before noon', 'without a word', 'on the way home', 'while nobody looks', 'once more', 'in no hurry', 'by the river',
  'in the same order', 'until the bell rings', 'after the rain', 'one at a time', 'as ever',
];

/** "the weaver mends the loose end before noon" */
export function clause(random: Random): string {
  const tail = random.below(3) === 0 ? '' : ` ${random.pick(ENDINGS)}`;
  return `${random.pick(SUBJECTS)} ${random.pick(VERBS)} ${random.pick(OBJECTS)}${tail}`;
}

/** A few words, without a verb's weight: for the titles of pictures and albums. */
export function phrase(random: Random): string {
  return `${random.pick(OBJECTS)} ${random.pick(ENDINGS)}`;
}

export function sentence(random: Random): string {
  const text = clause(random);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export function paragraph(random: Random, sentences: number): string {
  return Array.from({ length: sentences }, () => sentence(random)).join('\n');
}
