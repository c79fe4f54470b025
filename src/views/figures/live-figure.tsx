import { lazy, Suspense, type ComponentType, type FunctionComponent } from 'react';
import type { LiveFigure as Name } from '../../lesson/lesson';
import { liveFigure } from '../../texts/en/live-figure';
import styles from './figures.module.css';

/** What every drawing is given: its name for who does not see it. */
export interface DrawingProps {
  readonly alt: string;
}

type Drawing = FunctionComponent<DrawingProps>;

/** A drawing that cannot be fetched leaves its words: they say what would be seen. */
const drawing = (load: () => Promise<Drawing>) =>
  lazy(async () => ({ default: await load().catch((): Drawing => Missing) }));

const DRAWINGS: Readonly<Record<Name, ComponentType<DrawingProps>>> = {
  kitchen: drawing(async () => (await import('./kitchen-figure')).KitchenFigure),
  baton: drawing(async () => (await import('./baton-figure')).BatonFigure),
  memory: drawing(async () => (await import('./memory-figure')).MemoryFigure),
  'event-loop': drawing(async () => (await import('./event-loop-figure')).EventLoopFigure),
};

interface LiveFigureProps extends DrawingProps {
  readonly figure: Name;
  /** Empty for none. */
  readonly caption: string;
}

/** A drawing that moves and may be touched, as a whole `<figure>`. The drawing itself is fetched when it is first shown. */
export function LiveFigure({ figure, alt, caption }: LiveFigureProps) {
  const Drawing = DRAWINGS[figure];
  return (
    <figure className={styles['figure']}>
      <Suspense fallback={<p className={styles['loading']}>{alt}</p>}>
        <Drawing alt={alt} />
      </Suspense>
      {caption !== '' && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

function Missing({ alt }: DrawingProps) {
  return (
    <p>
      {alt} {liveFigure.missing}
    </p>
  );
}
