import { lazy, Suspense, useRef, useState } from 'react';
import { Share2 } from 'lucide-react';
import type { Program } from '../../lesson/lesson';
import type { ProgramRun } from '../../session/lab-session';
import type { processStart } from '../../session/start-method';
import { sharing } from '../../texts/en/share';
import { Button } from '../kit/button';
import { PaneBoundary } from './pane-boundary';
import styles from './run-bar.module.css';

const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog')).ShareDialog }));

interface ShareButtonProps {
  readonly lesson: string;
  readonly program: Program;
  /** As they stand now. */
  readonly files: () => readonly { readonly path: string; readonly content: string }[];
  readonly run: ProgramRun;
  readonly processes: ReturnType<typeof processStart>;
}

/** Sends the program, as it stands, to somebody: as a link or as a file. */
export function ShareButton({ lesson, program, files, run, processes }: ShareButtonProps) {
  // What is sent is what stood there when the dialog was opened.
  const [asked, setAsked] = useState<ReturnType<typeof files> | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button look="plain" title={sharing.shareProgram} onClick={() => setAsked(files())} ref={button}>
        <Share2 size="1em" aria-hidden="true" />
        <span className={styles['word']}>{sharing.share}</span>
      </Button>
      {asked !== null && (
        <PaneBoundary name={sharing.dialog} resetKey={asked}>
          <Suspense fallback={null}>
            <ShareDialog
              lesson={lesson}
              program={program}
              files={asked}
              run={run}
              startMethod={processes?.method ?? null}
              onClose={() => {
                setAsked(null);
                button.current?.focus();
              }}
            />
          </Suspense>
        </PaneBoundary>
      )}
    </>
  );
}
