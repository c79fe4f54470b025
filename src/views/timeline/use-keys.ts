import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Keys pressed anywhere inside `element`, which itself need not be a control; and the focus leaving it. */
export function useKeys(
  element: RefObject<HTMLElement | null>,
  onKeyDown: (event: KeyboardEvent) => void,
  onLeave?: () => void,
): void {
  const pressed = useEffectEvent(onKeyDown);
  const left = useEffectEvent(() => onLeave?.());
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const listener = (event: KeyboardEvent) => pressed(event);
    const leave = () => left();
    current.addEventListener('keydown', listener);
    current.addEventListener('focusout', leave);
    return () => {
      current.removeEventListener('keydown', listener);
      current.removeEventListener('focusout', leave);
    };
  }, [element]);
}

/** Where letters are written, they are no keys of the timeline. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'search';
}
