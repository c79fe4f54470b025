import { use, useEffect, useRef, useState, Suspense } from 'react';
import { Panel } from 'react-resizable-panels';
import { lessonPage } from '../../texts/en/lesson-page';
import { scrollsByKeyboard } from '../kit/scroll';
import { Keeping, RunNews } from './bench-news';
import { LessonColumn } from './lesson-column';
import type { LayoutMode } from './layout-mode';
import { Outline } from './outline';
import { PaneBoundary } from './pane-boundary';
import { Divider, Panes } from './panes';
import { showStep } from './place';
import { useServices } from './services';
import { useKept } from './use-kept';
import { usePrepared } from './use-prepared';
import { usePresentKey } from './use-present-key';
import { useRan } from './use-ran';
import { WorkbenchPlace } from './workbench-place';
import styles from './lesson-page.module.css';

interface LessonPageProps {
  readonly id: string;
  readonly program: string | null;
  /** Where in the text to begin; null for its top. */
  readonly step: string | null;
  readonly mode: LayoutMode;
  readonly onChooseProgram: (program: string) => void;
}

export function LessonPage(props: LessonPageProps) {
  const { busy, library } = useServices();
  const { id } = props;
  const [shown, setShown] = useState<string | null>(null);

  // Between the lesson's arrival and its first paint nothing else would say that there is still something to come.
  useEffect(() => {
    if (shown === id) return;
    const end = busy.begin(`show lesson ${id}`);
    library.load(id).catch(end);
    return end;
  }, [busy, library, id, shown]);

  return (
    <PaneBoundary name={lessonPage.thisLesson} resetKey={id}>
      <Suspense fallback={<p className={styles['loading']}>{lessonPage.opening}</p>}>
        <OpenLesson key={id} {...props} onShown={setShown} />
      </Suspense>
    </PaneBoundary>
  );
}

interface OpenLessonProps extends LessonPageProps {
  readonly onShown: (id: string) => void;
}

function OpenLesson({ id, program: programId, step, mode, onChooseProgram, onShown }: OpenLessonProps) {
  const { library, lab, edits } = useServices();
  const lesson = use(library.load(id));
  // Without what was kept, the lesson's code would flash up in place of the learner's.
  use(edits.ready);
  const program = lesson.programs.find((each) => each.id === programId) ?? lesson.programs[0];
  const ran = useRan(lesson);
  const bench = useRef<HTMLDivElement>(null);
  const language = program?.language ?? 'python';

  useEffect(() => {
    document.title = `${lesson.title} · Interleave`;
    return () => lab.leave();
  }, [lesson, lab]);

  useEffect(() => {
    onShown(id);
  }, [id, onShown]);

  useEffect(() => {
    if (step !== null) showStep(step);
  }, [id, step]);

  // The lesson first, then the interpreter: reading must not stutter.
  usePrepared(language);
  usePresentKey(lesson.id);

  // Whoever opens a program from the text goes on at its tab, which is not the chosen one before the address has changed.
  const goesToTab = useRef(false);
  const shownProgram = program?.id;
  function focusTab() {
    goesToTab.current = false;
    bench.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus({ preventScroll: true });
  }
  useEffect(() => {
    if (goesToTab.current) focusTab();
  }, [shownProgram]);

  function openProgram(chosen: string) {
    if (mode === 'narrow') bench.current?.scrollIntoView({ block: 'start' });
    if (chosen === shownProgram) return focusTab();
    goesToTab.current = true;
    onChooseProgram(chosen);
  }

  const column = <LessonColumn lesson={lesson} ran={ran} onOpenProgram={openProgram} />;
  const { place: workbench, keeper } = useKept(
    program && (
      <div ref={bench} className={styles['bench']}>
        {programId !== null && programId !== program.id && (
          <output className={styles['missing']}>{lessonPage.noProgram(programId, program.title)}</output>
        )}
        <Keeping />
        <WorkbenchPlace
          lesson={lesson}
          program={program}
          mode={mode}
          onChooseProgram={onChooseProgram}
          origin="lesson"
        />
        <RunNews lesson={lesson} />
      </div>
    ),
  );

  if (mode === 'narrow') {
    return (
      <>
        <main key="narrow" id="main" className={styles['narrow']}>
          {column}
          {workbench}
        </main>
        {keeper}
      </>
    );
  }
  return (
    <>
      <main key="page" id="main" className={styles['page']}>
        <Panes group={mode === 'wide' ? 'page' : 'page-medium'} orientation="horizontal">
          <Panel id="lesson" defaultSize={mode === 'wide' ? '47%' : '42%'} minSize="20rem">
            <section className={styles['text']} {...scrollsByKeyboard} aria-label={lessonPage.lesson}>
              {mode === 'wide' && <Outline current={id} />}
              {column}
            </section>
          </Panel>
          <Divider label={lessonPage.resize} />
          <Panel id="bench" minSize="22rem">
            {workbench}
          </Panel>
        </Panes>
      </main>
      {keeper}
    </>
  );
}
