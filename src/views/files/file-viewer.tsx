import { useMemo, useState, type Ref } from 'react';
import { Download, X } from 'lucide-react';
import type { RunFile } from '../../protocol/files';
import { Button, IconButton } from '../kit/button';
import { scrollsByKeyboard } from '../kit/scroll';
import { shownName, sizeWords } from './file-names';
import styles from './files-panel.module.css';
import { useFile, type ReadFile, type Shown } from './use-file';

interface FileViewerProps {
  readonly file: RunFile;
  readonly read: ReadFile;
  /** False once the run is over: nothing will be told any more. */
  readonly live: boolean;
  readonly onDownload: (file: RunFile) => void;
  readonly onClose: () => void;
  readonly closeButton: Ref<HTMLButtonElement>;
}

/** One file, as what its bytes are. */
export function FileViewer({ file, read, live, onDownload, onClose, closeButton }: FileViewerProps) {
  const [tries, setTries] = useState(0);
  const shown = useFile(file, read, tries);
  const name = shownName(file.path);
  return (
    <article className={styles['viewer']} aria-label={name}>
      <div className={styles['viewerHead']}>
        <h3 className={styles['viewerName']}>
          <bdi>{name}</bdi>
        </h3>
        <p className={styles['facts']}>{facts(file, shown)}</p>
        <Button look="quiet" onClick={() => onDownload(file)}>
          <Download size="1em" aria-hidden="true" /> Download
        </Button>
        <IconButton ref={closeButton} label="Close the file" onClick={onClose}>
          <X size="1em" />
        </IconButton>
      </div>
      {'stale' in shown && shown.stale && (
        <p className={styles['remark']}>
          {live
            ? 'The program is busy; it has not handed over what it wrote last. '
            : 'The program was ended before it could hand over what it wrote last. '}
          {shown.state === 'ready' && 'This is an older state. '}
          {live && (
            <Button look="quiet" onClick={() => setTries((before) => before + 1)}>
              Look again
            </Button>
          )}
        </p>
      )}
      <Content shown={shown} name={name} />
    </article>
  );
}

function facts(file: RunFile, shown: Shown): string {
  const parts = [sizeWords(file.size)];
  if (shown.state === 'ready' && shown.view.kind === 'image')
    parts.push(`${shown.view.width} × ${shown.view.height} pixels`);
  if (shown.state === 'ready' && shown.view.kind === 'text') {
    const { lines, cut } = shown.view;
    parts.push(
      cut
        ? `the first ${lines.toLocaleString('en')} lines`
        : lines === 1
          ? '1 line'
          : `${lines.toLocaleString('en')} lines`,
    );
  }
  parts.push(`written at ${(file.at / 1000).toFixed(2)} s`);
  return parts.join(' · ');
}

function Content({ shown, name }: { readonly shown: Shown; readonly name: string }) {
  if (shown.state === 'reading') return <p className={styles['remark']}>Reading…</p>;
  if (shown.state === 'failed') return <p className={styles['remark']}>The file could not be read: {shown.message}</p>;
  if (shown.state === 'missing') {
    return shown.stale ? null : <p className={styles['remark']}>The program has removed this file.</p>;
  }
  const { view, image } = shown;
  switch (view.kind) {
    case 'empty':
      return <p className={styles['remark']}>This file is empty.</p>;
    case 'unshown':
      return <p className={styles['remark']}>{view.why} Download it to open it elsewhere.</p>;
    case 'image':
      return (
        <div className={styles['picture']}>
          {image !== null && <img src={image} alt={`What the program wrote to ${name}`} />}
        </div>
      );
    case 'text':
      return (
        <section className={styles['content']} aria-label={`Text of ${name}`} {...scrollsByKeyboard}>
          <Text text={view.text} lines={view.lines} />
          {view.cut && <p className={styles['remark']}>There is more of it: download the file to see the rest.</p>}
        </section>
      );
    case 'bytes':
      return (
        <section className={styles['content']} aria-label={`Bytes of ${name}`} {...scrollsByKeyboard}>
          <p className={styles['remark']}>
            This is neither text nor an image{view.cut ? '; these are its first 4,096 bytes' : ''}.
          </p>
          <pre className={styles['dump']}>{view.dump}</pre>
        </section>
      );
  }
}

/** Two columns, each one text: a hundred thousand lines are two nodes of the document. */
function Text({ text, lines }: { readonly text: string; readonly lines: number }) {
  const numbers = useMemo(() => Array.from({ length: lines }, (_, i) => i + 1).join('\n'), [lines]);
  return (
    <div className={styles['text']}>
      <pre className={styles['numbers']} aria-hidden="true">
        {numbers}
      </pre>
      <pre className={styles['lines']}>{text}</pre>
    </div>
  );
}
