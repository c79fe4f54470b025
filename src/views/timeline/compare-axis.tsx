import { useEffect, useRef } from 'react';
import { axisOf } from './cloth-stage';
import { paintHandle, paintTimes } from './cloth-painter';
import styles from './compare.module.css';
import type { SharedWindow } from './compare-window';
import type { PlaybackSource } from './playback-source';
import { readTheme, watchTheme } from './theme';
import { toT, toX } from './viewport';

interface CompareAxisProps {
  readonly shared: SharedWindow;
  readonly playback: PlaybackSource;
}

/** The times over all cloths, and the playhead's handle, which can be dragged. */
export function CompareAxis({ shared, playback }: CompareAxisProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { current } = canvas;
    const context = current?.getContext('2d') ?? null;
    if (current === null || context === null) return;
    let theme = readTheme(current);
    let frame = 0;
    const axis = () => axisOf(shared.viewport, current.clientWidth, shared.names, shared.margin);
    const paint = () => {
      frame = 0;
      const [width, height, ratio] = [current.clientWidth, current.clientHeight, devicePixelRatio || 1];
      if (width === 0) return;
      current.width = Math.round(width * ratio);
      current.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.font = `${12.5 * theme.unit}px ${theme.family}`;
      const at = axis();
      paintTimes(context, at, width, height - 12 * theme.unit, theme, (label) => context.measureText(label).width);
      const x = toX(at, playback.getState().t);
      if (x < at.x0 - 1 || x > width) return;
      context.fillStyle = theme.ink;
      paintHandle(context, Math.round(x) + 0.5, height - 8 * theme.unit, theme);
    };
    const refresh = () => {
      if (frame === 0) frame = requestAnimationFrame(paint);
    };
    const seek = ({ clientX, buttons }: PointerEvent) => {
      if (buttons !== 1) return;
      const t = toT(axis(), clientX - current.getBoundingClientRect().left);
      playback.seek(Math.min(Math.max(t, 0), shared.end));
    };
    const grasp = (event: PointerEvent) => {
      current.setPointerCapture(event.pointerId);
      seek(event);
    };
    current.addEventListener('pointerdown', grasp);
    current.addEventListener('pointermove', seek);
    const observer = new ResizeObserver(refresh);
    observer.observe(current);
    const undo = [
      shared.join({ refresh }),
      playback.subscribe(refresh),
      watchTheme(current, () => {
        theme = readTheme(current);
        refresh();
      }),
    ];
    void current.ownerDocument.fonts?.ready.then(refresh);
    refresh();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      current.removeEventListener('pointerdown', grasp);
      current.removeEventListener('pointermove', seek);
      for (const leave of undo) leave();
    };
  }, [shared, playback]);
  return <canvas ref={canvas} className={styles['axis']} aria-hidden="true" />;
}
