import { timeline } from '../../texts/en/timeline';
import { traceWords } from '../../texts/en/trace-words';
import type { ActorState, Ending } from '../../trace/events';
import { isImported } from '../../trace/imported';
import type { Trace } from '../../trace/trace';
import { endingWords, isOfPage } from '../../trace/words';
import type { Density } from './cloth-stage';
import styles from './legend.module.css';
import { trafficOf } from './rows';

const ORDER: readonly ActorState[] = [
  'running',
  'pickling',
  'unpickling',
  'ready',
  'blocked',
  'sending',
  'receiving',
  'waiting',
  'sleeping',
  'joining',
  'starting',
];

/** Only what this trace shows; each sample is drawn as the cloth draws it. */
interface LegendProps {
  readonly trace: Trace;
  readonly states: ReadonlySet<ActorState>;
  readonly showInternal?: boolean;
  /** How many messages are drawn, where that is not all of them. */
  readonly density?: Density | null;
}

export function Legend({ trace, states, showInternal = false, density = null }: LegendProps) {
  const hasGil = trace.resources.some(({ kind }) => kind === 'gil');
  const hasBand = trace.resources.some(
    ({ kind, internal, id }) => kind !== 'gil' && (!internal || showInternal) && trace.holds(id).length > 0,
  );
  const marks = kindsOfMarks(trace);
  const endings = new Set(trace.actors.map(({ ending }) => ending));
  const hasMessages = trafficOf(trace).some(({ internal }) => !internal || showInternal);
  return (
    <ul className={styles['legend']} aria-label={timeline.legend}>
      {ORDER.filter((state) => states.has(state)).map((state) => (
        <li key={state}>
          <Swatch state={state} />
          {words(trace, state, hasGil)}
        </li>
      ))}
      {hasGil && (
        <li>
          <svg viewBox="0 0 28 14" aria-hidden="true">
            <path d="M5 10C14 10 14 4 23 4" stroke="var(--gil-glow)" strokeWidth="8" opacity="0.3" />
            <path d="M3 10C14 10 14 4 25 4" stroke="var(--gil)" strokeWidth="1.8" />
          </svg>
          {timeline.gil}
        </li>
      )}
      {hasBand && (
        <li>
          <svg viewBox="0 0 28 14" aria-hidden="true">
            <rect x="1" y="1.5" width="26" height="11" rx="5.5" stroke="var(--ink)" strokeWidth="1.5" />
          </svg>
          {timeline.holdsLock}
        </li>
      )}
      {marks.spans && (
        <li>
          <svg viewBox="0 0 28 14" aria-hidden="true">
            <path d="M2 9V4H18" stroke="var(--bad)" strokeWidth="2" />
            <path d="M20 1L26.5 12H13.5Z" fill="var(--bad)" stroke="var(--panel)" strokeWidth="1.5" />
            <path d="M20 4.6V8.2M20 9.6V10.8" stroke="var(--panel)" strokeWidth="1.5" />
          </svg>
          {timeline.keptBusy}
        </li>
      )}
      {marks.moments && (
        <li>
          <svg viewBox="0 0 28 14" aria-hidden="true">
            <path d="M14 1L19 7L14 13L9 7Z" fill="var(--accent)" />
          </svg>
          {timeline.remark}
        </li>
      )}
      {ENDS.filter((ending) => endings.has(ending)).map((ending) => (
        <li key={ending}>
          <EndSign ending={ending} />
          {endingWords(ending)}
        </li>
      ))}
      {hasMessages && (
        <>
          <li>
            <svg viewBox="0 0 28 14" aria-hidden="true" stroke="currentColor">
              <circle cx="4" cy="3" r="2.2" fill="currentColor" stroke="none" />
              <path d="M4 3L22 10" strokeWidth="1.3" />
              <path d="M26 11.6L19 11.4L21.4 7Z" fill="currentColor" stroke="none" />
            </svg>
            {isOfPage(trace) ? timeline.messageOrCallback : timeline.message}
            {density !== null && timeline.drawn(density.drawn, density.total)}
          </li>
          <li>
            <svg viewBox="0 0 28 14" aria-hidden="true">
              <path d="M1 12V7H9V3H18V9H27V12Z" fill="var(--accent)" opacity="0.25" />
              <path d="M1 12V7H9V3H18V9H27V12" stroke="var(--accent)" strokeWidth="1.2" />
            </svg>
            {timeline.flightLegend}
          </li>
        </>
      )}
    </ul>
  );
}

type SignedEnding = Exclude<Ending, 'returned'>;

const ENDS: readonly SignedEnding[] = ['raised', 'cancelled', 'killed'];

function EndSign({ ending }: { ending: SignedEnding }) {
  return (
    <svg viewBox="0 0 28 14" aria-hidden="true">
      <path d="M1 7H14" stroke="currentColor" strokeWidth="2" />
      {ending === 'raised' && (
        <>
          <circle cx="20" cy="7" r="6" fill="var(--bad)" />
          <path d="M17.4 4.4L22.6 9.6M17.4 9.6L22.6 4.4" stroke="var(--panel)" strokeWidth="1.7" />
        </>
      )}
      {ending === 'cancelled' && (
        <>
          <circle cx="20" cy="7" r="5.4" fill="var(--panel)" stroke="var(--ink)" strokeWidth="1.6" />
          <path d="M16.4 10.6L23.6 3.4" stroke="var(--ink)" strokeWidth="1.6" />
        </>
      )}
      {ending === 'killed' && <rect x="15" y="2" width="10" height="10" fill="var(--ink)" />}
    </svg>
  );
}

/** Whether there are remarks about stretches of time, and about moments. A run has few, or its first ones tell. */
function kindsOfMarks({ marks }: Trace): { readonly spans: boolean; readonly moments: boolean } {
  const kinds = { spans: false, moments: false };
  for (let i = 0; i < Math.min(marks.length, 1000); i++) {
    if (marks.since(i) < marks.timeAt(i)) kinds.spans = true;
    else kinds.moments = true;
  }
  return kinds;
}

function words(trace: Trace, state: ActorState, hasGil: boolean): string {
  switch (state) {
    case 'running':
      return isImported(trace) ? timeline.inCall : traceWords.running;
    case 'ready':
      return hasGil ? timeline.readyForGil : isImported(trace) ? timeline.noCall : traceWords.readyState;
    case 'blocked':
      return traceWords.blocked;
    case 'waiting':
      return isOfPage(trace) ? traceWords.waiting : timeline.waitingOutside;
    case 'joining':
      return traceWords.joining;
    case 'sending':
      return timeline.waitingRoom;
    case 'receiving':
      return timeline.waitingMessage;
    case 'pickling':
      return traceWords.pickling(isOfPage(trace));
    case 'unpickling':
      return traceWords.unpickling(isOfPage(trace));
    case 'sleeping':
    case 'starting':
      return traceWords[state];
  }
}

function Swatch({ state }: { state: ActorState }) {
  return (
    <svg viewBox="0 0 28 14" aria-hidden="true" stroke="currentColor">
      {state === 'running' && <rect x="1" y="2" width="26" height="10" rx="5" fill="currentColor" stroke="none" />}
      {state === 'ready' && <path d="M1 7H27" strokeWidth="2" />}
      {state === 'blocked' && (
        <>
          <path d="M2 12L11 3M8 12L17 3M14 12L23 3M20 12L27 5" strokeWidth="1.6" />
          <rect x="1" y="2.5" width="26" height="9.5" strokeWidth="1.2" />
        </>
      )}
      {state === 'pickling' && (
        <>
          <rect x="1" y="2" width="26" height="10" fill="currentColor" opacity="0.45" stroke="none" />
          <path d="M4 2V12M9 2V12M14 2V12M19 2V12M24 2V12" strokeWidth="2" />
        </>
      )}
      {state === 'unpickling' && (
        <>
          <rect x="1" y="2" width="26" height="10" strokeWidth="1.2" />
          <path d="M4 2V12M9 2V12M14 2V12M19 2V12M24 2V12" strokeWidth="2" />
        </>
      )}
      {state === 'sending' && (
        <>
          <path d="M2 3L11 12M8 3L17 12M14 3L23 12M20 3L27 10" strokeWidth="1.6" />
          <rect x="1" y="2.5" width="26" height="9.5" strokeWidth="1.2" />
        </>
      )}
      {state === 'receiving' && <path d="M2 7H27" strokeWidth="2" strokeDasharray="8 5 0.1 5" strokeLinecap="round" />}
      {state === 'waiting' && <path d="M3 7H27" strokeWidth="3" strokeDasharray="0.1 5.4" strokeLinecap="round" />}
      {state === 'sleeping' && <path d="M1 7H28" strokeWidth="2" strokeDasharray="6 4.5" />}
      {state === 'joining' && (
        <path d="M3 7H27" strokeWidth="2" strokeDasharray="0.1 7" strokeLinecap="round" opacity="0.75" />
      )}
      {state === 'starting' && <path d="M1 7H27" strokeWidth="1" opacity="0.6" />}
    </svg>
  );
}
