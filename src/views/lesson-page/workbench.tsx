import {
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
  type Ref,
} from 'react';
import { Panel, useGroupRef, type Layout } from 'react-resizable-panels';
import { useShallow } from 'zustand/react/shallow';
import type { Lesson, Program } from '../../lesson/lesson';
import { fileKey } from '../../session/edits';
import type { LabState, Origin, ProgramRun } from '../../session/lab-session';
import type { NetworkSnapshot } from '../../session/network-log';
import { EMPTY_OUTPUT } from '../../session/output-log';
import type { Playback } from '../../session/playback';
import { recordedWords } from '../../session/recording';
import { IDLE } from '../../session/run-machine';
import { lackOf } from '../../session/lacks';
import { processStart } from '../../session/start-method';
import { usesNetwork } from '../../session/uses-network';
import type { Place } from '../../trace/events';
import type { Trace } from '../../trace/trace';
import type { CodeProblem, MarginMark, Reveal } from '../editor/code-editor';
import { EditorPane } from '../editor/editor-pane';
import { FilesPanel } from '../files/files-panel';
import { lineMarks } from '../timeline/line-marks';
import { Compare, type ComparedRun } from '../timeline/compare';
import { Moment } from '../timeline/moment';
import { Timeline } from '../timeline/timeline';
import { scrollsByKeyboard } from '../kit/scroll';
import { ChoiceMenu } from '../kit/disclosure';
import { NetworkPanel } from '../network/network-panel';
import { ALL_CLOTH, ALL_END, EDITOR_REM, withTallEnd, type BenchLayout } from './bench-layout';
import { runKey, type BenchOf } from './bench-of';
import { CompareStrip } from './compare-strip';
import { EndPanes, type EndPane } from './end-panes';
import type { LayoutMode } from './layout-mode';
import { endingNote, innermost } from './outcome-words';
import { LoopStage } from './loop-stage';
import { PaneBoundary } from './pane-boundary';
import { Divider, Panes } from './panes';
import { ProcessChoice } from './process-choice';
import { benchTexts } from '../../texts/en/bench';
import { whole } from '../../texts/format';
import { insteadOfRunWords, lackWords } from './isolation-words';
import { RunBar } from './run-bar';
import { RunOutput } from './run-output';
import { useServices, useStore } from './services';
import { useKept } from './use-kept';
import { makePlayback, usePlayback } from './use-playback';
import { useRecorded } from './use-recorded';
import { useDrawnTheme } from './theme';
import { ShareButton } from './share-button';
import { TraceMenu } from './trace-menu';
import { FoldedPane, waitsPane } from './waits-pane';
import styles from './workbench.module.css';

export interface WorkbenchProps {
  readonly lesson: BenchOf;
  readonly program: Program;
  readonly mode: LayoutMode;
  readonly onChooseProgram: (id: string) => void;
  /** Where the programs come from. Only the learner's own are offered the real network. */
  readonly origin: Origin;
  /** The editor stands beside the cloth and not above it: the bench has the whole window. */
  readonly beside?: boolean;
  /** More buttons over the editor. */
  readonly tools?: ReactNode;
  /** More panes beside the output, whether there was a run or not. */
  readonly ends?: readonly EndPane[];
  /** Where not all of the bench is wanted. Heeded where its parts are stacked (`narrow`). */
  readonly parts?: BenchParts;
  /** For who presses Run from outside. */
  readonly handle?: Ref<BenchHandle>;
}

/** What of a bench is shown in a frame of somebody else's page; what leads to other pages never is. */
export interface BenchParts {
  readonly editor: boolean;
  /** The timeline, and what belongs to it. */
  readonly cloth: boolean;
  /** What the program prints, its requests and its files. */
  readonly output: boolean;
  /** The code is there to be read. */
  readonly readOnly: boolean;
}

export interface BenchHandle {
  /** As if Run were pressed: where the program cannot run, that shows its recorded run. */
  press(): 'run' | 'recorded';
  readonly playback: Playback;
}

/** What is shown of a program that has not run yet. */
export const NOT_RUN: ProgramRun = {
  state: IDLE,
  output: EMPTY_OUTPUT,
  trace: null,
  speakers: new Map(),
  traceProblem: null,
  inputWanted: false,
  made: null,
  network: null,
  frames: null,
  files: [],
  recorded: null,
};

const NO_ENDS: readonly EndPane[] = [];

const NO_HOSTS: NonNullable<Lesson['hosts']> = [];

const NO_PROBLEMS: readonly CodeProblem[] = [];

/** Where programs are edited, run and looked at: editor, run bar, cloth, output. */
export function Workbench({
  lesson,
  program,
  mode,
  onChooseProgram,
  origin,
  beside = false,
  tools,
  ends = NO_ENDS,
  parts,
  handle,
}: WorkbenchProps) {
  const { lab, edits, settings, busy } = useServices();
  const theme = useDrawnTheme();
  const state = useStore(lab.store);
  const editState = useStore(edits.store);
  const chosen = useStore(settings.store);
  const key = runKey(lesson.id, program.id);
  const run = state.runs[key] ?? NOT_RUN;
  const otherKey = state.active !== null && state.active !== key ? state.active : null;
  const otherRunning =
    otherKey === null
      ? null
      : otherKey.startsWith('race:')
        ? benchTexts.aRace
        : (lesson.programs.find(({ id }) => runKey(lesson.id, id) === otherKey)?.title ?? benchTexts.anotherProgram);

  // Which file of the program is shown; another program begins with its entry.
  const [chosenFile, setChosenFile] = useState<{ program: string; path: string } | null>(null);
  const path = chosenFile?.program === program.id ? chosenFile.path : program.entry;
  const file = program.files.find((each) => each.path === path) ?? program.files[0];
  const original = file?.content ?? '';
  const id = { lesson: lesson.id, program: program.id, path };
  const edit = editState.edits[fileKey(id)];
  const text = edit?.text ?? original;
  const siblings = useMemo(
    () =>
      program.files.map((each) => {
        const key = fileKey({ lesson: lesson.id, program: program.id, path: each.path });
        return { key, path: each.path, text: editState.edits[key]?.text ?? each.content };
      }),
    [lesson, program, editState],
  );

  const bench = useRoom();
  const [hoverPlace, setHoverPlace] = useState<Place | null>(null);
  const [cursorLine, setCursorLine] = useState<number | null>(null);
  const [reveal, setReveal] = useState<Reveal | null>(null);

  const readFiles = () =>
    program.files.map(({ path: name, content }) => ({
      path: name,
      content: edits.text({ lesson: lesson.id, program: program.id, path: name }, content),
    }));
  const startOf = (files: ReturnType<typeof readFiles>) =>
    processStart({ ...program, files }, chosen, origin === 'link' ? 'sender' : 'lesson');
  const processes = startOf(readFiles());

  const own = origin === 'own';
  // What a TypeScript program fetches is the lab network's alone.
  const mayBeReal = own && program.language === 'python';
  const networked = own || run.network !== null || usesNetwork({ ...program, files: readFiles() });

  const changed = siblings.some(({ path, text }) => program.files.some((f) => f.path === path && f.content !== text));
  const lack = state.capabilities && lackOf({ ...program, files: readFiles(), changed }, state.capabilities);
  const recorded = useRecorded(lesson.id, program, key);
  const insteadOfRun = lack !== null && program.recorded === true;

  const finished = useFinished(lesson);
  // Of this program: another one is shown by itself first.
  const [comparedAt, setComparedAt] = useState<string | null>(null);
  const comparing = comparedAt === key && finished.length >= 2;
  const [comparePlayback] = useState(makePlayback);
  useRoomWhile(comparing && mode !== 'narrow', bench);
  const leavePanes = useEffectEvent(bench.forget);
  useEffect(() => {
    // Stacked, nothing is enlarged; and the panes come back as they were at first.
    if (mode === 'narrow') leavePanes();
  }, [mode]);

  const showRecorded = () => {
    setComparedAt(null);
    setHoverPlace(null);
    recorded.show();
  };
  const start = () => {
    if (insteadOfRun) {
      showRecorded();
      return;
    }
    // What is run is looked at by itself, as it goes on.
    setComparedAt(null);
    void edits.flush();
    setHoverPlace(null);
    const files = readFiles();
    lab.run({
      key,
      origin,
      language: program.language,
      entry: program.entry,
      files,
      startMethod: startOf(files)?.method ?? 'fork',
      prepareProcesses: chosen.prepareProcesses,
      hosts: lesson.hosts ?? NO_HOSTS,
    });
  };

  const playback = usePlayback(run.trace, `${key}:${run.state.phase === 'idle' ? 0 : run.state.run}`);
  useImperativeHandle(handle, () => ({
    press() {
      start();
      return insteadOfRun ? 'recorded' : 'run';
    },
    playback,
  }));
  const marks = useMarks(run.trace, playback, path, run.state.phase === 'ended');
  const ranText = run.files.find((each) => each.path === path)?.content;
  // Marks and errors mean the code as it ran; once it is changed, their lines may be others.
  const asRan = ranText === text;
  const problems = useMemo(() => (asRan ? problemsOf(run, path) : NO_PROBLEMS), [asRan, run, path]);

  const goTo = useCallback(
    (place: Place) => {
      if (program.files.some((each) => each.path === place.file))
        setChosenFile({ program: program.id, path: place.file });
      const column = run.state.phase === 'ended' ? syntaxColumn(run, place) : 1;
      setReveal({ line: place.line, column });
    },
    [program, run],
  );

  const since = run.state.phase === 'running' ? run.state.since : null;
  const liveNow = useMemo(() => (since === null ? undefined : () => performance.now() - since), [since]);
  const cursorPlace = useMemo(
    () => (cursorLine !== null && asRan ? { file: path, line: cursorLine } : null),
    [cursorLine, asRan, path],
  );

  const running = asRan && hoverPlace === null ? (marks.find((mark) => mark.running)?.line ?? null) : null;
  const highlightLine = hoverPlace?.file === path ? hoverPlace.line : running;

  const editor = (
    <PaneBoundary name={benchTexts.theEditor} resetKey={key}>
      <EditorPane
        programs={lesson.programs.map((each) => ({
          id: each.id,
          title: each.title,
          changed: each.files.some(
            (f) => editState.edits[fileKey({ lesson: lesson.id, program: each.id, path: f.path })]?.text != null,
          ),
        }))}
        program={program.id}
        onChooseProgram={onChooseProgram}
        files={program.files.map((each) => each.path)}
        onChooseFile={(name) => setChosenFile({ program: program.id, path: name })}
        changed={edit?.text != null}
        onReset={() => edits.reset(id)}
        restorable={edit?.aside != null}
        onRestore={() => edits.restore(id)}
        fileKey={fileKey(id)}
        keyPrefix={fileKey({ lesson: lesson.id, program: '', path: '' }).slice(0, -1)}
        path={path}
        language={program.language}
        value={text}
        siblings={siblings}
        onChange={(value) => edits.set(id, value, original)}
        onRun={start}
        onCursorLine={setCursorLine}
        problems={problems}
        marks={asRan ? marks : NO_MARKS}
        followMarks={run.state.phase === 'ended'}
        highlightLine={highlightLine}
        reveal={reveal}
        theme={theme}
        plain={chosen.editor === 'plain'}
        onLoading={busy.begin}
        own={own}
        readOnly={parts?.readOnly ?? false}
      >
        {tools}
        <ChoiceMenu
          trigger={benchTexts.editor}
          label={benchTexts.editorKind}
          chosen={chosen.editor}
          onChoose={(editor) => settings.set({ editor })}
          choices={[
            { id: 'full', label: benchTexts.fullEditor, hint: benchTexts.fullEditorHint },
            { id: 'plain', label: benchTexts.plainField, hint: benchTexts.plainFieldHint },
          ]}
        />
      </EditorPane>
    </PaneBoundary>
  );

  const runBar = (
    <RunBar
      state={run.state}
      language={program.language}
      interpreter={state.interpreters[program.language]}
      otherRunning={otherRunning}
      inputWanted={run.inputWanted}
      onRun={start}
      onStop={lab.stop}
      realNetwork={mayBeReal && state.realNetwork}
      recorded={run.recorded === null ? null : recordedWords(run.recorded)}
      replay={
        program.recorded !== true
          ? null
          : { show: showRecorded, insteadOfRun: insteadOfRun ? insteadOfRunWords(lack, changed) : null }
      }
    >
      {program.language === 'typescript' && <LoopStage frames={run.frames} running={since !== null} />}
      {processes !== null && (
        <ProcessChoice
          start={processes}
          keepReady={chosen.prepareProcesses}
          isolation={state.capabilities?.isolation ?? null}
          onChoose={(startMethod) => settings.set({ startMethod })}
          onKeepReady={(prepareProcesses) => settings.set({ prepareProcesses })}
        />
      )}
      {parts === undefined && (
        <>
          <ShareButton lesson={lesson.id} program={program} files={readFiles} run={run} processes={processes} />
          <TraceMenu name={own ? program.title.replace(/\.\w+$/, '') : `${lesson.id}-${program.id}`} run={run} />
        </>
      )}
    </RunBar>
  );

  // Said where Run is pressed: under the cloth nobody would see it in time.
  const notices = (
    <>
      {lack !== null && !insteadOfRun && <p className={styles['problem']}>{lackWords(lack)}</p>}
      {recorded.problem !== null && <p className={styles['problem']}>{recorded.problem}</p>}
    </>
  );

  const single = (
    <PaneBoundary name={benchTexts.theTimeline} resetKey={run.trace}>
      <div className={styles['cloth']}>
        <Timeline
          trace={run.trace}
          playback={playback}
          liveNow={liveNow}
          onHoverPlace={setHoverPlace}
          highlightPlace={cursorPlace}
          showMoment={false}
          requests={run.network?.load}
          enlarged={bench.enlarged}
          onEnlarge={mode === 'narrow' ? undefined : bench.toggle}
        />
        {run.traceProblem !== null && <p className={styles['problem']}>{run.traceProblem}</p>}
      </div>
    </PaneBoundary>
  );

  const { place: cloth, keeper: clothKeeper } = useKept(
    parts?.cloth === false ? null : (
      <>
        {finished.length >= 2 && since === null && (
          <CompareStrip
            count={finished.length}
            comparing={comparing}
            program={program.title}
            onCompare={() => setComparedAt(comparing ? null : key)}
          />
        )}
        {comparing ? (
          <PaneBoundary name={benchTexts.theComparison} resetKey={finished}>
            <div className={styles['cloth']}>
              <Compare
                runs={finished}
                playback={comparePlayback}
                onOpen={(id) => {
                  setComparedAt(null);
                  onChooseProgram(id);
                }}
                onHoverPlace={(id, place) => setHoverPlace(id === program.id ? place : null)}
              />
            </div>
          </PaneBoundary>
        ) : (
          single
        )}
      </>
    ),
  );

  const output = (
    <RunOutput
      run={run}
      language={program.language}
      name={benchTexts.theOutput}
      empty={benchTexts.outputEmpty}
      onGoTo={goTo}
      canGoTo={(place) => program.files.some((each) => each.path === place.file)}
    />
  );

  const moment = run.trace !== null && run.trace.lanes.length > 0 && (
    <PaneBoundary name={benchTexts.theMoment} resetKey={run.trace}>
      <div className={styles['moment']} {...scrollsByKeyboard}>
        <Moment trace={run.trace} playback={playback} />
      </div>
    </PaneBoundary>
  );

  // Besides the output, what this run has to show. In a wide window they are tabs, in a narrow one they stand below each other.
  const others: readonly EndPane[] = networked
    ? [
        {
          id: 'network',
          title: benchTexts.network,
          ...(run.network === null ? {} : { note: networkNote(run.network) }),
          tall: true,
          content: (
            <PaneBoundary name={benchTexts.theNetwork} resetKey={run.network}>
              <NetworkPanel
                network={run.network}
                endMs={run.state.phase === 'ended' ? run.state.summary.wallMs : null}
                liveNow={liveNow}
                conditions={state.conditions}
                onConditions={lab.setConditions}
                hosts={lesson.hosts ?? NO_HOSTS}
                realNetwork={mayBeReal ? { on: state.realNetwork, onChange: lab.setRealNetwork } : null}
              />
            </PaneBoundary>
          ),
        },
      ]
    : [];

  const readFile = useCallback((name: string, most: number) => lab.readFile(key, name, most), [lab, key]);
  const filesPane: readonly EndPane[] =
    run.made === null
      ? []
      : [
          {
            id: 'files',
            title: benchTexts.files,
            note: (run.made.files.length + run.made.more).toLocaleString('en'),
            tall: true,
            content: (
              <PaneBoundary name={benchTexts.theFiles} resetKey={run.made}>
                <FilesPanel
                  files={run.made}
                  kept={run.made.kept}
                  live={run.state.phase !== 'ended'}
                  read={readFile}
                  onBusy={busy.begin}
                />
              </PaneBoundary>
            ),
          },
        ];

  const waits = waitsPane({
    trace: run.trace,
    playback,
    onGoTo: asRan ? goTo : undefined,
    canGoTo: (place) => program.files.some((each) => each.path === place.file),
  });

  if (mode === 'narrow') {
    return (
      <>
        <div className={styles['stack']}>
          {(parts?.editor ?? true) && (
            <div
              className={styles['stackEditor']}
              style={
                {
                  '--lines': Math.min(24, Math.max(parts === undefined ? 8 : 3, text.split('\n').length)),
                } as React.CSSProperties
              }
            >
              {editor}
            </div>
          )}
          <div className={styles['stackBar']}>{runBar}</div>
          {notices}
          {(parts?.cloth ?? true) && (
            <>
              <div className={comparing ? styles['stackCompared'] : styles['stackCloth']}>{cloth}</div>
              {moment}
              {waits !== null && <FoldedPane pane={waits} />}
            </>
          )}
          {(parts?.output ?? true) && (
            <>
              <div className={styles['stackOutput']}>{output}</div>
              {ends.map(({ id, content }) => (
                <div key={id} className={styles['stackEnd']}>
                  {content}
                </div>
              ))}
              {[...others, ...filesPane].map((pane) =>
                parts === undefined ? (
                  <div key={pane.id} className={styles['stackOther']}>
                    {pane.content}
                  </div>
                ) : (
                  <FoldedPane key={pane.id} pane={pane} />
                ),
              )}
            </>
          )}
        </div>
        {clothKeeper}
      </>
    );
  }

  const stack = (
    <Panes
      group={beside ? 'run' : 'workbench'}
      orientation="vertical"
      className={styles['bench']}
      groupRef={bench.group}
      elementRef={bench.element}
      onResized={bench.forget}
    >
      {!beside && (
        <>
          <Panel id="editor" defaultSize="30%" minSize={`${EDITOR_REM}rem`}>
            {editor}
          </Panel>
          <Divider label={benchTexts.resizeEditor} />
        </>
      )}
      <Panel id="cloth" defaultSize={beside ? '64%' : '50%'} minSize="12rem">
        <div className={styles['lower']}>
          {runBar}
          {notices}
          {cloth}
        </div>
      </Panel>
      <Divider label={benchTexts.resizeOutput} />
      <Panel id="output" defaultSize={beside ? '36%' : '20%'} minSize="4.5rem">
        <EndPanes
          panes={[
            {
              id: 'output',
              title: benchTexts.output,
              content: (
                <div className={styles['end']}>
                  {output}
                  {moment}
                </div>
              ),
            },
            ...ends,
            ...(waits === null ? [] : [waits]),
            ...others,
            ...filesPane,
          ]}
          onShow={({ tall }) => bench.show(tall ?? false)}
        />
      </Panel>
    </Panes>
  );
  if (!beside)
    return (
      <>
        {stack}
        {clothKeeper}
      </>
    );
  return (
    <>
      <Panes group="beside" orientation="horizontal">
        <Panel id="editor" defaultSize="42%" minSize="18rem">
          {editor}
        </Panel>
        <Divider label={benchTexts.resizeEditor} />
        <Panel id="run" minSize="24rem">
          {stack}
        </Panel>
      </Panes>
      {clothKeeper}
    </>
  );
}

/** The lesson's programs whose latest run is over and has a picture, in the lesson's order. */
function useFinished({ id, programs }: BenchOf): readonly ComparedRun[] {
  const { lab } = useServices();
  // A run that is on changes many times a second, and those that are over do not.
  const select = useShallow((state: LabState) =>
    programs.map((program) => {
      const run = state.runs[runKey(id, program.id)];
      return run?.state.phase === 'ended' ? run : null;
    }),
  );
  const runs = useStore(lab.store, select);
  return useMemo(
    () =>
      programs.flatMap(({ id, title }, i): ComparedRun[] => {
        const run = runs[i] ?? null;
        if (run?.state.phase !== 'ended' || run.trace === null || run.trace.lanes.length === 0) return [];
        const { summary } = run.state;
        const note = [endingNote(summary.outcome), run.recorded === null ? '' : benchTexts.recordedNotRun];
        return [
          {
            id,
            name: title,
            wallMs: summary.wallMs,
            trace: run.trace,
            note: note.filter((word) => word !== '').join(', '),
          },
        ];
      }),
    [programs, runs],
  );
}

/**
 * Room for what is looked at, when it is asked for: a tall end pane, or the cloth. What was before is given back, unless the learner has
 * moved a divider since.
 */
function useRoom() {
  const group = useGroupRef();
  const element = useRef<HTMLDivElement>(null);
  const before = useRef<Layout | null>(null);
  const [enlarged, setEnlarged] = useState(false);
  const give = (layout: BenchLayout | null) => {
    if (layout === null || group.current === null) return;
    const now = group.current.getLayout();
    before.current ??= now;
    group.current.setLayout(onlyOf(now, layout));
  };
  const restore = () => {
    if (before.current !== null) group.current?.setLayout(before.current);
    before.current = null;
    setEnlarged(false);
  };
  const forget = () => {
    before.current = null;
    setEnlarged(false);
  };
  const show = (tall: boolean | 'most') => {
    restore();
    const { editor = 0, cloth = 0, output = 0 } = group.current?.getLayout() ?? {};
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const height = (element.current?.clientHeight ?? 0) / rem;
    if (tall === 'most') give(ALL_END);
    else if (tall) give(withTallEnd({ editor, cloth, output }, height));
  };
  const toggle = () => {
    if (enlarged) {
      restore();
      return;
    }
    give(ALL_CLOTH);
    setEnlarged(true);
  };
  return { group, element, enlarged, forget, restore, show, toggle };
}

/** All the room for the cloth's pane as long as it is wanted; what was before is given back. */
function useRoomWhile(wanted: boolean, bench: ReturnType<typeof useRoom>) {
  const taken = useRef(false);
  const take = useEffectEvent(() => {
    taken.current = !bench.enlarged;
    if (taken.current) bench.toggle();
  });
  const giveBack = useEffectEvent(() => {
    if (taken.current) bench.restore();
    taken.current = false;
  });
  useEffect(() => {
    if (!wanted) return;
    take();
    return () => giveBack();
  }, [wanted]);
}

/** The same layout for a stack that has not all of its panels: those that it has share the height. */
function onlyOf(now: Layout, layout: BenchLayout): Layout {
  const kept = Object.entries({ ...layout }).filter(([id]) => id in now);
  const whole = kept.reduce((sum, [, share]) => sum + share, 0);
  return Object.fromEntries(kept.map(([id, share]) => [id, (share / whole) * 100]));
}

/** How many requests there were, and how many of them failed. */
function networkNote({ inFlight, succeeded, failed, omitted }: NetworkSnapshot): string {
  const total = whole(inFlight + succeeded + failed + omitted);
  return failed === 0 ? total : benchTexts.requestsFailed(total, whole(failed));
}

type Mark = MarginMark & { readonly running: boolean };
const NO_MARKS: readonly Mark[] = [];

/** Each actor's line at the playhead; nothing at the run's end, where nobody stands anywhere. */
export function useMarks(trace: Trace | null, playback: Playback, path: string, ended: boolean): readonly Mark[] {
  const last = useRef<{ key: string; marks: readonly Mark[] }>({ key: '', marks: NO_MARKS });
  const read = useCallback((): readonly Mark[] => {
    const { t, end } = playback.getState();
    if (trace === null || (ended && t >= end)) return NO_MARKS;
    const marks = lineMarks(trace, t)
      .filter((mark) => mark.file === path)
      .map((mark) => ({
        line: mark.line,
        colour: mark.colourIndex === 0 ? 'var(--strand-main)' : `var(--strand-${mark.colourIndex})`,
        label: mark.running ? benchTexts.runsLine(mark.name) : benchTexts.waitsAtLine(mark.name),
        running: mark.running,
      }));
    // The playhead moves sixty times a second; the lines change far less often.
    const key = marks.map((mark) => `${mark.line} ${mark.colour} ${mark.label}`).join('\n');
    if (key !== last.current.key) last.current = { key, marks };
    return last.current.marks;
  }, [trace, playback, path, ended]);
  return useSyncExternalStore(playback.subscribe, read);
}

export function problemsOf(run: ProgramRun, path: string): readonly CodeProblem[] {
  if (run.state.phase !== 'ended') return NO_PROBLEMS;
  const { outcome } = run.state.summary;
  if (outcome.kind === 'raised') {
    const { error } = outcome;
    const message = error.message === '' ? error.type : `${error.type}: ${error.message}`;
    if (error.syntax) {
      return error.syntax.file === path
        ? [{ line: error.syntax.line, column: error.syntax.column, message }]
        : NO_PROBLEMS;
    }
    const frame = innermost(error.frames);
    return frame?.file === path ? [{ line: frame.line, column: null, message }] : NO_PROBLEMS;
  }
  if (outcome.kind === 'deadlocked') {
    return outcome.blocked.flatMap(({ actor, via, wants, place }) =>
      place?.file === path
        ? [{ line: place.line, column: null, message: benchTexts.waitsForEver(actor, wants ?? via) }]
        : [],
    );
  }
  return NO_PROBLEMS;
}

function syntaxColumn(run: ProgramRun, place: Place): number {
  if (run.state.phase !== 'ended' || run.state.summary.outcome.kind !== 'raised') return 1;
  const { syntax } = run.state.summary.outcome.error;
  return syntax?.file === place.file && syntax.line === place.line ? Math.max(1, syntax.column) : 1;
}
