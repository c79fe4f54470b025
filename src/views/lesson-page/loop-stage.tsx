import { useEffect, useRef } from 'react';
import type { FrameCount, StageLook } from '../../protocol/realm';
import { benchTexts } from '../../texts/en/bench';
import { framesCount, framesWords } from './outcome-words';
import { useServices } from './services';
import { useDrawnTheme } from './theme';
import styles from './loop-stage.module.css';

interface LoopStageProps {
  /** Of the latest run; null before the first one. */
  readonly frames: FrameCount | null;
  readonly running: boolean;
}

/**
 * Where a program on a page's main thread is seen to keep its event loop free, or busy. The figure is drawn by the very thread that runs
 * the program, in a frame that is laid over the first element here; what it has counted is said beside it.
 */
export function LoopStage({ frames, running }: LoopStageProps) {
  const { lab } = useServices();
  const theme = useDrawnTheme();
  const place = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const wish = matchMedia('(prefers-reduced-motion: reduce)');
    const show = () => lab.setStage({ element, look: lookOf(wish.matches) });
    show();
    wish.addEventListener('change', show);
    return () => {
      wish.removeEventListener('change', show);
      lab.setStage(null);
    };
  }, [lab, theme]);

  return (
    <span className={styles['stage']} title={benchTexts.shuttle}>
      <span ref={place} className={styles['place']} data-stage="" aria-hidden="true" />
      {frames !== null && (
        <span className={styles['count']} data-dropped={frames.dropped > 0 || undefined}>
          <span className={styles['long']}>{framesWords(frames, running)}</span>
          <span className={styles['short']} aria-hidden="true">
            {framesCount(frames)}
          </span>
        </span>
      )}
    </span>
  );
}

/** The figure's colours are the page's. */
function lookOf(still: boolean): StageLook {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: get('panel'),
    warp: get('line'),
    strand: get('strand-main'),
    bead: get('gil'),
    bad: get('bad'),
    still,
  };
}
