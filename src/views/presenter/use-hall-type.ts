import { useLayoutEffect } from 'react';

/** Of the window's height and width: a window of 1024 by 768 gets just what the projector's theme gives, 24 pixels to the rem. */
const OF_HEIGHT = 24 / 768;
const OF_WIDTH = 24 / 1024;

/**
 * Type that grows with the window: a screen of 1920 by 1080 is no larger in a hall than one of 1024 by 768, only finer. Never less than the
 * theme's 150 %. Set at the document, because every measure is in rem; and there the editor, the timeline and the charts notice it.
 */
export function useHallType(): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    const fit = () => {
      style.fontSize = `max(150%, ${Math.floor(Math.min(innerHeight * OF_HEIGHT, innerWidth * OF_WIDTH))}px)`;
    };
    fit();
    addEventListener('resize', fit);
    return () => {
      removeEventListener('resize', fit);
      style.fontSize = '';
    };
  }, []);
}
