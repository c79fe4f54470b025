/** Numbers, counts and lists as the spoken language writes them. */
import { locale } from './locale';

/** `count` things: the form for one, or the form for any other number. Both are whole phrases without the number. */
export const plural = (count: number, one: string, many: string): string =>
  `${whole(count)} ${count === 1 ? one : many}`;

/** A number with exactly so many digits after the point, or after the comma. */
export const decimal = (value: number, digits: number): string =>
  value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });

/** A count, its digits in groups of three. */
export const whole = (value: number): string => value.toLocaleString(locale(), { maximumFractionDigits: 0 });

/** "a, b and c" */
export const listed = (parts: readonly string[]): string =>
  new Intl.ListFormat(locale() === 'en' ? 'en-GB' : locale(), { type: 'conjunction' }).format(parts);
