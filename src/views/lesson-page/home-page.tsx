import { useEffect } from 'react';
import type { LessonSummary } from '../../lesson/lesson';
import { home } from '../../texts/en/home';
import { COURSE_PAGES } from './course-pages';
import { partStand, partWords, standOf, timeWords, whereToGoOn } from './course-words';
import { foreignOf } from '../../texts/locale';
import { href, lessonPath, PLAYGROUND_PATH, stepPath } from './routes';
import { SearchField } from './search-field';
import { useServices, useStore } from './services';
import styles from './home-page.module.css';

/** The course at a glance: what it is in two sentences, then its lessons in order. */
export function HomePage() {
  const { library, progress, offline } = useServices();
  const absent = useStore(offline.store, (state) => state.absent);
  const known = useStore(progress.store);
  const begun = Object.keys(known.lessons).length > 0;
  const goOn = whereToGoOn(known, library.course) ?? first(library.course);
  // What one was at is remembered with its step; another lesson begins at its top.
  const step = goOn?.begun === true ? (known.lessons[goOn.lesson.id]?.lastStep ?? null) : null;
  const course = partStand(known, library.course);

  useEffect(() => {
    document.title = home.title;
  }, []);

  return (
    <main id="main" className={styles['home']}>
      <div className={styles['intro']}>
        <Weave />
        <h1 className={styles['title']}>{home.heading}</h1>
        <p className={styles['lede']}>{home.lede}</p>
        {goOn !== null && (
          <p className={styles['start']}>
            <a
              className={styles['go']}
              href={href(step === null ? lessonPath(goOn.lesson.id) : stepPath(goOn.lesson.id, step))}
            >
              {begun ? home.goOn : home.begin}: <span lang={foreignOf(goOn.lesson)}>{goOn.lesson.title}</span>
            </a>{' '}
            <a className={styles['own']} href={href(PLAYGROUND_PATH)}>
              {home.orOwn}
            </a>
          </p>
        )}
      </div>
      <SearchField page />
      {library.parts.map((part) => (
        <section key={part.title} className={styles['part']}>
          <h2>
            {part.title} <small>{partWords(partStand(known, part.lessons))}</small>
          </h2>
          <ol>
            {part.lessons.map((lesson) => {
              const stand = standOf(known, lesson.id);
              return (
                <li key={lesson.id}>
                  <a href={href(lessonPath(lesson.id))} title={stand.words === '' ? undefined : stand.words}>
                    <span className={styles['name']} lang={foreignOf(lesson)}>
                      {lesson.title}
                    </span>
                    <span className={styles['question']} lang={foreignOf(lesson)}>
                      {lesson.question}
                    </span>
                    <span className={styles['minutes']}>
                      {absent.has(lesson.id) ? home.absent : stand.done ? home.done : home.minutes(lesson.minutes)}
                    </span>
                  </a>
                  {stand.share !== null && stand.share > 0 && (
                    <span className={styles['bar']} data-done={stand.done || undefined}>
                      <span style={{ inlineSize: `${Math.round(stand.share * 100)}%` }} />
                      {!stand.done && <span className="visually-hidden">{stand.words}</span>}
                    </span>
                  )}
                </li>
              );
            })}
          </ol>
        </section>
      ))}
      <p className={styles['foot']}>
        {home.foot(
          course.lessons,
          timeWords(course.minutes),
          course.minutesLeft < course.minutes && course.minutesLeft > 0 ? timeWords(course.minutesLeft) : '',
        )}
      </p>
      <nav aria-label={home.more}>
        <ul className={styles['pages']}>
          {COURSE_PAGES.map(({ title, path }) => (
            <li key={path}>
              <a href={href(path)}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
    </main>
  );
}

function first(summaries: readonly LessonSummary[]): { readonly lesson: LessonSummary; readonly begun: false } | null {
  const [lesson] = summaries;
  return lesson === undefined ? null : { lesson, begun: false };
}

/** Three strands that take turns under one ribbon: an ornament, and what the whole course is about. */
function Weave() {
  return (
    <svg className={styles['weave']} viewBox="0 0 640 120" fill="none" strokeLinecap="round" aria-hidden="true">
      <path
        d="M8 24H92C112 24 108 60 128 60H222C242 60 238 96 258 96H330C352 96 346 24 368 24H462C482 24 478 60 498 60H632"
        stroke="var(--gil-glow)"
        strokeWidth="24"
        strokeLinejoin="round"
        opacity="0.26"
      />
      <g strokeWidth="2" opacity="0.65">
        <path d="M8 24H632" stroke="var(--strand-1)" />
        <path d="M8 60H632" stroke="var(--strand-2)" />
        <path d="M8 96H632" stroke="var(--strand-3)" />
      </g>
      <path
        d="M8 24H92C112 24 108 60 128 60H222C242 60 238 96 258 96H330C352 96 346 24 368 24H462C482 24 478 60 498 60H632"
        stroke="var(--gil)"
        strokeWidth="2"
      />
      <g strokeWidth="12">
        <path d="M14 24H86M376 24H456" stroke="var(--strand-1)" />
        <path d="M136 60H216M506 60H626" stroke="var(--strand-2)" />
        <path d="M266 96H322" stroke="var(--strand-3)" />
      </g>
      <circle cx="560" cy="60" r="8.5" fill="var(--gil-glow)" stroke="var(--paper)" strokeWidth="2.5" />
    </svg>
  );
}
