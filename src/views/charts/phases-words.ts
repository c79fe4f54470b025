/** Where the time of each contestant went, as rows, as sentences and as a table. Pure. */
import { charts } from '../../texts/en/charts';
import { PHASES, type Phase } from '../../measure/phases';
import type { PhaseTimes, RaceResult } from '../../measure/race';
import { formatShare } from '../../measure/words';
import { numbers } from '../../texts/en/numbers';
import { raceWords } from '../../texts/en/race-words';
import { medianTime } from './axis';
import type { StackPart, StackRow } from './stack-chart';
import type { ChartTable } from './figure';

type PhaseLook = Pick<StackPart, 'colour' | 'pattern'>;

const LOOKS: Readonly<Record<Phase, PhaseLook>> = {
  startUp: { colour: 'var(--strand-6)', pattern: 'falling' },
  pickling: { colour: 'var(--strand-4)', pattern: 'crossed' },
  transfer: { colour: 'var(--strand-8)', pattern: 'upright' },
  compute: { colour: 'var(--strand-1)', pattern: 'solid' },
  waitingForGil: { colour: 'var(--gil)', pattern: 'level' },
  waitingForIo: { colour: 'var(--strand-2)', pattern: 'dots' },
  waitingForOthers: { colour: 'var(--strand-3)', pattern: 'rising' },
  idle: { colour: 'var(--edge)', pattern: 'empty' },
};

interface Phased {
  readonly title: string;
  readonly id: string;
  readonly phases: PhaseTimes;
  readonly total: number;
}

/** Each contestant's latest run that was looked into. */
export function phased(result: RaceResult): readonly Phased[] {
  return result.contestants.flatMap(({ id, title }) => {
    const phases = result.trials.findLast((trial) => trial.contestant === id && trial.phases !== null)?.phases;
    if (phases == null) return [];
    return [{ id, title, phases, total: PHASES.reduce((sum, key) => sum + phases[key], 0) }];
  });
}

/** Only the parts that somebody spent time on. */
export function phaseParts(all: readonly Phased[]): readonly StackPart[] {
  return PHASES.filter((key) => all.some(({ phases }) => phases[key] > 0)).map((key) => ({
    key,
    title: raceWords.phase(key),
    ...LOOKS[key],
  }));
}

export function phaseRows(all: readonly Phased[]): readonly StackRow[] {
  return all.map(({ id, title, phases, total }) => ({
    id,
    title,
    note: charts.inAll(medianTime(total)),
    values: { ...phases },
  }));
}

/** The two largest parts of each, and what is added up here. */
export function phaseSentences(all: readonly Phased[]): readonly string[] {
  const sentences = all.flatMap(({ title, phases, total }) => {
    const largest = PHASES.filter((key) => phases[key] / total >= 0.02)
      .sort((a, b) => phases[b] - phases[a])
      .slice(0, 3);
    if (total <= 0 || largest.length === 0) return [];
    return [
      charts.shares(
        title,
        largest.map((key) => charts.share(formatShare(phases[key] / total), raceWords.phase(key))),
      ),
    ];
  });
  return [...sentences, charts.addedUp];
}

export function phaseTable(title: string, all: readonly Phased[]): ChartTable {
  const parts = phaseParts(all);
  return {
    caption: charts.timeCaption(title),
    columns: ['Contestant', ...parts.map((part) => part.title), charts.inAllColumn],
    rows: all.map((one) => [
      one.title,
      ...parts.map(({ key }) => rounded(one.phases[key as Phase])),
      rounded(one.total),
    ]),
  };
}

function rounded(ms: number): string {
  return numbers.decimal(String(Number(ms.toPrecision(4))));
}
