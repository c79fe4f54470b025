import { useId, useState, type ReactNode } from 'react';
import { benchTexts } from '../../texts/en/bench';
import { TabRow } from '../kit/tabs';
import styles from './end-panes.module.css';

export interface EndPane {
  readonly id: string;
  readonly title: string;
  /** Small, after the title: a count. */
  readonly note?: string;
  /** Wants more room than a few lines of output do; `most`: all that the cloth can give, which it is no part of. */
  readonly tall?: true | 'most';
  /** Follows what goes on, at a cost: there only while it is seen. */
  readonly onlyWhenShown?: boolean;
  readonly content: ReactNode;
}

interface EndPanesProps {
  readonly panes: readonly EndPane[];
  /** Told when a pane comes to the front. */
  readonly onShow?: (pane: EndPane) => void;
}

/**
 * What a run leaves behind, one pane at a time. The first is always there; without any other there are no tabs. All but the
 * chosen one are kept, hidden: they remember where they were scrolled to.
 */
export function EndPanes({ panes, onShow }: EndPanesProps) {
  const [wanted, setWanted] = useState<string | null>(null);
  const panel = useId();
  const chosen = panes.find(({ id }) => id === wanted) ?? panes[0];
  const tabbed = panes.length > 1;

  function choose(id: string) {
    setWanted(id);
    const pane = panes.find((each) => each.id === id);
    if (pane !== undefined) onShow?.(pane);
  }

  return (
    <div className={styles['panes']}>
      {tabbed && (
        <div className={styles['tabs']}>
          <TabRow label={benchTexts.left} tabs={panes} chosen={chosen?.id ?? ''} onChoose={choose} controls={panel} />
        </div>
      )}
      <div
        id={panel}
        className={styles['panel']}
        {...(tabbed ? { role: 'tabpanel', 'aria-label': chosen?.title } : {})}
      >
        {panes.map(({ id, content, onlyWhenShown = false }) => (
          <div key={id} className={styles['pane']} hidden={id !== chosen?.id}>
            {onlyWhenShown && id !== chosen?.id ? null : content}
          </div>
        ))}
      </div>
    </div>
  );
}
