import { use, useEffect, useMemo, useRef, useState, Suspense } from 'react';
import { Panel } from 'react-resizable-panels';
import type { Lesson } from '../../lesson/lesson';
import { scrollsByKeyboard } from '../kit/scroll';
import { LessonColumn } from './lesson-column';
import type { LayoutMode } from './layout-mode';
import { outcomeWords } from './outcome-words';
import { Outline } from './outline';
import { PaneBoundary } from './pane-boundary';
import { useServices, useStore } from './services';
import { Divider, Panes, runKey, Workbench } from './workbench';
import styles from './lesson-page.module.css';

interface LessonPageProps {
  readonly id: string;
  readonly program: string | null;
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
    <PaneBoundary name="This lesson" resetKey={id}>
      <Suspense fallback={<p className={styles['loading']}>Opening the lesson…</p>}>
        <OpenLesson key={id} {...props} onShown={setShown} />
      </Suspense>
    </PaneBoundary>
  );
}

interface OpenLessonProps extends LessonPageProps {
  readonly onShown: (id: string) => void;
}

function OpenLesson({ id, program: programId, mode, onChooseProgram, onShown }: OpenLessonProps) {
  const { library, lab, edits, busy } = useServices();
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
    // The lesson first, then the interpreter: reading must not stutter.
    const done = busy.begin('wait for a quiet moment to load the interpreter');
    const cancel = whenQuiet(() => {
      void lab.prepare(language);
      done();
    });
    return () => {
      cancel();
      done();
    };
  }, [lab, language, busy]);

  function openProgram(chosen: string) {
    onChooseProgram(chosen);
    if (mode === 'narrow') bench.current?.scrollIntoView({ block: 'start' });
    bench.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus({ preventScroll: true });
  }

  const column = <LessonColumn lesson={lesson} ran={ran} onOpenProgram={openProgram} />;
  const workbench = program && (
    <div ref={bench} className={styles['bench']}>
      {programId !== null && programId !== program.id && (
        <output className={styles['missing']}>
          This lesson has no program called “{programId}”; {program.title} is open instead.
        </output>
      )}
      <Keeping />
      <Workbench lesson={lesson} program={program} mode={mode} onChooseProgram={onChooseProgram} />
      <RunNews lesson={lesson} />
    </div>
  );

  if (mode === 'narrow') {
    return (
      <main id="main" className={styles['narrow']}>
        {column}
        {workbench}
      </main>
    );
  }
  return (
    <main id="main" className={styles['page']}>
      <Panes group={mode === 'wide' ? 'page' : 'page-medium'} orientation="horizontal">
        <Panel id="lesson" defaultSize={mode === 'wide' ? '47%' : '42%'} minSize="20rem">
          <section className={styles['text']} {...scrollsByKeyboard} aria-label="Lesson">
            {mode === 'wide' && <Outline current={id} />}
            {column}
          </section>
        </Panel>
        <Divider label="Resize the lesson" />
        <Panel id="bench" minSize="22rem">
          {workbench}
        </Panel>
      </Panes>
    </main>
  );
}

function whenQuiet(callback: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(callback, 300);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: 2000 });
  return () => cancelIdleCallback(handle);
}

const OWN_ENDS: ReadonlySet<string> = new Set(['finished', 'raised', 'deadlocked']);

/**
 * The programs of this lesson that have run to an end of their own, as the lesson gives them: the run of a changed program,
 * or of one that was stopped, answers nothing that the lesson asked.
 */
function useRan(lesson: Lesson): ReadonlySet<string> {
  const { lab } = useServices();
  const runs = useStore(lab.store, (state) => state.runs);
  const key = lesson.programs
    .filter(({ id, files }) => {
      const run = runs[runKey(lesson.id, id)];
      if (run?.state.phase !== 'ended' || !OWN_ENDS.has(run.state.summary.outcome.kind)) return false;
      return files.every(({ path, content }) => run.files.some((ran) => ran.path === path && ran.content === content));
    })
    .map(({ id }) => id)
    .join('\n');
  return useMemo(() => new Set(key.split('\n').filter((id) => id !== '')), [key]);
}

/** Said only when changes are in danger. */
function Keeping() {
  const { edits } = useServices();
  const { loaded, durable, unsaved, edits: changed } = useStore(edits.store);
  if (!loaded || (durable && !unsaved) || Object.keys(changed).length === 0) return null;
  return (
    <output className={styles['missing']}>
      {unsaved
        ? 'Your last change could not be saved (is the disk full?). It is still here; copy it before you close the page.'
        : 'This browser does not let the page keep anything: your changes last until you close it.'}
    </output>
  );
}

/** One quiet voice for who does not see the screen: a run's beginning, its question, its end. */
function RunNews({ lesson }: { readonly lesson: Lesson }) {
  const { lab } = useServices();
  const news = useStore(lab.store, (state) => {
    for (const program of lesson.programs) {
      const key = runKey(lesson.id, program.id);
      const run = state.runs[key];
      if (run === undefined) continue;
      if (state.active === key) {
        if (run.inputWanted) return `${program.title} waits for a line of input.`;
        if (run.state.phase === 'running') return `${program.title} is running.`;
        if (run.state.phase === 'stopping') return `${program.title} is stopping.`;
      }
    }
    return '';
  });
  const ended = useStore(lab.store, (state) => {
    if (state.active !== null) return '';
    let latest = -1;
    let text = '';
    for (const program of lesson.programs) {
      const run = state.runs[runKey(lesson.id, program.id)];
      if (run?.state.phase === 'ended' && run.state.run > latest) {
        latest = run.state.run;
        text = `${program.title}: ${outcomeWords(run.state.summary).headline}`;
      }
    }
    return text;
  });
  return <output className="visually-hidden">{news || ended}</output>;
}
