import { useEffect, useId, useRef, useState } from 'react';
import type { Lesson } from '../../lesson/lesson';
import type { EmbedAddress, EmbedPart } from '../../protocol/embed';
import { EMBED_PARTS, EMBED_THEMES, elementSnippet, frameAddress, frameSnippet } from '../../session/snippet';
import { LOCALES, LOCALE_NAMES } from '../../texts/locale';
import { snippet } from '../../texts/en/snippet';
import { Button } from '../kit/button';
import { copyText } from '../kit/clipboard';
import { scrollsByKeyboard } from '../kit/scroll';
import { href, lessonPath } from './routes';
import styles from './snippet-page.module.css';

type Kind = 'lesson' | 'step' | 'program';

/** Where somebody chooses how a lesson looks in a page of theirs, sees it, and takes the lines along. */
export function SnippetPage({ lesson }: { readonly lesson: Lesson }) {
  const id = useId();
  const [kind, setKind] = useState<Kind>('lesson');
  const [step, setStep] = useState(lesson.steps[0]?.id ?? '');
  const [program, setProgram] = useState(lesson.programs[0]?.id ?? '');
  const [hide, setHide] = useState<readonly EmbedPart[]>([]);
  const [theme, setTheme] = useState<EmbedAddress['theme']>(null);
  const [accent, setAccent] = useState<string | null>(null);
  const [collapsed, setCollapsed] = useState(false);
  const [readonly, setReadonly] = useState(false);
  const [lang, setLang] = useState<string | null>(null);
  const [withScript, setWithScript] = useState(true);

  useEffect(() => {
    document.title = `${lesson.title} · Interleave`;
  }, [lesson]);

  const address: EmbedAddress = {
    what:
      kind === 'program'
        ? { kind, lesson: lesson.id, program }
        : { kind: 'lesson', lesson: lesson.id, step: kind === 'step' ? step : null },
    hide: EMBED_PARTS.filter((part) => hide.includes(part)),
    theme,
    accent,
    variant: null,
    collapsed,
    readonly,
    lang,
  };
  const site = new URL('.', document.baseURI).href;
  const lines = (withScript ? elementSnippet : frameSnippet)(site, address, lesson.title);

  const box = (label: string, checked: boolean, onChange: (checked: boolean) => void) => (
    <label className={styles['box']} key={label}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
  const select = (
    label: string,
    value: string,
    choices: readonly (readonly [string, string])[],
    to: (v: string) => void,
  ) => (
    <label className={styles['field']}>
      <span>{label}</span>
      <select value={value} onChange={(event) => to(event.target.value)}>
        {choices.map(([choice, words]) => (
          <option key={choice} value={choice}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <main id="main" className={styles['page']}>
      <p>
        <a href={href(lessonPath(lesson.id))}>{snippet.back}</a>
      </p>
      <h1>{snippet.title}</h1>
      <p className={styles['lede']}>{snippet.lede}</p>
      <div className={styles['columns']}>
        <form className={styles['form']} onSubmit={(event) => event.preventDefault()}>
          {select(
            snippet.what,
            kind,
            [
              ['lesson', snippet.wholeLesson],
              ['step', snippet.oneStep],
              ...(lesson.programs.length > 0 ? [['program', snippet.oneProgram] as const] : []),
            ],
            (value) => setKind(value === 'step' || value === 'program' ? value : 'lesson'),
          )}
          {kind === 'step' &&
            select(
              snippet.step,
              step,
              lesson.steps.map(({ id, title }) => [id, title] as const),
              setStep,
            )}
          {kind === 'program' &&
            select(
              snippet.program,
              program,
              lesson.programs.map(({ id, title }) => [id, title] as const),
              setProgram,
            )}
          <fieldset className={styles['boxes']}>
            <legend>{snippet.shown}</legend>
            {EMBED_PARTS.filter((part) => part !== 'text' || kind !== 'program').map((part) =>
              box(snippet.parts(part), !hide.includes(part), (shown) =>
                setHide(shown ? hide.filter((one) => one !== part) : [...hide, part]),
              ),
            )}
          </fieldset>
          <fieldset className={styles['boxes']}>
            <legend>{snippet.look}</legend>
            {select(
              snippet.theme,
              theme ?? '',
              [['', snippet.themes('')], ...EMBED_THEMES.map((one) => [one, snippet.themes(one)] as const)],
              (value) => setTheme(EMBED_THEMES.find((one) => one === value) ?? null),
            )}
            {box(snippet.ownAccent, accent !== null, (own) => setAccent(own ? '0b5fa5' : null))}
            {accent !== null && (
              <label className={styles['field']}>
                <span>{snippet.accent}</span>
                <input type="color" value={`#${accent}`} onChange={(event) => setAccent(event.target.value.slice(1))} />
              </label>
            )}
            {box(snippet.collapsed, collapsed, setCollapsed)}
            {box(snippet.readonly, readonly, setReadonly)}
            {select(
              snippet.language,
              lang ?? '',
              [['', snippet.anyLanguage], ...LOCALES.map((one) => [one, LOCALE_NAMES[one]] as const)],
              (value) => setLang(value === '' ? null : value),
            )}
          </fieldset>
          <fieldset className={styles['boxes']}>
            <legend>{snippet.how}</legend>
            {[true, false].map((script) => (
              <label className={styles['box']} key={String(script)}>
                <input type="radio" name={id} checked={withScript === script} onChange={() => setWithScript(script)} />
                {script ? snippet.withScript : snippet.frameOnly}
              </label>
            ))}
          </fieldset>
        </form>
        <div className={styles['made']}>
          <section aria-label={snippet.lines}>
            <pre className={styles['lines']} {...scrollsByKeyboard}>
              {lines}
            </pre>
            <CopyLines lines={lines} />
          </section>
          <section aria-label={snippet.preview}>
            <h2>{snippet.preview}</h2>
            <Preview address={frameAddress(site, address)} title={snippet.previewTitle(lesson.title)} />
          </section>
        </div>
      </div>
    </main>
  );
}

function CopyLines({ lines }: { readonly lines: string }) {
  const [news, setNews] = useState('');
  const copy = () =>
    void copyText(lines).then(
      () => setNews(snippet.copied),
      () => setNews(snippet.notCopied),
    );
  return (
    <p className={styles['copy']}>
      <Button onClick={copy}>{snippet.copy}</Button>
      <output>{news}</output>
    </p>
  );
}

/** The frame itself. An address that differs behind its `#` only would load nothing anew: so each address has a frame of its own. */
function Preview({ address, title }: { readonly address: string; readonly title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  return (
    <iframe
      key={address}
      ref={frame}
      className={styles['preview']}
      src={address}
      title={title}
      loading="lazy"
      allow="cross-origin-isolated; clipboard-write; fullscreen"
    />
  );
}
