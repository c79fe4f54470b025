/**
 * Where a learner stands in a lesson, as it lies in the learning management system's `suspend_data`. What comes from there may be old, cut
 * off, or of another program: whatever cannot be understood is as if it were not there.
 */

export interface Standing {
  /** Questions and exercises that are done, of `total`; both 0 before the lesson has told. */
  readonly done: number;
  readonly total: number;
  /** The share that was right at the first try, 0 to 1; null until everything is done. */
  readonly score: number | null;
  /** What the lesson wants to be given back when it is opened again; only the lesson can read it. */
  readonly kept: string | null;
}

export const AT_THE_START: Standing = { done: 0, total: 0, score: null, kept: null };

/** Characters of `suspend_data` that a system has to take: SCORM 1.2, and SCORM 2004 4th Edition. */
export const ROOM = { '1.2': 4096, '2004': 64_000 } as const;

const VERSION = 1;
const MOST = 10_000;

export function parseStanding(text: string): Standing {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return AT_THE_START;
  }
  const field = (name: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  const [done, total, score, kept] = ['done', 'total', 'score', 'kept'].map(field);
  if (field('interleave') !== VERSION || !isCount(done) || !isCount(total) || done > total) return AT_THE_START;
  return {
    done,
    total,
    score: typeof score === 'number' && score >= 0 && score <= 1 ? score : null,
    kept: typeof kept === 'string' ? kept : null,
  };
}

/** Without `kept` when there is no room for it: `whole` says so. Then the result is right, and the lesson begins anew. */
export function standingText(standing: Standing, room: number): { readonly text: string; readonly whole: boolean } {
  const text = JSON.stringify({ interleave: VERSION, ...standing });
  if (text.length <= room) return { text, whole: true };
  return { text: JSON.stringify({ interleave: VERSION, ...standing, kept: null }), whole: false };
}

/** The better of two: a result that could not be sent, and what the system has. Nobody loses an answer by changing the browser. */
export function further(one: Standing, other: Standing): Standing {
  if ((one.score === null) !== (other.score === null)) return one.score === null ? other : one;
  return other.done > one.done ? other : one;
}

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST;
