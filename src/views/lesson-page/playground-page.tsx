import { use, useEffect, useRef, useState } from 'react';
import { Download, FolderOpen } from 'lucide-react';
import { fileKey } from '../../session/edits';
import { MOST_OPENED, openedProgram, PLAYGROUND } from '../../session/playground';
import { saveAs } from '../files/save';
import { IconButton } from '../kit/button';
import { Keeping, RunNews } from './bench-news';
import type { LayoutMode } from './layout-mode';
import { useServices, useStore } from './services';
import { usePrepared } from './use-prepared';
import { Workbench } from './workbench';
import styles from './playground-page.module.css';

const [PROGRAM] = PLAYGROUND.programs;
const FILE = { lesson: PLAYGROUND.id, program: PROGRAM.id, path: PROGRAM.entry };
const ORIGINAL = PROGRAM.files[0]?.content ?? '';

/** A program of the learner's own, with the whole window for it. */
export function PlaygroundPage({ mode }: { readonly mode: LayoutMode }) {
  const { lab, edits } = useServices();
  use(edits.ready);
  const [problem, setProblem] = useState<string | null>(null);
  usePrepared(PROGRAM.language);

  useEffect(() => {
    document.title = 'Playground · Interleave';
    return () => lab.leave();
  }, [lab]);

  async function open(file: File) {
    // No more is read than is needed to see that it is too much.
    const bytes = new Uint8Array(await file.slice(0, MOST_OPENED + 1).arrayBuffer());
    const opened = openedProgram(file.name, bytes);
    if ('problem' in opened) return setProblem(opened.problem);
    setProblem(null);
    edits.replace(FILE, opened.text, ORIGINAL);
  }

  return (
    <main id="main" className={mode === 'narrow' ? styles['narrow'] : styles['page']}>
      <h1 className="visually-hidden">Playground</h1>
      <Keeping />
      {problem !== null && (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
      <div className={styles['bench']}>
        <Workbench
          lesson={PLAYGROUND}
          program={PROGRAM}
          mode={mode}
          onChooseProgram={() => undefined}
          origin="own"
          beside={mode !== 'narrow'}
          tools={<FileTools onOpen={open} />}
        />
      </div>
      <RunNews lesson={PLAYGROUND} />
    </main>
  );
}

function FileTools({ onOpen }: { readonly onOpen: (file: File) => Promise<void> }) {
  const { edits, busy } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const text = useStore(edits.store, (state) => state.edits[fileKey(FILE)]?.text ?? ORIGINAL);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".py,text/x-python,text/plain"
        hidden
        aria-hidden="true"
        onChange={({ target }) => {
          const file = target.files?.[0];
          // The same file may be opened again.
          target.value = '';
          if (file !== undefined) void busy.during(`open ${file.name}`, onOpen(file));
        }}
      />
      <IconButton label="Open a .py file" onClick={() => input.current?.click()}>
        <FolderOpen size="1.05em" />
      </IconButton>
      <IconButton label="Download the program" onClick={() => saveAs(PROGRAM.entry, text)}>
        <Download size="1.05em" />
      </IconButton>
    </>
  );
}
