import { lessonPath, href } from './routes';
import { useServices, useStore } from './services';
import styles from './outline.module.css';

interface OutlineProps {
  readonly current: string | null;
  readonly onFollow?: () => void;
}

/** The whole course as one strand: coloured where it has been worked through, with the baton at the open lesson. */
export function Outline({ current, onFollow }: OutlineProps) {
  const { library, progress } = useServices();
  const finished = useStore(progress.store, (state) => state.done);
  return (
    <nav className={styles['outline']} aria-label="Course">
      {library.parts.map((part) => (
        <section key={part.title}>
          <h2 className={styles['part']}>{part.title}</h2>
          <ol className={styles['list']}>
            {part.lessons.map((lesson) => {
              const done = finished[lesson.id] === true;
              return (
                <li key={lesson.id} data-done={done || undefined} data-current={lesson.id === current || undefined}>
                  <a
                    href={href(lessonPath(lesson.id))}
                    aria-current={lesson.id === current ? 'page' : undefined}
                    onClick={onFollow}
                  >
                    {lesson.title}
                    {done && <span className="visually-hidden"> (done)</span>}
                  </a>
                </li>
              );
            })}
          </ol>
        </section>
      ))}
    </nav>
  );
}
