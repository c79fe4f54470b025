/**
 * Races of an open page: contestants of a lesson are run one after the other, several times each, and every trial is told.
 *
 *     idle --start--> preparing --> running <--> paused        (hidden, or woken late from its timers: the trial is run again)
 *                         |            |            |
 *                         +--- cancel, leave, dispose, nobody left who can run ---> done | cancelled | failed
 *
 * A race has the laboratory to itself (`LabSession.lend`): while it is on, Run is refused, and while a program runs, a race is. Each trial
 * is a run like any other, in a fresh interpreter, by the realm that Run uses; but nothing of it is shown as a run of its program. What
 * races is the learner's text as it stood when the race began, and nothing here ever writes that text.
 *
 * The stages of a race: its warm-ups, its trials in shuffled blocks (`measure/plan.ts`), all untraced, because tracing costs time; then
 * one further run of each contestant with a trace, which is read for where the time went and counted nowhere. In a result that one is
 * the trial with `warmUp: true` and `phases`.
 */
import type { RaceStep } from './race-run';
import type { Lesson, Race } from '../lesson/lesson';
import type { Contestant, RacePrediction, RaceResult } from '../measure/race';
import type { StartMethod } from '../runtimes/runtime';
import type { Result } from '../base/result';
import type { StoreApi } from 'zustand/vanilla';

export type { RaceStep } from './race-run';

export type RaceStatus =
  /** The interpreter is being made ready. */
  | { readonly phase: 'preparing' }
  /** `leftMs` is an estimate, null before anything was measured. */
  | { readonly phase: 'running'; readonly step: RaceStep; readonly leftMs: number | null }
  | {
      readonly phase: 'paused';
      readonly why: 'hidden' | 'late';
      /** The same for people: one sentence. */
      readonly words: string;
      readonly step: RaceStep;
      readonly leftMs: number | null;
    }
  | { readonly phase: 'done' }
  | { readonly phase: 'cancelled' }
  /** Nothing that could be compared came of it; `problem` is one sentence. */
  | { readonly phase: 'failed'; readonly problem: string };

/** The latest race of its kind on this page, or an earlier result that was opened in its place. */
export interface RaceView {
  readonly status: RaceStatus;
  /** As far as it goes: grows with each trial. */
  readonly result: RaceResult;
  /** Programs that the learner had changed when the race began, by id; their contestants' titles say so too. */
  readonly edited: readonly string[];
  /** Contestants that failed once and are not run again, by id: what their trials say is why. */
  readonly out: readonly string[];
}

/** An earlier result on this device, the newest first. */
export interface KeptRace {
  /** For `forget` and `open`. */
  readonly key: string;
  readonly result: RaceResult;
}

export interface RaceState {
  /** The key (`raceKey`) of the race that is on; null when none is. */
  readonly active: string | null;
  /** By `raceKey`. No entry: idle. */
  readonly races: Readonly<Record<string, RaceView>>;
  /** By `raceKey`; no entry before `loadHistory` has answered. */
  readonly history: Readonly<Record<string, readonly KeptRace[]>>;
}

export interface RaceAsk {
  readonly lesson: Pick<Lesson, 'id' | 'programs' | 'hosts'>;
  readonly race: Race;
  /** 3 to 30; the race's own number unless given. */
  readonly trials?: number;
  readonly prediction: RacePrediction | null;
  /** As the learner has set them, for programs that start processes. */
  readonly startMethod: StartMethod;
  readonly prepareProcesses: boolean;
}

export interface RaceSession {
  readonly store: StoreApi<RaceState>;
  /** Who would take part on this machine, in order: for the prediction, before anything runs. */
  contestants(lesson: Pick<Lesson, 'id' | 'programs'>, race: Race): readonly Contestant[];
  /** Refused (false) while a race or a program is on. */
  start(ask: RaceAsk): boolean;
  /** Ends the race that is on, at once; what it has found stays to be seen, and is not kept. */
  cancel(): void;
  /** Reads what earlier visits kept. Never rejects. */
  loadHistory(lesson: string, race: string): Promise<void>;
  /** Shows an earlier result in the place of the latest. Refused (false) while that race is on. */
  open(lesson: string, race: string, result: RaceResult): boolean;
  /** Forgets all earlier results of a race on this device. */
  clearHistory(lesson: string, race: string): Promise<void>;
  /** Reads an exported result, shows it and keeps it. The error is one sentence: foreign files, and results of other races. */
  importResult(lesson: string, race: string, text: string): Result<RaceResult>;
  dispose(): void;
}

export function raceKey(lesson: string, race: string): string {
  return `${lesson}/${race}`;
}
