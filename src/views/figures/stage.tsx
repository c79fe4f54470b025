import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import styles from './figures.module.css';

interface StageProps {
  readonly height: number;
  readonly label: string;
  readonly children: (width: number) => ReactNode;
}

/**
 * Where a figure is drawn. Lengths are in sixteenths of a rem, so that a larger type (the projector's) enlarges all of the
 * drawing; `width` is how many of them there are, and a drawing fits itself into them.
 */
export function Stage({ height, label, children }: StageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      if (element.clientWidth > 0) setWidth(Math.max(200, (element.clientWidth / rem) * 16));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={frame} className={styles['stage']}>
      <svg role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} style={{ height: `${height / 16}rem` }}>
        {children(width)}
      </svg>
    </div>
  );
}
