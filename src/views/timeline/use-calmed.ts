import { useEffect, useRef, useState } from 'react';

/** `value`, but changing at most once every `ms`; the last value always arrives. 0 lets every change through at once. */
export function useCalmed<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + ms - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setCalm(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return ms === 0 ? value : calm;
}
