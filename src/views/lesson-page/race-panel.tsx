import { lazy, Suspense, type ComponentProps, useCallback, useEffect, useId, useRef, useState } from 'react';
import { Download, Flag, Link, Minus, Plus, Square, Upload } from 'lucide-react';
import type { Lesson, Race } from '../../lesson/lesson';
import { TRIALS, trialsWithin } from '../../measure/plan';
import { encodeResult } from '../../measure/parse';
import type { Contestant, RacePrediction, RaceResult } from '../../measure/race';
import { raceKey, type KeptRace, type RaceStatus, type RaceView } from '../../session/race';
import { formatMs } from '../../trace/format';
import { save } from '../charts/save';
import { raceTexts } from '../../texts/en/race';
import { Button, IconButton } from '../kit/button';
import { PaneBoundary } from './pane-boundary';
import { resultPath } from './result-link';
import { href } from './routes';
import { useServices, useStore } from './services';
import radio from '../kit/radio.module.css';
import styles from './race-panel.module.css';

const RaceResults = lazy(async () => ({ default: (await import('../charts/race-results')).RaceResults }));
const HistoryList = lazy(async () => ({ default: (await import('../charts/history-list')).HistoryList }));

interface RacePanelProps {
  readonly lesson: Pick<Lesson, 'id' | 'programs' | 'hosts'>;
  readonly race: Race;
  /** Why it cannot be run as it is: one sentence. */
  readonly blocked?: string | null;
}

/** A race of the lesson: guess, race, and see what these trials can show. */
export function RacePanel({ lesson, race, blocked = null }: RacePanelProps) {
  const { race: session, lab, settings } = useServices();
  const key = raceKey(lesson.id, race.id);
  const view = useStore(session.store, (state) => state.races[key] ?? null);
  const history = useStore(session.store, (state) => state.history[key]) ?? NO_HISTORY;
  const active = useStore(lab.store, (state) => state.active);
  const { startMethod, prepareProcesses } = useStore(settings.store);

  useEffect(() => {
    void session.loadHistory(lesson.id, race.id);
  }, [session, lesson.id, race.id]);

  return (
    <PaneBoundary name={raceTexts.theRace} resetKey={key}>
      <RaceStage
        race={race}
        blocked={blocked}
        view={view}
        contestants={session.contestants(lesson, race)}
        history={history}
        otherRunning={active !== null && !isOn(view?.status ?? null)}
        onStart={(prediction, trials) =>
          session.start({ lesson, race, trials, prediction, startMethod, prepareProcesses })
        }
        onCancel={session.cancel}
        onOpen={(result) => session.open(lesson.id, race.id, result)}
        onClear={() => void session.clearHistory(lesson.id, race.id)}
        onImport={(text) => {
          const read = session.importResult(lesson.id, race.id, text);
          return read.ok ? null : read.error;
        }}
      />
    </PaneBoundary>
  );
}

const NO_HISTORY: readonly KeptRace[] = [];

function isOn(status: RaceStatus | null): boolean {
  return status !== null && ['preparing', 'running', 'paused'].includes(status.phase);
}

interface RaceStageProps {
  readonly race: Race;
  readonly blocked: string | null;
  readonly view: RaceView | null;
  readonly contestants: readonly Contestant[];
  readonly history: readonly KeptRace[];
  /** A program, or another race, has the laboratory. */
  readonly otherRunning: boolean;
  /** False when it was refused. */
  readonly onStart: (prediction: RacePrediction | null, trials: number) => boolean;
  readonly onCancel: () => void;
  readonly onOpen: (result: RaceResult) => void;
  readonly onClear: () => void;
  /** What is wrong with the text, in one sentence; null when it is shown now. */
  readonly onImport: (text: string) => string | null;
}

/** The same without a session: what a race looks like in each of its states. */
export function RaceStage(props: RaceStageProps) {
  const { race, blocked, view, contestants, history, otherRunning, onStart, onCancel, onOpen, onClear, onImport } =
    props;
  const id = useId();
  const [fastest, setFastest] = useState<string | null>(null);
  const [times, setTimes] = useState('');
  const [trials, setTrials] = useState(() => trialsWithin(race.trials));
  const [problem, setProblem] = useState<string | null>(null);
  const status = view?.status ?? null;
  const on = isOn(status);
  // A race was started here and its end has not been told; an earlier result that is opened again is no news.
  const awaited = useRef(false);
  const [news, setNews] = useState('');
  const [copied, setCopied] = useState<RaceResult | null>(null);
  // Race and Cancel take turns. Who pressed one by key stays at the place: the other one has the focus then, not the page.
  const turn = useRef<HTMLButtonElement>(null);
  const atTurn = useRef(false);
  const keepsFocus = {
    ref: turn,
    onFocus: () => {
      atTurn.current = true;
    },
    onBlur: () => {
      atTurn.current = false;
    },
  };
  useEffect(() => {
    if (atTurn.current && document.activeElement === document.body) turn.current?.focus({ preventScroll: true });
  }, [on, otherRunning]);
  const onJudged = useCallback((headline: string) => {
    if (awaited.current) setNews(raceTexts.over(headline));
    awaited.current = false;
  }, []);
  const shown = view !== null && view.result.contestants.length > 0 ? view.result : null;
  const phase = status?.phase ?? 'idle';
  const said = phaseNews(status);
  const [lastPhase, setLastPhase] = useState(phase);
  if (phase !== lastPhase) {
    setLastPhase(phase);
    if (said !== null) setNews(said);
  }

  function start() {
    setProblem(null);
    const factor = Number(times.replace(',', '.'));
    const prediction =
      // Who takes part may have changed since.
      fastest === null || !contestants.some(({ id }) => id === fastest)
        ? null
        : { fastest, times: times.trim() !== '' && Number.isFinite(factor) && factor > 0 ? factor : null };
    awaited.current = onStart(prediction, trials);
    if (!awaited.current) setProblem(raceTexts.otherRuns);
  }

  function cancel() {
    awaited.current = false;
    onCancel();
  }

  async function importFile(file: File) {
    setProblem(file.size > MOST_BYTES ? raceTexts.tooLarge : onImport(await file.text()));
  }

  async function copyLink(result: RaceResult) {
    setProblem(null);
    const link = new URL(href(await resultPath(result)), location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      setNews(raceTexts.linkMade);
      setCopied(result);
    } catch {
      setProblem(raceTexts.noClipboard);
    }
  }

  const first = contestants[0];
  return (
    <section className={styles['race']} aria-labelledby={id}>
      <h3 id={id} className={styles['title']}>
        <Flag size="0.9em" aria-hidden="true" /> {raceTexts.heading(race.title)}
      </h3>
      {!on && (
        <>
          <Guess
            race={race}
            contestants={contestants}
            fastest={fastest}
            times={times}
            onFastest={setFastest}
            onTimes={setTimes}
          />
          <div className={styles['start']}>
            <Button
              data-race-start
              {...keepsFocus}
              onClick={start}
              disabled={otherRunning || blocked !== null || first === undefined}
            >
              <Flag size="0.9em" aria-hidden="true" />
              {shown === null ? raceTexts.start : raceTexts.again}
            </Button>
            <Stepper value={trials} onChange={setTrials} />
          </div>
          {blocked !== null && <p className={styles['hint']}>{blocked}</p>}
          {otherRunning && <p className={styles['hint']}>{raceTexts.wantsAlone}</p>}
        </>
      )}
      {status !== null && on && (
        <Progress
          status={status}
          contestants={shown?.contestants ?? contestants}
          button={{ ...keepsFocus, onClick: cancel }}
        />
      )}
      {status?.phase === 'failed' && <p className={styles['problem']}>{raceTexts.couldNotRun(status.problem)}</p>}
      {status?.phase === 'cancelled' && <p className={styles['hint']}>{raceTexts.cancelledSoFar}</p>}
      {problem !== null && (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
      {shown !== null && (
        <div className={styles['results']}>
          {!on && shown.title !== race.title && (
            <p className={styles['hint']}>
              {raceTexts.earlier} <strong>{shown.title}</strong>.
            </p>
          )}
          {view !== null && view.edited.length > 0 && <p className={styles['hint']}>{raceTexts.withChanges}</p>}
          <Suspense fallback={<p className={styles['hint']}>{raceTexts.drawing}</p>}>
            <RaceResults result={shown} live={on} unit={race.unit} onJudged={onJudged} />
          </Suspense>
        </div>
      )}
      {!on && (shown !== null || history.length > 0) && (
        <Suspense fallback={null}>
          {history.length > 0 && (
            <HistoryList kept={history} shown={shown} onOpen={onOpen} onClear={onClear} disabled={otherRunning} />
          )}
        </Suspense>
      )}
      {!on && (
        <div className={styles['files']}>
          {shown !== null && (
            <Button look="quiet" onClick={() => exportResult(shown)}>
              <Download size="1em" aria-hidden="true" />
              {raceTexts.exportJson}
            </Button>
          )}
          {shown !== null && (
            <Button look="quiet" onClick={() => void copyLink(shown)}>
              <Link size="1em" aria-hidden="true" />
              {copied === shown ? raceTexts.linkCopied : raceTexts.copyLink}
            </Button>
          )}
          <ImportButton onFile={importFile} disabled={otherRunning} />
        </div>
      )}
      <output className="visually-hidden">{news}</output>
    </section>
  );
}

const MOST_BYTES = 8_000_000;

function phaseNews(status: RaceStatus | null): string | null {
  switch (status?.phase) {
    case 'preparing':
      return raceTexts.begins;
    case 'paused':
      return raceTexts.paused(status.words);
    case 'running':
      return raceTexts.on;
    case 'cancelled':
      return raceTexts.cancelled;
    case 'failed':
      return raceTexts.couldNotRun(status.problem);
    // Said together with what came of it.
    case 'done':
    case undefined:
      return null;
  }
}

interface GuessProps {
  readonly race: Race;
  readonly contestants: readonly Contestant[];
  readonly fastest: string | null;
  readonly times: string;
  readonly onFastest: (id: string) => void;
  readonly onTimes: (text: string) => void;
}

/** Before the race; a wrong guess blocks nothing. */
function Guess({ race, contestants, fastest, times, onFastest, onTimes }: GuessProps) {
  const name = useId();
  const [first] = contestants;
  // Of two ways over many sizes no single one is the fastest.
  if (race.kind === 'worth' || first === undefined || contestants.length < 2) return null;
  const factorWanted = fastest !== null && fastest !== first.id;
  return (
    <fieldset className={styles['guess']}>
      <legend>{raceTexts.guessFirst}</legend>
      <div className={styles['choices']}>
        {contestants.map(({ id, title }) => (
          <label key={id} className={styles['choice']}>
            <input
              className={radio['radio']}
              type="radio"
              name={name}
              checked={fastest === id}
              onChange={() => onFastest(id)}
            />
            <span>{title}</span>
          </label>
        ))}
      </div>
      {factorWanted && (
        <label className={styles['factor']}>
          <input
            type="number"
            inputMode="decimal"
            min="0.1"
            max="1000"
            step="any"
            value={times}
            onChange={(event) => onTimes(event.target.value)}
          />
          <span>{raceTexts.timesAsFast(first.title)}</span>
        </label>
      )}
    </fieldset>
  );
}

function Stepper({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  const id = useId();
  // What is being typed may be out of range for a moment.
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (text: string) => {
    const wished = Number.parseInt(text, 10);
    if (Number.isFinite(wished)) onChange(trialsWithin(wished));
    setTyped(null);
  };
  return (
    <div className={styles['stepper']}>
      <IconButton label={raceTexts.less} disabled={value <= TRIALS.least} onClick={() => onChange(value - 1)}>
        <Minus size="1em" />
      </IconButton>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={TRIALS.least}
        max={TRIALS.most}
        value={typed ?? value}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={(event) => commit(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget.value);
        }}
      />
      <IconButton label={raceTexts.more} disabled={value >= TRIALS.most} onClick={() => onChange(value + 1)}>
        <Plus size="1em" />
      </IconButton>
      <label htmlFor={id}>{raceTexts.trialsEach}</label>
    </div>
  );
}

interface ProgressProps {
  readonly status: RaceStatus;
  readonly contestants: readonly Contestant[];
  /** What the button that ends it does. */
  readonly button: ComponentProps<typeof Button>;
}

function Progress({ status, contestants, button }: ProgressProps) {
  const step = status.phase === 'running' || status.phase === 'paused' ? status.step : null;
  return (
    <div className={styles['progress']}>
      <progress aria-label={raceTexts.progress} {...(step === null ? {} : { value: step.number - 1, max: step.of })} />
      <Button look="danger" data-race-stop {...button}>
        <Square size="0.8em" fill="currentColor" aria-hidden="true" />
        {raceTexts.cancel}
      </Button>
      <p>{progressWords(status, contestants)}</p>
      {status.phase === 'paused' && <p className={styles['paused']}>{status.words}</p>}
    </div>
  );
}

const WHAT = {
  get 'warm-up'() {
    return raceTexts.warmUp;
  },
  get trial() {
    return raceTexts.trial;
  },
  get 'where-the-time-goes'() {
    return raceTexts.oneMore;
  },
} as const;

function progressWords(status: RaceStatus, contestants: readonly Contestant[]): string {
  if (status.phase !== 'running' && status.phase !== 'paused') return raceTexts.gettingReady;
  const { step, leftMs } = status;
  const who = contestants.find(({ id }) => id === step.contestant)?.title ?? step.contestant;
  // Whole seconds: more would be no truth.
  const left =
    leftMs === null ? null : formatMs(Math.max(1000, Math.ceil(leftMs / 1000) * 1000)).replace(/[.,]0 s$/, ' s');
  return raceTexts.stepOf(WHAT[step.what], who, step.number, step.of, left);
}

function ImportButton({
  onFile,
  disabled,
}: {
  readonly onFile: (file: File) => Promise<void>;
  readonly disabled: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look="quiet" disabled={disabled} onClick={() => input.current?.click()}>
        <Upload size="1em" aria-hidden="true" />
        {raceTexts.import}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={raceTexts.exported}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) void onFile(file);
          // The same file again is a change, too.
          event.target.value = '';
        }}
      />
    </>
  );
}

function exportResult(result: RaceResult): void {
  const date = result.environment.date.slice(0, 16).replace(/[^\d]+/g, '-');
  save(
    `${result.lesson ?? 'playground'}-${result.race}-${date}.json`,
    new Blob([encodeResult(result)], { type: 'application/json' }),
  );
}
