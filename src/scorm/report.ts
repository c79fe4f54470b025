/**
 * One session of a lesson in a learning management system: takes what the lesson tells, reports it, and sees to it that nothing is lost
 * when the system fails. What could not be sent is kept in the browser, under the learner's own name there, until it could.
 */
import { Lms, LmsError, type Found, type Refusal } from './lms';
import { AT_THE_START, ROOM, further, parseStanding, standingText, type Standing } from './standing';

/** What the page shows; `retry`: with a button to try again. */
export type Notice =
  | { readonly kind: 'none' | 'no-lms' | 'too-long' | 'saved' | 'review' }
  | { readonly kind: 'not-started' | 'not-saved'; readonly why: string }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

export interface ReportDeps {
  /** Null: there is no learning management system around this page. */
  readonly found: Found | null;
  readonly lesson: string;
  readonly mastery: number | null;
  /** Seconds, from any moment on. */
  readonly now: () => number;
  /** Of this browser; may throw at any time, as storage does where it is blocked. */
  readonly storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly after: (ms: number, what: () => void) => () => void;
  readonly show: (notice: Notice) => void;
}

/** Several messages come at once; a system takes its time for each commit, and the page stands still for as long. */
const GATHER_MS = 300;
const RETRY_MS = 15_000;

export class Report {
  readonly #deps: ReportDeps;
  readonly #lms: Lms | null;
  readonly #since: number;
  #standing: Standing = AT_THE_START;
  #state: 'closed' | 'open' | 'over' = 'closed';
  /** Null until the session is open. */
  #learner: string | null = null;
  #wasDone = false;
  #counts = true;
  #hadFailed = false;
  #refused = '';
  #toldTooLong = false;
  #cancel: (() => void) | null = null;

  constructor(deps: ReportDeps) {
    this.#deps = deps;
    this.#since = deps.now();
    this.#lms = deps.found === null ? null : new Lms(deps.found);
  }

  /** Opens the session. What the lesson is to be given back, or null. */
  begin(): string | null {
    if (this.#lms === null) this.#deps.show({ kind: 'no-lms' });
    else this.#open();
    return this.#standing.kept;
  }

  progress(done: number, total: number): void {
    this.#change({ done, total });
  }

  kept(kept: string): void {
    this.#change({ kept });
  }

  /** The first score stands: it is that of the first tries, and there is one of those. */
  done(score: number): void {
    this.#change({ score: this.#standing.score ?? score });
  }

  retry(): void {
    this.#save();
  }

  /** The page is out of sight, and may never come back: what waits to be sent is sent now. */
  flush(): void {
    if (this.#cancel !== null) this.#save();
  }

  /** The page goes away: the last chance. */
  end(): void {
    if (this.#lms === null || this.#state === 'over') return;
    this.#save();
    this.#cancel?.();
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    try {
      if (wasOpen) this.#lms.finish();
    } catch {
      // What counts was committed, or is kept here; there is nobody left to be told.
    }
  }

  #change(patch: Partial<Standing>): void {
    const before = JSON.stringify(this.#standing);
    this.#standing = { ...this.#standing, ...patch };
    if (this.#lms === null || this.#state === 'over' || JSON.stringify(this.#standing) === before) return;
    this.#later(GATHER_MS);
  }

  #later(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#deps.after(ms, () => this.#save());
  }

  /** True when the session is open. */
  #open(): boolean {
    if (this.#lms === null) return false;
    try {
      this.#lms.initialize();
      const { suspendData, learner, wasDone, counts } = this.#lms.begin();
      this.#state = 'open';
      this.#learner = learner;
      this.#wasDone = wasDone;
      this.#counts = counts;
      const known = further(parseStanding(suspendData), this.#standing);
      const unsent = this.#unsent();
      this.#standing = unsent === null ? known : further(known, unsent);
      if (!counts) this.#deps.show({ kind: 'review' });
      else if (unsent !== null) this.#later(0);
      return true;
    } catch (error) {
      this.#fail('not-started', error);
      return false;
    }
  }

  #save(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#lms === null || this.#state === 'over' || (this.#state === 'closed' && !this.#open()) || !this.#counts)
      return;
    const { text, whole } = standingText(this.#standing, ROOM[this.#lms.version]);
    try {
      const refusals = this.#lms.save({
        standing: this.#standing,
        mastery: this.#deps.mastery,
        wasDone: this.#wasDone,
        suspendData: text,
        seconds: this.#deps.now() - this.#since,
      });
      this.#saved(refusals, whole);
    } catch (error) {
      this.#fail('not-saved', error);
    }
  }

  #saved(refusals: readonly Refusal[], whole: boolean): void {
    const said = JSON.stringify(refusals);
    if (refusals.length > 0) {
      // The same refusal again is no news.
      if (said !== this.#refused) this.#deps.show({ kind: 'refused', refusals });
    } else if (!whole) {
      if (!this.#toldTooLong) this.#deps.show({ kind: 'too-long' });
      this.#toldTooLong = true;
    } else if (this.#hadFailed || this.#refused !== '') {
      this.#deps.show({ kind: 'saved' });
    }
    this.#refused = refusals.length > 0 ? said : '';
    this.#hadFailed = false;
    // What the system refused to keep is still to be kept here.
    if (refusals.some(({ element }) => element === 'cmi.suspend_data')) this.#keepHere();
    else this.#withStorage((storage, key) => storage.removeItem(key));
  }

  #fail(kind: 'not-started' | 'not-saved', error: unknown): void {
    this.#hadFailed = true;
    this.#keepHere();
    const why = error instanceof LmsError || error instanceof Error ? error.message : String(error);
    this.#deps.show({ kind, why });
    this.#later(RETRY_MS);
  }

  #keepHere(): void {
    this.#withStorage((storage, key) => storage.setItem(key, JSON.stringify({ interleave: 1, ...this.#standing })));
  }

  /** What an earlier session could not send. */
  #unsent(): Standing | null {
    let text: string | null = null;
    this.#withStorage((storage, key) => {
      text = storage.getItem(key);
    });
    return text === null ? null : parseStanding(text);
  }

  /** Nothing is kept for somebody whose name is not known: the next at this machine may be another. */
  #withStorage(what: (storage: ReturnType<ReportDeps['storage']>, key: string) => void): void {
    if (this.#learner === null || this.#learner === '') return;
    try {
      what(this.#deps.storage(), `interleave-scorm/${this.#deps.lesson}/${this.#learner}`);
    } catch {
      // Blocked or full. The page still holds it, and tries again.
    }
  }
}
