import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { ChevronLeft, ChevronRight, History, MonitorOff, Play, Square, StepForward } from 'lucide-react';
import { beatsOfTalk, claimsOf, textOfHtml, type Beat } from '../../lesson/beats';
import type { Lesson } from '../../lesson/lesson';
import { barsOf, clockOf, handsKey, secondsLeft, SECONDS, type TalkState } from '../../session/present';
import { presentKey } from '../../session/present-keys';
import { channelName, notesSide, type NotesCommand, type NotesSide, type TalkNews } from '../../session/present-link';
import { locale } from '../../texts/locale';
import { present } from '../../texts/en/present';
import { Button } from '../kit/button';
import { Html } from '../lesson-page/html';
import { useServices, useStore } from '../lesson-page/services';
import { beatKind, beatTitle } from './beat-words';
import { HandsField } from './hands-field';
import { isForeign } from '../kit/key-target';
import { useTick } from './use-tick';
import styles from './notes-page.module.css';

/** The window that only the speaker sees: what is shown, what comes then, what is to be said, and the time. */
export function NotesPage({ talk }: { readonly talk: string }) {
  const [news, setNews] = useState<TalkNews | null>(null);
  const [over, setOver] = useState(false);
  const side = useRef<NotesSide | null>(null);
  useEffect(() => {
    const made = notesSide(new BroadcastChannel(channelName(talk)), (told) => {
      setOver(told === null);
      if (told !== null) setNews(told);
    });
    side.current = made;
    return () => {
      side.current = null;
      made.close();
    };
  }, [talk]);
  const send = useCallback((command: NotesCommand) => side.current?.send(command), []);
  useKeys(send);
  const beats = useBeats(news?.lessons ?? NO_LESSONS);
  const beat = news === null ? undefined : beats?.[news.state.beat];

  useEffect(() => {
    document.title = present.notesTitle(beat?.lesson.title ?? '…');
  }, [beat]);

  if (news === null || beats === null || beat === undefined)
    return (
      <main id="main" className={styles['waiting']}>
        <output>{over ? present.over : present.waiting}</output>
      </main>
    );
  const { state } = news;
  const next = beats[state.beat + 1];
  return (
    <div className={styles['page']}>
      <header className={styles['times']}>
        <h1 className="visually-hidden">{present.notesHeading}</h1>
        <Times state={state} />
        <output className={styles['run']}>
          {over
            ? present.over
            : news.run?.phase === 'running'
              ? present.running
              : news.run?.phase === 'ended'
                ? present.ended
                : ''}
        </output>
      </header>
      <main id="main" className={styles['main']}>
        <section aria-labelledby="now">
          <h2 id="now">
            {present.now} <small>{present.place(state.beat + 1, state.count)}</small>
          </h2>
          <p className={styles['title']}>{beatTitle(beat)}</p>
          <p>{beatKind(beat)}</p>
          <Question beat={beat} state={state} send={send} />
        </section>
        <section aria-labelledby="say">
          <h2 id="say">{present.toSay}</h2>
          <ToSay beat={beat} />
        </section>
        <section aria-labelledby="then">
          <h2 id="then">{present.then}</h2>
          {next === undefined ? (
            <p>{present.nothingMore}</p>
          ) : (
            <>
              <p className={styles['title']}>{beatTitle(next)}</p>
              <p>{beatKind(next)}</p>
              <p className={styles['preview']}>{previewOf(next)}</p>
            </>
          )}
        </section>
      </main>
      <nav className={styles['controls']} aria-label={present.controls}>
        <Button onClick={() => send({ kind: 'go', by: -1, scroll: false })} title={present.previous}>
          <ChevronLeft size="1.1em" aria-hidden="true" />
          <span className="visually-hidden">{present.previous}</span>
        </Button>
        <Button look="primary" onClick={() => send({ kind: 'go', by: 1, scroll: true })}>
          {present.next.replace(/ \(.*/, '')} <ChevronRight size="1.1em" aria-hidden="true" />
        </Button>
        <Button disabled={news.run === null} onClick={() => send({ kind: 'run' })}>
          <Play size="1em" aria-hidden="true" /> {present.run}
        </Button>
        <Button disabled={news.run?.phase !== 'running'} onClick={() => send({ kind: 'stop' })}>
          <Square size="0.9em" aria-hidden="true" /> {present.stop}
        </Button>
        <Button disabled={news.run?.recordable !== true} onClick={() => send({ kind: 'recorded' })}>
          <History size="1em" aria-hidden="true" /> {present.recordedShort}
        </Button>
        <Button disabled={news.run?.phase !== 'ended'} onClick={() => send({ kind: 'replay' })}>
          <StepForward size="1em" aria-hidden="true" /> {present.replayShort}
        </Button>
        <Button aria-pressed={state.blank} onClick={() => send({ kind: 'blank' })}>
          <MonitorOff size="1em" aria-hidden="true" /> {present.blank}
        </Button>
      </nav>
    </div>
  );
}

const NO_LESSONS: readonly string[] = [];

/** Keys do here what they do on the screen; only leaving is left to the screen. */
function useKeys(send: (command: NotesCommand) => void) {
  const { settings } = useServices();
  const letters = useStore(settings.store, ({ letterKeys }) => letterKeys);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isForeign(event)) return;
    const command = presentKey(event, letters);
    if (command === null || LOCAL.has(command.kind)) return;
    event.preventDefault();
    send(command);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

const LOCAL = new Set(['leave', 'notes', 'help', 'hands', 'scroll']);

/** The same beats as the screen's: both make them of the same lessons. */
function useBeats(lessons: readonly string[]): readonly Beat[] | null {
  const { library, busy } = useServices();
  const [beats, setBeats] = useState<readonly Beat[] | null>(null);
  const key = lessons.join('+');
  useEffect(() => {
    if (key === '') return;
    let gone = false;
    const load = async () => {
      const ids = key.split('+');
      const loaded: Lesson[] = await Promise.all(ids.map((id) => library.load(id)));
      const notes = await Promise.all(ids.map(async (id) => [id, await library.notes(id)] as const));
      if (!gone) setBeats(beatsOfTalk(loaded, new Map(notes)));
    };
    void busy.during('load the notes', load()).catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [key, library, busy]);
  return beats;
}

function Times({ state }: { readonly state: TalkState }) {
  const now = useTick(500, true);
  const left = secondsLeft(state, now);
  const clock = useMemo(() => new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }), []);
  return (
    <>
      <p>
        {present.elapsed} <b>{clockOf(now - state.startedAt)}</b>
      </p>
      <p>
        {present.clock} <b>{clock.format(now)}</b>
      </p>
      {left !== null && (
        <p>
          {present.countdown} <b>{left}</b>
        </p>
      )}
    </>
  );
}

/** What is to be known of a question: its answer, why, and how many hands there were. */
function Question({
  beat: { lesson, shows },
  state,
  send,
}: {
  readonly beat: Beat;
  readonly state: TalkState;
  readonly send: (command: NotesCommand) => void;
}) {
  if (shows.kind === 'card' && !shows.answered)
    return (
      <div className={styles['because']}>
        <h3>{present.answer}</h3>
        <Html html={shows.block.answer} />
      </div>
    );
  if (shows.kind !== 'question' && shows.kind !== 'answer') return null;
  const { block } = shows;
  const key = handsKey(lesson.id, block.id);
  const bars = barsOf(
    state.hands,
    key,
    block.choices.map(({ id }) => id),
  );
  return (
    <>
      <ul className={styles['choices']}>
        {block.choices.map((choice, i) => (
          <li key={choice.id} data-right={choice.id === block.answer ? true : undefined}>
            <span>
              <Html look="inline" html={choice.html} />
              {choice.id === block.answer && <b> ({present.right})</b>}
            </span>
            <HandsField
              choice={textOfHtml(choice.html)}
              count={bars?.[i]?.count ?? null}
              onCount={(count) => send({ kind: 'hands-are', question: key, choice: choice.id, count })}
            />
          </li>
        ))}
      </ul>
      {shows.kind === 'question' && (
        <p className={styles['counting']}>
          <label>
            {present.seconds}{' '}
            <input
              type="number"
              min={SECONDS.least}
              max={SECONDS.most}
              step={5}
              defaultValue={state.seconds}
              onChange={({ target }) => {
                const seconds = Math.round(target.valueAsNumber);
                if (seconds >= SECONDS.least && seconds <= SECONDS.most) send({ kind: 'seconds-are', seconds });
              }}
            />
          </label>
          <Button onClick={() => send({ kind: 'countdown' })}>
            {state.endsAt === null ? present.start : present.stopCounting}
          </Button>
        </p>
      )}
      <div className={styles['because']}>
        <h3>{present.answer}</h3>
        <Html html={block.explanation} />
      </div>
    </>
  );
}

/** The notes; where there are none, the lesson's own words and what is proven of them. */
function ToSay({ beat }: { readonly beat: Beat }) {
  const claims = claimsOf(beat);
  const { shows } = beat;
  const own = shows.kind === 'text' ? shows.html : shows.kind === 'exercise' ? shows.task : null;
  return (
    <>
      {beat.notes.map((html) => (
        <Html key={html} html={html} />
      ))}
      {beat.notes.length === 0 && own !== null && (
        <>
          <p className={styles['none']}>{present.ownText}</p>
          <Html html={own} />
        </>
      )}
      {beat.notes.length === 0 && own === null && (
        <p className={styles['none']}>{shows.kind === 'figure' ? shows.block.alt : present.noNotes}</p>
      )}
      {claims.length > 0 && (
        <div className={styles['claims']}>
          <h3>{present.claims}</h3>
          <ul>
            {claims.map((says) => (
              <li key={says}>{says}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

const PREVIEW = 160;

function previewOf({ lesson, shows }: Beat): string {
  const html =
    shows.kind === 'text'
      ? shows.html
      : shows.kind === 'question'
        ? shows.block.question
        : shows.kind === 'exercise'
          ? shows.task
          : shows.kind === 'card'
            ? shows.block.question
            : '';
  const text = shows.kind === 'title' ? lesson.question : textOfHtml(html);
  return text.length > PREVIEW ? `${text.slice(0, PREVIEW).replace(/\s+\S*$/, '')} …` : text;
}
