import { editor } from '../../texts/en/editor';
import { useEffect, useId, useImperativeHandle, useRef, useState, type Ref } from 'react';
import type { EditorFile, MonacoHost } from './monaco-host';
import { PlainEditor, type PlainEditorHandle } from './plain-editor';
import styles from './editor.module.css';

/** Something wrong at a line of the shown file. `column` counts from 1; without it the whole line is meant. */
export interface CodeProblem {
  readonly line: number;
  readonly column: number | null;
  readonly message: string;
}

/** An actor that stands on a line at the playhead's moment. */
export interface MarginMark {
  readonly line: number;
  /** A CSS colour, normally a strand's custom property. */
  readonly colour: string;
  readonly label: string;
}

/** A wish to bring a line into view; a new object is a new wish. */
export interface Reveal {
  readonly line: number;
  readonly column: number;
}

export interface CodeEditorHandle {
  /** Scrolls by so much of what is seen of the code (negative: back). False, and nothing done, where there is no more of it. */
  scrollBy(share: number): boolean;
}

export interface CodeEditorProps {
  readonly ref?: Ref<CodeEditorHandle>;
  /** Unique for the file; files whose key begins with `keyPrefix` keep their undo history while others are shown. */
  readonly fileKey: string;
  readonly keyPrefix: string;
  readonly path: string;
  readonly language: 'python' | 'typescript';
  readonly value: string;
  /** All files of its program as they are now, the shown one among them: they know of one another. */
  readonly siblings: readonly EditorFile[];
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly onCursorLine?: (line: number | null) => void;
  readonly problems: readonly CodeProblem[];
  readonly marks: readonly MarginMark[];
  /** Bring a marked line into sight when none is: for playback, not while the program runs and nobody asked. */
  readonly followMarks: boolean;
  readonly highlightLine: number | null;
  readonly reveal: Reveal | null;
  /** The drawn theme's name; a change reads the colours anew. */
  readonly theme: string;
  /** A plain text field instead of the full editor: for assistive technology, and for who likes it. */
  readonly plain: boolean;
  /** The code can be read, not changed. */
  readonly readOnly?: boolean;
  /** Lines that are too long go on in the next row: for where nobody scrolls sideways. The plain field does not. */
  readonly wrap?: boolean;
  /** Told whenever there begins or ceases to be more of the code below what is seen of it. */
  readonly onMoreBelow?: (more: boolean) => void;
  /** Told when the full editor begins to load; the returned function when it is there or failed. */
  readonly onLoading?: (what: string) => () => void;
}

type Loaded =
  { readonly kind: 'waiting' } | { readonly kind: 'ready'; readonly host: MonacoHost } | { readonly kind: 'failed' };

/** The code, readable and writable from the first paint; the full editor takes the plain one's place once it has loaded. */
export function CodeEditor({ ref, ...props }: CodeEditorProps) {
  const {
    fileKey,
    keyPrefix,
    language,
    siblings,
    problems,
    marks,
    followMarks,
    highlightLine,
    reveal,
    theme,
    plain,
    readOnly = false,
    wrap = false,
  } = props;
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'waiting' });
  const element = useRef<HTMLDivElement>(null);
  const plainEditor = useRef<PlainEditorHandle>(null);
  const latest = useRef(props);
  const hint = useId();
  const host = loaded.kind === 'ready' ? loaded.host : null;
  const label = editor.codeOf(props.path);

  useImperativeHandle(ref, () => ({
    scrollBy: (share) => (host ?? plainEditor.current)?.scrollBy(share) ?? false,
  }));

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (plain) return;
    let gone = false;
    let made: MonacoHost | null = null;
    const done = latest.current.onLoading?.('load the editor');
    import('./monaco-host')
      .then(({ MonacoHost }) => {
        if (gone || element.current === null) return;
        made = new MonacoHost(element.current, label, {
          changed: (text) => latest.current.onChange(text),
          cursorLine: (line) => latest.current.onCursorLine?.(line),
          run: () => latest.current.onRun(),
          moreBelow: (more) => latest.current.onMoreBelow?.(more),
        });
        const { fileKey, language, siblings } = latest.current;
        made.show(fileKey, language, siblings);
        const caret = plainEditor.current?.caret() ?? null;
        if (caret !== null) made.takeOver(caret.offset, caret.focused);
        setLoaded({ kind: 'ready', host: made });
      })
      .catch(() => {
        if (!gone) setLoaded({ kind: 'failed' });
      })
      .finally(done);
    return () => {
      gone = true;
      made?.dispose();
      setLoaded({ kind: 'waiting' });
    };
    // The label follows below; the editor is made once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [plain]);

  useEffect(() => {
    host?.setLabel(label);
  }, [host, label]);
  useEffect(() => {
    host?.setReadOnly(readOnly);
    if (!readOnly) host?.describe(hint);
  }, [host, readOnly, hint]);
  useEffect(() => {
    host?.setWrapping(wrap);
  }, [host, wrap]);
  useEffect(() => {
    host?.show(fileKey, language, siblings);
  }, [host, fileKey, language, siblings]);
  useEffect(() => {
    host?.keepOnly(keyPrefix);
  }, [host, keyPrefix]);
  useEffect(() => {
    host?.refreshTheme();
  }, [host, theme]);
  useEffect(() => {
    host?.setProblems(problems);
  }, [host, fileKey, problems]);
  useEffect(() => {
    host?.setLines(
      highlightLine,
      problems.map((problem) => problem.line),
    );
  }, [host, fileKey, highlightLine, problems]);
  useEffect(() => {
    host?.setMarks(marks);
    if (followMarks) host?.followMarks(marks);
  }, [host, fileKey, marks, followMarks]);
  useEffect(() => {
    if (reveal === null) return;
    if (host) host.reveal(reveal.line, reveal.column);
    else plainEditor.current?.reveal(reveal.line);
  }, [host, reveal]);

  return (
    <div className={styles['editor']} data-editor={host ? 'full' : 'plain'}>
      {!host && (
        <PlainEditor
          ref={plainEditor}
          label={label}
          value={props.value}
          problems={problems}
          highlightLine={highlightLine}
          marks={marks}
          readOnly={readOnly}
          onChange={props.onChange}
          onRun={props.onRun}
          {...(props.onCursorLine ? { onCursorLine: props.onCursorLine } : {})}
        />
      )}
      {!plain && <div ref={element} className={styles['monaco']} hidden={!host} />}
      {host && !readOnly && (
        <p id={hint} className={styles['hint']}>
          {editor.tabIndents} <kbd>Ctrl</kbd> <kbd>M</kbd> {editor.tabMovesOn}
        </p>
      )}
      {loaded.kind === 'failed' && <p className={styles['note']}>{editor.plainOnly}</p>}
    </div>
  );
}
