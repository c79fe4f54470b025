/** Where the time of each contestant went, as rows, as sentences and as a table. Pure. */
import type { PhaseTimes, RaceResult } from '../../measure/race';
import { formatShare, listWords } from '../../measure/words';
import { medianTime } from './axis';
import type { StackPart, StackRow } from './stack-chart';
import type { Table } from './table';

interface PhaseLook extends Omit<StackPart, 'key'> {
  /** In a sentence: `62 % waiting for the GIL`. */
  readonly words: string;
}

const LOOKS: Readonly<Record<keyof PhaseTimes, PhaseLook>> = {
  startUp: { title: 'starting up', words: 'starting up', colour: 'var(--strand-6)', pattern: 'falling' },
  pickling: { title: 'pickling', words: 'pickling', colour: 'var(--strand-4)', pattern: 'crossed' },
  transfer: { title: 'sending data', words: 'sending data', colour: 'var(--strand-8)', pattern: 'upright' },
  compute: { title: 'computing', words: 'computing', colour: 'var(--strand-1)', pattern: 'solid' },
  waitingForGil: { title: 'waiting for the GIL', words: 'waiting for the GIL', colour: 'var(--gil)', pattern: 'level' },
  waitingForIo: {
    title: 'waiting for answers',
    words: 'waiting for answers',
    colour: 'var(--strand-2)',
    pattern: 'dots',
  },
  waitingForOthers: {
    title: 'waiting for others',
    words: 'waiting for others',
    colour: 'var(--strand-3)',
    pattern: 'rising',
  },
  idle: { title: 'idle', words: 'idle', colour: 'var(--edge)', pattern: 'empty' },
};
const KEYS = Object.keys(LOOKS) as readonly (keyof PhaseTimes)[];

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
    return [{ id, title, phases, total: KEYS.reduce((sum, key) => sum + phases[key], 0) }];
  });
}

/** Only the parts that somebody spent time on. */
export function phaseParts(all: readonly Phased[]): readonly StackPart[] {
  return KEYS.filter((key) => all.some(({ phases }) => phases[key] > 0)).map((key) => ({ key, ...LOOKS[key] }));
}

export function phaseRows(all: readonly Phased[]): readonly StackRow[] {
  return all.map(({ id, title, phases, total }) => ({
    id,
    title,
    note: `${medianTime(total)} in all`,
    values: { ...phases },
  }));
}

/** The two largest parts of each, and what is added up here. */
export function phaseSentences(all: readonly Phased[]): readonly string[] {
  const sentences = all.flatMap(({ title, phases, total }) => {
    const largest = KEYS.filter((key) => phases[key] / total >= 0.02)
      .sort((a, b) => phases[b] - phases[a])
      .slice(0, 3);
    if (total <= 0 || largest.length === 0) return [];
    return [`${title}: ${listWords(largest.map((key) => `${formatShare(phases[key] / total)} ${LOOKS[key].words}`))}.`];
  });
  return [
    ...sentences,
    'Added up over all threads, tasks and processes of one further run with a trace, so that it can be more than the time on the clock.',
  ];
}

export function phaseTable(title: string, all: readonly Phased[]): Table {
  const parts = phaseParts(all);
  return {
    caption: `${title}: where the time went, in milliseconds`,
    columns: ['Contestant', ...parts.map((part) => part.title), 'in all'],
    rows: all.map((one) => [
      one.title,
      ...parts.map(({ key }) => rounded(one.phases[key as keyof PhaseTimes])),
      rounded(one.total),
    ]),
  };
}

function rounded(ms: number): string {
  return String(Number(ms.toPrecision(4)));
}
