import { lazy, Suspense, useEffect, useLayoutEffect, type ComponentType } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import { frame } from '../../texts/en/frame';
import { CheatSheetPlace } from './cheat-sheet-place';
import { Coming } from './coming';
import { GlossaryPlace } from './glossary-place';
import { GuidePlace } from './guide-place';
import { Header } from './header';
import { HomePage } from './home-page';
import { useLayoutMode } from './layout-mode';
import { LessonPage } from './lesson-page';
import { PaneBoundary } from './pane-boundary';
import { lessonPath, parseRoute, PLAYGROUND_PATH } from './routes';
import { presentEntry } from '../../texts/en/present-entry';
import { useServices, useStore } from './services';
import { useDrawnTheme } from './theme';
import { UnknownPage } from './unknown-page';
import styles from './app-frame.module.css';

const PlaygroundPage = lazy(async () => ({ default: (await import('./playground-page')).PlaygroundPage }));
const RacePage = lazy(async () => ({ default: (await import('./race-page')).RacePage }));
const TracePage = lazy(async () => ({ default: (await import('./trace-page')).TracePage }));
const SharedPage = lazy(async () => ({ default: (await import('./shared-page')).SharedPage }));
const SnippetPlace = lazy(async () => ({ default: (await import('./snippet-place')).SnippetPlace }));
const UpdateBar = lazy(async () => ({ default: (await import('./update-bar')).UpdateBar }));

/** Pages that arrange the panes of this room anew; the composition root brings them. */
export interface OtherPages {
  readonly Presenter: ComponentType<{
    readonly lessons: readonly string[];
    readonly place: string | null;
    readonly navigate: (path: string, replace: boolean) => void;
  }>;
  readonly Notes: ComponentType<{ readonly talk: string }>;
}

interface AppFrameProps {
  readonly onShown: () => void;
  readonly others: OtherPages;
}

/** The page around every page: header, and what the address asks for. */
export function AppFrame({ onShown, others: { Presenter, Notes } }: AppFrameProps) {
  const { library, offline } = useServices();
  const hasUpdate = useStore(offline.store, (state) => state.hasUpdate);
  const [path, navigate] = useHashLocation();
  const mode = useLayoutMode();
  const route = parseRoute(path);
  useDrawnTheme(route.page === 'present');
  const lesson = route.page === 'lesson' ? (library.summaries.find(({ id }) => id === route.lesson) ?? null) : null;
  const place = lesson?.id ?? route.page;
  const { traceFiles } = useServices();
  const traceShown = useStore(traceFiles.store, ({ phase }) => phase === 'open');
  const fills =
    lesson !== null || route.page === 'playground' || route.page === 'shared' || (route.page === 'trace' && traceShown);

  // Before the page that is new goes to a place of its own.
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
  }, [place]);

  useEffect(onShown, [onShown]);

  if (route.page === 'present')
    return (
      <PaneBoundary name={presentEntry.presentation} resetKey={route.lessons.join('+')}>
        <Suspense fallback={<Coming what={presentEntry.thePresentation} />}>
          <Presenter
            lessons={route.lessons}
            place={route.place}
            navigate={(to, replace) => navigate(to, { replace })}
          />
        </Suspense>
      </PaneBoundary>
    );
  if (route.page === 'notes')
    return (
      <PaneBoundary name={presentEntry.notes} resetKey={route.talk}>
        <Suspense fallback={<Coming what={presentEntry.theNotes} />}>
          <Notes talk={route.talk} />
        </Suspense>
      </PaneBoundary>
    );

  return (
    <div className={styles['frame']} data-fills={fills && mode !== 'narrow' ? true : undefined}>
      <a className={styles['skip']} href="#main" onClick={skipToMain}>
        {frame.skip}
      </a>
      <Header lesson={lesson} page={route.page} outlineInMenu={mode !== 'wide'} />
      {hasUpdate && (
        <Suspense fallback={null}>
          <UpdateBar />
        </Suspense>
      )}
      {route.page === 'home' && <HomePage />}
      {route.page === 'playground' && (
        <PaneBoundary name={frame.playground} resetKey={place}>
          <Suspense fallback={<Coming what={frame.playgroundComing} />}>
            <PlaygroundPage
              mode={mode}
              example={route.example}
              onExample={() => navigate(PLAYGROUND_PATH, { replace: true })}
            />
          </Suspense>
        </PaneBoundary>
      )}
      {route.page === 'trace' && (
        <PaneBoundary name={frame.trace} resetKey={place}>
          <Suspense fallback={<Coming what={frame.traceComing} />}>
            <TracePage mode={mode} />
          </Suspense>
        </PaneBoundary>
      )}
      {route.page === 'race' && (
        <PaneBoundary name={frame.result} resetKey={route.payload}>
          <Suspense fallback={<Coming what={frame.resultComing} />}>
            <RacePage payload={route.payload} />
          </Suspense>
        </PaneBoundary>
      )}
      {route.page === 'shared' && (
        <PaneBoundary name={frame.shared} resetKey={route.payload}>
          <Suspense fallback={<Coming what={frame.sharedComing} />}>
            <SharedPage key={route.payload} payload={route.payload} mode={mode} />
          </Suspense>
        </PaneBoundary>
      )}
      {route.page === 'glossary' && (
        <PaneBoundary name={frame.glossary} resetKey={place}>
          <GlossaryPlace term={route.term} />
        </PaneBoundary>
      )}
      {route.page === 'embed' && (
        <Suspense fallback={null}>
          <SnippetPlace id={route.lesson} />
        </Suspense>
      )}
      {route.page === 'cheat-sheet' && (
        <PaneBoundary name={frame.cheatSheet} resetKey={place}>
          <CheatSheetPlace />
        </PaneBoundary>
      )}
      {route.page === 'guide' && (
        <PaneBoundary name={frame.guide} resetKey={path}>
          <GuidePlace choices={route.choices} navigate={navigate} />
        </PaneBoundary>
      )}
      {lesson !== null && route.page === 'lesson' && (
        <LessonPage
          id={lesson.id}
          program={route.program}
          step={route.step}
          mode={mode}
          onChooseProgram={(program) => navigate(lessonPath(lesson.id, program), { replace: true })}
        />
      )}
      {route.page === 'lesson' && lesson === null && <UnknownPage what={frame.noLesson(route.lesson)} />}
      {route.page === 'unknown' && <UnknownPage what={frame.noPage(route.path)} />}
    </div>
  );
}

/** The hash is the route, so the skip link must not write it. */
function skipToMain(event: React.MouseEvent) {
  event.preventDefault();
  const main = document.getElementById('main');
  if (main === null) return;
  main.tabIndex = -1;
  main.focus();
}
