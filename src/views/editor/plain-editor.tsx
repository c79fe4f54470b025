import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type Ref } from 'react';
import type { CodeProblem, MarginMark } from './code-editor';
import styles from './editor.module.css';

export interface PlainEditorHandle {
  caret(): { readonly offset: number; readonly focused: boolean } | null;
  reveal(line: number): void;
  /** As `CodeEditorHandle` does. */
  scrollBy(share: number): boolean;
}

interface PlainEditorProps {
  readonly ref: Ref<PlainEditorHandle>;
  readonly label: string;
  readonly value: string;
  readonly problems: readonly CodeProblem[];
  readonly highlightLine: number | null;
  readonly marks: readonly MarginMark[];
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly onCursorLine?: (line: number | null) => void;
}

/** A text field with line numbers. Tab moves on, as everywhere else on the page. */
export function PlainEditor(props: PlainEditorProps) {
  const { ref, label, value, problems, highlightLine, marks, readOnly, onChange, onRun, onCursorLine } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const lines = value.split('\n').length;

  useImperativeHandle(ref, () => ({
    caret: () =>
      area.current && { offset: area.current.selectionStart, focused: document.activeElement === area.current },
    reveal(line) {
      const field = area.current;
      if (field === null) return;
      const offset = offsetOfLine(field.value, line);
      field.focus();
      field.setSelectionRange(offset, offset);
      field.scrollTop = Math.max(0, (line - 4) * lineHeight(field));
    },
    scrollBy(share) {
      const field = area.current;
      if (field === null) return false;
      const before = field.scrollTop;
      field.scrollTop = before + share * field.clientHeight;
      return Math.abs(field.scrollTop - before) >= 1;
    },
  }));

  // A controlled field that is written from outside would lose its caret; one that is only typed into does not.
  useEffect(() => {
    const field = area.current;
    if (field && gutter.current) gutter.current.scrollTop = field.scrollTop;
  }, [value]);

  function tellLine() {
    const field = area.current;
    if (field) onCursorLine?.(field.value.slice(0, field.selectionStart).split('\n').length);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onRun();
  }

  return (
    <div className={styles['plain']}>
      <div ref={gutter} className={styles['gutter']} aria-hidden="true">
        {Array.from({ length: lines }, (_, i) => {
          const line = i + 1;
          const bad = problems.some((problem) => problem.line === line);
          return (
            <div key={line} data-bad={bad || undefined} data-hover={line === highlightLine || undefined}>
              {bad ? '! ' : ''}
              {line}
              {marks
                .filter((mark) => mark.line === line)
                .slice(0, 3)
                .map((mark) => (
                  <i key={mark.label} style={{ background: mark.colour }} />
                ))}
            </div>
          );
        })}
      </div>
      <textarea
        ref={area}
        className={styles['area']}
        aria-label={label}
        value={value}
        readOnly={readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        autoComplete="off"
        wrap="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onSelect={tellLine}
        onBlur={() => onCursorLine?.(null)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', offset);
    if (next < 0) return text.length;
    offset = next + 1;
  }
  return offset;
}

function lineHeight(field: HTMLElement): number {
  return parseFloat(getComputedStyle(field).lineHeight) || 20;
}
