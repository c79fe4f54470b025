/** How numbers are written in a sentence. */
import { section } from '../section';

export const numbers = section('numbers', {
  /** A number that `toFixed` wrote, with the language's own decimal sign. */
  decimal: (written: string) => written,
  /** A whole number in digits: `1,200`. */
  digits: (n: number) => n.toLocaleString('en-US'),
});
