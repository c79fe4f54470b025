import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { findIn, type Found } from '../../trace/find';
import type { Trace } from '../../trace/trace';
import { actorName, resourceName } from '../../trace/words';
import { IconButton } from '../kit/button';
import styles from './find-bar.module.css';

interface FindBarProps {
  readonly trace: Trace;
  readonly showInternal: boolean;
  /** The one that is gone to, and in which direction from where one is. False when there is nowhere to go. */
  readonly onGo: (found: Found, direction: 1 | -1) => boolean;
  /** What stands under the cursor in the list has changed; null when nothing is found. */
  readonly onLookAt: (found: Found | null) => void;
  readonly onClose: () => void;
}

/** More are not listed: whoever sees so many writes one letter more. */
const LISTED = 8;

/** A field over the cloth and what is found under it. Enter goes there, Enter again to the next place, Shift and Enter back. */
export function FindBar({ trace, showInternal, onGo, onLookAt, onClose }: FindBarProps) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const [said, setSaid] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const found = useMemo(() => findIn(trace, query, { internal: showInternal }), [trace, query, showInternal]);
  const listed = found.slice(0, LISTED);
  const at = Math.min(chosen, listed.length - 1);
  const current = listed[at] ?? null;
  const more = found.length > LISTED ? `; the first ${LISTED} are listed` : '';
  const count =
    current === null
      ? 'Nothing found'
      : `${nameOf(trace, current)}, ${at + 1} of ${found.length.toLocaleString('en-US')} found${more}`;

  useEffect(() => field.current?.focus(), []);
  const look = (next: Found | null, place: number) => {
    setChosen(place);
    onLookAt(next);
  };
  const go = (target: Found | null, direction: 1 | -1) => {
    if (target === null) return;
    onLookAt(target);
    setSaid(onGo(target, direction) ? '' : direction === 1 ? 'No further place' : 'No place before this');
  };

  return (
    <search className={styles['find']} aria-label="Find in the timeline">
      <div className={styles['line']}>
        <input
          ref={field}
          className={styles['field']}
          type="search"
          aria-label="A strand, a lock or a line"
          aria-describedby={`${id}-said`}
          placeholder="Thread-2, lock, line 12"
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setSaid('');
            look(findIn(trace, event.target.value, { internal: showInternal })[0] ?? null, 0);
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
        <IconButton label="The place before (Shift+Enter)" disabled={current === null} onClick={() => go(current, -1)}>
          <ChevronUp size={16} />
        </IconButton>
        <IconButton label="The next place (Enter)" disabled={current === null} onClick={() => go(current, 1)}>
          <ChevronDown size={16} />
        </IconButton>
        <IconButton label="Close (Escape)" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      {listed.length > 0 && (
        <ul className={styles['list']} aria-label="Found">
          {listed.map((each, i) => (
            <li key={keyOf(each)}>
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
                <span>{nameOf(trace, each)}</span>
                <small>{noteOf(trace, each)}</small>
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

function keyOf(found: Found): string {
  switch (found.kind) {
    case 'actor':
      return `actor ${found.actor}`;
    case 'resource':
      return `resource ${found.resource}`;
    case 'line':
      return `${found.place.file} ${found.place.line}`;
  }
}

function nameOf(trace: Trace, found: Found): string {
  switch (found.kind) {
    case 'actor':
      return actorName(trace, found.actor);
    case 'resource':
      return resourceName(trace, found.resource);
    case 'line':
      return `Line ${found.place.line}`;
  }
}

function noteOf(trace: Trace, found: Found): string {
  switch (found.kind) {
    case 'actor':
      return (trace.actors[found.actor]?.kind ?? '').replace('-', ' ');
    case 'resource': {
      const kind = trace.resources[found.resource]?.kind ?? 'other';
      return kind === 'gil' ? 'whoever holds it runs' : kind === 'other' ? '' : kind.replace('-', ' ');
    }
    case 'line':
      return `${found.place.file}, ${found.stretches.toLocaleString('en-US')} ${found.stretches === 1 ? 'stretch' : 'stretches'}`;
  }
}
