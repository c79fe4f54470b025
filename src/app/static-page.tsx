/**
 * A lesson as a page of plain HTML, rendered while the site is built (`scripts/vite/static-pages.ts`): the same header, outline and
 * column of text that the page will show, so that there is something to read before any script has come, for a slow machine as for a
 * search engine. `main.tsx` takes its place once the lesson is there, and nothing moves.
 *
 * Runs in Node, in a build, and nowhere else.
 */
import { renderToString } from 'react-dom/server';
import { load, summaries } from 'virtual:lessons';
import type { Lesson } from '../lesson/lesson';
import { createBusy, type BusyClock } from '../session/busy';
import { createEdits } from '../session/edits';
import { createLabSession } from '../session/lab-session';
import { createLibrary } from '../session/library';
import { createOffline } from '../session/offline';
import { createPlaygroundFiles } from '../session/playground-files';
import { createPlayground } from '../session/playground-variants';
import { createProgress } from '../session/progress-store';
import { createRaceSession } from '../session/race';
import { createSettings } from '../session/settings';
import { memoryStorage } from '../session/storage';
import { createTraceFiles } from '../session/trace-file';
import { scrollsByKeyboard } from '../views/kit/scroll';
import { lessonPage } from '../texts/en/lesson-page';
import { Header } from '../views/lesson-page/header';
import { LessonColumn } from '../views/lesson-page/lesson-column';
import { Outline } from '../views/lesson-page/outline';
import { ServicesContext, type Services } from '../views/lesson-page/services';
import frame from '../views/lesson-page/app-frame.module.css';
import page from '../views/lesson-page/lesson-page.module.css';

export const lessons = summaries;

/** Nothing is due in a page that is only rendered. */
const NEVER: BusyClock = { setTimeout: () => 0, clearTimeout: () => undefined };
const refused = () => Promise.reject(new Error('a page of plain HTML fetches nothing'));

/** The services as a first visit finds them: nothing kept, nothing running. */
function firstVisit(): Services {
  const busy = createBusy(NEVER);
  const storage = memoryStorage();
  const edits = createEdits(Promise.resolve(storage), NEVER, busy, () => null);
  const lab = createLabSession({ createRealm: refused, now: () => 0, requestFrame: () => undefined, busy });
  return {
    library: createLibrary(
      { summaries, load, loadRecorded: refused, loadNotes: refused, loadDocuments: refused, loadTerms: refused },
      busy,
    ),
    lab,
    race: createRaceSession({
      lab,
      edits,
      storage: Promise.resolve(storage),
      busy,
      clock: { now: () => 0, after: () => () => undefined },
      attention: { hidden: () => false, onChange: () => () => undefined },
      calibrate: () => 0,
      date: () => '',
      seed: () => 1,
      cores: 1,
      browser: '',
    }),
    edits,
    playground: createPlayground(edits, () => ''),
    playgroundFiles: createPlaygroundFiles(null),
    progress: createProgress(Promise.resolve(storage), busy),
    settings: createSettings(() => ({ getItem: () => null, setItem: () => undefined })),
    traceFiles: createTraceFiles(busy, refused),
    offline: createOffline(),
    busy,
  };
}

// Views may ask what the browser speaks. (Node learned the word in its 21st version, and means the machine that builds.)
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en'], userAgent: '' }, configurable: true });

/** The markup of what stands in `#root`. */
export async function render(id: string): Promise<{ readonly lesson: Lesson; readonly html: string }> {
  const lesson = await load(id);
  const html = renderToString(
    <ServicesContext value={firstVisit()}>
      <div className={`${frame['frame'] ?? ''} static-frame`}>
        <Header lesson={lesson} page="lesson" outlineInMenu={false} />
        <main id="main" className="static-page">
          <section className={`${page['text'] ?? ''} static-text`} aria-label={lessonPage.lesson}>
            <Outline current={id} />
            <LessonColumn lesson={lesson} ran={new Set()} onOpenProgram={() => undefined} />
          </section>
          <FirstProgram lesson={lesson} />
        </main>
      </div>
    </ServicesContext>,
  );
  return { lesson, html };
}

/** What the editor will show first, where it will show it. */
function FirstProgram({ lesson }: { readonly lesson: Lesson }) {
  const [program] = lesson.programs;
  const file = program?.files.find(({ path }) => path === program.entry);
  if (file === undefined) return null;
  return (
    <section className="static-program" aria-label={file.path}>
      <p>{program?.title}</p>
      {/* It may be longer than its place. */}
      <pre {...scrollsByKeyboard}>{file.content}</pre>
    </section>
  );
}
