import { useEffect } from 'react';
import { frame } from '../../texts/en/frame';
import { foreignOf } from '../../texts/locale';
import { href, lessonPath } from './routes';
import { useServices } from './services';
import styles from './home-page.module.css';

/** A link that leads nowhere: says so, and offers the way on. */
export function UnknownPage({ what }: { readonly what: string }) {
  const { library } = useServices();
  useEffect(() => {
    document.title = frame.notHereTitle;
  }, []);
  return (
    <main id="main" className={styles['home']}>
      <h1 className={styles['title']}>{frame.nothing}</h1>
      <p className={styles['lede']}>{frame.renamed(what)}</p>
      <section className={styles['part']}>
        <h2>{frame.lessons}</h2>
        <ol>
          {library.summaries.map((lesson) => (
            <li key={lesson.id} lang={foreignOf(lesson)}>
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
