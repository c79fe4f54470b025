import { memo, use, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState, type DragEvent } from 'react';
import { Undo, X } from 'lucide-react';
import { useHashLocation } from 'wouter/use-hash-location';
import { safeName } from '../../base/safe-path';
import type { Program } from '../../lesson/lesson';
import type { Language } from '../../runtimes/runtime';
import { fileOf, openProgram, originalOf, PLAYGROUND_ID } from '../../session/playground';
import { titleOf, type OwnVariant } from '../../session/playground-list';
import { place, placeEmpty, type Arriving } from '../../session/playground-place';
import type { Changed } from '../../session/playground-variants';
import { saveAs } from '../files/save';
import { playgroundTexts } from '../../texts/en/playground';
import { Button, IconButton } from '../kit/button';
import { Keeping, RunNews } from './bench-news';
import { runKey } from './bench-of';
import type { LayoutMode } from './layout-mode';
import { droppedFiles, FileMenu, type ChosenFile } from './playground-file-menu';
import { PlaygroundRace } from './playground-race';
import { NameDialog, VariantsMenu, type Naming } from './playground-variants';
import { useServices, useStore } from './services';
import { usePrepared } from './use-prepared';
import { WorkbenchPlace } from './workbench-place';
import styles from './playground-page.module.css';

const RacePane = memo(PlaygroundRace);

const loadExamples = () => import('./playground-examples');

type Examples = Awaited<ReturnType<typeof loadExamples>>;

interface PlaygroundPageProps {
  readonly mode: LayoutMode;
  /** The example that the address asks for. */
  readonly example: string | null;
  /** It is there, or there is none: the address has done its work. */
  readonly onExample: () => void;
}

/** Programs of the learner's own, with the whole window for it. */
export function PlaygroundPage({ mode, example, onExample }: PlaygroundPageProps) {
  const { lab, edits, settings, playground, playgroundFiles, busy } = useServices();
  use(playground.ready);
  const { programs, problem: listProblem } = useStore(playground.store);
  const program = openProgram(
    programs,
    useStore(settings.store, ({ playground }) => playground),
  );
  const [problem, setProblem] = useState<string | null>(listProblem);
  /** What was done, for a while. */
  const [note, setNote] = useState<string | null>(null);
  const [removed, setRemoved] = useState<OwnVariant | null>(null);
  const [choosing, setChoosing] = useState<Examples | null>(null);
  const [over, setOver] = useState(false);
  const [naming, setNaming] = useState<Naming | null>(null);
  const page = useRef<HTMLElement>(null);
  const [, navigate] = useHashLocation();
  const bench = useMemo(() => ({ id: PLAYGROUND_ID, programs }), [programs]);
  usePrepared(program.language);

  useEffect(() => {
    document.title = playgroundTexts.documentTitle;
    return () => lab.leave();
  }, [lab]);

  const show = (id: string) => settings.set({ playground: id });
  /** Whoever has changed something about the tabs goes on from the one that is open. */
  const toTabs = () =>
    // The tab may be drawn only with what has just changed.
    requestAnimationFrame(() =>
      page.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus({ preventScroll: true }),
    );

  const say = (words: { readonly note?: string | null; readonly problem?: string }) => {
    setNote(words.note ?? null);
    setProblem(words.problem ?? null);
    setRemoved(null);
  };
  /** Shows a program that was placed, or says why it could not be. */
  function shown(placed: Changed, words: string | null = null): string | null {
    if ('problem' in placed) {
      say({ problem: placed.problem });
      return null;
    }
    say({ note: words });
    show(placed.id);
    return placed.id;
  }
  function arrive(arriving: Arriving, exampleIn: Examples['exampleIn'] = () => null): Changed {
    // What is shown now, however long this took to come.
    const open = openProgram(playground.store.getState().programs, settings.store.getState().playground);
    const hasRun = ({ id }: Program) => lab.store.getState().runs[runKey(PLAYGROUND_ID, id)] !== undefined;
    return place(playground, arriving, { open, exampleIn, hasRun });
  }

  // They stand in its first lines, too, which only a wide editor shows whole.
  const wordsOf = ({ words }: { readonly words: string }) => (mode === 'wide' ? null : words);
  const arrived = useEffectEvent((id: string, loaded: Examples | null) => {
    const found = loaded?.exampleNamed(id) ?? null;
    if (loaded === null) say({ problem: playgroundTexts.examplesFailed });
    else if (found === null) say({ problem: playgroundTexts.noExample(id.slice(0, 60)) });
    else shown(arrive(found, loaded.exampleIn), wordsOf(found));
    onExample();
  });
  useEffect(() => {
    if (example === null) return;
    void busy.during('load the examples', loadExamples()).then(
      (loaded) => arrived(example, loaded),
      () => arrived(example, null),
    );
  }, [example, busy]);
  async function choose() {
    try {
      setChoosing(await busy.during('load the examples', loadExamples()));
    } catch {
      say({ problem: playgroundTexts.examplesFailed });
    }
  }

  async function open(chosen: readonly ChosenFile[]) {
    for (const each of chosen) if (!(await openOne(each))) return;
    if (chosen.length > 0) toTabs();
  }
  /** What somebody saved under Share is theirs: it is shown on a page of its own. */
  async function openShared(file: File): Promise<void> {
    const { pathOfFile } = await import('../../session/share');
    const read = pathOfFile(await file.text());
    if (read.ok) navigate(read.value.path, { state: { losses: read.value.losses } });
    else say({ problem: playgroundTexts.notOpened(file.name, read.error) });
  }
  async function openOne({ file, handle }: ChosenFile): Promise<boolean> {
    if (/\.json$/i.test(file.name)) {
      await openShared(file).catch(() => say({ problem: playgroundTexts.notRead(file.name) }));
      return false;
    }
    const read = await playgroundFiles.read(file, file.name, program.language).catch(() => ({
      problem: playgroundTexts.notRead(file.name),
    }));
    if ('problem' in read) {
      say(read);
      return false;
    }
    const before = handle === null ? null : await playgroundFiles.linkedTo(handle);
    const linked = playground.store.getState().programs.find((each) => each.id === before);
    let id: string | null;
    if (linked !== undefined && linked.language === read.language) {
      const isNewer = playground.text(linked) !== read.text;
      edits.replace(fileOf(linked), read.text, originalOf(linked));
      id = shown({ id: linked.id }, isNewer ? playgroundTexts.asInFile(file.name) : null);
    } else id = shown(arrive(read), read.words);
    if (id !== null && handle !== null) playgroundFiles.link(id, handle, read);
    return id !== null;
  }
  async function pick() {
    const handle = await playgroundFiles.pickers?.open().catch(() => null);
    if (handle == null) return;
    try {
      const file = await handle.getFile();
      await open([{ file: file instanceof File ? file : new File([file], handle.name), handle }]);
    } catch {
      say({ problem: playgroundTexts.notRead(handle.name) });
    }
  }

  async function save() {
    const saved = await playgroundFiles.save(program, playground.text(program));
    if (saved.kind === 'download') await download('program');
    else if (saved.kind === 'saved') say({ note: saved.said });
    else if (saved.kind === 'problem') say(saved);
  }
  async function download(form: 'program' | 'notebook') {
    const text = playground.text(program);
    const name = safeName(program.title);
    if (form === 'program') saveAs(name, text);
    else {
      const { notebookOf } = await import('../../lesson/notebook');
      const about = {
        title: program.title,
        question: playgroundTexts.notebookAbout,
        url: '',
        notes: [],
      };
      const notebook = notebookOf(about, name, [{ path: name, content: text }]);
      saveAs(name.replace(/\.py$/, '.ipynb'), `${JSON.stringify(notebook, null, 1)}\n`);
    }
    say({ note: playgroundTexts.downloaded(form === 'program' ? name : name.replace(/\.py$/, '.ipynb')) });
  }

  const dropping = {
    // Before the editor sees them: it would write the file's name into the program.
    onDragOverCapture: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setOver(false);
    },
    onDropCapture: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      void busy.during('open what was dropped', droppedFiles(event.dataTransfer).then(open));
    },
  };
  const saveByKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    // The browser would save the page.
    event.preventDefault();
    void busy.during('save the program', save());
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => saveByKey(event);
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  function remove() {
    const { removed: before } = playground.store.getState();
    const at = programs.indexOf(program);
    playground.remove(program.id);
    const now = playground.store.getState().removed;
    if (now === before) return;
    say({});
    setRemoved(now.at(-1) ?? null);
    show(programs[at + 1]?.id ?? programs[at - 1]?.id ?? '');
    toTabs();
  }

  function bringBack(id: string) {
    const back = playground.bringBack(id);
    if (shown(back) !== null) toTabs();
  }

  function name(typed: string): string | null {
    if (naming === null) return null;
    const { of, from, language } = naming;
    const done =
      of !== null
        ? playground.rename(of.id, typed)
        : playground.add(typed, language, from === null ? null : playground.text(from));
    if ('problem' in done) return done.problem;
    if (of === null) {
      const { picked } = playground.store.getState().race;
      // Whoever copies a program wants to know which of the two is faster.
      playground.setRace({ picked: [...new Set([...picked, ...(from === null ? [] : [from.id]), done.id])] });
      show(done.id);
    }
    say({});
    setNaming(null);
    toTabs();
    return null;
  }

  const copy = useCallback((from: Program) => setNaming({ of: null, from, language: from.language }), []);

  return (
    <main
      id="main"
      ref={page}
      className={mode === 'narrow' ? styles['narrow'] : styles['page']}
      data-over={over || undefined}
      {...dropping}
    >
      <h1 className="visually-hidden">{playgroundTexts.playground}</h1>
      <Keeping />
      {problem !== null && (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
      <div className={note === null ? undefined : `${styles['notice']} ${styles['note']}`}>
        <output>{note}</output>
        {note !== null && (
          <IconButton label={playgroundTexts.closeNote} onClick={() => setNote(null)}>
            <X size="1em" />
          </IconButton>
        )}
      </div>
      {removed !== null && (
        <div className={styles['notice']}>
          <output>{playgroundTexts.putAway(titleOf(removed))}</output>
          <Button look="plain" onClick={() => bringBack(removed.id)}>
            <Undo size="1em" aria-hidden="true" />
            {playgroundTexts.bringItBack}
          </Button>
          <IconButton label={playgroundTexts.closeNote} onClick={() => setRemoved(null)}>
            <X size="1em" />
          </IconButton>
        </div>
      )}
      <div className={styles['bench']}>
        <WorkbenchPlace
          lesson={bench}
          program={program}
          mode={mode}
          onChooseProgram={show}
          origin="own"
          beside={mode !== 'narrow'}
          tools={
            <>
              <Button look="quiet" onClick={() => void choose()}>
                {playgroundTexts.examples}
              </Button>
              <FileMenu
                program={program}
                onNew={setNaming}
                onOpen={(chosen) => void busy.during('open a file', open(chosen))}
                onPick={() => void pick()}
                onSave={() => void busy.during('save the program', save())}
                onDownload={(form) => void busy.during('make a download', download(form))}
              />
              <VariantsMenu program={program} onName={setNaming} onRemove={remove} onBringBack={bringBack} />
            </>
          }
          ends={[
            {
              id: 'race',
              title: playgroundTexts.race,
              tall: 'most',
              content: <RacePane open={program} onCopy={copy} />,
            },
          ]}
        />
      </div>
      {naming !== null && (
        <NameDialog
          naming={naming}
          onName={name}
          onClose={() => {
            setNaming(null);
            toTabs();
          }}
        />
      )}
      {choosing !== null && (
        <choosing.ExamplesDialog
          onChoose={(chosen) => {
            shown(arrive(chosen, choosing.exampleIn), wordsOf(chosen));
            setChoosing(null);
            toTabs();
          }}
          onEmpty={(language: Language) => {
            shown(placeEmpty(playground, language));
            setChoosing(null);
            toTabs();
          }}
          onClose={() => setChoosing(null)}
        />
      )}
      <RunNews lesson={bench} />
    </main>
  );
}
