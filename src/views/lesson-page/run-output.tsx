/** The output of a run, with the names of those who wrote it, and under it how the run ended. */
import type { Language } from '../../runtimes/runtime';
import type { ProgramRun } from '../../session/lab-session';
import type { Place } from '../../trace/events';
import { partyName } from '../../trace/words';
import { OutcomeView } from './outcome-view';
import { OutputPane } from './output-pane';
import { PaneBoundary } from './pane-boundary';
import { useServices } from './services';

interface RunOutputProps {
  readonly run: ProgramRun;
  readonly language: Language;
  /** What the pane is called where it is said that it failed. */
  readonly name: string;
  /** Shown while nothing was written. */
  readonly empty: string;
  /** As in `OutputPane`. */
  readonly copies?: boolean;
  readonly onGoTo: (place: Place) => void;
  /** Whether a place can be gone to from here. */
  readonly canGoTo: (place: Place) => boolean;
}

export function RunOutput({ run, language, name, empty, copies = true, onGoTo, canGoTo }: RunOutputProps) {
  const { lab } = useServices();
  return (
    <PaneBoundary name={name} resetKey={run.output}>
      <OutputPane
        output={run.output}
        inputWanted={run.inputWanted}
        onInput={lab.input}
        actorName={(voice) => {
          const speaker = run.speakers.get(voice);
          return run.trace === null || speaker === undefined ? null : partyName(run.trace, speaker);
        }}
        empty={empty}
        copies={copies}
      >
        {run.state.phase === 'ended' && (
          <OutcomeView summary={run.state.summary} language={language} onGoTo={onGoTo} canGoTo={canGoTo} />
        )}
      </OutputPane>
    </PaneBoundary>
  );
}
