import { lazy, Suspense, useEffect, useState } from 'react';
import type { Result } from '../../base/result';
import type { RaceResult } from '../../measure/race';
import { raceTexts } from '../../texts/en/race';
import { readResultLink } from './result-link';
import { href, lessonPath, PLAYGROUND_PATH } from './routes';
import { useServices } from './services';
import styles from './race-panel.module.css';

const RaceResults = lazy(async () => ({ default: (await import('../charts/race-results')).RaceResults }));

/** The result of a race that somebody sent in a link: shown, and told apart from what is measured here. */
export function RacePage({ payload }: { readonly payload: string }) {
  const { library, busy } = useServices();
  const [read, setRead] = useState<{ readonly payload: string; readonly result: Result<RaceResult> } | null>(null);

  useEffect(() => {
    let gone = false;
    void busy.during(
      'read the link of a race',
      readResultLink(payload).then((result) => {
        if (!gone) setRead({ payload, result });
      }),
    );
    return () => {
      gone = true;
    };
  }, [payload, busy]);

  const result = read?.payload === payload ? read.result : null;
  const title = result?.ok === true ? result.value.title : raceTexts.resultTitle;
  useEffect(() => {
    document.title = `${title} · Interleave`;
  }, [title]);
  const lesson = result?.ok === true ? library.summaries.find(({ id }) => id === result.value.lesson) : undefined;

  return (
    <main id="main" className={styles['page']}>
      <h1>{title}</h1>
      {result?.ok === false && <p className={styles['problem']}>{result.error}</p>}
      {result?.ok === true && (
        <>
          <p className={styles['lede']}>
            {raceTexts.somebodys}{' '}
            {lesson !== undefined && (
              <>
                {raceTexts.inLesson} <a href={href(lessonPath(lesson.id))}>{lesson.title}</a>.
              </>
            )}
            {result.value.lesson === null && (
              <>
                {raceTexts.ownPrograms} <a href={href(PLAYGROUND_PATH)}>{raceTexts.playground}</a>.
              </>
            )}
          </p>
          <Suspense fallback={<p className={styles['hint']}>{raceTexts.drawing}</p>}>
            <RaceResults result={result.value} live={false} unit={null} />
          </Suspense>
        </>
      )}
    </main>
  );
}
