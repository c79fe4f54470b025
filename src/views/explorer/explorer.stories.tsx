/** Named moments, each as the panel draws it. `gallery.html` shows them. */
import { useState } from 'react';
import { traceTime } from '../../trace/ids';
import { deadlock, gilTurns, lockContention, processPool } from '../../trace/samples';
import type { Trace } from '../../trace/trace';
import type { MomentSource } from './use-moment';
import { WaitPanel } from './wait-panel';

interface ExplorerStory {
  readonly id: string;
  readonly title: string;
  readonly Story: () => React.JSX.Element;
}

function still(id: string, title: string, make: () => Trace, ms?: number): ExplorerStory {
  function Story() {
    const [trace] = useState(make);
    const [playback] = useState((): MomentSource => {
      const state = { t: traceTime(ms ?? trace.end), playing: false, following: false };
      return { getState: () => state, subscribe: () => () => undefined, seek: () => undefined };
    });
    return (
      <div style={{ height: '20rem', background: 'var(--panel)' }}>
        <WaitPanel
          trace={trace}
          playback={playback}
          colourOf={(actor) => (actor < 2 ? 'var(--strand-main)' : `var(--strand-${((actor - 2) % 8) + 1})`)}
          onGoTo={() => undefined}
        />
      </div>
    );
  }
  return { id, title, Story };
}

export const EXPLORER_STORIES: readonly ExplorerStory[] = [
  still('waits-deadlock', 'Waits: a deadlock of two', deadlock),
  still('waits-lock', 'Waits: two threads want one lock', lockContention, 4),
  still('waits-gil', 'Waits: turns at the GIL', gilTurns, 20),
  still('waits-pool', 'Waits: a pool of processes', processPool, 30),
];
