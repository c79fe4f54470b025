import { useEffect } from 'react';
import type { Language } from '../../runtimes/runtime';
import { useServices } from './services';

/** Gets the interpreter ready as soon as the page has a quiet moment. */
export function usePrepared(language: Language): void {
  const { lab, busy } = useServices();
  useEffect(() => {
    const done = busy.begin('wait for a quiet moment to load the interpreter');
    const cancel = whenQuiet(() => {
      void lab.prepare(language);
      done();
    });
    return () => {
      cancel();
      done();
    };
  }, [lab, language, busy]);
}

function whenQuiet(callback: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(callback, 300);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: 2000 });
  return () => cancelIdleCallback(handle);
}
