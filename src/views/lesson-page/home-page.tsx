import { useEffect } from 'react';
import { href, lessonPath, PLAYGROUND_PATH, TRACE_PATH } from './routes';
import { useServices, useStore } from './services';
import styles from './home-page.module.css';

/** The course at a glance: what it is in two sentences, then its lessons in order. */
export function HomePage() {
  const { library, progress } = useServices();
  const finished = useStore(progress.store, (state) => state.done);
  const begun = useStore(progress.store, (state) => Object.keys(state.lessons).length > 0);
  const next = library.summaries.find((lesson) => finished[lesson.id] !== true) ?? library.summaries[0];
  const minutes = library.summaries.reduce((sum, lesson) => sum + lesson.minutes, 0);

  useEffect(() => {
    document.title = 'Interleave: concurrency, run for real';
  }, []);

  return (
    <main id="main" className={styles['home']}>
      <div className={styles['intro']}>
        <Weave />
        <h1 className={styles['title']}>See who runs, who waits, and who holds the lock</h1>
        <p className={styles['lede']}>
          Every program here really runs, in this page: Python on CPython itself, with real threads; TypeScript on your
          browser’s own event loop and workers. Predict what it will do, run it, and look at the picture that the run
          has left.
        </p>
        {next && (
          <p className={styles['start']}>
            <a className={styles['go']} href={href(lessonPath(next.id))}>
              {begun ? 'Go on' : 'Begin'}: {next.title}
            </a>{' '}
            <a className={styles['own']} href={href(PLAYGROUND_PATH)}>
              or run a program of your own
            </a>
          </p>
        )}
      </div>
      {library.parts.map((part) => (
        <section key={part.title} className={styles['part']}>
          <h2>{part.title}</h2>
          <ol>
            {part.lessons.map((lesson) => (
              <li key={lesson.id}>
                <a href={href(lessonPath(lesson.id))}>
                  <span className={styles['name']}>{lesson.title}</span>
                  <span className={styles['question']}>{lesson.question}</span>
                  <span className={styles['minutes']}>
                    {finished[lesson.id] === true ? 'done' : `${lesson.minutes} min`}
                  </span>
                </a>
              </li>
            ))}
          </ol>
        </section>
      ))}
      <p className={styles['foot']}>
        {library.summaries.length} {library.summaries.length === 1 ? 'lesson' : 'lessons'}, about {minutes} minutes.
        Your code and answers stay in this browser. <a href={href(TRACE_PATH)}>Open a trace from a file</a>
      </p>
    </main>
  );
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
