import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import type { ActorId, Place } from '../../trace/events';
import { knotOf } from '../../trace/deadlock';
import type { Trace } from '../../trace/trace';
import type { MomentSource } from '../explorer/use-moment';
import { strandColours } from '../timeline/rows';
import { benchTexts } from '../../texts/en/bench';
import type { EndPane } from './end-panes';
import { PaneBoundary } from './pane-boundary';
import { useServices } from './services';
import styles from './waits-pane.module.css';

const loadPanel = () => import('../explorer/wait-panel');
const WaitPanel = lazy(() => loadPanel().then(({ WaitPanel: panel }) => ({ default: panel })));

interface WaitsProps {
  readonly trace: Trace;
  readonly playback: MomentSource;
  readonly onGoTo?: ((place: Place) => void) | undefined;
  readonly canGoTo?: ((place: Place) => boolean) | undefined;
}

function Waits(props: WaitsProps) {
  const { busy } = useServices();
  // The page is not at rest before the picture is there.
  useEffect(() => {
    const end = busy.begin('load the graph of waits');
    void loadPanel().then(end, end);
    return end;
  }, [busy]);
  const { trace } = props;
  const colours = useMemo(() => strandColours(trace), [trace]);
  const colourOf = useMemo(
    () => (actor: ActorId) => {
      const colour = colours[actor] ?? 0;
      return colour === 0 ? 'var(--strand-main)' : `var(--strand-${colour})`;
    },
    [colours],
  );
  return (
    <PaneBoundary name={benchTexts.waitsGraph} resetKey={trace}>
      <Suspense fallback={<p className={styles['loading']}>{benchTexts.loadingPicture}</p>}>
        <WaitPanel {...props} colourOf={colourOf} />
      </Suspense>
    </PaneBoundary>
  );
}

/** Who waits for whom, as a tab beside the output; null while there is nothing of a run. */
export function waitsPane(props: Omit<WaitsProps, 'trace'> & { readonly trace: Trace | null }): EndPane | null {
  const { trace } = props;
  if (trace === null || trace.lanes.length < 2) return null;
  return {
    id: 'waits',
    title: benchTexts.waits,
    ...(knotOf(trace) === null ? {} : { note: benchTexts.deadlock }),
    tall: true,
    onlyWhenShown: true,
    content: <Waits {...props} trace={trace} />,
  };
}

/** The same where panes stand below each other: opened when it is wanted. */
export function FoldedPane({ pane }: { readonly pane: EndPane }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles['folded']} open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {pane.title} {pane.note !== undefined && <small>{pane.note}</small>}
      </summary>
      {open && <div className={styles['unfolded']}>{pane.content}</div>}
    </details>
  );
}
