/** The composition root of the learner's page: makes every service, hands them to the views, and shows them. */
import { lazy, StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { createBusy } from '../session/busy';
import { fileOf, openProgram, originalOf } from '../session/playground';
import { createSettings, drawnTheme } from '../session/settings';
import { locale, type Locale } from '../texts/locale';
import { AppFrame } from '../views/lesson-page/app-frame';
import { pageLocale } from '../views/lesson-page/language';
import { parseRoute, presentWish } from '../views/lesson-page/routes';
import { ServicesContext } from '../views/lesson-page/services';
import { loadWorkbench } from '../views/lesson-page/workbench-place';
import '../views/kit/base.css';
import '../lesson/code.css';
import { ErrorBoundary } from './error-boundary';
import { windowTimers } from './frame';
import { createServices, libraryIn } from './services';
import { stillPage } from './still-page';

const settings = createSettings(() => localStorage);
// `?present` is a way in, not a place: the address says by itself what is shown.
const wish = presentWish(location.search, location.hash.slice(1) || (document.documentElement.dataset['place'] ?? ''));
if (wish !== null) {
  const rest = new URLSearchParams(location.search);
  rest.delete('present');
  history.replaceState(null, '', `${location.pathname}${rest.size > 0 ? `?${rest}` : ''}#${wish}`);
}

// Before the first paint, so that no other theme flashes up.
document.documentElement.dataset['theme'] =
  parseRoute(location.hash.slice(1)).page === 'present'
    ? 'projector'
    : drawnTheme(settings.store.getState().theme, matchMedia('(prefers-color-scheme: dark)').matches);

const others = {
  Presenter: lazy(async () => ({ default: (await import('../views/presenter/presenter-page')).PresenterPage })),
  Notes: lazy(async () => ({ default: (await import('../views/presenter/notes-page')).NotesPage })),
};

const busy = createBusy(windowTimers);
const started = busy.begin('start the page');
const services = createServices({ settings, busy, database: 'interleave', journal: () => localStorage });
const { edits, lab, playground } = services;

// A page may be hidden and never come back: both moments are the last chance.
addEventListener('pagehide', () => void edits.flush());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void edits.flush();
});

declare global {
  interface Window {
    /** For tests and the curious: whether the page is at rest, and what it knows. */
    __interleave?: {
      whenIdle(): Promise<void>;
      /** Writes the open program's entry file, as the learner would. Rejects when no program is open. */
      edit(text: string): Promise<void>;
      state(): { readonly busy: readonly string[]; readonly lab: ReturnType<typeof lab.store.getState> };
    };
  }
}

window.__interleave = {
  whenIdle: () => busy.whenIdle(30_000),
  async edit(text) {
    const route = parseRoute(location.hash.slice(1));
    if (route.page === 'playground') {
      const own = openProgram(playground.store.getState().programs, settings.store.getState().playground);
      edits.set(fileOf(own), text, originalOf(own));
      return;
    }
    const lesson = route.page === 'lesson' ? await services.library.load(route.lesson) : null;
    const program =
      lesson?.programs.find(({ id }) => route.page === 'lesson' && id === route.program) ?? lesson?.programs[0];
    const file = program?.files.find(({ path }) => path === program.entry);
    if (!lesson || !program || !file) throw new Error('no program is open');
    edits.set({ lesson: lesson.id, program: program.id, path: file.path }, text, file.content);
  },
  state: () => ({ busy: busy.names(), lab: lab.store.getState() }),
};

const still = stillPage(services);

// Beside the lesson's text, not after it.
if (/^(?:lesson|playground|shared)$/.test(parseRoute(location.hash.slice(1)).page))
  void loadWorkbench().catch(() => undefined);

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no element with the id "root"');

/** The service worker waits for everything else, and nothing waits for it. */
let keepsSite = false;
function keepSite(): void {
  if (keepsSite) return;
  keepsSite = true;
  const begin = async (): Promise<void> => {
    const [{ startOffline }, { inStock }] = await Promise.all([
      import('../offline/page'),
      import('../sandbox/host/supplies'),
    ]);
    const { offline } = services;
    const commands = await startOffline({
      change: (change) => offline.store.setState(change),
      whenIdle: () => busy.whenIdle(120_000),
      have: inStock,
      lessons: services.library.summaries.map(({ id }) => id),
    });
    if (commands !== null) offline.connect(commands);
  };
  // Not in every browser; then the page has a moment all the same.
  const soon = 'requestIdleCallback' in window ? requestIdleCallback : (act: () => void) => setTimeout(act, 1_000);
  soon(() => void begin().catch(() => undefined));
}

const root = createRoot(element);
let spoken = services;
const show = () => {
  document.documentElement.lang = locale();
  const scrolled = still?.scroll();
  const shown = () => {
    scrolled?.();
    started();
    if (import.meta.env.PROD) keepSite();
  };
  const page = (
    <StrictMode>
      <ErrorBoundary>
        <ServicesContext value={spoken}>
          <AppFrame onShown={shown} others={others} />
        </ServicesContext>
      </ErrorBoundary>
    </StrictMode>
  );
  // A transition waits for what is there already instead of showing that it is being opened.
  if (still === null) root.render(page);
  else startTransition(() => root.render(page));
};
async function speak(language: Locale): Promise<void> {
  const [library, { speakLocale }] = await Promise.all([libraryIn(language, busy), import('../texts/load')]);
  await speakLocale(language);
  spoken = { ...services, library };
}

// English is here. Any other language is fetched before anything is said; if it cannot be had, English it is.
const language = pageLocale(settings.store.getState().locale);
// At once, unless there is something to read already: that stays until the lesson can stand in its place.
if (language === 'en' && still === null) show();
else {
  void Promise.allSettled([language === 'en' ? undefined : speak(language), still?.ready]).then(show);
}

// What authors see beside a lesson that they write (`interleave preview`). A build leaves it out.
if (import.meta.env.DEV && import.meta.env.MODE === 'preview') {
  const { showAuthorPanel } = await import('./author-panel');
  showAuthorPanel(services);
}
