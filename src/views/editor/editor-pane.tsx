import { editor } from '../../texts/en/editor';
import { useId, type ReactNode } from 'react';
import { RotateCcw, Undo } from 'lucide-react';
import { IconButton } from '../kit/button';
import { TabRow } from '../kit/tabs';
import { CodeEditor, type CodeEditorProps } from './code-editor';
import styles from './editor-pane.module.css';

interface EditorPaneProps extends CodeEditorProps {
  readonly programs: readonly { readonly id: string; readonly title: string; readonly changed: boolean }[];
  readonly program: string;
  readonly onChooseProgram: (id: string) => void;
  /** The chosen program's files; their tabs are shown when there are several. */
  readonly files: readonly string[];
  readonly onChooseFile: (path: string) => void;
  /** True when the file differs from the lesson's. */
  readonly changed: boolean;
  readonly onReset: () => void;
  /** True when there is an earlier version, which a reset or a solution put aside. */
  readonly restorable: boolean;
  readonly onRestore: () => void;
  /** The program is the learner's own: there is no lesson to go back to. */
  readonly own: boolean;
  /** More buttons at the end of the tab row. */
  readonly children?: ReactNode;
}

/** The programs of a lesson as tabs over one editor. */
export function EditorPane(props: EditorPaneProps) {
  const { programs, program, files, path, changed, restorable, own, readOnly = false } = props;
  const panel = useId();
  return (
    <section className={styles['pane']} aria-label={editor.title}>
      <div className={own ? styles['own'] : styles['top']}>
        <TabRow
          label={own ? editor.yourPrograms : editor.lessonPrograms}
          tabs={programs.map(({ id, title, changed }) => ({
            id,
            title,
            ...(changed && !own ? { note: editor.changed } : {}),
          }))}
          chosen={program}
          onChoose={props.onChooseProgram}
          controls={panel}
        />
        <div className={styles['tools']}>
          {restorable && !readOnly && (
            <IconButton label={own || changed ? editor.bringBack : editor.bringMine} onClick={props.onRestore}>
              <Undo size="1.05em" />
            </IconButton>
          )}
          {!readOnly && (
            <IconButton label={own ? editor.beginAnew : editor.reset} disabled={!changed} onClick={props.onReset}>
              <RotateCcw size="1.05em" />
            </IconButton>
          )}
          {props.children}
        </div>
      </div>
      {files.length > 1 && (
        <div className={styles['files']}>
          <TabRow
            label={editor.programFiles}
            tabs={files.map((file) => ({ id: file, title: file }))}
            chosen={path}
            onChoose={props.onChooseFile}
            controls={panel}
          />
        </div>
      )}
      <div id={panel} role="tabpanel" aria-label={path} className={styles['panel']}>
        <CodeEditor {...props} />
      </div>
    </section>
  );
}
