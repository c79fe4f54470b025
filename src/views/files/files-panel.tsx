import { files as texts } from '../../texts/en/files';
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { Download } from 'lucide-react';
import type { RunFile, RunFiles } from '../../protocol/files';
import { Button } from '../kit/button';
import { safeName } from '../../base/safe-path';
import { archive } from './archive';
import { kindWords, shownName, sizeWords } from './file-names';
import { FileViewer } from './file-viewer';
import styles from './files-panel.module.css';
import { saveAs } from './save';
import type { ReadFile } from './use-file';

export interface FilesPanelProps {
  readonly files: RunFiles;
  /** What they hold can still be read. */
  readonly kept: boolean;
  /** The program still runs. */
  readonly live: boolean;
  readonly read: ReadFile;
  /** Says that something takes its time; the answer, that it is over. */
  readonly onBusy: (name: string) => () => void;
}

/** Rows at first: a program may make thousands of files. */
const FIRST_ROWS = 200;

/** The files that a program has made or changed: a list, and the one that is looked at. */
export const FilesPanel = memo(function FilesPanel({ files, kept, live, read, onBusy }: FilesPanelProps) {
  const [open, setOpen] = useState<string | null>(null);
  const [rows, setRows] = useState(FIRST_ROWS);
  const [words, setWords] = useState('');
  const [packing, setPacking] = useState(false);
  const opener = useRef<HTMLElement | null>(null);
  const close = useRef<HTMLButtonElement>(null);
  const chosen = kept ? (files.files.find(({ path }) => path === open) ?? null) : null;

  const choose = useCallback((path: string, by: HTMLElement) => {
    opener.current = by;
    setOpen(path);
  }, []);

  // Where there is room for one of them only, the list makes way for the open file, and comes back when that is closed.
  useEffect(() => {
    if (open === null) opener.current?.focus();
    else if (opener.current?.checkVisibility?.() === false) close.current?.focus();
  }, [open]);

  const reading = useCallback<ReadFile>(
    async (path, most) => {
      const over = onBusy('read a file');
      try {
        return await read(path, most);
      } finally {
        over();
      }
    },
    [read, onBusy],
  );

  const wholeFile = async (path: string): Promise<Uint8Array<ArrayBuffer> | null> => {
    const { content, stale } = await reading(path, Number.MAX_SAFE_INTEGER);
    return stale && content === null ? null : (content as Uint8Array<ArrayBuffer> | null);
  };

  const download = async (file: RunFile): Promise<void> => {
    try {
      const content = await wholeFile(file.path);
      if (content === null) return setWords(texts.cannotBeHad(shownName(file.path, 60)));
      saveAs(safeName(file.path), content);
      setWords(texts.wasDownloaded(shownName(file.path, 60)));
    } catch (error) {
      setWords(texts.downloadFailed(error instanceof Error ? error.message : String(error)));
    }
  };

  const downloadAll = async (): Promise<void> => {
    const over = onBusy('pack files');
    setPacking(true);
    setWords(texts.packing);
    try {
      const paths = files.files.map(({ path }) => path);
      const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
      const { zip, missing } = await archive(paths, wholeFile, breathe);
      saveAs('files.zip', zip);
      const left = missing + files.more;
      setWords(left === 0 ? texts.allDownloaded : texts.someMissing(left));
    } catch (error) {
      setWords(texts.downloadFailed(error instanceof Error ? error.message : String(error)));
    } finally {
      setPacking(false);
      over();
    }
  };

  return (
    <section className={styles['panel']} aria-label={texts.title}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{texts.title}</h2>
        <p className={styles['about']}>{sentence(files)}</p>
        <output className={styles['said']}>{words}</output>
        {kept && (
          <Button look="quiet" disabled={packing} onClick={() => void downloadAll()}>
            <Download size="1em" aria-hidden="true" /> {texts.downloadAll}
          </Button>
        )}
      </div>
      {!kept && <p className={styles['remark']}>{texts.letGo}</p>}
      <div className={styles['body']} data-open={chosen !== null}>
        <div className={styles['list']}>
          <table className={styles['table']}>
            <caption className="visually-hidden">{texts.caption}</caption>
            <colgroup>
              <col />
              <col className={styles['kinds']} />
              <col className={styles['sizes']} />
            </colgroup>
            <thead className="visually-hidden">
              <tr>
                <th scope="col">{texts.name}</th>
                <th scope="col" className={styles['kind']}>
                  {texts.kind}
                </th>
                <th scope="col">{texts.size}</th>
              </tr>
            </thead>
            <tbody>
              {files.files.slice(0, rows).map((file) => (
                <Row key={file.path} file={file} open={file === chosen} kept={kept} onOpen={choose} />
              ))}
            </tbody>
          </table>
          {files.files.length > rows && (
            <Button look="quiet" onClick={() => setRows(files.files.length)}>
              {texts.showMore(files.files.length - rows)}
            </Button>
          )}
          {files.more > 0 && files.files.length <= rows && (
            <p className={styles['remark']}>{texts.notListed(files.more)}</p>
          )}
        </div>
        {chosen !== null && (
          <FileViewer
            key={chosen.path}
            file={chosen}
            read={reading}
            live={live}
            onDownload={(file) => void download(file)}
            onClose={() => setOpen(null)}
            closeButton={close}
          />
        )}
      </div>
    </section>
  );
});

function sentence({ files, more, bytes }: RunFiles): string {
  const count = files.length + more;
  return texts.wrote(count, sizeWords(bytes));
}

interface RowProps {
  readonly file: RunFile;
  readonly open: boolean;
  readonly kept: boolean;
  readonly onOpen: (path: string, by: HTMLElement) => void;
}

const Row = memo(function Row({ file, open, kept, onOpen }: RowProps) {
  const { path, size } = file;
  const name = <bdi>{shownName(path)}</bdi>;
  return (
    <tr className={styles['row']} data-open={open}>
      <th scope="row">
        {kept ? (
          <button
            type="button"
            className={styles['name']}
            title={shownName(path, 500)}
            aria-pressed={open}
            onClick={(event) => onOpen(path, event.currentTarget)}
          >
            {name}
          </button>
        ) : (
          <span className={styles['name']}>{name}</span>
        )}
      </th>
      <td className={styles['kind']}>{kindWords(path)}</td>
      <td className={styles['size']}>{sizeWords(size)}</td>
    </tr>
  );
});
