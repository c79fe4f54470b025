/** Named results, each as its chart draws it. `gallery.html` shows them. */
import type { ReactNode } from 'react';
import type { RaceResult } from '../../measure/race';
import { CurvePicture } from './curve-chart';
import { WorthPicture } from './worth-chart';
import { MemoryFigure } from './memory-figure';
import { PhasesFigure } from './phases-figure';
import { RaceFigure } from './race-figure';
import { primes, requests, storm } from './testing/made-up';

interface ChartStory {
  readonly id: string;
  readonly title: string;
  readonly Story: () => React.JSX.Element;
}

function story(id: string, title: string, figure: ReactNode): ChartStory {
  const Story = () => <div style={{ maxWidth: '42rem', padding: '1rem 1.125rem' }}>{figure}</div>;
  return { id, title, Story };
}

const race = (id: string, title: string, result: RaceResult, live = false): ChartStory =>
  story(id, title, <RaceFigure result={result} live={live} fileName={id} />);

export const CHART_STORIES: readonly ChartStory[] = [
  race('race-primes', 'A race: primes, three ways', primes()),
  race('race-requests', 'A race: every execution model', requests()),
  race('race-many', 'A race: thirty trials', primes({}, 30)),
  race('race-storm', 'A race: noise, failures, a cancelled end', storm()),
  race('race-live', 'A race that is on', { ...primes(), trials: primes().trials.slice(0, 8) }, true),
  story('race-phases', 'Where the time went', <PhasesFigure result={primes()} fileName="phases" />),
  story('race-memory', 'How much memory', <MemoryFigure result={primes()} fileName="memory" />),
  story(
    'race-curve',
    'Speed-up over workers',
    <CurvePicture
      points={[1, 2, 3, 4, 5, 6, 7, 8].map((at) => {
        const s = 1 / (0.08 + 0.92 / Math.min(at, 4) + 0.02 * at);
        return { at, speedUp: s, low: s * 0.95, high: s * 1.04, trials: [s * 0.97, s, s * 1.02] };
      })}
      fits={[
        { id: 'amdahl', name: 'Amdahl', at: (n) => 1 / (0.1 + 0.9 / n) },
        { id: 'usl', name: 'USL', at: (n) => n / (1 + 0.1 * (n - 1) + 0.02 * n * (n - 1)) },
      ]}
      cores={4}
      variant="processes"
      unitOf="workers"
      width={630}
      unit={1}
      label="test"
    />,
  ),
  story(
    'race-worth',
    'Break-even',
    <WorthPicture
      lines={[
        {
          id: 'a',
          name: 'one process',
          variant: 'sequential',
          points: [1000, 10000, 100000].map((size) => ({ size, median: size * 0.01, trials: [size * 0.011] })),
        },
        {
          id: 'b',
          name: 'pool',
          variant: 'processes',
          points: [1000, 10000, 100000].map((size) => ({
            size,
            median: 300 + size * 0.003,
            trials: [320 + size * 0.003],
          })),
        },
      ]}
      breakEven={{ size: 42000, low: 35000, high: 50000 }}
      unitOf="numbers to test"
      width={630}
      unit={1}
      label="test"
    />,
  ),
];
