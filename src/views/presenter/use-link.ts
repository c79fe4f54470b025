import { useEffect, useEffectEvent, useRef } from 'react';
import type { Talk } from '../../session/present';
import { channelName, screenSide, type NotesCommand, type RunNews, type ScreenSide } from '../../session/present-link';

/** Keeps the window with the notes in step, whenever there is one. */
export function useLink(
  name: string,
  lessons: readonly string[],
  talk: Talk,
  run: RunNews | null,
  onCommand: (command: NotesCommand) => void,
): void {
  const side = useRef<ScreenSide | null>(null);
  const tell = useEffectEvent(() => side.current?.tell({ lessons, state: talk.store.getState(), run }));
  const command = useEffectEvent(onCommand);
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return;
    const made = screenSide(new BroadcastChannel(channelName(name)), {
      greeted: () => tell(),
      command: (asked) => command(asked),
    });
    side.current = made;
    tell();
    const forget = talk.store.subscribe(() => tell());
    const end = () => made.end();
    addEventListener('pagehide', end);
    return () => {
      forget();
      removeEventListener('pagehide', end);
      side.current = null;
      made.end();
    };
  }, [name, talk]);
  useEffect(() => tell(), [run, lessons]);
}
