import { memo, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Download, FolderOpen, Undo, X } from 'lucide-react';
import type { Program } from '../../lesson/lesson';
import {
  fileOf,
  languageOf,
  MAINS,
  MOST_OPENED,
  openedProgram,
  openProgram,
  originalOf,
  PLAYGROUND_ID,
} from '../../session/playground';
import { titleOf, type OwnVariant } from '../../session/playground-list';
import { saveAs } from '../files/save';
import { Button, IconButton } from '../kit/button';
import { Keeping, RunNews } from './bench-news';
import type { LayoutMode } from './layout-mode';
import { PlaygroundRace } from './playground-race';
import { NameDialog, VariantsMenu, type Naming } from './playground-variants';
import { useServices, useStore } from './services';
import { usePrepared } from './use-prepared';
import { Workbench } from './workbench';
import styles from './playground-page.module.css';

const RacePane = memo(PlaygroundRace);

/** Programs of the learner's own, with the whole window for it. */
export function PlaygroundPage({ mode }: { readonly mode: LayoutMode }) {
  const { lab, edits, settings, playground } = useServices();
  use(playground.ready);
  const { programs, problem: listProblem } = useStore(playground.store);
  const program = openProgram(
    programs,
    useStore(settings.store, ({ playground }) => playground),
  );
  const [problem, setProblem] = useState<string | null>(listProblem);
  const [removed, setRemoved] = useState<OwnVariant | null>(null);
  const [naming, setNaming] = useState<Naming | null>(null);
  const page = useRef<HTMLElement>(null);
  const bench = useMemo(() => ({ id: PLAYGROUND_ID, programs }), [programs]);
  usePrepared(program.language);

  useEffect(() => {
    document.title = 'Playground · Interleave';
    return () => lab.leave();
  }, [lab]);

  const show = (id: string) => settings.set({ playground: id });
  /** Whoever has changed something about the tabs goes on from the one that is open. */
  const toTabs = () =>
    // The tab may be drawn only with what has just changed.
    requestAnimationFrame(() =>
      page.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus({ preventScroll: true }),
    );

  async function open(file: File) {
    // No more is read than is needed to see that it is too much.
    const bytes = new Uint8Array(await file.slice(0, MOST_OPENED + 1).arrayBuffer());
    const opened = openedProgram(file.name, bytes);
    if ('problem' in opened) return setProblem(opened.problem);
    setProblem(null);
    const language = languageOf(file.name) ?? program.language;
    const target = language === program.language ? program : MAINS.find((each) => each.language === language);
    if (target === undefined) return;
    show(target.id);
    edits.replace(fileOf(target), opened.text, originalOf(target));
  }

  function remove() {
    const { removed: before } = playground.store.getState();
    const at = programs.indexOf(program);
    playground.remove(program.id);
    const now = playground.store.getState().removed;
    if (now === before) return;
    setRemoved(now.at(-1) ?? null);
    show(programs[at + 1]?.id ?? programs[at - 1]?.id ?? '');
    toTabs();
  }

  function bringBack(id: string) {
    const back = playground.bringBack(id);
    if ('problem' in back) return setProblem(back.problem);
    setRemoved(null);
    show(back.id);
    toTabs();
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
    setProblem(null);
    setRemoved(null);
    setNaming(null);
    toTabs();
    return null;
  }

  const copy = useCallback((from: Program) => setNaming({ of: null, from, language: from.language }), []);

  return (
    <main id="main" ref={page} className={mode === 'narrow' ? styles['narrow'] : styles['page']}>
      <h1 className="visually-hidden">Playground</h1>
      <Keeping />
      {problem !== null && (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
      {removed !== null && (
        <div className={styles['notice']}>
          <output>{titleOf(removed)} was put away.</output>
          <Button look="plain" onClick={() => bringBack(removed.id)}>
            <Undo size="1em" aria-hidden="true" />
            Bring it back
          </Button>
          <IconButton label="Close this note" onClick={() => setRemoved(null)}>
            <X size="1em" />
          </IconButton>
        </div>
      )}
      <div className={styles['bench']}>
        <Workbench
          lesson={bench}
          program={program}
          mode={mode}
          onChooseProgram={show}
          origin="own"
          beside={mode !== 'narrow'}
          tools={
            <>
              <FileTools program={program} onOpen={open} />
              <VariantsMenu program={program} onName={setNaming} onRemove={remove} onBringBack={bringBack} />
            </>
          }
          ends={[{ id: 'race', title: 'Race', tall: 'most', content: <RacePane open={program} onCopy={copy} /> }]}
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
      <RunNews lesson={bench} />
    </main>
  );
}

interface FileToolsProps {
  readonly program: Program;
  readonly onOpen: (file: File) => Promise<void>;
}

function FileTools({ program, onOpen }: FileToolsProps) {
  const { playground, busy } = useServices();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".py,.ts,.js,.mjs,text/x-python,text/javascript,text/plain"
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          // The same file may be opened again.
          target.value = '';
          if (file !== undefined) void busy.during(`open ${file.name}`, onOpen(file));
        }}
      />
      <IconButton label="Open a .py, .ts or .js file" onClick={() => input.current?.click()}>
        <FolderOpen size="1.05em" />
      </IconButton>
      <IconButton label="Download the program" onClick={() => saveAs(program.title, playground.text(program))}>
        <Download size="1.05em" />
      </IconButton>
    </>
  );
}
