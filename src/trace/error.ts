import type { TraceTime } from './events';

/**
 * A story that cannot have happened, or rows that do not tell one. The message is one sentence for a reader who knows the
 * program: it names both sides and the time ("thread B released lock_a at 41.2 ms, but thread A holds it").
 */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  constructor(
    message: string,
    /** When it would have happened; null when the rows are so broken that no time can be told. */
    readonly t: TraceTime | null,
  ) {
    super(message);
  }
}
