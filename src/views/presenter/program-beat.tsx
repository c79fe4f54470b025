import { useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import { RotateCcw } from 'lucide-react';
import type { Lesson, Program } from '../../lesson/lesson';
import { fileKey } from '../../session/edits';
import { lackOf } from '../../session/lacks';
import type { RunNews } from '../../session/present-link';
import { recordedWords } from '../../session/recording';
import { isActive } from '../../session/run-machine';
import { processStart } from '../../session/start-method';
import { present } from '../../texts/en/present';
import type { Place } from '../../trace/events';
import { CodeEditor, type CodeEditorHandle } from '../editor/code-editor';
import { IconButton } from '../kit/button';
import { TabRow } from '../kit/tabs';
import { runKey } from '../lesson-page/bench-of';
import { insteadOfRunWords } from '../lesson-page/isolation-words';
import { LoopStage } from '../lesson-page/loop-stage';
import { RunOutput } from '../lesson-page/run-output';
import { PaneBoundary } from '../lesson-page/pane-boundary';
import { RunBar } from '../lesson-page/run-bar';
import { useServices, useStore } from '../lesson-page/services';
import { usePlayback } from '../lesson-page/use-playback';
import { useRecorded } from '../lesson-page/use-recorded';
import { waitsPane } from '../lesson-page/waits-pane';
import { NOT_RUN, problemsOf, useMarks } from '../lesson-page/workbench';
import { Timeline, type TimelineHandle } from '../timeline/timeline';
import type { RunControls } from './run-controls';
import styles from './program-beat.module.css';

const LOOKS = ['all', 'code', 'picture', 'waits'] as const;
type Look = (typeof LOOKS)[number];

const LOOK_WORDS = (): Readonly<Record<Look, string>> => ({
  all: present.lookAll,
  code: present.lookCode,
  picture: present.lookPicture,
  waits: present.lookWaits,
});

interface ProgramBeatProps {
  readonly lesson: Lesson;
  readonly program: Program;
  /** To be read only: nothing of a run is shown. */
  readonly codeOnly: boolean;
  readonly solution: boolean;
  readonly onRunNews: (news: RunNews | null) => void;
  readonly controls: Ref<RunControls>;
  readonly code: Ref<CodeEditorHandle>;
  /** Whether there is more of the code below what is seen of it. */
  readonly onMoreCode: (more: boolean) => void;
}

/** A program for the hall: its code alone, or with its output and its cloth. Each has its place, and keeps it. */
export function ProgramBeat({
  lesson,
  program,
  codeOnly,
  solution,
  onRunNews,
  controls,
  code: editor,
  onMoreCode,
}: ProgramBeatProps) {
  const { lab, edits, settings, busy } = useServices();
  const state = useStore(lab.store);
  const editState = useStore(edits.store);
  const chosen = useStore(settings.store);
  const key = runKey(lesson.id, program.id);
  const run = state.runs[key] ?? NOT_RUN;
  const [chosenLook, setLook] = useState<Look>('all');
  const [path, setPath] = useState(program.entry);
  const [hovered, setHovered] = useState<Place | null>(null);
  const timeline = useRef<TimelineHandle>(null);
  const recorded = useRecorded(lesson.id, program, key);
  const fileId = (name: string) => ({ lesson: lesson.id, program: program.id, path: name });
  const files = program.files.map(({ path: name, content }) => ({
    path: name,
    content: editState.edits[fileKey(fileId(name))]?.text ?? content,
    original: content,
  }));
  const file = files.find((each) => each.path === path);
  const text = file?.content ?? '';
  const changed = files.some(({ content, original }) => content !== original);

  const playback = usePlayback(run.trace, `${key}:${run.state.phase === 'idle' ? 0 : run.state.run}`);
  const ended = run.state.phase === 'ended';
  const waits = waitsPane({ trace: run.trace, playback });
  const look = chosenLook === 'waits' && waits === null ? 'all' : chosenLook;
  const marks = useMarks(run.trace, playback, path, ended);
  const asRan = run.files.find((each) => each.path === path)?.content === text;
  const problems = useMemo(() => (asRan ? problemsOf(run, path) : []), [asRan, run, path]);
  const since = run.state.phase === 'running' ? run.state.since : null;
  const liveNow = useMemo(() => (since === null ? undefined : () => performance.now() - since), [since]);
  const running = hovered === null ? (marks.find((mark) => mark.running)?.line ?? null) : null;

  const lack = state.capabilities && lackOf({ ...program, files, changed }, state.capabilities);
  const insteadOfRun = lack !== null && program.recorded === true;

  const start = () => {
    if (insteadOfRun) {
      recorded.show();
      return;
    }
    if (codeOnly) return;
    void edits.flush();
    lab.run({
      key,
      origin: 'lesson',
      language: program.language,
      entry: program.entry,
      files: files.map(({ path: name, content }) => ({ path: name, content })),
      startMethod: processStart({ ...program, files }, chosen)?.method ?? 'fork',
      prepareProcesses: chosen.prepareProcesses,
      hosts: lesson.hosts ?? [],
    });
  };

  useImperativeHandle(controls, () => ({
    run: start,
    stop: lab.stop,
    recorded: () => {
      if (program.recorded === true && !isActive(run.state)) recorded.show();
    },
    replay() {
      const { playing, t, end } = playback.getState();
      if (!playing && t < end && t > 0) playback.toggle();
      else if (playing) playback.pause();
      else playback.play();
    },
    speed(by) {
      const { speed } = playback.getState();
      const next = playback.speeds[playback.speeds.indexOf(speed) + by];
      if (next !== undefined) playback.setSpeed(next);
      const now = playback.getState().speed;
      return present.speed(now === 1 ? '1' : `1/${Math.round(1 / now)}`);
    },
    lane(by) {
      const name = timeline.current?.spotlight(by) ?? null;
      return name === null ? present.allLanes : present.laneLit(name);
    },
    look() {
      // Who waits for whom is asked of two threads at least.
      const looks = LOOKS.filter((each) => each !== 'waits' || waits !== null);
      const next = looks[(looks.indexOf(look) + 1) % looks.length] ?? 'all';
      setLook(next);
      return LOOK_WORDS()[next];
    },
  }));

  const { phase } = run.state;
  const recordable = program.recorded === true;
  useEffect(() => {
    const busyNow = phase === 'preparing' || phase === 'running' || phase === 'stopping';
    // What is only to be read cannot be run yet, and no button says that it can.
    onRunNews(codeOnly ? null : { phase: phase === 'ended' ? 'ended' : busyNow ? 'running' : 'idle', recordable });
    return () => onRunNews(null);
  }, [codeOnly, phase, recordable, onRunNews]);

  const code = (
    <section className={styles['code']} aria-label={present.kindCode(program.title)}>
      <div className={styles['head']}>
        {files.length > 1 ? (
          <TabRow
            label={program.title}
            tabs={files.map((each) => ({ id: each.path, title: each.path }))}
            chosen={path}
            onChoose={setPath}
            controls="presented-code"
          />
        ) : (
          <h2>{program.title}</h2>
        )}
        {solution && <span>{present.solution}</span>}
        {changed && (
          <>
            <span>{present.yourText}</span>
            <IconButton
              label={present.reset}
              onClick={() => files.forEach(({ path: name }) => edits.reset(fileId(name)))}
            >
              <RotateCcw size="1em" />
            </IconButton>
          </>
        )}
      </div>
      <div className={styles['editor']} id="presented-code">
        <CodeEditor
          ref={editor}
          wrap
          onMoreBelow={onMoreCode}
          fileKey={fileKey(fileId(path))}
          keyPrefix={fileKey({ lesson: lesson.id, program: '', path: '' }).slice(0, -1)}
          path={path}
          language={program.language}
          value={text}
          siblings={files.map((each) => ({
            key: fileKey(fileId(each.path)),
            path: each.path,
            text: each.content,
          }))}
          onChange={(value) => edits.set(fileId(path), value, file?.original ?? '')}
          onRun={start}
          problems={codeOnly ? [] : problems}
          marks={asRan && !codeOnly ? marks : []}
          followMarks={ended}
          highlightLine={codeOnly ? null : hovered?.file === path ? hovered.line : asRan ? running : null}
          reveal={null}
          theme="projector"
          plain={chosen.editor === 'plain'}
          onLoading={busy.begin}
        />
      </div>
    </section>
  );
  if (codeOnly) return <div className={styles['alone']}>{code}</div>;

  const other = state.active !== null && state.active !== key;
  return (
    <div className={styles['program']} data-look={look}>
      <div className={styles['bar']}>
        <RunBar
          state={run.state}
          language={program.language}
          interpreter={state.interpreters[program.language]}
          otherRunning={
            other ? (lesson.programs.find(({ id }) => runKey(lesson.id, id) === state.active)?.title ?? '…') : null
          }
          inputWanted={run.inputWanted}
          onRun={start}
          onStop={lab.stop}
          buttons={false}
          realNetwork={false}
          recorded={
            recorded.problem ??
            (run.recorded === null
              ? null
              : recordedWords(run.recorded) + (changed ? ` ${present.recordedUnchanged}` : ''))
          }
          replay={
            recordable
              ? { show: recorded.show, insteadOfRun: insteadOfRun ? insteadOfRunWords(lack, changed) : null }
              : null
          }
        >
          {program.language === 'typescript' && <LoopStage frames={run.frames} running={since !== null} />}
        </RunBar>
      </div>
      {(look === 'all' || look === 'code') && code}
      {look === 'waits' && waits !== null && <div className={styles['waits']}>{waits.content}</div>}
      {look !== 'code' && (
        <>
          <div className={styles['output']} hidden={look === 'waits'}>
            <RunOutput
              run={run}
              language={program.language}
              name={present.output}
              empty={present.noOutput}
              copies={false}
              onGoTo={({ file: name }) => setPath(name)}
              canGoTo={() => false}
            />
          </div>
          <div className={styles['cloth']}>
            {run.recorded !== null && (
              <p className={styles['recorded']} aria-hidden="true">
                {present.recordedMark}
              </p>
            )}
            <PaneBoundary name={present.picture} resetKey={run.trace}>
              <Timeline
                ref={timeline}
                trace={run.trace}
                playback={playback}
                liveNow={liveNow}
                onHoverPlace={setHovered}
                showMoment={false}
                requests={run.network?.load}
              />
            </PaneBoundary>
          </div>
        </>
      )}
    </div>
  );
}
