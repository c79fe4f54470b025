import type { DrawingProps } from './live-figure';

/** Not drawn yet: its words stand for it. */
export function EventLoopFigure({ alt }: DrawingProps) {
  return <p>{alt}</p>;
}
