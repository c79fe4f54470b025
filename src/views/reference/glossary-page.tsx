import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Term } from '../../lesson/glossary';
import type { LessonSummary } from '../../lesson/lesson';
import { glossaryTexts } from '../../texts/en/glossary';
import { foreignOf, locale } from '../../texts/locale';
import styles from './glossary-page.module.css';

interface GlossaryPageProps {
  /** In the order of the alphabet. */
  readonly terms: readonly Term[];
  /** The id of the term that the address asks for. */
  readonly open: string | null;
  readonly lessons: readonly LessonSummary[];
  readonly hrefOf: (term: string) => string;
  readonly lessonHref: (lesson: string) => string;
  /** Shows a definition's HTML, which the build has made. */
  readonly definition: (html: string) => ReactNode;
}

/** The words of the course, each explained once. */
export function GlossaryPage({ terms, open, lessons, hrefOf, lessonHref, definition }: GlossaryPageProps) {
  const [typed, setTyped] = useState('');
  const asked = useRef<HTMLElement>(null);
  const known = terms.find(({ id }) => id === open);
  const title = glossaryTexts.documentTitle(known?.term ?? null);
  useEffect(() => {
    document.title = title;
  }, [title]);

  // An address that names a term goes to it, also from another term.
  useEffect(() => {
    asked.current?.scrollIntoView({ block: 'center' });
    asked.current?.focus({ preventScroll: true });
  }, [open]);

  const shown = useMemo(() => {
    const words = typed.trim().toLowerCase();
    const fits = ({ term, aliases, text }: Term) =>
      [term, ...aliases, text].some((each) => each.toLowerCase().includes(words));
    return terms.filter(fits);
  }, [terms, typed]);

  return (
    <main id="main" className={styles['page']}>
      <h1 className={styles['title']}>{glossaryTexts.title}</h1>
      <p className={styles['lede']}>{glossaryTexts.lede}</p>
      {open !== null && known === undefined && (
        <output className={styles['none']}>{glossaryTexts.unknown(open)}</output>
      )}
      <label className={styles['find']}>
        <span>{glossaryTexts.find}</span>
        <input
          type="search"
          value={typed}
          maxLength={60}
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <output className="visually-hidden">{typed.trim() === '' ? '' : glossaryTexts.count(shown.length)}</output>
      {shown.length === 0 && <p className={styles['none']}>{glossaryTexts.none(typed.trim())}</p>}
      {shown.map((each) => {
        const lesson = lessons.find(({ id }) => id === each.lesson);
        const here = each.id === open;
        return (
          <section
            key={each.id}
            ref={here ? asked : undefined}
            tabIndex={here ? -1 : undefined}
            className={styles['term']}
            data-open={here || undefined}
            lang={each.untranslated === true ? 'en' : undefined}
            aria-labelledby={`term-${each.id}`}
          >
            <h2 id={`term-${each.id}`}>
              <a href={hrefOf(each.id)}>{each.term}</a>
            </h2>
            {each.aliases.length > 0 && <p className={styles['also']}>{glossaryTexts.also(each.aliases)}</p>}
            {each.untranslated === true && (
              <p className={styles['also']} lang={locale()}>
                {glossaryTexts.untranslated}
              </p>
            )}
            {definition(each.html)}
            {lesson !== undefined && (
              <p className={styles['lesson']}>
                {glossaryTexts.lesson}{' '}
                <a href={lessonHref(lesson.id)} lang={foreignOf(lesson)}>
                  {lesson.title}
                </a>
              </p>
            )}
          </section>
        );
      })}
    </main>
  );
}
