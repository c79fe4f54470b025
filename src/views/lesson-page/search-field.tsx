import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { Search as SearchIcon } from 'lucide-react';
import type { Found, Search } from '../../session/search';
import { searching } from '../../texts/en/search';
import { foreignOf } from '../../texts/locale';
import { showStep } from './place';
import { href, lessonPath, stepPath } from './routes';
import { useServices } from './services';
import styles from './search.module.css';

interface SearchFieldProps {
  /** It stands in a page, where its shortcut finds it; otherwise it has a window of its own. */
  readonly page?: boolean;
  readonly onFollow?: () => void;
}

/** Before a number of places is said aloud: not at every letter. */
const PAUSE_MS = 600;

/** A field, and the places in all lessons where its words stand. */
export function SearchField({ page = false, onFollow }: SearchFieldProps) {
  const { library } = useServices();
  const [search, setSearch] = useState<Search | 'failed' | null>(null);
  const [query, setQuery] = useState('');
  const asked = useDeferredValue(query.trim());
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();

  const found = search === null || search === 'failed' || asked === '' ? null : search.find(asked);
  const words =
    asked === ''
      ? ''
      : search === 'failed'
        ? searching.failed
        : found === null
          ? searching.fetching
          : foundWords(found, asked);
  const said = useSettled(words);

  function load() {
    if (search !== null && search !== 'failed') return;
    library.search().then(
      (made) => setSearch(made),
      () => setSearch('failed'),
    );
  }

  function onKeyDown(event: KeyboardEvent) {
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    const inField = at < 0;
    if (event.key === 'Enter' && inField) {
      event.preventDefault();
      links[0]?.click();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)]?.focus();
    } else if (event.key === 'ArrowUp' && !inField) {
      event.preventDefault();
      (at === 0 ? field.current : links[at - 1])?.focus();
    } else if (event.key === 'Escape' && !inField) {
      event.preventDefault();
      field.current?.focus();
    }
  }

  return (
    <search className={styles['search']} data-page={page || undefined}>
      <label className={styles['field']} htmlFor={id}>
        <SearchIcon size="1.1em" aria-hidden="true" />
        <span className="visually-hidden">{searching.label}</span>
        <input
          ref={field}
          id={id}
          type="search"
          placeholder={searching.label}
          autoComplete="off"
          spellCheck={false}
          data-search-field={page || undefined}
          value={query}
          onFocus={load}
          onKeyDown={onKeyDown}
          onChange={({ target }) => {
            load();
            setQuery(target.value);
          }}
        />
        {page && (
          <kbd className={styles['key']} aria-hidden="true">
            /
          </kbd>
        )}
      </label>
      {words !== '' && <p className={styles['words']}>{words}</p>}
      <output className="visually-hidden">{said}</output>
      {found !== null && found.length > 0 && (
        <ul ref={list} className={styles['list']}>
          {found.map((place) => (
            <li key={`${place.lesson.id} ${place.step ?? ''} ${place.program ?? ''}`}>
              <a
                href={href(pathOf(place))}
                onKeyDown={onKeyDown}
                onClick={() => {
                  onFollow?.();
                  // An address that is there already would move nothing.
                  if (place.step !== null && location.hash === href(pathOf(place))) showStep(place.step);
                }}
              >
                <span className={styles['where']} lang={foreignOf(place.lesson)}>
                  {place.lesson.title}
                  {(place.step !== null || place.program !== null) && (
                    <>
                      {' '}
                      <i aria-hidden="true">/</i> <b>{place.title}</b>
                    </>
                  )}
                </span>
                <span
                  className={styles['excerpt']}
                  lang={foreignOf(place.lesson)}
                  data-code={place.program !== null || undefined}
                >
                  {place.excerpt.map(({ text, hit }, i) => (hit ? <mark key={i}>{text}</mark> : text))}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}

function pathOf({ lesson, step, program }: Found): string {
  if (step !== null) return stepPath(lesson.id, step);
  return program === null ? lessonPath(lesson.id) : lessonPath(lesson.id, program);
}

function foundWords(found: readonly Found[], asked: string): string {
  if (found.length === 0) return searching.nothing(asked);
  const lessons = new Set(found.map(({ lesson }) => lesson.id)).size;
  return searching.found(found.length, lessons);
}

function useSettled(words: string): string {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return said;
}
