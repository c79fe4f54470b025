/** The words after a command's name: what it is about, and its options. Pure. */
import { didYouMean } from './nearest';

interface Words<Name extends string> {
  readonly rest: readonly string[];
  readonly given: Readonly<Partial<Record<Name, string>>>;
}

/** Every option takes a value, once: `--after locks` or `--after=locks`. The error is one sentence. */
export function parseWords<Name extends string>(
  command: string,
  words: readonly string[],
  options: readonly `--${Name}`[],
): Words<Name> | string {
  const rest: string[] = [];
  const given: Partial<Record<Name, string>> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('-')) {
      rest.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const typed = equals < 0 ? word : word.slice(0, equals);
    const option = options.find((each) => each === typed);
    if (option === undefined) {
      const known = options.length === 0 ? ' has no options' : ` knows ${options.join(' and ')}`;
      return `${command}${known}, not ${typed}${didYouMean(typed, options)}`;
    }
    const name = option.slice(2) as Name;
    const value = equals < 0 ? words[++i] : word.slice(equals + 1);
    if (value === undefined || value.trim() === '') return `${option} wants a value`;
    if (given[name] !== undefined) return `${option} may be given only once`;
    given[name] = value;
  }
  return { rest, given };
}

/** A whole number in plain digits; null for anything else. */
export function wholeNumber(text: string, min: number, max: number): number | null {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : null;
}
