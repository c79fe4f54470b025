import { useEffect, useState, type ReactNode } from 'react';
import { Globe, History, Play, Square } from 'lucide-react';
import type { Language } from '../../runtimes/runtime';
import type { Interpreter } from '../../session/lab-session';
import { isActive, type BootProgress, type RunState } from '../../session/run-machine';
import { formatMs } from '../../trace/format';
import { benchTexts } from '../../texts/en/bench';
import { Button, IconButton } from '../kit/button';
import styles from './run-bar.module.css';

interface RunBarProps {
  readonly state: RunState;
  readonly language: Language;
  readonly interpreter: Interpreter;
  /** The title of another program that is on, if one is. */
  readonly otherRunning: string | null;
  readonly inputWanted: boolean;
  readonly onRun: () => void;
  readonly onStop: () => void;
  /** False where run, stop and replay stand elsewhere: what remains is the news. */
  readonly buttons?: boolean;
  /** Programs reach other people's servers: said where they are started. */
  readonly realNetwork: boolean;
  /** Where the run that is shown comes from, when it was not run here: a sentence or two. */
  readonly recorded: string | null;
  /** A recorded run of the program, where there is one; in the place of Run where the program cannot run: the sentence says why. */
  readonly replay: { readonly show: () => void; readonly insteadOfRun: string | null } | null;
  /** What can be chosen for the next run, at the far end. */
  readonly children?: ReactNode;
}

export function RunBar({
  state,
  language,
  interpreter,
  otherRunning,
  inputWanted,
  onRun,
  onStop,
  buttons = true,
  realNetwork,
  recorded,
  replay,
  children,
}: RunBarProps) {
  const active = isActive(state);
  const insteadOfRun = replay?.insteadOfRun ?? null;
  const insist = state.phase === 'stopping';
  return (
    <div className={`${styles['bar']} ${recorded !== null || insteadOfRun !== null ? styles['telling'] : ''}`}>
      {!buttons ? null : active || otherRunning !== null ? (
        <Button look="danger" onClick={onStop} disabled={state.phase === 'stopping' && state.insisted}>
          <Square size="0.8em" fill="currentColor" aria-hidden="true" />
          {insist ? benchTexts.stopNow : benchTexts.stop}
        </Button>
      ) : replay !== null && insteadOfRun !== null ? (
        <Button look="primary" onClick={replay.show}>
          <History size="1em" aria-hidden="true" />
          {benchTexts.playRecorded}
        </Button>
      ) : (
        <Button look="primary" onClick={onRun} title={benchTexts.runKeys}>
          <Play size="0.85em" fill="currentColor" aria-hidden="true" />
          {benchTexts.run}
        </Button>
      )}
      {buttons && replay !== null && insteadOfRun === null && !active && otherRunning === null && (
        <IconButton label={benchTexts.showRecording} onClick={replay.show}>
          <History size="1em" />
        </IconButton>
      )}
      <span className={styles['news']}>
        <News
          state={state}
          language={language}
          interpreter={interpreter}
          otherRunning={otherRunning}
          inputWanted={inputWanted}
          recorded={recorded}
          insteadOfRun={insteadOfRun}
        />
      </span>
      {realNetwork && (
        <span className={styles['real']} title={benchTexts.realNetworkOn}>
          <Globe size="1em" aria-hidden="true" /> {benchTexts.realNetwork}
        </span>
      )}
      {children != null && <span className={styles['choices']}>{children}</span>}
    </div>
  );
}

const GETTING_READY: Readonly<Record<Language, string>> = { python: 'Python', typescript: 'TypeScript' };

interface NewsProps extends Pick<
  RunBarProps,
  'state' | 'language' | 'interpreter' | 'otherRunning' | 'inputWanted' | 'recorded'
> {
  readonly insteadOfRun: string | null;
}

function News({ state, language, interpreter, otherRunning, inputWanted, recorded, insteadOfRun }: NewsProps) {
  if (otherRunning !== null && !isActive(state)) return <>{benchTexts.otherRuns(otherRunning)}</>;
  switch (state.phase) {
    case 'preparing':
      return <Boot progress={state.progress} language={language} />;
    case 'running':
      return (
        <>
          {inputWanted ? benchTexts.waitsForInput : benchTexts.running}
          <Elapsed since={state.since} />
        </>
      );
    case 'stopping':
      return (
        <>
          {state.insisted
            ? benchTexts.takingAway(language === 'python' ? benchTexts.interpreter : benchTexts.sandbox)
            : benchTexts.stopping}
        </>
      );
    case 'ended':
      return recorded ?? insteadOfRun;
    case 'idle':
      if (insteadOfRun !== null) return insteadOfRun;
      if (interpreter.phase === 'booting') return <Boot progress={interpreter.progress} language={language} />;
      if (interpreter.phase === 'failed') return <>{benchTexts.notLoaded(GETTING_READY[language])}</>;
      return null;
  }
}

/** Bytes while there are bytes to count, then the step by its name: no bar that pretends. */
function Boot({ progress, language }: { readonly progress: BootProgress | null; readonly language: Language }) {
  if (progress === null) return <>{benchTexts.gettingReady(GETTING_READY[language])}</>;
  const { step, loaded, total } = progress;
  if (total <= 0) return <>{step}…</>;
  return (
    <>
      <progress className={styles['progress']} value={loaded} max={total} aria-label={step} />
      {benchTexts.loading(step, megabytes(loaded), megabytes(total))}
    </>
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/** Ticks by itself, so that nothing else has to be drawn ten times a second. */
function Elapsed({ since }: { readonly since: number }) {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return <span className={styles['elapsed']}>{formatMs(Math.max(0, Math.round((now - since) / 100) * 100))}</span>;
}
