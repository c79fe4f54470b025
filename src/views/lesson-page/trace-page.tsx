import { useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import { FolderOpen } from 'lucide-react';
import { Panel } from 'react-resizable-panels';
import { OutputLog } from '../../session/output-log';
import { describeImport, type OpenedTrace } from '../../trace/chrome-import';
import { actorId } from '../../trace/ids';
import { partyName } from '../../trace/words';
import { Button } from '../kit/button';
import { scrollsByKeyboard } from '../kit/scroll';
import { Moment } from '../timeline/moment';
import { Timeline } from '../timeline/timeline';
import { EndPanes, type EndPane } from './end-panes';
import type { LayoutMode } from './layout-mode';
import { OutputPane } from './output-pane';
import { PaneBoundary } from './pane-boundary';
import { Divider, Panes } from './panes';
import { useServices, useStore } from './services';
import { TRACE_FILES } from './trace-menu';
import { usePlayback } from './use-playback';
import { FoldedPane, waitsPane } from './waits-pane';
import styles from './trace-page.module.css';

/** A trace from a file, drawn as a run of this page's is; before that, the place to drop one. */
export function TracePage({ mode }: { readonly mode: LayoutMode }) {
  const { traceFiles } = useServices();
  const state = useStore(traceFiles.store);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  useEffect(() => {
    document.title = state.phase === 'open' ? `${state.name} · Interleave` : 'Open a trace · Interleave';
  }, [state]);
  useEffect(() => () => traceFiles.close(), [traceFiles]);

  const choose = (files: FileList | null): void => {
    const file = files?.[0];
    if (file !== undefined) void traceFiles.open(file);
  };
  const dropping = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      choose(event.dataTransfer.files);
    },
  };
  const picker = (
    <input
      ref={input}
      type="file"
      accept={TRACE_FILES}
      aria-label="Trace file"
      hidden
      onChange={({ target }) => {
        choose(target.files);
        target.value = '';
      }}
    />
  );
  const open = () => input.current?.click();

  if (state.phase === 'open') {
    return (
      <main
        id="main"
        className={mode === 'narrow' ? styles['narrow'] : styles['page']}
        {...dropping}
        data-over={over || undefined}
      >
        {picker}
        <OpenTrace key={state.name} name={state.name} opened={state.opened} mode={mode} onOpen={open} />
      </main>
    );
  }
  return (
    <main id="main" className={styles['empty']} {...dropping} data-over={over || undefined}>
      {picker}
      <h1>Open a trace</h1>
      <p className={styles['lede']}>
        A run that was saved here comes back as it was. A run that another tool recorded, outside of the browser, is
        drawn as a cloth of its function calls.
      </p>
      <div className={styles['drop']}>
        {state.phase === 'opening' ? (
          <>
            <output>
              Opening {state.name}…{state.progress !== '' && ` ${state.progress}`}
            </output>
            <Button onClick={traceFiles.close}>Cancel</Button>
          </>
        ) : (
          <>
            <Button look="primary" onClick={open}>
              <FolderOpen size="1.05em" aria-hidden="true" />
              Choose a file
            </Button>
            <p>or drop one anywhere on this page</p>
          </>
        )}
      </div>
      {state.phase === 'refused' && (
        <p className={styles['problem']} role="alert">
          <b>{state.name}</b> {state.problem}
        </p>
      )}
      <dl className={styles['kinds']}>
        <dt>From Interleave</dt>
        <dd>
          Beside Run, once a program has run: Trace, then “Save this run’s trace”. The same file opens in Perfetto, too.
        </dd>
        <dt>From VizTracer</dt>
        <dd>
          <code>viztracer -o result.json program.py</code> records a program on your own Python. What runs on the GIL it
          does not know; which function each thread was in, and when, it does.
        </dd>
        <dt>From Chrome and others</dt>
        <dd>Chrome’s trace-event JSON, packed with gzip or not: each thread becomes a strand.</dd>
      </dl>
      <p className={styles['private']}>The file stays on this computer: it is read by this page and sent nowhere.</p>
    </main>
  );
}

interface OpenTraceProps {
  readonly name: string;
  readonly opened: OpenedTrace;
  readonly mode: LayoutMode;
  readonly onOpen: () => void;
}

function OpenTrace({ name, opened, mode, onOpen }: OpenTraceProps) {
  const { trace, output, imported } = opened;
  const playback = usePlayback(trace, name);
  const log = useMemo(() => {
    const made = new OutputLog();
    made.append(output);
    return made.snapshot();
  }, [output]);
  const sentences = imported === null ? ['A run of Interleave’s, from a file.'] : describeImport(imported, trace.end);
  const [first, ...rest] = sentences;

  const head = (
    <header className={styles['head']}>
      <div>
        <h1>{name}</h1>
        <p>{first}</p>
        {rest.length > 0 && (
          <details open={mode !== 'narrow' && imported !== null}>
            <summary>What this picture can tell</summary>
            {rest.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </details>
        )}
      </div>
      <Button onClick={onOpen}>
        <FolderOpen size="1.05em" aria-hidden="true" />
        Open another
      </Button>
    </header>
  );
  const cloth = (
    <PaneBoundary name="The timeline" resetKey={trace}>
      <div className={styles['cloth']}>
        <Timeline trace={trace} playback={playback} showMoment={false} />
      </div>
    </PaneBoundary>
  );
  const moment = (
    <PaneBoundary name="The moment" resetKey={trace}>
      <div className={styles['moment']} {...scrollsByKeyboard}>
        <Moment trace={trace} playback={playback} />
      </div>
    </PaneBoundary>
  );
  const waits = imported === null ? waitsPane({ trace, playback }) : null;
  const written: EndPane = {
    id: 'output',
    title: 'Output',
    content: (
      <PaneBoundary name="The output" resetKey={log}>
        <OutputPane
          output={log}
          inputWanted={false}
          onInput={() => undefined}
          actorName={(actor) => (trace.actors[actor] === undefined ? null : partyName(trace, actorId(actor)))}
          empty="This run wrote nothing."
        />
      </PaneBoundary>
    ),
  };
  const panes: readonly EndPane[] = [
    { id: 'moment', title: 'At the playhead', content: moment },
    ...(waits === null ? [] : [waits]),
    ...(output.length === 0 ? [] : [written]),
  ];

  if (mode === 'narrow') {
    return (
      <>
        {head}
        <div className={styles['stackCloth']}>{cloth}</div>
        {moment}
        {waits !== null && <FoldedPane pane={waits} />}
        {output.length > 0 && <div className={styles['stackOutput']}>{written.content}</div>}
      </>
    );
  }
  return (
    <>
      {head}
      <div className={styles['bench']}>
        <Panes group="trace" orientation="vertical">
          <Panel id="cloth" defaultSize="60%" minSize="12rem">
            {cloth}
          </Panel>
          <Divider label="Resize the cloth" />
          <Panel id="end" defaultSize="40%" minSize="4.5rem">
            <EndPanes panes={panes} />
          </Panel>
        </Panes>
      </div>
    </>
  );
}
