/** The small change of German sentences. */

const SMALL_NUMBERS = [
  '',
  '',
  'zwei',
  'drei',
  'vier',
  'fünf',
  'sechs',
  'sieben',
  'acht',
  'neun',
  'zehn',
  'elf',
  'zwölf',
];

/** From two on in words: "zwei", "zwölf", "13". What stands before one thing, or none, has a gender and is written out. */
export const number = (n: number): string => SMALL_NUMBERS[n] || digits(n);

export const digits = (n: number): string => n.toLocaleString('de-DE');

/** "ein Lock", "zwei Locks"; `one` with its article. */
export const counted = (n: number, one: string, many: string): string => (n === 1 ? one : `${number(n)} ${many}`);

/** "1 Lock", "1.200 Locks". */
export const figures = (n: number, one: string, many: string): string => `${digits(n)} ${n === 1 ? one : many}`;

export const times = (n: number): string => (n === 1 ? 'einmal' : n === 2 ? 'zweimal' : `${digits(n)}-mal`);

export const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

export function and(parts: readonly string[]): string {
  if (parts.length <= 2) return parts.join(' und ');
  return `${parts.slice(0, -1).join(', ')} und ${parts.at(-1) ?? ''}`;
}

export function some(names: readonly string[]): string {
  return names.length <= 4 ? and(names) : `${names.slice(0, 3).join(', ')} und ${number(names.length - 3)} weitere`;
}

/**
 * Names are as the program wrote them. Two kinds of names are ours and bear an article ("der GIL", "die Ereignisschleife"): these take the
 * case that the sentence wants.
 */
export const accusative = (name: string): string => name.replace(/^der /, 'den ');

export const dative = (name: string): string =>
  name.startsWith('die ') ? `der ${name.slice(4)}` : name.replace(/^der /, 'dem ');

/** "von A", "vom GIL", "von der Ereignisschleife". */
export const of = (name: string): string => `von ${dative(name)}`.replace(/^von dem /, 'vom ');
