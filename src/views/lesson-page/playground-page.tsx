import { use, useEffect, useRef, useState } from 'react';
import { Download, FolderOpen } from 'lucide-react';
import type { Program } from '../../lesson/lesson';
import { fileKey } from '../../session/edits';
import { languageOf, MOST_OPENED, openedProgram, ownProgram, PLAYGROUND } from '../../session/playground';
import { saveAs } from '../files/save';
import { IconButton } from '../kit/button';
import { Keeping, RunNews } from './bench-news';
import type { LayoutMode } from './layout-mode';
import { useServices, useStore } from './services';
import { usePrepared } from './use-prepared';
import { Workbench } from './workbench';
import styles from './playground-page.module.css';

/** Where a program is kept, and what stood there at first. */
const fileOf = ({ id, entry }: Program) => ({ lesson: PLAYGROUND.id, program: id, path: entry });
const originalOf = ({ files }: Program) => files[0]?.content ?? '';

/** Programs of the learner's own, with the whole window for it. */
export function PlaygroundPage({ mode }: { readonly mode: LayoutMode }) {
  const { lab, edits, settings } = useServices();
  const program = ownProgram(useStore(settings.store, ({ playground }) => playground));
  use(edits.ready);
  const [problem, setProblem] = useState<string | null>(null);
  usePrepared(program.language);

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
    const language = languageOf(file.name) ?? program.language;
    const target = ownProgram(language);
    settings.set({ playground: language });
    edits.replace(fileOf(target), opened.text, originalOf(target));
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
          program={program}
          mode={mode}
          onChooseProgram={(id) => {
            const language = PLAYGROUND.programs.find((each) => each.id === id)?.language;
            if (language !== undefined) settings.set({ playground: language });
          }}
          origin="own"
          beside={mode !== 'narrow'}
          tools={<FileTools program={program} onOpen={open} />}
        />
      </div>
      <RunNews lesson={PLAYGROUND} />
    </main>
  );
}

interface FileToolsProps {
  readonly program: Program;
  readonly onOpen: (file: File) => Promise<void>;
}

function FileTools({ program, onOpen }: FileToolsProps) {
  const { edits, busy } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const text = useStore(edits.store, (state) => state.edits[fileKey(fileOf(program))]?.text ?? originalOf(program));
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
      <IconButton label="Download the program" onClick={() => saveAs(program.entry, text)}>
        <Download size="1.05em" />
      </IconButton>
    </>
  );
}
