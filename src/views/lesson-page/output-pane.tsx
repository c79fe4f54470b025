import { useEffect, useLayoutEffect, useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Check, Copy } from 'lucide-react';
import { outputText, type OutputLine, type OutputSnapshot, type OutputSpan } from '../../session/output-log';
import { outputPane } from '../../texts/en/output-pane';
import { whole } from '../../texts/format';
import { Button, IconButton } from '../kit/button';
import { copyText } from '../kit/clipboard';
import { scrollsByKeyboard } from '../kit/scroll';
import { layOut, lineAtRow, pieceOf, type RowLayout } from './output-rows';
import styles from './output-pane.module.css';

interface OutputPaneProps {
  readonly output: OutputSnapshot;
  /** True when the program waits for a typed line. */
  readonly inputWanted: boolean;
  readonly onInput: (line: string | null) => void;
  /** Who an actor is, for the tooltip; null for nobody known. */
  readonly actorName: (actor: number) => string | null;
  /** Before the first run. */
  readonly empty: string;
  /** False leaves out the button that copies, and the room that it takes from the lines. */
  readonly copies?: boolean;
  /** Shown under the last line: how the run ended. */
  readonly children?: ReactNode;
}

/** Rows kept in the document beyond the visible ones. */
const OVERSCAN = 60;

/** What the program wrote. Only the rows near the visible ones are in the document, however long the output is. */
export function OutputPane({
  output,
  inputWanted,
  onInput,
  actorName,
  empty,
  copies = true,
  children,
}: OutputPaneProps) {
  const scroller = useRef<HTMLElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const [view, setView] = useState({ top: 0, height: 400, rowHeight: 20, columns: 80 });
  const layout = useMemo(() => layOut(output.lines, view.columns), [output.lines, view.columns]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      const box = probe.current?.getBoundingClientRect();
      const width = (box?.width ?? 0) / PROBE.length;
      const rowHeight = box?.height ?? 0;
      const style = getComputedStyle(element);
      const inner = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      setView((old) => ({
        ...old,
        height: element.clientHeight || old.height,
        ...(rowHeight > 0 && width > 0 ? { rowHeight, columns: Math.max(10, Math.floor(inner / width)) } : {}),
      }));
    };
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // A change of theme or of faces changes the probe, not the pane.
    if (probe.current) observer.observe(probe.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [layout, inputWanted, children]);

  const first = Math.max(0, Math.floor(view.top / view.rowHeight) - OVERSCAN);
  const last = Math.min(layout.total, Math.ceil((view.top + view.height) / view.rowHeight) + OVERSCAN);
  const nothing = output.chars === 0 && !inputWanted && !children;

  return (
    <div className={styles['pane']}>
      <section
        ref={scroller}
        className={styles['scroller']}
        data-copies={copies}
        {...scrollsByKeyboard}
        aria-label={outputPane.output}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          // Output that arrives between a scroll and its event must not look as if somebody had scrolled away.
          if (scrollHeight - scrollTop - clientHeight < view.rowHeight * 1.5) atEnd.current = true;
          else if (scrollTop < lastTop.current) atEnd.current = false;
          lastTop.current = scrollTop;
          setView((old) =>
            old.top === scrollTop ? old : { ...old, top: scrollTop, height: clientHeight || old.height },
          );
        }}
      >
        <span ref={probe} className={styles['probe']} aria-hidden="true">
          {PROBE}
        </span>
        {nothing && <p className={styles['empty']}>{empty}</p>}
        {output.droppedLines > 0 && (
          <p className={styles['dropped']}>{outputPane.dropped(whole(output.droppedLines))}</p>
        )}
        <div className={styles['rows']} style={{ height: layout.total * view.rowHeight }}>
          <div style={{ transform: `translateY(${first * view.rowHeight}px)` }}>
            <Rows lines={output.lines} layout={layout} first={first} last={last} actorName={actorName} />
          </div>
        </div>
        {inputWanted && <InputLine onInput={onInput} />}
        {children}
      </section>
      {copies && output.chars > 0 && <CopyButton output={output} />}
    </div>
  );
}

const PROBE = '0'.repeat(40);

interface RowsProps {
  readonly lines: readonly OutputLine[];
  readonly layout: RowLayout;
  readonly first: number;
  readonly last: number;
  readonly actorName: (actor: number) => string | null;
}

function Rows({ lines, layout, first, last, actorName }: RowsProps) {
  const rows: ReactNode[] = [];
  for (let row = first; row < last; row++) {
    const at = lineAtRow(layout, row);
    const line = lines[at.line];
    if (line === undefined) break;
    const lastPiece = (at.piece + 1) * layout.columns >= line.length;
    rows.push(
      <div key={row} className={styles['row']}>
        {pieceOf(line, at.piece, layout.columns).map((span, i) => (
          <Span key={i} span={span} first={at.piece === 0 && i === 0} actorName={actorName} />
        ))}
        {lastPiece && line.cut > 0 && <span className={styles['cut']}> {outputPane.cut(whole(line.cut))}</span>}
      </div>,
    );
  }
  return rows;
}

interface SpanProps {
  readonly span: OutputSpan;
  readonly first: boolean;
  readonly actorName: (actor: number) => string | null;
}

function Span({ span, first, actorName }: SpanProps) {
  const who = span.actor < 0 ? null : actorName(span.actor);
  return (
    <span
      className={styles[span.stream]}
      data-stream={span.stream}
      title={who === null ? undefined : outputPane.writtenBy(who)}
    >
      {first && span.stream === 'stderr' && <span className="visually-hidden">{outputPane.errorOutput} </span>}
      {first && span.stream === 'notice' && <span className="visually-hidden">{outputPane.notice} </span>}
      {span.text}
    </span>
  );
}

function InputLine({ onInput }: { readonly onInput: (line: string | null) => void }) {
  const [line, setLine] = useState('');
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    // In a frame of somebody else's page the learner may be busy elsewhere on it.
    if (document.hasFocus()) field.current?.focus({ preventScroll: true });
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    onInput(line);
    setLine('');
  }

  return (
    <form className={styles['input']} onSubmit={submit}>
      <input
        ref={field}
        aria-label={outputPane.lineForProgram}
        placeholder={outputPane.programWaits}
        value={line}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => setLine(event.target.value)}
      />
      <Button type="submit">{outputPane.enter}</Button>
      <Button look="quiet" onClick={() => onInput(null)} title={outputPane.endOfInputHint}>
        {outputPane.endOfInput}
      </Button>
    </form>
  );
}

function CopyButton({ output }: { readonly output: OutputSnapshot }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  useEffect(() => {
    if (copied === 'no') return;
    const timer = setTimeout(() => setCopied('no'), copied === 'yes' ? 1600 : 5000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className={styles['copy']}>
      <IconButton
        label={
          copied === 'yes' ? outputPane.copied : copied === 'refused' ? outputPane.notCopied : outputPane.copyOutput
        }
        onClick={() =>
          void copyText(outputText(output)).then(
            () => setCopied('yes'),
            () => setCopied('refused'),
          )
        }
      >
        {copied === 'yes' ? <Check size="1em" /> : <Copy size="1em" />}
      </IconButton>
    </div>
  );
}
