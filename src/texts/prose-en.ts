/** The small change of English sentences. */

const SMALL_NUMBERS = [
  'no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve',
]; // prettier-ignore

/** "no", "one", "twelve", "13". */
export const number = (n: number): string => SMALL_NUMBERS[n] ?? digits(n);

export const digits = (n: number): string => n.toLocaleString('en-US');

/** "one lock", "two locks", "two processes". */
export function counted(count: string, n: number, noun: string): string {
  if (n === 1) return `${count} ${noun}`;
  return `${count} ${noun.endsWith('s') ? `${noun}es` : `${noun}s`}`;
}

export const times = (n: number): string => (n === 1 ? 'once' : n === 2 ? 'twice' : `${digits(n)} times`);

export const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** "a", "a and b", "a, b and c". */
export function and(parts: readonly string[]): string {
  if (parts.length <= 2) return parts.join(' and ');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** At most four names; of more, three and how many others. */
export function some(names: readonly string[]): string {
  return names.length <= 4 ? and(names) : `${names.slice(0, 3).join(', ')} and ${number(names.length - 3)} more`;
}
