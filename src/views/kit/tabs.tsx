import { useEffect, useRef, type KeyboardEvent } from 'react';
import styles from './tabs.module.css';

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly title: string; readonly note?: string }[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  /** The id of the `tabpanel` that every tab fills. */
  readonly controls: string;
}

/**
 * A row of tabs over one panel that is the caller's and stays mounted. One tab stop; arrows, Home and End move inside and
 * choose at once, since choosing costs nothing here.
 */
export function TabRow({ label, tabs, chosen, onChoose, controls }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);

  // Of more tabs than there is room for, the chosen one is in sight. Only the row is scrolled, not the page around it.
  useEffect(() => {
    const row = list.current;
    const tab = row?.querySelector<HTMLElement>('[aria-selected=true]');
    if (!row || !tab) return;
    const [left, right] = [tab.offsetLeft - row.offsetLeft, tab.offsetLeft - row.offsetLeft + tab.offsetWidth];
    if (left < row.scrollLeft) row.scrollLeft = left;
    else if (right > row.scrollLeft + row.clientWidth) row.scrollLeft = right - row.clientWidth;
  }, [chosen, tabs.length]);

  function onKeyDown(event: KeyboardEvent) {
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const to = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (at - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    const tab = to === undefined ? undefined : tabs[to];
    if (tab === undefined || to === undefined) return;
    event.preventDefault();
    onChoose(tab.id);
    (list.current?.children[to] as HTMLElement | undefined)?.focus();
  }

  return (
    <div ref={list} role="tablist" aria-label={label} tabIndex={-1} className={styles['list']} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          className={styles['tab']}
          aria-selected={tab.id === chosen}
          aria-controls={controls}
          tabIndex={tab.id === chosen ? 0 : -1}
          onClick={() => onChoose(tab.id)}
        >
          {tab.title}
          {tab.note !== undefined && <span className={styles['note']}>{tab.note}</span>}
        </button>
      ))}
    </div>
  );
}
