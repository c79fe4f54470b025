import { useEffect, useEffectEvent } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import { isForeign } from '../kit/key-target';
import { presentPath } from './routes';
import { useServices, useStore } from './services';

/** P presents the lesson from the step on where the reader is: nowhere where something is written, and not when letters are no keys. */
export function usePresentKey(lesson: string): void {
  const { progress, settings } = useServices();
  const [, navigate] = useHashLocation();
  const letters = useStore(settings.store, ({ letterKeys }) => letterKeys);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (!letters || key.toLowerCase() !== 'p' || ctrlKey || metaKey || altKey || isForeign(event)) return;
    event.preventDefault();
    navigate(presentPath([lesson], progress.store.getState().lessons[lesson]?.lastStep ?? null));
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
