import { timeline } from '../../texts/en/timeline';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { IconButton } from '../kit/button';
import styles from './find-bar.module.css';
import type { FoundItem } from './found-words';

interface FindBarProps<T extends FoundItem> {
  /** All that is so called, in the order in which it is listed; nothing for an empty query. The same function as long as it finds the same. */
  readonly find: (query: string) => readonly T[];
  /** The one that is gone to, and in which direction from where one is. False when there is nowhere to go. */
  readonly onGo: (found: T, direction: 1 | -1) => boolean;
  /** What stands under the cursor in the list has changed; null when nothing is found. */
  readonly onLookAt: (found: T | null) => void;
  readonly onClose: () => void;
}

/** More are not listed: whoever sees so many writes one letter more. */
const LISTED = 8;

/** A field over the cloth and what is found under it. Enter goes there, Enter again to the next place, Shift and Enter back. */
export function FindBar<T extends FoundItem>({ find, onGo, onLookAt, onClose }: FindBarProps<T>) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const [said, setSaid] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const found = useMemo(() => find(query), [find, query]);
  const listed = found.slice(0, LISTED);
  const at = Math.min(chosen, listed.length - 1);
  const current = listed[at] ?? null;
  const count = current === null ? timeline.nothingFound : timeline.foundOf(current.name, at + 1, found.length, LISTED);

  useEffect(() => field.current?.focus(), []);
  const look = (next: T | null, place: number) => {
    setChosen(place);
    onLookAt(next);
  };
  const go = (target: T | null, direction: 1 | -1) => {
    if (target === null) return;
    onLookAt(target);
    setSaid(onGo(target, direction) ? '' : direction === 1 ? timeline.noFurtherPlace : timeline.noPlaceBefore);
  };

  return (
    <search className={styles['find']} aria-label={timeline.findLabel}>
      <div className={styles['line']}>
        <input
          ref={field}
          className={styles['field']}
          type="search"
          aria-label={timeline.findField}
          aria-describedby={`${id}-said`}
          placeholder={timeline.findExample}
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setSaid('');
            look(find(event.target.value)[0] ?? null, 0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
            else if (event.key === 'Enter') go(current, event.shiftKey ? -1 : 1);
            else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              const step = event.key === 'ArrowDown' ? 1 : -1;
              const next = listed.length === 0 ? 0 : (at + step + listed.length) % listed.length;
              look(listed[next] ?? null, next);
            } else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <IconButton label={timeline.placeBefore} disabled={current === null} onClick={() => go(current, -1)}>
          <ChevronUp size={16} />
        </IconButton>
        <IconButton label={timeline.placeAfter} disabled={current === null} onClick={() => go(current, 1)}>
          <ChevronDown size={16} />
        </IconButton>
        <IconButton label={timeline.closeFind} onClick={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      {listed.length > 0 && (
        <ul className={styles['list']} aria-label={timeline.found}>
          {listed.map((each, i) => (
            <li key={each.key}>
              <button
                type="button"
                className={styles['item']}
                aria-current={i === at ? 'true' : undefined}
                // The field keeps the focus: what is written on goes into it.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => {
                  look(each, i);
                  go(each, 1);
                }}
              >
                <span>{each.name}</span>
                <small>{each.note}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      <output className={styles['count']} id={`${id}-said`}>
        {query.trim() === '' ? '' : said !== '' ? said : count}
      </output>
    </search>
  );
}
