import { files } from '../../texts/en/files';
import { numbers } from '../../texts/en/numbers';
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
          <Download size="1em" aria-hidden="true" /> {files.download}
        </Button>
        <IconButton ref={closeButton} label={files.close} onClick={onClose}>
          <X size="1em" />
        </IconButton>
      </div>
      {'stale' in shown && shown.stale && (
        <p className={styles['remark']}>
          {live ? files.busy : files.endedBefore}
          {shown.state === 'ready' && files.older}
          {live && (
            <Button look="quiet" onClick={() => setTries((before) => before + 1)}>
              {files.lookAgain}
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
    parts.push(files.pixels(shown.view.width, shown.view.height));
  if (shown.state === 'ready' && shown.view.kind === 'text') {
    const { lines, cut } = shown.view;
    parts.push(cut ? files.firstLines(lines) : files.lines(lines));
  }
  parts.push(files.writtenAt(numbers.decimal((file.at / 1000).toFixed(2))));
  return parts.join(' · ');
}

function Content({ shown, name }: { readonly shown: Shown; readonly name: string }) {
  if (shown.state === 'reading') return <p className={styles['remark']}>{files.reading}</p>;
  if (shown.state === 'failed') return <p className={styles['remark']}>{files.notRead(shown.message)}</p>;
  if (shown.state === 'missing') {
    return shown.stale ? null : <p className={styles['remark']}>{files.removed}</p>;
  }
  const { view, image } = shown;
  switch (view.kind) {
    case 'empty':
      return <p className={styles['remark']}>{files.empty}</p>;
    case 'unshown':
      return <p className={styles['remark']}>{files.downloadToOpen(view.why)}</p>;
    case 'image':
      return (
        <div className={styles['picture']}>{image !== null && <img src={image} alt={files.writtenTo(name)} />}</div>
      );
    case 'text':
      return (
        <section className={styles['content']} aria-label={files.textOf(name)} {...scrollsByKeyboard}>
          <Text text={view.text} lines={view.lines} />
          {view.cut && <p className={styles['remark']}>{files.more}</p>}
        </section>
      );
    case 'bytes':
      return (
        <section className={styles['content']} aria-label={files.bytesOf(name)} {...scrollsByKeyboard}>
          <p className={styles['remark']}>{files.neither(view.cut)}</p>
          <pre className={styles['dump']}>{view.dump}</pre>
        </section>
      );
  }
}

/** Two columns, each one text: a hundred thousand lines are two nodes of the document. */
function Text({ text, lines }: { readonly text: string; readonly lines: number }) {
  const counted = useMemo(() => Array.from({ length: lines }, (_, i) => i + 1).join('\n'), [lines]);
  return (
    <div className={styles['text']}>
      <pre className={styles['numbers']} aria-hidden="true">
        {counted}
      </pre>
      <pre className={styles['lines']}>{text}</pre>
    </div>
  );
}
