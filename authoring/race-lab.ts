/** Races in the laboratory: the very loop that the page runs (`session/race-run.ts`), with a headless browser to run its trials. */
import { aliveAtOnce } from '../src/measure/alive';
import { phasesOf } from '../src/measure/phases';
import type { RaceKind, RaceResult, ReferenceFigure } from '../src/measure/race';
import type { Language } from '../src/runtimes/runtime';
import { fixedWork, runRace, type Entrant, type RaceNews, type Track } from '../src/session/race-run';
import type { Lab } from './browser';

export interface RaceAsk {
  readonly lesson: string | null;
  readonly race: string;
  readonly title: string;
  readonly kind: RaceKind;
  readonly entrants: readonly Entrant[];
  readonly references: readonly ReferenceFigure[];
  readonly trials: number;
  readonly warmUps: number;
  readonly seed: number;
  /** One traced run more of each contestant, for where the time went. */
  readonly phases: boolean;
}

export type LabRace =
  | { readonly ok: true; readonly result: RaceResult }
  /** One sentence; `result` has what was found until then. */
  | { readonly ok: false; readonly problem: string; readonly result: RaceResult };

export async function raceInLab(lab: Lab, ask: RaceAsk, onNews: (news: RaceNews) => void = () => {}): Promise<LabRace> {
  const { capabilities } = lab;
  const version = lab.page.context().browser()?.version().split('.')[0] ?? '';
  const date = new Date().toISOString();
  let latest: Pick<RaceNews, 'trials' | 'pauses'> = { trials: [], pauses: 0 };
  const end = await runRace(
    ask.entrants,
    ask,
    trackIn(lab),
    (news) => {
      latest = news;
      onNews(news);
    },
    new AbortController().signal,
  );
  const result: RaceResult = {
    format: 1,
    kind: ask.kind,
    lesson: ask.lesson,
    race: ask.race,
    title: ask.title,
    contestants: ask.entrants.map(({ contestant }) => contestant),
    trials: latest.trials,
    environment: {
      date,
      cores: capabilities.cores,
      clockStepMs: capabilities.clockStepMs,
      isolated: capabilities.isolation === 'isolated',
      browser: `Chromium ${version}`.trim(),
    },
    prediction: null,
    references: ask.references,
    seed: ask.seed,
    complete: end.kind === 'done',
    pauses: latest.pauses,
  };
  if (end.kind === 'failed') return { ok: false, problem: end.problem, result };
  return { ok: true, result };
}

function trackIn(lab: Lab): Track {
  const settled = new Map<Language, Promise<void>>();
  return {
    async prepare(language) {
      // Python's trials shall all begin from the same kit. TypeScript has none.
      if (language === 'python') {
        if (!settled.has(language)) settled.set(language, lab.settle(language));
        await settled.get(language);
      }
      return lab.page.evaluate((which) => window.interleave.boot(which), language);
    },
    async run(request) {
      const { summary, trace, traceError } = await lab.run(request, { wantsTrace: request.traced });
      const whole = request.traced && traceError === null;
      return { summary, phases: whole ? phasesOf(trace) : null, alive: whole ? aliveAtOnce(trace) : null };
    },
    clock: {
      now: () => performance.now(),
      after(ms, act) {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      },
    },
    // A headless page is never hidden.
    attention: { hidden: () => false, onChange: () => () => {} },
    calibrate: () => fixedWork(() => performance.now()),
  };
}
