import { useEffect } from 'react';
import { href, lessonPath } from './routes';
import { useServices } from './services';
import styles from './home-page.module.css';

/** A link that leads nowhere: says so, and offers the way on. */
export function UnknownPage({ what }: { readonly what: string }) {
  const { library } = useServices();
  useEffect(() => {
    document.title = 'Not here · Interleave';
  }, []);
  return (
    <main id="main" className={styles['home']}>
      <h1 className={styles['title']}>There is nothing at this address</h1>
      <p className={styles['lede']}>
        {what} Lessons may have been renamed since the link was made. Code that you have changed is kept with its lesson
        and is not lost.
      </p>
      <section className={styles['part']}>
        <h2>The lessons</h2>
        <ol>
          {library.summaries.map((lesson) => (
            <li key={lesson.id}>
              <a href={href(lessonPath(lesson.id))}>
                <span className={styles['name']}>{lesson.title}</span>
                <span className={styles['question']}>{lesson.question}</span>
              </a>
            </li>
          ))}
        </ol>
      </section>
    </main>
  );
}
