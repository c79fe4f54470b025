/**
 * The run-time interface of SCORM, both versions, as one: a learning management system puts an object called `API` (1.2) or `API_1484_11`
 * (2004) into a window around the lesson's, and everything goes through eight functions of it that take and give strings. They throw,
 * return "false", or leave a number to be asked for; here each of these is an {@link LmsError} with the system's own words.
 *
 * Sources: SCORM 1.2 Run-Time Environment, section 3; SCORM 2004 4th Edition Run-Time Environment, section 3 and 4.
 */
import type { Standing } from './standing';

export type ScormVersion = '1.2' | '2004';

const OBJECT = { '1.2': 'API', '2004': 'API_1484_11' } as const;
/** Windows between the lesson and the object; the standard's own search gives up after as many. */
const DEPTH = 500;
/** "Already initialized": somebody was here before, on the same page. That is no obstacle. */
const ALREADY = { '1.2': '101', '2004': '103' } as const;
/** A value that nobody has set yet (2004); one that the system does not know, and need not (both). */
const NOT_SET = new Set(['403', '401']);

type Api = Readonly<Record<string, unknown>>;

export class LmsError extends Error {
  override name = 'LmsError';
}

export interface Found {
  readonly api: Api;
  readonly version: ScormVersion;
}

/**
 * Looks through the windows around `start`, then through those around the window that opened it. A window of another site is passed by: it
 * can be climbed over, not looked into.
 * @param preferred the version that the package is made for; a system that has only the other one is served all the same
 */
export function findApi(start: Window, preferred: ScormVersion): Found | null {
  const other = preferred === '1.2' ? '2004' : '1.2';
  for (const version of [preferred, other] as const) {
    for (const from of [start, openerOf(start), openerOf(start.top)]) {
      const api = from === null ? null : climb(from, OBJECT[version]);
      if (api !== null) return { api, version };
    }
  }
  return null;
}

function climb(from: Window, name: string): Api | null {
  let at = from;
  for (let step = 0; step < DEPTH; step++) {
    const api = propertyOf(at, name);
    // Functions of a frame that came from another one: an object all the same.
    if ((typeof api === 'object' || typeof api === 'function') && api !== null) return api as Api;
    if (at.parent === at) return null;
    at = at.parent;
  }
  return null;
}

const openerOf = (window: Window | null): Window | null => {
  const opener = window === null ? null : propertyOf(window, 'opener');
  return typeof opener === 'object' ? (opener as Window | null) : null;
};

function propertyOf(window: Window, name: string): unknown {
  try {
    return Reflect.get(window, name);
  } catch {
    return undefined;
  }
}

/** How a learner's standing is put. */
export interface Verdict {
  readonly standing: Standing;
  /** The share from which on the lesson is passed, 0 to 1; null: it is enough to have done everything. */
  readonly mastery: number | null;
  /** Everything was done in an earlier session, whatever this one knows: that is not taken back. */
  readonly wasDone: boolean;
  /** `standingText` of it. */
  readonly suspendData: string;
  /** Of this session. */
  readonly seconds: number;
}

export interface Refusal {
  readonly element: string;
  readonly why: string;
}

export class Lms {
  readonly version: ScormVersion;
  readonly #api: Api;

  constructor({ api, version }: Found) {
    this.#api = api;
    this.version = version;
  }

  /** @throws LmsError */
  initialize(): void {
    try {
      this.#do('Initialize', '');
    } catch (error) {
      if (this.#lastError() !== ALREADY[this.version]) throw error;
    }
  }

  /** What the system knows of this learner and this lesson. @throws LmsError */
  begin(): { suspendData: string; learner: string; wasDone: boolean; counts: boolean } {
    const [learner, status, mode] =
      this.version === '1.2'
        ? ['cmi.core.student_id', 'cmi.core.lesson_status', 'cmi.core.lesson_mode']
        : ['cmi.learner_id', 'cmi.completion_status', 'cmi.mode'];
    return {
      suspendData: this.#get('cmi.suspend_data'),
      learner: this.#get(learner),
      wasDone: /^(?:completed|passed|failed)$/.test(this.#get(status)),
      counts: !/^(?:browse|review)$/.test(this.#get(mode)),
    };
  }

  /**
   * Sets everything and has it kept. A value that the system refuses does not keep the others from being set.
   * @throws LmsError when it was not kept
   */
  save(verdict: Verdict): readonly Refusal[] {
    const refused: Refusal[] = [];
    for (const [element, value] of valuesOf(this.version, verdict)) {
      try {
        this.#do('SetValue', element, value);
      } catch (error) {
        refused.push({ element, why: messageOf(error) });
      }
    }
    this.#do('Commit', '');
    return refused;
  }

  /** The session is over; nothing can be said after it. @throws LmsError */
  finish(): void {
    this.#do(this.version === '1.2' ? 'Finish' : 'Terminate', '');
  }

  #get(element: string): string {
    const value = this.#call('GetValue', element);
    const code = this.#lastError();
    if (code !== '0' && code !== '' && !NOT_SET.has(code)) throw this.#error(code);
    return value;
  }

  /** Calls something that answers "true" or "false" (some systems: a boolean, or nothing at all when all went well). */
  #do(verb: string, ...words: readonly string[]): void {
    const answer = this.#call(verb, ...words);
    if (answer !== 'false') return;
    throw this.#error(this.#lastError());
  }

  #call(verb: string, ...words: readonly string[]): string {
    const name = this.version === '1.2' ? `LMS${verb}` : verb;
    const method = this.#api[name];
    if (typeof method !== 'function') throw new LmsError(`there is no ${name}`);
    let answer: unknown;
    try {
      answer = Reflect.apply(method, this.#api, words);
    } catch (cause) {
      throw new LmsError(messageOf(cause), { cause });
    }
    return typeof answer === 'string' ? answer : typeof answer === 'boolean' ? String(answer) : '';
  }

  #lastError(): string {
    try {
      const code = this.#method('GetLastError').call(this.#api);
      return typeof code === 'number' || typeof code === 'string' ? String(code) : '';
    } catch {
      return '';
    }
  }

  #error(code: string): LmsError {
    const ask = (verb: string): string => {
      try {
        const answer = this.#method(verb).call(this.#api, code);
        return typeof answer === 'string' ? answer.trim() : '';
      } catch {
        return '';
      }
    };
    const words = [...new Set([ask('GetErrorString'), ask('GetDiagnostic')])].filter(
      (one) => one !== '' && one !== code,
    );
    return new LmsError(
      [code === '' || code === '0' ? '' : `error ${code}`, ...words].filter(Boolean).join(': ') || 'no reason given',
    );
  }

  #method(verb: string): (...words: string[]) => unknown {
    return this.#api[this.version === '1.2' ? `LMS${verb}` : verb] as (...words: string[]) => unknown;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** In the order in which they are set. SCORM 1.2 has no measure of progress: there, it is the location, which instructors see. */
export function valuesOf(version: ScormVersion, verdict: Verdict): readonly (readonly [string, string])[] {
  const { standing, mastery, wasDone, suspendData, seconds } = verdict;
  const { done, total, score } = standing;
  const isDone = score !== null || wasDone;
  const passed = score === null ? null : mastery === null || score >= mastery;
  const scores = (prefix: string): (readonly [string, string])[] =>
    score === null
      ? []
      : [
          [`${prefix}.raw`, String(Math.round(score * 100))],
          [`${prefix}.min`, '0'],
          [`${prefix}.max`, '100'],
        ];
  if (version === '1.2') {
    const status = score !== null && mastery !== null ? (passed === true ? 'passed' : 'failed') : 'completed';
    return [
      ['cmi.suspend_data', suspendData],
      ...(total === 0 ? [] : [['cmi.core.lesson_location', `${done}/${total}`] as const]),
      ...scores('cmi.core.score'),
      // What an earlier session had made of it stands until this one knows better.
      ...(wasDone && score === null ? [] : [['cmi.core.lesson_status', isDone ? status : 'incomplete'] as const]),
      ['cmi.core.session_time', timeSpan(seconds)],
      // So that the next visit goes on here.
      ['cmi.core.exit', 'suspend'],
    ];
  }
  return [
    ['cmi.suspend_data', suspendData],
    ...(total === 0 ? [] : [['cmi.progress_measure', String(Math.round((done / total) * 10_000) / 10_000)] as const]),
    ...(score === null ? [] : [['cmi.score.scaled', String(Math.round(score * 10_000) / 10_000)] as const]),
    ...scores('cmi.score'),
    ...(passed === null ? [] : [['cmi.success_status', passed ? 'passed' : 'failed'] as const]),
    ['cmi.completion_status', isDone ? 'completed' : 'incomplete'],
    ['cmi.session_time', duration(seconds)],
    ['cmi.exit', 'suspend'],
  ];
}

/** `HHHH:MM:SS.SS` */
export function timeSpan(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const [hours, minutes] = [Math.floor(hundredths / 360_000), Math.floor(hundredths / 6000) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  return `${String(Math.min(hours, 9999)).padStart(4, '0')}:${two(minutes)}:${rest}`;
}

/** ISO 8601, to a hundredth of a second: `PT1H2M3.45S` */
export function duration(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const [hours, minutes] = [Math.floor(hundredths / 360_000), Math.floor(hundredths / 6000) % 60];
  return `PT${hours}H${minutes}M${(hundredths % 6000) / 100}S`;
}
