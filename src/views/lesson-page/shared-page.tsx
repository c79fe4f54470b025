import { useEffect, useMemo, useRef, useState } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import type { Result } from '../../base/result';
import type { Lesson } from '../../lesson/lesson';
import { recordedWords } from '../../session/recording';
import { receive, SHARED_ID, type Received } from '../../session/share';
import { sharing } from '../../texts/en/share';
import { foreignOf } from '../../texts/locale';
import { Button } from '../kit/button';
import { Keeping, RunNews } from './bench-news';
import { runKey } from './bench-of';
import type { LayoutMode } from './layout-mode';
import { href, lessonPath, PLAYGROUND_PATH } from './routes';
import { useServices, useStore } from './services';
import { usePrepared } from './use-prepared';
import { WorkbenchPlace } from './workbench-place';
import styles from './share.module.css';

interface SharedPageProps {
  readonly payload: string;
  readonly mode: LayoutMode;
}

/** A program that somebody sent: shown, and run only when the learner says so. */
export function SharedPage({ payload, mode }: SharedPageProps) {
  const { busy } = useServices();
  const [read, setRead] = useState<Result<Received> | null>(null);

  useEffect(() => {
    let gone = false;
    void busy.during(
      'read the link of a program',
      receive(payload).then((result) => {
        if (!gone) setRead(result);
      }),
    );
    return () => {
      gone = true;
    };
  }, [payload, busy]);

  const title = read?.ok === true ? read.value.own.title : sharing.programInLink;
  useEffect(() => {
    document.title = `${title} · Interleave`;
  }, [title]);

  if (read?.ok === true) return <SharedBench received={read.value} mode={mode} />;
  return (
    <main id="main" className={styles['refused']}>
      <h1>{sharing.inLink}</h1>
      {read !== null && (
        <>
          <p role="alert">{read.error}</p>
          <p>
            {sharing.askAgain} <a href={href(PLAYGROUND_PATH)}>{sharing.playground}</a> {sharing.opensBoth}
          </p>
        </>
      )}
    </main>
  );
}

function SharedBench({ received, mode }: { readonly received: Received; readonly mode: LayoutMode }) {
  const { lab, library, edits, playground, settings } = useServices();
  const [, navigate] = useHashLocation();
  const { program, own, losses: lost, recorded } = received;
  const [lostBefore] = useState(lossesOfFile);
  const losses = [...lostBefore, ...lost];
  const lesson = useOrigin(program.from);
  const [problem, setProblem] = useState<string | null>(null);
  const { full } = useStore(playground.store);
  const hosts = lesson?.hosts;
  const bench = useMemo(
    () => ({ id: SHARED_ID, programs: [own], ...(hosts === undefined ? {} : { hosts }) }),
    [own, hosts],
  );
  usePrepared(own.language);

  const key = runKey(SHARED_ID, own.id);
  // Until it is run here.
  const recordedShown = useStore(lab.store, ({ runs }) => runs[key]?.recorded != null);
  const shown = useRef(false);
  useEffect(() => {
    if (recorded !== null && !shown.current) shown.current = lab.showRecorded(key, recorded);
  }, [lab, key, recorded]);
  useEffect(() => {
    return () => lab.leave();
  }, [lab]);

  const textOf = (path: string): string => {
    const original = own.files.find((file) => file.path === path)?.content ?? '';
    return edits.text({ lesson: SHARED_ID, program: own.id, path }, original);
  };
  const target = lesson?.programs.find(({ id }) => id === program.from?.program);
  const known = target !== undefined && own.files.every(({ path }) => target.files.some((file) => file.path === path));

  async function keep() {
    await playground.ready;
    const wished = playground.suggestedName(own.language, own);
    const done = playground.add(wished, own.language, textOf(own.entry));
    if ('problem' in done) return setProblem(done.problem);
    settings.set({ playground: done.id });
    navigate(PLAYGROUND_PATH);
  }

  function putIn() {
    if (lesson === null || target === undefined) return;
    for (const { path, content } of target.files) {
      if (own.files.some((file) => file.path === path))
        edits.replace({ lesson: lesson.id, program: target.id, path }, textOf(path), content);
    }
    navigate(lessonPath(lesson.id, target.id));
  }

  const summary = program.from === null ? undefined : library.summaries.find(({ id }) => id === program.from?.lesson);
  return (
    <main id="main" className={mode === 'narrow' ? styles['narrow'] : styles['page']}>
      <h1 className="visually-hidden">{sharing.fromLink(own.title)}</h1>
      <Keeping />
      <div className={styles['notice']}>
        <div className={styles['words']}>
          <p>
            <strong>{sharing.somebodyElses(own.title)}</strong> {sharing.runsNothing}{' '}
            {summary !== undefined && (
              <>
                {sharing.changeOf}{' '}
                <a href={href(lessonPath(summary.id))} lang={foreignOf(summary)}>
                  {summary.title}
                </a>
                .
              </>
            )}
          </p>
          {recorded !== null && recordedShown && <p>{sharing.runCameAlong(recordedWords(recorded))}</p>}
          {losses.map((loss) => (
            <p key={loss} className={styles['loss']}>
              {loss}
            </p>
          ))}
          {problem !== null && <p role="alert">{problem}</p>}
        </div>
        <div className={styles['actions']}>
          {known && (
            <Button look="quiet" onClick={putIn}>
              {sharing.putIntoLesson}
            </Button>
          )}
          {own.files.length === 1 && (
            <Button
              look="quiet"
              disabled={full}
              title={full ? sharing.playgroundFull : undefined}
              onClick={() => void keep()}
            >
              {sharing.keep}
            </Button>
          )}
        </div>
      </div>
      <div className={styles['bench']}>
        <WorkbenchPlace
          lesson={bench}
          program={own}
          mode={mode}
          onChooseProgram={() => undefined}
          origin="link"
          beside={mode !== 'narrow'}
        />
      </div>
      <RunNews lesson={bench} />
    </main>
  );
}

/** What was lost of the file that was opened as this page, as the playground has told. */
function lossesOfFile(): readonly string[] {
  const state: unknown = history.state;
  const losses: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'losses') : null;
  return Array.isArray(losses) ? losses.filter((loss) => typeof loss === 'string') : [];
}

/** The lesson that the program is a change of, where there is such: its hosts belong to the program's network. */
function useOrigin(from: { readonly lesson: string } | null): Lesson | null {
  const { library } = useServices();
  const [lesson, setLesson] = useState<Lesson | null>(null);
  const id = library.summaries.some((summary) => summary.id === from?.lesson) ? from?.lesson : undefined;
  useEffect(() => {
    if (id === undefined) return;
    let gone = false;
    library.load(id).then(
      (loaded) => {
        if (!gone) setLesson(loaded);
      },
      // Without it the program has the built-in hosts.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [library, id]);
  return lesson;
}
