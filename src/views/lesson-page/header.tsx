import { lazy, Suspense, useRef } from 'react';
import { Languages, Menu, Presentation } from 'lucide-react';
import type { LessonSummary } from '../../lesson/lesson';
import { THEMES, type Theme } from '../../session/settings';
import { Button, IconButton } from '../kit/button';
import { ChoiceMenu, Explain } from '../kit/disclosure';
import { Mark } from '../kit/mark';
import { COURSE_PAGES } from './course-pages';
import { languageMenu } from '../../texts/en/language-menu';
import { header } from '../../texts/en/header';
import { decimal } from '../../texts/format';
import { presentEntry } from '../../texts/en/present-entry';
import { capabilityWords, programThreadWords } from './isolation-words';
import { foreignOf } from '../../texts/locale';
import { languageChoices, reopen } from './language';
import { Outline } from './outline';
import { href, PLAYGROUND_PATH, presentPath, type Route } from './routes';
import { SearchDialog } from './search-dialog';
import { useServices, useStore } from './services';
import styles from './header.module.css';

const THEME_WORDS: Record<Theme, { label: string; hint?: string }> = {
  system: {
    get label() {
      return header.themeSystem;
    },
  },
  light: {
    get label() {
      return header.themeLight;
    },
  },
  dark: {
    get label() {
      return header.themeDark;
    },
  },
  projector: {
    get label() {
      return header.themeProjector;
    },
    get hint() {
      return header.themeProjectorHint;
    },
  },
};

const OfflineWords = lazy(async () => ({ default: (await import('./offline-words')).OfflineWords }));

interface HeaderProps {
  readonly lesson: LessonSummary | null;
  readonly page: Route['page'];
  /** True when the course's outline has no room of its own and opens from here. */
  readonly outlineInMenu: boolean;
}

export function Header({ lesson, page, outlineInMenu }: HeaderProps) {
  const { settings } = useServices();
  const theme = useStore(settings.store, (state) => state.theme);
  const contents = useRef<HTMLDialogElement>(null);
  return (
    <header className={styles['header']}>
      {outlineInMenu && lesson !== null && (
        <>
          <IconButton label={header.contents} onClick={() => contents.current?.showModal()}>
            <Menu size="1.15em" />
          </IconButton>
          <dialog
            ref={contents}
            className={styles['contents']}
            aria-label={header.contents}
            // A press beside it closes it, where the browser knows how; Escape does everywhere.
            {...{ closedby: 'any' }}
          >
            <p className={styles['close']}>
              <Button look="quiet" onClick={() => contents.current?.close()}>
                {header.close}
              </Button>
            </p>
            <Outline key={lesson.id} current={lesson.id} onFollow={() => contents.current?.close()} />
            <ul className={styles['also']}>
              {COURSE_PAGES.map(({ title, path }) => (
                <li key={path}>
                  <a href={href(path)} onClick={() => contents.current?.close()}>
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          </dialog>
        </>
      )}
      <a className={styles['brand']} href={href('/')}>
        <Mark />
        <b>Interleave</b>
      </a>
      {lesson !== null && (
        <p className={styles['crumbs']}>
          <span className={styles['part']}>
            {lesson.part} <i aria-hidden="true">/</i>
          </span>{' '}
          <span className={styles['here']} lang={foreignOf(lesson)}>
            {lesson.title}
          </span>
        </p>
      )}
      <span className={styles['space']} />
      <SearchDialog />
      <a
        className={styles['link']}
        data-beside-lesson={lesson !== null ? true : undefined}
        href={href(PLAYGROUND_PATH)}
        aria-current={page === 'playground' ? 'page' : undefined}
      >
        {header.playground}
      </a>
      {lesson !== null && (
        <a
          className={styles['link']}
          data-beside-lesson
          href={href(presentPath([lesson.id]))}
          aria-label={presentEntry.present}
          title={presentEntry.present}
        >
          <Presentation size="1.15em" aria-hidden="true" />
        </a>
      )}
      <Badge />
      <ChoiceMenu
        trigger={header.theme}
        label={header.theme}
        chosen={theme}
        onChoose={(id) => settings.set({ theme: id })}
        choices={THEMES.map((id) => ({ id, ...THEME_WORDS[id] }))}
      />
      <LanguageMenu />
    </header>
  );
}

function LanguageMenu() {
  const { settings, edits, busy } = useServices();
  const chosen = useStore(settings.store, (state) => state.locale);
  return (
    <ChoiceMenu
      trigger={
        <>
          <Languages size="1.15em" aria-hidden="true" />
          <span className="visually-hidden">{languageMenu.title}</span>
        </>
      }
      label={languageMenu.title}
      chosen={chosen}
      onChoose={(locale) => {
        if (locale === chosen) return;
        settings.set({ locale });
        // An answer that was just given is still being written; a program that runs is no reason to wait longer.
        void reopen(Promise.all([edits.flush(), busy.whenIdle(2000)]));
      }}
      choices={languageChoices()}
    />
  );
}

function Badge() {
  const { lab } = useServices();
  const capabilities = useStore(lab.store, (state) => state.capabilities);
  const { python, typescript } = useStore(lab.store, (state) => state.interpreters);
  if (capabilities === null) {
    return python.phase === 'failed' ? (
      <Explain trigger={<span className={styles['alarm']}>{header.noPython}</span>} label={header.whyNoPython}>
        <h2 className={styles['heading']}>{header.notStarted}</h2>
        <p>{python.message}</p>
        <p>{header.stillRead}</p>
      </Explain>
    ) : null;
  }
  const words = capabilityWords(capabilities);
  const engines = [
    ...(python.phase === 'ready' ? [`CPython ${shortVersion(python.version)}`] : []),
    // It names itself: "Chromium 156".
    ...(typescript.phase === 'ready' ? [typescript.version] : []),
  ];
  const version = engines.length === 0 ? 'CPython' : engines.join(' · ');
  const cores = header.cores(capabilities.cores);
  return (
    <Explain
      trigger={
        <span className={words.threadsMissing ? styles['alarm'] : undefined}>
          <span className={styles['wide']}>
            {version} · {cores} ·{' '}
          </span>
          {words.threadsMissing ? header.noThreads : words.level}
        </span>
      }
      label={header.canDo}
    >
      <h2 className={styles['heading']}>{words.title}</h2>
      {words.paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {python.phase === 'ready' && <p>{header.pythonReady(python.version, decimal(python.bootMs / 1000, 1))}</p>}
      {typescript.phase === 'ready' && <p>{programThreadWords(typescript.version, typescript.sharesThread)}</p>}
      <Suspense fallback={null}>
        <OfflineWords />
      </Suspense>
    </Explain>
  );
}

function shortVersion(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}
