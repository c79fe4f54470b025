import { useHashLocation } from 'wouter/use-hash-location';
import type { ProgramRun } from '../../session/lab-session';
import { savedOutputOf } from '../../session/trace-file';
import { exportPieces } from '../../trace/chrome-trace';
import { saveAs } from '../files/save';
import { traceTexts } from '../../texts/en/trace-page';
import { ActionMenu } from '../kit/disclosure';
import { TRACE_PATH } from './routes';
import { useServices } from './services';

/** What the browser's file dialogue offers at first. */
export const TRACE_FILES = '.json,.gz,application/json,application/gzip';

/** A long trace takes seconds to write: the page is let go on in between. */
const SLICE_MS = 12;

interface TraceMenuProps {
  /** For the file's name. */
  readonly name: string;
  readonly run: Pick<ProgramRun, 'trace' | 'output' | 'speakers' | 'state'>;
}

/** Taking a run's trace along, and looking at one from a file. */
export function TraceMenu({ name, run }: TraceMenuProps) {
  const { traceFiles, busy } = useServices();
  const [, navigate] = useHashLocation();
  const ended = run.state.phase === 'ended' && run.trace !== null && run.trace.lanes.length > 0;

  async function save({ trace, output, speakers }: TraceMenuProps['run']) {
    if (trace === null) return;
    const pieces: string[] = [];
    let since = performance.now();
    for (const piece of exportPieces(trace, savedOutputOf(trace, output, speakers))) {
      pieces.push(piece);
      if (performance.now() - since < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
    saveAs(`${name}.trace.json`, new Blob(pieces));
  }

  function choose() {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = TRACE_FILES;
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file === undefined) return;
      void traceFiles.open(file);
      navigate(TRACE_PATH);
    });
    input.click();
  }

  return (
    <ActionMenu
      trigger={traceTexts.trace}
      label={traceTexts.trace}
      actions={[
        {
          id: 'save',
          label: traceTexts.save,
          hint: ended ? traceTexts.saveHint : traceTexts.saveNone,
          disabled: !ended,
          onAct: () => void busy.during('save the trace', save(run)),
        },
        {
          id: 'open',
          label: traceTexts.open,
          hint: traceTexts.openHint,
          onAct: choose,
        },
      ]}
    />
  );
}
