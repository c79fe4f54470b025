import { useState } from 'react';
import { lessonPage } from '../../texts/en/lesson-page';
import { partStand, partWords, standOf } from './course-words';
import { foreignOf } from '../../texts/locale';
import { lessonPath, href } from './routes';
import { useServices, useStore } from './services';
import styles from './outline.module.css';

interface OutlineProps {
  readonly current: string | null;
  readonly onFollow?: () => void;
}

/**
 * The whole course as one strand: coloured where it has been worked through, with the baton at the open lesson. The part of that
 * lesson is open, the others when they are asked for.
 */
export function Outline({ current, onFollow }: OutlineProps) {
  const { library, progress } = useServices();
  const known = useStore(progress.store);
  const [asked, setAsked] = useState<ReadonlyMap<string, boolean>>(new Map());
  return (
    <nav className={styles['outline']} aria-label={lessonPage.course}>
      {library.parts.map(({ title, lessons }) => {
        const here = lessons.some(({ id }) => id === current);
        return (
          <details
            key={title}
            open={asked.get(title) ?? (here || current === null)}
            onToggle={({ currentTarget: { open } }) => setAsked((before) => new Map(before).set(title, open))}
          >
            <summary
              className={styles['part']}
              data-done={partStand(known, lessons).done === lessons.length || undefined}
            >
              <h2>{title}</h2>
              <small>{partWords(partStand(known, lessons))}</small>
            </summary>
            <ol className={styles['list']}>
              {lessons.map((lesson) => {
                const stand = standOf(known, lesson.id);
                return (
                  <li
                    key={lesson.id}
                    data-done={stand.done || undefined}
                    data-current={lesson.id === current || undefined}
                  >
                    <a
                      href={href(lessonPath(lesson.id))}
                      aria-current={lesson.id === current ? 'page' : undefined}
                      title={stand.words === '' ? undefined : stand.words}
                      onClick={onFollow}
                    >
                      <span lang={foreignOf(lesson)}>{lesson.title}</span>
                      {stand.done && <span className="visually-hidden"> {lessonPage.done}</span>}
                    </a>
                  </li>
                );
              })}
            </ol>
          </details>
        );
      })}
    </nav>
  );
}
