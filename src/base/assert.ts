/**
 * Three ways to say "this cannot be otherwise". All are for mistakes of ours; none is for what came from outside (parse
 * that, and answer with a `Result` or a named error).
 */

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Choose it for a condition between values. The message says what holds when all is well: "the lane is sorted". */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(`this should hold, and does not: ${message}`);
}

/**
 * Choose it where the types allow null or undefined but the code around rules it out; it returns the value, so it fits
 * into an expression. `what` names the thing: "the lane of actor 3".
 */
export function assertExists<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AssertionError(`${what} is missing`);
  return value;
}

/**
 * Choose it as the `default` of a switch over a union: the compiler then refuses the program while a case is missing,
 * and a value that the types did not foresee fails with its text.
 */
export function assertUnreachable(value: never): never {
  throw new AssertionError(`unforeseen value: ${JSON.stringify(value)}`);
}
