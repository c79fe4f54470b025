/**
 * A `Result` is for failures that are somebody's ordinary day: a file that is not a trace, a link that was cut short.
 * Whoever calls must look before using the value. Use exceptions for what only a mistake of ours can cause.
 */
export type Result<T, E = string> = Ok<T> | Err<E>;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}
