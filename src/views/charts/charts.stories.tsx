/** Named races, each as its chart draws it. `gallery.html` shows them. */
import type { RaceResult } from '../../measure/race';
import { RaceFigure } from './race-figure';
import { primes, requests, storm } from './testing/made-up';

interface ChartStory {
  readonly id: string;
  readonly title: string;
  readonly Story: () => React.JSX.Element;
}

function race(id: string, title: string, result: RaceResult): ChartStory {
  const Story = () => (
    <div style={{ maxWidth: '42rem', padding: '1rem 1.125rem' }}>
      <RaceFigure result={result} fileName={id} />
    </div>
  );
  return { id, title, Story };
}

export const CHART_STORIES: readonly ChartStory[] = [
  race('race-primes', 'A race: primes, three ways', primes()),
  race('race-requests', 'A race: every execution model', requests()),
  race('race-many', 'A race: thirty trials', primes({}, 30)),
  race('race-storm', 'A race: noise, failures, a cancelled end', storm()),
];
