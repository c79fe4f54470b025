import { useEffect, useId, useRef, useState } from 'react';
import type { Program } from '../../lesson/lesson';
import type { SharedProgram } from '../../protocol/shared-program';
import type { StartMethod } from '../../runtimes/runtime';
import type { ProgramRun } from '../../session/lab-session';
import { browserWords } from '../../session/race-field';
import { PLAYGROUND_ID } from '../../session/playground';
import {
  fileText,
  isShareable,
  lengthWords,
  LONGEST_LINK,
  recordingOf,
  SHARED_ID,
  sharedPath,
} from '../../session/share';
import { saveAs } from '../files/save';
import { sharing } from '../../texts/en/share';
import { Button } from '../kit/button';
import over from '../kit/dialog.module.css';
import { href } from './routes';
import { useServices } from './services';
import styles from './share.module.css';

interface ShareDialogProps {
  readonly lesson: string;
  readonly program: Program;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  readonly run: ProgramRun;
  readonly startMethod: StartMethod | null;
  readonly onClose: () => void;
}

interface Made {
  readonly withRun: boolean;
  readonly link: string;
  readonly file: string;
}

export function ShareDialog({ lesson, program, files, run, startMethod, onClose }: ShareDialogProps) {
  const { lab, busy } = useServices();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [withRun, setWithRun] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const [news, setNews] = useState('');
  const runFits = isShareable(run, files);

  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);

  useEffect(() => {
    let gone = false;
    const make = async (): Promise<Made> => {
      const machine = {
        date: new Date().toISOString().slice(0, 10),
        engine: browserWords(navigator.userAgent),
        cores: Math.max(1, navigator.hardwareConcurrency || 1),
        isolation: lab.store.getState().capabilities?.isolation ?? 'not-isolated',
      } as const;
      const shared: SharedProgram = {
        language: program.language,
        title: program.title.replace(/\.\w+$/, ''),
        entry: program.entry,
        from: lesson === PLAYGROUND_ID || lesson === SHARED_ID ? null : { lesson, program: program.id },
        startMethod,
        files,
        recording: withRun ? await recordingOf(run, files, machine) : null,
      };
      const link = location.href.replace(/#.*$/s, '') + href(sharedPath(shared));
      return { withRun, link, file: fileText(shared) };
    };
    void busy.during(
      'make a link',
      make().then((next) => {
        if (!gone) setMade(next);
      }),
    );
    return () => {
      gone = true;
    };
  }, [busy, lab, lesson, program, files, run, startMethod, withRun]);

  const link = made?.withRun === withRun ? made.link : null;
  const length = link === null ? null : lengthWords(link.length);
  const tooLong = link !== null && link.length > LONGEST_LINK;

  async function copy(text: string) {
    try {
      await navigator.clipboard.writeText(text);
      setNews(sharing.copied);
    } catch {
      field.current?.select();
      setNews(sharing.noCopy);
    }
  }

  return (
    <dialog
      ref={dialog}
      className={`${over['dialog']} ${styles['dialog']}`}
      aria-labelledby={`${id}-title`}
      onClose={onClose}
    >
      <h2 id={`${id}-title`}>{sharing.shareTitle(program.title)}</h2>
      <p>
        {sharing.linkHolds} <code>#</code>
        {sharing.linkStays}
      </p>
      <label className={styles['choice']}>
        <input
          type="checkbox"
          checked={withRun}
          disabled={!runFits}
          onChange={({ target }) => setWithRun(target.checked)}
        />
        <span>
          {sharing.withRun}
          <small>{runFits ? sharing.withRunHint : sharing.runFirst}</small>
        </span>
      </label>
      <label htmlFor={id}>{sharing.link}</label>
      <input
        ref={field}
        id={id}
        className={styles['link']}
        type="text"
        readOnly
        value={tooLong ? '' : (link ?? sharing.making)}
        aria-describedby={`${id}-length`}
        onFocus={({ target }) => target.select()}
      />
      <p id={`${id}-length`} className={length?.safe === false ? styles['unsafe'] : styles['hint']}>
        {length?.words ?? ' '}
      </p>
      <output className={styles['news']}>{news}</output>
      <div className={styles['buttons']}>
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          {sharing.close}
        </Button>
        <Button
          look={length?.safe === false ? 'primary' : 'quiet'}
          disabled={made === null || link === null}
          onClick={() => {
            if (made === null) return;
            const name = `${program.title.replace(/\.\w+$/, '')}.interleave.json`;
            saveAs(name, made.file);
            setNews(sharing.savedAs(name));
          }}
        >
          {sharing.saveFile}
        </Button>
        <Button
          look={length?.safe === false ? 'quiet' : 'primary'}
          disabled={link === null || tooLong}
          onClick={() => void (link !== null && copy(link))}
        >
          {sharing.copyLink}
        </Button>
      </div>
    </dialog>
  );
}
