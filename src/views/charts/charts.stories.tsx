/** Named results, each as its chart draws it. `gallery.html` shows them. */
import { useState, type ReactNode } from 'react';
import type { RaceResult } from '../../measure/race';
import { HistoryList } from './history-list';
import { RaceResults } from './race-results';
import { crowds, primes, requests, sizes, storm, workers } from './testing/made-up';

interface ChartStory {
  readonly id: string;
  readonly title: string;
  readonly Story: () => React.JSX.Element;
}

function story(id: string, title: string, figure: ReactNode): ChartStory {
  const Story = () => <div style={{ maxWidth: '42rem', padding: '1rem 1.125rem' }}>{figure}</div>;
  return { id, title, Story };
}

const race = (id: string, title: string, result: RaceResult, live = false, unit: string | null = null): ChartStory =>
  story(id, title, <RaceResults result={result} live={live} unit={unit} />);

export const CHART_STORIES: readonly ChartStory[] = [
  race('race-primes', 'A race: primes, three ways', primes()),
  race('race-requests', 'A race: every execution model', requests()),
  race('race-many', 'A race: thirty trials', primes({}, 30)),
  race('race-storm', 'A race: noise, failures, a cancelled end', storm()),
  race('race-live', 'A race that is on', { ...primes(), trials: primes().trials.slice(0, 8) }, true),
  race('race-curve', 'A race: speed-up over workers', workers(), false, 'workers'),
  race('race-memory', 'A race: memory of threads, tasks and processes', crowds()),
  race('race-worth', 'A race: when a pool is worth it', sizes(), false, 'numbers to test'),
  race('race-worth-twins', 'A race: two pools of one kind', ofOneModel(sizes()), false, 'numbers to test'),
  story('race-history', 'Earlier races', <Earlier />),
];

function ofOneModel(result: RaceResult): RaceResult {
  return { ...result, contestants: result.contestants.map((each) => ({ ...each, variant: 'processes' })) };
}

function Earlier() {
  const [kept, setKept] = useState(() =>
    [3, 2, 1].map((day) => ({
      key: String(day),
      result: primes({ seed: day, environment: { ...primes().environment, date: `2026-11-1${day}T09:00:00.000Z` } }),
    })),
  );
  const [shown, setShown] = useState<RaceResult | null>(null);
  return <HistoryList kept={kept} shown={shown} onOpen={setShown} onClear={() => setKept([])} disabled={false} />;
}
