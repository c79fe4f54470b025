/**
 * A presentation: where it is, since when, what the countdown says and which hands were raised. Without React and without a clock of its
 * own, so that the screen and the window with the notes hold the same, and a test can be quicker than a talk.
 *
 * Nothing of it is kept: hands belong to those who raised them.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';

/** Raised hands, by question (`handsKey`), by choice. */
export type Hands = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface TalkState {
  /** Of `count`, from 0. */
  readonly beat: number;
  readonly count: number;
  readonly blank: boolean;
  /** When it began: milliseconds of the clock. */
  readonly startedAt: number;
  /** How long a countdown is, in seconds, and when the present one is over (milliseconds of the clock); null while there is none. */
  readonly seconds: number;
  readonly endsAt: number | null;
  readonly hands: Hands;
}

export interface Talk {
  readonly store: StoreApi<TalkState>;
  /** One on or back; stays where there is nothing more. */
  go(by: 1 | -1): void;
  goTo(beat: number): void;
  setBlank(blank: boolean): void;
  /** Refuses what is no length of a countdown: it is brought within `SECONDS`. */
  setSeconds(seconds: number): void;
  /** Begins to count, or stops. */
  setCounting(on: boolean): void;
  /** Null takes the number back. */
  setHands(question: string, choice: string, count: number | null): void;
}

export const SECONDS = { least: 5, most: 600, first: 30 } as const;
/** More do not fit into any hall. */
export const MOST_HANDS = 9_999;

/** Questions have ids that are unique in their lesson only. */
export const handsKey = (lesson: string, question: string): string => `${lesson}/${question}`;

/** `now` gives milliseconds of the clock. */
export function createTalk(count: number, beat: number, now: () => number): Talk {
  const store = createStore<TalkState>(() => ({
    beat: within(beat, count),
    count,
    blank: false,
    startedAt: now(),
    seconds: SECONDS.first,
    endsAt: null,
    hands: {},
  }));
  const goTo = (to: number) => {
    const next = within(to, count);
    // Who goes on has no more use for the time that was left; and a dark screen hides nothing that moves behind it.
    if (next !== store.getState().beat) store.setState({ beat: next, endsAt: null, blank: false });
  };
  return {
    store,
    go: (by) => goTo(store.getState().beat + by),
    goTo,
    setBlank: (blank) => store.setState({ blank }),
    setSeconds(seconds) {
      if (!Number.isFinite(seconds)) return;
      store.setState({ seconds: Math.min(SECONDS.most, Math.max(SECONDS.least, Math.round(seconds))) });
    },
    setCounting: (on) => store.setState(({ seconds }) => ({ endsAt: on ? now() + seconds * 1000 : null })),
    setHands(question, choice, raised) {
      const { hands } = store.getState();
      const { [choice]: _before, ...others } = hands[question] ?? {};
      const sound = raised !== null && Number.isSafeInteger(raised) && raised >= 0 && raised <= MOST_HANDS;
      if (raised !== null && !sound) return;
      store.setState({ hands: { ...hands, [question]: raised === null ? others : { ...others, [choice]: raised } } });
    },
  };
}

const within = (beat: number, count: number): number =>
  Number.isFinite(beat) ? Math.min(Math.max(Math.trunc(beat), 0), Math.max(count - 1, 0)) : 0;

/** Whole seconds that are left of the countdown, 0 when it is over; null when there is none. */
export function secondsLeft({ endsAt }: Pick<TalkState, 'endsAt'>, now: number): number | null {
  return endsAt === null ? null : Math.max(0, Math.ceil((endsAt - now) / 1000));
}

/** At which seconds left the countdown is told to whoever hears the page: when it begins, shortly before its end, and at its end. */
export function isTold(left: number, seconds: number): boolean {
  return left === seconds || left === 0 || (left === 10 && seconds > 15) || (left === 60 && seconds > 90);
}

export interface Bar {
  readonly choice: string;
  /** Null: nobody counted these hands. */
  readonly count: number | null;
  /** Of all hands, from 0 to 1; 0 while there are none. */
  readonly share: number;
}

/** The hands of a question as bars, in the order of its choices; null while none was counted. */
export function barsOf(hands: Hands, question: string, choices: readonly string[]): readonly Bar[] | null {
  const counted = hands[question] ?? {};
  const counts = choices.map((choice) => (Object.hasOwn(counted, choice) ? (counted[choice] ?? null) : null));
  if (counts.every((count) => count === null)) return null;
  const all = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return counts.map((count, i) => ({
    choice: choices[i] ?? '',
    count,
    share: all === 0 ? 0 : (count ?? 0) / all,
  }));
}

/** "12:05", with hours where there are any. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
