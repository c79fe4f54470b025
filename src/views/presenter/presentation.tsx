import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Beat } from '../../lesson/beats';
import { createTalk } from '../../session/present';
import { presentKey } from '../../session/present-keys';
import type { NotesCommand, RunNews } from '../../session/present-link';
import { present } from '../../texts/en/present';
import { scrollsByKeyboard } from '../kit/scroll';
import { presentPath, stepPath, lessonPath } from '../lesson-page/routes';
import { useServices, useStore } from '../lesson-page/services';
import { usePrepared } from '../lesson-page/use-prepared';
import { BeatView } from './beat-view';
import { beatKind, beatTitle } from './beat-words';
import { ControlBar } from './control-bar';
import type { CodeEditorHandle } from '../editor/code-editor';
import { isForeign, isWritten } from '../kit/key-target';
import { KeysDialog } from './keys-dialog';
import type { RunControls } from './run-controls';
import { useHallType } from './use-hall-type';
import { useLink } from './use-link';
import { useMoreBelow } from './use-more-below';
import styles from './presenter.module.css';

interface PresentationProps {
  readonly beats: readonly Beat[];
  readonly start: number;
  readonly lessons: readonly string[];
  readonly navigate: (path: string, replace: boolean) => void;
}

/** So much of the screen a key scrolls. */
const SCREEN = 0.85;
const LINE = 0.25;

/** The presentation itself: what it shows, what it is told, and who is told of it. */
export function Presentation({ beats, start, lessons, navigate }: PresentationProps) {
  const { settings } = useServices();
  const [talk] = useState(() => createTalk(beats.length, start, () => Date.now()));
  const state = useStore(talk.store);
  const letters = useStore(settings.store, ({ letterKeys }) => letterKeys);
  const [news, setNews] = useState({ said: '', beat: start });
  /** Seen at the top, too: what a key did is not always to be seen elsewhere. */
  const setSaid = (words: string) => setNews({ said: words, beat: talk.store.getState().beat });
  const [helping, setHelping] = useState(false);
  const [run, setRun] = useState<RunNews | null>(null);
  const [name] = useState(talkName);
  const stage = useRef<HTMLElement>(null);
  const controls = useRef<RunControls>(null);
  const code = useRef<CodeEditorHandle>(null);
  const [moreCode, setMoreCode] = useState(false);
  const beat = beats[state.beat];
  const longer = useMoreBelow(stage, state.beat);
  const more = beat?.shows.kind === 'code' ? moreCode : longer;
  useHallType();
  const key = useMemo(() => lessons.join('+'), [lessons]);

  const language = useMemo(() => languageOf(beats, state.beat), [beats, state.beat]);
  usePrepared(language);

  useLayoutEffect(() => {
    if (stage.current !== null) stage.current.scrollTop = 0;
  }, [state.beat]);

  const tellPlace = useEffectEvent((at: number) => {
    navigate(presentPath(lessons, at + 1), true);
  });
  useEffect(() => tellPlace(state.beat), [state.beat]);

  useEffect(() => {
    document.title = present.title(beat?.lesson.title ?? '');
  }, [beat]);

  function goBy(by: 1 | -1, scroll: boolean) {
    const element = stage.current;
    if (scroll && element !== null) {
      if (beat?.shows.kind === 'code' && code.current?.scrollBy(by * SCREEN)) return;
      const rest = element.scrollHeight - element.clientHeight - element.scrollTop;
      if (by === 1 ? rest > 4 : element.scrollTop > 4) {
        element.scrollBy({ top: by * SCREEN * element.clientHeight });
        return;
      }
    }
    talk.go(by);
  }

  function openNotes() {
    const opened = window.open(
      `${location.pathname}${location.search}#/notes/${name}`,
      `interleave-notes-${name}`,
      'popup,width=820,height=900',
    );
    if (opened === null) setSaid(present.noWindow);
  }

  function leave() {
    // A place of one's own first; from the stage, out.
    const { activeElement } = document;
    if (isWritten(activeElement) || activeElement?.closest('[role="application"]')) {
      stage.current?.focus({ preventScroll: true });
      return;
    }
    if (state.blank) talk.setBlank(false);
    else if (beat !== undefined)
      navigate(beat.step === null ? lessonPath(beat.lesson.id) : stepPath(beat.lesson.id, beat.step.id), false);
  }

  function withRun(act: (asked: RunControls) => string | null | void) {
    const { current } = controls;
    setSaid(current === null ? present.nothingToRun : (act(current) ?? ''));
  }

  /** A race has its own buttons, and its own reasons for which of them can be pressed. False where there is none. */
  function press(button: string): boolean {
    const found = stage.current?.querySelector<HTMLButtonElement>(`button${button}`) ?? null;
    found?.click();
    return found !== null;
  }

  function obey(command: NotesCommand) {
    switch (command.kind) {
      case 'go':
        return goBy(command.by, command.scroll);
      case 'go-to':
        return talk.goTo(command.to === 'first' ? 0 : beats.length - 1);
      case 'scroll':
        // Whatever is longer than its place: the code, or the text.
        if (code.current !== null) code.current.scrollBy(command.by * LINE);
        else stage.current?.scrollBy({ top: command.by * LINE * stage.current.clientHeight });
        return;
      case 'run':
        return press('[data-race-start]') ? undefined : withRun((asked) => asked.run());
      case 'stop':
        return press('[data-race-stop]') ? undefined : withRun((asked) => asked.stop());
      case 'recorded':
        return run?.recordable === true ? withRun((asked) => asked.recorded()) : setSaid(present.notRecorded);
      case 'replay':
        return withRun((asked) => asked.replay());
      case 'speed':
        return withRun((asked) => asked.speed(command.by));
      case 'lane':
        return withRun((asked) => asked.lane(command.by));
      case 'look':
        return withRun((asked) => asked.look());
      case 'countdown':
        return beat?.shows.kind === 'question' ? talk.setCounting(state.endsAt === null) : undefined;
      case 'hands':
        return stage.current?.querySelector<HTMLInputElement>('[data-hands]')?.focus();
      case 'blank':
        return talk.setBlank(!state.blank);
      case 'notes':
        return openNotes();
      case 'help':
        return setHelping(true);
      case 'leave':
        return leave();
      case 'hands-are':
        return talk.setHands(command.question, command.choice, command.count);
      case 'seconds-are':
        return talk.setSeconds(command.seconds);
    }
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // From a field or the editor Escape leads to the stage, and nothing else gets here.
    const steppingOut = event.key === 'Escape' && !event.defaultPrevented && isWritten(event.target);
    if (!steppingOut && isForeign(event)) return;
    const command = presentKey(event, letters);
    if (command === null) return;
    event.preventDefault();
    obey(command);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);

  useEffect(() => {
    const { current } = stage;
    current?.addEventListener('click', openElsewhere);
    return () => current?.removeEventListener('click', openElsewhere);
  }, []);

  useLink(name, lessons, talk, run, obey);
  const tellRun = useCallback((news: RunNews | null) => setRun(news), []);

  if (beat === undefined) return null;
  const done = news.beat === state.beat ? news.said : '';
  return (
    <div className={styles['presenter']}>
      <header className={styles['top']} data-kind={beat.shows.kind}>
        <h1>{beatTitle(beat)}</h1>
        {/* Here, where two hundred people can read it, and where it moves nothing. */}
        {done === '' ? (
          <span>{beat.step === null ? '' : beat.lesson.title}</span>
        ) : (
          <span data-said aria-hidden="true">
            {done}
          </span>
        )}
      </header>
      <main
        id="main"
        ref={stage}
        className={styles['stage']}
        data-kind={beat.shows.kind}
        {...scrollsByKeyboard}
        aria-label={present.stage}
      >
        <BeatView
          key={`${key} ${state.beat}`}
          beat={beat}
          talk={talk}
          state={state}
          onRunNews={tellRun}
          controls={controls}
          code={code}
          onMoreCode={setMoreCode}
        />
      </main>
      <ControlBar
        state={state}
        run={run}
        question={beat.shows.kind === 'question'}
        more={more}
        onCommand={obey}
        onPointed={() => stage.current?.focus({ preventScroll: true })}
      />
      <p className="visually-hidden" aria-live="polite">
        {done === '' ? present.said(state.beat + 1, beats.length, `${beatTitle(beat)}. ${beatKind(beat)}`) : done}
      </p>
      {state.blank && (
        <div className={styles['blank']}>
          <output className="visually-hidden">{present.dark}</output>
        </div>
      )}
      {helping && (
        <KeysDialog
          letters={letters}
          onLetters={(letterKeys) => settings.set({ letterKeys })}
          onClose={() => {
            setHelping(false);
            stage.current?.focus({ preventScroll: true });
          }}
        />
      )}
    </div>
  );
}

/** What a text links to is opened beside the presentation, which would be over otherwise. */
function openElsewhere(event: MouseEvent) {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
  if (link === null) return;
  event.preventDefault();
  window.open(link.href, '_blank', 'noopener');
}

/** The same one for this tab, so that the notes find it again when the page is loaded anew. */
function talkName(): string {
  const made = crypto.randomUUID().slice(0, 8);
  try {
    const known = sessionStorage.getItem('interleave.talk');
    if (known !== null && /^[\w-]{4,40}$/.test(known)) return known;
    sessionStorage.setItem('interleave.talk', made);
  } catch {
    // Refused: the notes have to be opened again after a reload.
  }
  return made;
}

/** Of the next program from here on: its interpreter is made ready while there is talk. */
function languageOf(beats: readonly Beat[], from: number): 'python' | 'typescript' {
  for (const { shows } of beats.slice(from)) {
    if (shows.kind === 'run' || shows.kind === 'code') return shows.program.language;
  }
  return 'python';
}
