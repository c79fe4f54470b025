import {
  ChevronLeft,
  ChevronRight,
  FastForward,
  Columns2,
  History,
  Keyboard,
  MonitorOff,
  NotebookPen,
  Play,
  Rewind,
  Square,
  StepForward,
  Timer,
  Waypoints,
  X,
} from 'lucide-react';
import type { TalkState } from '../../session/present';
import type { PresentCommand } from '../../session/present-keys';
import type { RunNews } from '../../session/present-link';
import { present } from '../../texts/en/present';
import { IconButton } from '../kit/button';
import styles from './presenter.module.css';

interface ControlBarProps {
  readonly state: TalkState;
  readonly run: RunNews | null;
  /** A question is asked: there may be a countdown. */
  readonly question: boolean;
  /** There is more below what is seen. */
  readonly more: boolean;
  readonly onCommand: (command: PresentCommand) => void;
  /** A button was pressed with a pointer: the keys are wanted elsewhere then. */
  readonly onPointed: () => void;
}

/** Everything that keys do, to be seen and pressed. No button comes or goes: what does not apply is faint. */
export function ControlBar({ state, run, question, more, onCommand, onPointed }: ControlBarProps) {
  const { beat, count } = state;
  const idle = run === null || run.phase === 'running';
  const button = (label: string, icon: React.ReactNode, command: PresentCommand, off = false) => (
    <IconButton
      label={label}
      aria-disabled={off}
      onClick={({ detail }) => {
        if (!off) onCommand(command);
        // Pressed with a pointer; Enter and the space bar press no mouse button.
        if (detail > 0) onPointed();
      }}
    >
      {icon}
    </IconButton>
  );
  return (
    <nav className={styles['controls']} aria-label={present.controls}>
      {button(present.previous, <ChevronLeft size="1.2em" />, { kind: 'go', by: -1, scroll: false }, beat === 0)}
      <span className={styles['place']}>{present.place(beat + 1, count)}</span>
      {button(present.next, <ChevronRight size="1.2em" />, { kind: 'go', by: 1, scroll: true }, beat === count - 1)}
      <i className={styles['gap']} />
      {button(present.run, <Play size="1em" />, { kind: 'run' }, idle)}
      {button(present.stop, <Square size="0.9em" />, { kind: 'stop' }, run?.phase !== 'running')}
      {button(present.recorded, <History size="1em" />, { kind: 'recorded' }, idle || !run.recordable)}
      {button(present.replay, <StepForward size="1em" />, { kind: 'replay' }, run?.phase !== 'ended')}
      {button(present.slower, <Rewind size="1em" />, { kind: 'speed', by: -1 }, run === null)}
      {button(present.faster, <FastForward size="1em" />, { kind: 'speed', by: 1 }, run === null)}
      {button(present.lane, <Waypoints size="1em" />, { kind: 'lane', by: 1 }, run === null || run.phase === 'idle')}
      {button(present.look, <Columns2 size="1em" />, { kind: 'look' }, run === null)}
      <span className={styles['room']} aria-hidden="true">
        {more && <span className={styles['more']}>{present.moreBelow}</span>}
      </span>
      {button(present.countdown, <Timer size="1em" />, { kind: 'countdown' }, !question)}
      {button(present.blank, <MonitorOff size="1em" />, { kind: 'blank' })}
      {button(present.notes, <NotebookPen size="1em" />, { kind: 'notes' })}
      {button(present.help, <Keyboard size="1em" />, { kind: 'help' })}
      {button(present.leave, <X size="1.1em" />, { kind: 'leave' })}
    </nav>
  );
}
