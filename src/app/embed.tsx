/**
 * The composition root of a frame in somebody else's page (`embed.html`). It is small: what the frame shows is loaded when the frame is
 * open, which is at once, unless its address says that it begins as one line.
 */
import { lazy, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { load, summaries } from 'virtual:lessons';
import { parseEmbedAddress } from '../protocol/embed';
import { createBusy } from '../session/busy';
import { createEmbed } from '../session/embed';
import { createEmbedLink, type News } from '../session/embed-link';
import { createSettings, drawnTheme } from '../session/settings';
import { embed as texts } from '../texts/en/embed';
import { locale, wantedLocale } from '../texts/locale';
import { applyAccent, refusalWords } from '../views/embed/accent';
import { Shell } from '../views/embed/shell';
import '../views/kit/base.css';
import { embedSettings, keptApart } from './embed-settings';
import { ErrorBoundary } from './error-boundary';
import { windowTimers } from './frame';

const address = parseEmbedAddress(location.search, location.hash);
const alone = window.parent === window;
/** In the language that the frame was asked for; without one, the site chooses its own. */
const inLanguage = /[?&](lang=[a-z]+)/.exec(location.search)?.[1];
const siteUrl = (path: string): string =>
  new URL(`index.html${inLanguage === undefined ? '' : `?${inLanguage}`}#${path}`, location.href).href;
// Opened by itself, at an address of one of the site's own pages: that page is meant.
if (alone && address.what === null) location.replace(siteUrl(location.hash.replace(/^#/, '') || '/'));

const root = document.documentElement;
root.dataset['embed'] = '';
const settings = embedSettings(
  createSettings(() => localStorage),
  { theme: address.theme, plain: window.origin === 'null' },
);
const dark = matchMedia('(prefers-color-scheme: dark)');
const themeNow = () => drawnTheme(settings.store.getState().theme, dark.matches);
// Before the first paint, so that no other theme flashes up.
root.dataset['theme'] = themeNow();
let { accent } = address;
if (accent !== null && !applyAccent(accent, themeNow(), root)) console.warn(refusalWords(accent, themeNow()));

const busy = createBusy(windowTimers);
const started = busy.begin('start the frame');

const embed = createEmbed({
  address,
  hasLesson: (id) => summaries.some((summary) => summary.id === id),
  loadLesson: load,
  setTheme(theme, wanted) {
    const next = wanted === undefined ? accent : wanted;
    settings.set({ theme });
    root.dataset['theme'] = theme;
    const refused = !applyAccent(next, theme, root);
    if (wanted !== undefined && !refused) accent = wanted;
    return refused && next !== null ? refusalWords(next, theme) : null;
  },
});

function titleNow(): string {
  const { what, own } = embed.store.getState();
  if (what?.kind === 'lesson' || what?.kind === 'program')
    return summaries.find(({ id }) => id === what.lesson)?.title ?? what.lesson;
  return own?.title?.slice(0, 200) || texts.ownProgram;
}

let restore: ((kept: string) => void) | null = null;
/** A page may say hello before the lesson is here. */
let waiting: string | null = null;
let standing: (() => readonly News[]) | null = null;
const link = createEmbedLink({
  post: (message, origin) => {
    if (!alone) window.parent.postMessage(message, origin);
  },
  now: () => performance.now(),
  isParent: (source) => !alone && source === window.parent,
  ready() {
    const { what } = embed.store.getState();
    return {
      type: 'ready',
      lesson: what?.kind === 'lesson' || what?.kind === 'program' ? what.lesson : null,
      step: what?.kind === 'lesson' ? what.step : null,
      title: titleNow(),
      isolated: self.crossOriginIsolated,
      // A browser that is locked down has no WebAssembly at all.
      threads:
        typeof WebAssembly !== 'undefined' && 'Suspending' in WebAssembly && 'promising' in WebAssembly
          ? 'live'
          : 'recorded',
    };
  },
  standing: () => standing?.() ?? [],
  restore(kept) {
    if (restore === null) waiting = kept;
    else restore(kept);
  },
  obey: (command) => embed.obey(command),
});
addEventListener('message', (event) => link.receive(event));
addEventListener('hashchange', () => embed.go(parseEmbedAddress('', location.hash).what));

const Body = lazy(async () => {
  const { openBody } = await busy.during('load what is shown', import('./embed-body'));
  return {
    default: openBody({
      embed,
      settings,
      busy,
      database: keptApart(),
      hide: address.hide,
      readonly: address.readonly,
      tell: link.tell,
      onStanding: (given) => (standing = given),
      onRestore(given) {
        restore = given;
        if (restore === null || waiting === null) return;
        restore(waiting);
        waiting = null;
      },
      siteUrl,
      onTheme: (theme) => applyAccent(accent, theme, root),
    }),
  };
});

const onHeight = (height: number) => link.tell({ type: 'height', height });

function Frame() {
  // The title is made of it.
  const { what } = useStore(embed.store);
  return (
    <Shell
      embed={embed}
      title={titleNow()}
      folds={address.collapsed}
      headed={what?.kind === 'lesson' && what.step === null && !address.hide.includes('text')}
      Body={Body}
      onHeight={onHeight}
      siteUrl={siteUrl}
      onShown={started}
    />
  );
}

const element = document.getElementById('root');
if (element === null) throw new Error('embed.html has no element with the id "root"');
const page = createRoot(element);
const show = () => {
  root.lang = locale();
  page.render(
    <StrictMode>
      <ErrorBoundary>
        <Frame />
      </ErrorBoundary>
    </StrictMode>,
  );
  link.begin();
};
const language = wantedLocale(address.lang, settings.store.getState().locale, navigator.languages);
if (language === 'en') show();
else void import('../texts/load').then(({ speakLocale }) => speakLocale(language)).then(show, show);
