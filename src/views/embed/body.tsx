import {
  use,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react';
import type { Result } from '../../base/result';
import type { Lesson, Program } from '../../lesson/lesson';
import { NO_PROGRESS } from '../../lesson/progress';
import type { EmbedPart, EmbedWhat, OwnProgram } from '../../protocol/embed';
import { LATER, OWN_ID, ownProgram, REFUSALS, type Embed } from '../../session/embed';
import { askedIn, placeFrom, placeOf, standingOf, watchAnswers, watchPlace, watchRuns } from '../../session/embed-news';
import type { News } from '../../session/embed-link';
import type { Origin } from '../../session/lab-session';
import { LONGEST_LINK, receive, SHARED_ID, sharedPath, type Received } from '../../session/share';
import { embed as texts } from '../../texts/en/embed';
import { Keeping, RunNews } from '../lesson-page/bench-news';
import { runKey, type BenchOf } from '../lesson-page/bench-of';
import { LessonColumn } from '../lesson-page/lesson-column';
import { RacePanel } from '../lesson-page/race-panel';
import { PaneBoundary } from '../lesson-page/pane-boundary';
import { useServices, useStore } from '../lesson-page/services';
import { useDrawnTheme } from '../lesson-page/theme';
import { useRan } from '../lesson-page/use-ran';
import type { BenchHandle } from '../lesson-page/workbench';
import { WorkbenchPlace } from '../lesson-page/workbench-place';
import { SiteLink } from './shell';
import styles from './embed.module.css';

export interface BodyProps {
  readonly embed: Embed;
  readonly hide: readonly EmbedPart[];
  readonly readonly: boolean;
  readonly tell: (news: News) => void;
  /** What a page that says hello is to be told of the learner; null while there is nothing. */
  readonly onStanding: (standing: (() => readonly News[]) | null) => void;
  /** Who takes back what a page has kept of the learner's place; null while there is nobody. */
  readonly onRestore: (restore: ((kept: string) => void) | null) => void;
  readonly siteUrl: (path: string) => string;
  /** The drawn theme has changed. */
  readonly onTheme: (theme: 'light' | 'dark' | 'projector') => void;
}

/** What the frame was asked to show. */
export function EmbedBody(props: BodyProps) {
  const { embed, onTheme } = props;
  const { library } = useServices();
  const { what, own } = useStore(embed.store);
  const theme = useDrawnTheme();
  useEffect(() => {
    // (No arrow's result: whatever an effect returns, React calls.)
    onTheme(theme);
  }, [onTheme, theme]);
  switch (what?.kind) {
    case undefined:
      return null;
    case 'lesson':
    case 'program':
      return library.summaries.some(({ id }) => id === what.lesson) ? (
        <PaneBoundary name={texts.thisLesson} resetKey={what.lesson}>
          <LessonEmbed key={what.lesson} {...props} id={what.lesson} only={what} />
        </PaneBoundary>
      ) : (
        <p className={styles['say']}>{texts.noLesson(what.lesson)}</p>
      );
    case 'shared':
      return <SharedEmbed key={what.payload} {...props} payload={what.payload} />;
    case 'own':
      return own === null ? <p className={styles['say']}>{texts.waiting}</p> : <OwnEmbed {...props} program={own} />;
  }
}

interface LessonEmbedProps extends BodyProps {
  readonly id: string;
  readonly only: Extract<EmbedWhat, { readonly lesson: string }>;
}

function LessonEmbed(props: LessonEmbedProps) {
  const { id, only, embed, hide, tell, onStanding, onRestore } = props;
  const { library, edits, progress } = useServices();
  const lesson = use(library.load(id));
  // Without what was kept, the lesson's code would flash up in place of the learner's.
  use(edits.ready);
  const { variant } = useStore(embed.store);
  const ran = useRan(lesson);
  const place = useRef<HTMLDivElement>(null);
  const wholeText = only.kind === 'lesson' && !hide.includes('text');
  const step = only.kind === 'lesson' ? only.step : null;
  const asked = useMemo(() => (wholeText ? askedIn(lesson, step) : NOTHING), [lesson, step, wholeText]);

  useLeave(lesson);
  useEffect(() => watchAnswers(progress, lesson.id, asked, tell), [progress, lesson, asked, tell]);
  useEffect(() => watchPlace(progress, lesson.id, tell), [progress, lesson, tell]);
  useEffect(() => {
    onRestore((kept) => progress.restore(lesson, placeFrom(kept)));
    return () => onRestore(null);
  }, [progress, lesson, onRestore]);
  useEffect(() => {
    const standing = () => {
      const now = progress.store.getState().lessons[lesson.id] ?? NO_PROGRESS;
      return [...standingOf(asked, now), ...(now === NO_PROGRESS ? [] : [placeOf(lesson.id, now)])];
    };
    onStanding(standing);
    // A page that has said hello before the lesson was here.
    standing().forEach(tell);
    return () => onStanding(null);
  }, [progress, lesson, asked, tell, onStanding]);

  const named = only.kind === 'program' ? only.program : (variant ?? programOf(lesson, step));
  const program = lesson.programs.find((each) => each.id === named) ?? lesson.programs[0];
  // One program alone has no others beside it.
  const bench = useMemo(
    () => (only.kind === 'program' && program !== undefined ? { ...lesson, programs: [program] } : lesson),
    [lesson, program, only.kind],
  );
  const [refused] = useState(() =>
    only.kind === 'program' && program?.id !== only.program ? texts.noProgram(only.program, lesson.title) : null,
  );
  if (step !== null && !lesson.steps.some((each) => each.id === step))
    return <p className={styles['say']}>{texts.noStep(step, lesson.title)}</p>;

  const races = hide.includes('chart') ? [] : (lesson.races ?? []);
  const openProgram = (chosen: string) => {
    embed.choose(chosen);
    place.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <>
      {wholeText && (
        <div className={styles['text']}>
          <LessonColumn
            lesson={lesson}
            ran={ran}
            onOpenProgram={openProgram}
            excerpt={{ step, races: !hide.includes('chart') }}
          />
        </div>
      )}
      {refused !== null && <p className={styles['say']}>{refused}</p>}
      {program !== undefined && (
        <div ref={place} className={styles['bench']}>
          <BenchPlace {...props} bench={bench} program={program} origin="lesson" from={lesson.id} />
        </div>
      )}
      {!wholeText &&
        races
          .filter(({ programs }) => only.kind === 'lesson' || programs.includes(only.program))
          .map((race) => (
            <div key={race.id} className={styles['races']}>
              <RacePanel lesson={lesson} race={race} />
            </div>
          ))}
    </>
  );
}

/** The first program that a step speaks of; null for the lesson's first. */
function programOf({ steps }: Pick<Lesson, 'steps'>, step: string | null): string | null {
  const blocks = step === null ? [] : (steps.find(({ id }) => id === step)?.blocks ?? []);
  for (const block of blocks)
    if ((block.kind === 'program' || block.kind === 'predict') && block.program !== null) return block.program;
  return null;
}

const NOTHING = { questions: [], exercises: [] };

function SharedEmbed({ payload, ...props }: BodyProps & { readonly payload: string }) {
  const { busy, lab } = useServices();
  const [read, setRead] = useState<Result<Received> | null>(null);
  useEffect(() => {
    let gone = false;
    void busy.during(
      'read the program of the address',
      receive(payload).then((result) => {
        if (!gone) setRead(result);
      }),
    );
    return () => {
      gone = true;
    };
  }, [payload, busy]);
  useLeave(payload);
  const received = read?.ok === true ? read.value : null;
  const bench = useMemo(() => received && { id: SHARED_ID, programs: [received.own] }, [received]);
  useEffect(() => {
    if (received !== null && received.recorded !== null)
      lab.showRecorded(runKey(SHARED_ID, received.own.id), received.recorded);
  }, [lab, received]);
  if (read?.ok === false) return <p className={styles['say']}>{read.error}</p>;
  if (received === null || bench === null) return <p className={styles['say']}>{texts.opening}</p>;
  return (
    <>
      {received.losses.map((loss) => (
        <p key={loss} className={styles['say']}>
          {loss}
        </p>
      ))}
      <BenchPlace {...props} bench={bench} program={received.own} origin="link" from={null} />
    </>
  );
}

function OwnEmbed({ program: given, ...props }: BodyProps & { readonly program: OwnProgram }) {
  const { edits } = useServices();
  use(edits.ready);
  const program = useMemo(() => ownProgram(given), [given]);
  const bench = useMemo(() => ({ id: OWN_ID, programs: [program] }), [program]);
  useLeave(program);
  return <BenchPlace key={program.id} {...props} bench={bench} program={program} origin="link" from={null} />;
}

interface BenchPlaceProps extends BodyProps {
  readonly bench: BenchOf;
  readonly program: Program;
  readonly origin: Origin;
  /** The lesson that the program belongs to; null for none. */
  readonly from: string | null;
}

/** The bench of the site's own pages, stacked, as far as it is wanted here. */
function BenchPlace({ bench, program, origin, from, embed, hide, readonly, tell, siteUrl }: BenchPlaceProps) {
  const { lab, edits } = useServices();
  const place = useRef<HTMLDivElement>(null);
  const key = runKey(bench.id, program.id);
  usePreparedWhenSeen(place, program.language);

  useEffect(() => {
    const nameOf = (run: string) =>
      from === null
        ? run === key
          ? 'own'
          : null
        : (bench.programs.find(({ id }) => runKey(bench.id, id) === run)?.id ?? null);
    return watchRuns(lab, nameOf, tell);
  }, [lab, bench, from, key, tell]);

  const onHandle = useCallback(
    (made: BenchHandle | null) => {
      embed.setBench(
        made && {
          run: () => {
            const { active, capabilities, interpreters } = lab.store.getState();
            if (active !== null) return REFUSALS.busy;
            // Until the browser has been tried out, nobody knows whether this runs or its recorded run is shown. A frame that nobody has
            // scrolled to has not begun to try.
            if (capabilities === null && interpreters[program.language].phase !== 'failed') {
              void lab.prepare(program.language);
              return LATER;
            }
            return made.press() === 'run' ? null : REFUSALS.recorded;
          },
          stop() {
            if (lab.store.getState().active === null) return REFUSALS.idle;
            lab.stop();
            return null;
          },
          seek(ms) {
            if (lab.store.getState().runs[key]?.trace == null) return REFUSALS.noRun;
            made.playback.pause();
            made.playback.seek(ms);
            return null;
          },
          path() {
            const files = program.files.map(({ path, content }) => ({
              path,
              content: edits.text({ lesson: bench.id, program: program.id, path }, content),
            }));
            const changed = files.some(({ content }, i) => content !== program.files[i]?.content);
            // What the site has itself, or what the frame's own address holds, needs no packing.
            if (!changed && bench.id !== OWN_ID) return null;
            const path = sharedPath({
              language: program.language,
              title: program.title.replace(/\.\w+$/, ''),
              entry: program.entry,
              from: from === null ? null : { lesson: from, program: program.id },
              startMethod: program.startMethod ?? null,
              files,
              recording: null,
            });
            return path.length > LONGEST_LINK ? null : path;
          },
        },
      );
    },
    [embed, lab, edits, key, bench, program, from],
  );

  return (
    <div ref={place}>
      <Keeping />
      <WorkbenchPlace
        lesson={bench}
        program={program}
        mode="narrow"
        onChooseProgram={embed.choose}
        origin={origin}
        parts={{
          editor: !hide.includes('editor'),
          cloth: !hide.includes('cloth'),
          output: !hide.includes('output'),
          readOnly: readonly,
        }}
        handle={onHandle}
      />
      <RunNews lesson={bench} />
      <Lacks language={program.language}>
        <SiteLink embed={embed} siteUrl={siteUrl}>
          {texts.liveLab}
        </SiteLink>
      </Lacks>
    </div>
  );
}

/** What does not work in this page, as far as it may in a tab of its own. */
function Lacks({ language, children }: { readonly language: Program['language']; readonly children: ReactNode }) {
  const { lab } = useServices();
  const capabilities = useStore(lab.store, (state) => state.capabilities);
  if (capabilities === null) return null;
  const { isolation, stackSwitching } = capabilities;
  // What the browser itself lacks is said at Run, and another tab would not have it either.
  if (isolation === 'isolated' || (language === 'python' && !stackSwitching)) return null;
  return (
    <p className={styles['note']}>
      {language === 'python' ? texts.notIsolated : texts.notIsolatedTypeScript} {children}
    </p>
  );
}

/**
 * Ends and forgets the runs of what is not shown any more. Before the next bench is there: a page may have asked for a run of that one, and
 * an ordinary effect would come only after it, and end it.
 */
function useLeave(shown: unknown): void {
  const { lab } = useServices();
  useLayoutEffect(() => () => lab.leave(), [shown, lab]);
}

/** Gets the interpreter ready once the bench has come into sight: a page may have many frames, and a learner looks at one. */
function usePreparedWhenSeen(place: RefObject<HTMLElement | null>, language: Program['language']): void {
  const { lab } = useServices();
  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      void lab.prepare(language);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [lab, language, place]);
}
