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
import { traceTexts } from '../../texts/en/trace-page';
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
    document.title = state.phase === 'open' ? `${state.name} · Interleave` : traceTexts.documentTitle;
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
      aria-label={traceTexts.file}
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
      <h1>{traceTexts.heading}</h1>
      <p className={styles['lede']}>{traceTexts.lede}</p>
      <div className={styles['drop']}>
        {state.phase === 'opening' ? (
          <>
            <output>{traceTexts.opening(state.name, state.progress === '' ? '' : ` ${state.progress}`)}</output>
            <Button onClick={traceFiles.close}>{traceTexts.cancel}</Button>
          </>
        ) : (
          <>
            <Button look="primary" onClick={open}>
              <FolderOpen size="1.05em" aria-hidden="true" />
              {traceTexts.choose}
            </Button>
            <p>{traceTexts.orDrop}</p>
          </>
        )}
      </div>
      {state.phase === 'refused' && (
        <p className={styles['problem']} role="alert">
          <b>{state.name}</b> {state.problem}
        </p>
      )}
      <dl className={styles['kinds']}>
        <dt>{traceTexts.fromUs}</dt>
        <dd>{traceTexts.fromUsHow}</dd>
        <dt>{traceTexts.fromVizTracer}</dt>
        <dd>
          <code>viztracer -o result.json program.py</code> {traceTexts.fromVizTracerHow}
        </dd>
        <dt>{traceTexts.fromChrome}</dt>
        <dd>{traceTexts.fromChromeHow}</dd>
      </dl>
      <p className={styles['private']}>{traceTexts.stays}</p>
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
  const sentences = imported === null ? [traceTexts.ownRun] : describeImport(imported, trace.end);
  const [first, ...rest] = sentences;

  const head = (
    <header className={styles['head']}>
      <div>
        <h1>{name}</h1>
        <p>{first}</p>
        {rest.length > 0 && (
          <details open={mode !== 'narrow' && imported !== null}>
            <summary>{traceTexts.canTell}</summary>
            {rest.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </details>
        )}
      </div>
      <Button onClick={onOpen}>
        <FolderOpen size="1.05em" aria-hidden="true" />
        {traceTexts.another}
      </Button>
    </header>
  );
  const cloth = (
    <PaneBoundary name={traceTexts.timeline} resetKey={trace}>
      <div className={styles['cloth']}>
        <Timeline trace={trace} playback={playback} showMoment={false} />
      </div>
    </PaneBoundary>
  );
  const moment = (
    <PaneBoundary name={traceTexts.moment} resetKey={trace}>
      <div className={styles['moment']} {...scrollsByKeyboard}>
        <Moment trace={trace} playback={playback} />
      </div>
    </PaneBoundary>
  );
  const waits = imported === null ? waitsPane({ trace, playback }) : null;
  const written: EndPane = {
    id: 'output',
    title: traceTexts.output,
    content: (
      <PaneBoundary name={traceTexts.theOutput} resetKey={log}>
        <OutputPane
          output={log}
          inputWanted={false}
          onInput={() => undefined}
          actorName={(actor) => (trace.actors[actor] === undefined ? null : partyName(trace, actorId(actor)))}
          empty={traceTexts.wroteNothing}
        />
      </PaneBoundary>
    ),
  };
  const panes: readonly EndPane[] = [
    { id: 'moment', title: traceTexts.atPlayhead, content: moment },
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
          <Divider label={traceTexts.resize} />
          <Panel id="end" defaultSize="40%" minSize="4.5rem">
            <EndPanes panes={panes} />
          </Panel>
        </Panes>
      </div>
    </>
  );
}
