/** Named networks, each as the panel draws it. `gallery.html` shows them. */
import { useState } from 'react';
import { FAIR_WEATHER, type Conditions } from '../../lab/conditions';
import type { NetworkSnapshot } from '../../session/network-log';
import { NetworkPanel } from './network-panel';
import { bothNetworks, pool, storm, thousands, underWay } from './testing/made-up';

interface NetworkStory {
  readonly id: string;
  readonly title: string;
  readonly Story: () => React.JSX.Element;
}

function still(
  id: string,
  title: string,
  network: NetworkSnapshot | null,
  endMs: number | null,
  real = false,
): NetworkStory {
  const liveNow = () => 2_000;
  function Story() {
    const [on, setOn] = useState(true);
    const [conditions, setConditions] = useState<Conditions>(FAIR_WEATHER);
    return (
      <NetworkPanel
        network={network}
        endMs={endMs}
        liveNow={endMs === null && network !== null ? liveNow : undefined}
        conditions={conditions}
        onConditions={(change) => setConditions((old) => ({ ...old, ...change }))}
        realNetwork={real ? { on, onChange: setOn } : null}
        hosts={[{ name: 'two-at-a-time.example', connectionLimit: 2, latency: 15, routes: [{ path: '/items/:id' }] }]}
      />
    );
  }
  return { id, title, Story };
}

export const NETWORK_STORIES: readonly NetworkStory[] = [
  still('network-pool', 'Twelve pictures, five at a time', pool(), 1_150),
  still('network-storm', 'Every way to fail', storm(), 540),
  still('network-live', 'Two requests under way', underWay(), null),
  still('network-thousands', 'Five thousand requests', thousands(), 8_200),
  still('network-real', 'Some on the real network, one of them kept back', bothNetworks(), 900, true),
  still('network-empty', 'Before the first request', null, null),
];
