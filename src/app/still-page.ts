/**
 * A lesson's page of plain HTML (`static-page.tsx`) comes to life: it gets the address that the lesson has everywhere else, and keeps
 * what stands there until the lesson can stand in its place.
 */
import { parseRoute } from '../views/lesson-page/routes';
import type { Services } from '../views/lesson-page/services';

interface StillPage {
  /** The lesson is there, or will not come: either way the page can be shown. Never rejects. */
  readonly ready: Promise<unknown>;
  /** Notes how far the reader has scrolled; what it returns goes there again, on the page that took over. */
  scroll(): () => void;
}

const COLUMN = '#main section';

/** Null where nothing stands there yet, which is every page but a lesson's own. Rewrites the address. */
export function stillPage({ library, edits }: Pick<Services, 'library' | 'edits'>): StillPage | null {
  const { place } = document.documentElement.dataset;
  if (place === undefined) return null;
  // Two folders up is the site. All else asks for files beside the page's address, and finds them from now on.
  history.replaceState(history.state, '', `../../${location.search}${location.hash || `#${place}`}`);
  const route = parseRoute(location.hash.slice(1));
  if (route.page !== 'lesson') return null;
  return {
    ready: Promise.allSettled([library.load(route.lesson), edits.ready]),
    scroll() {
      const page = window.scrollY;
      const column = document.querySelector(COLUMN)?.scrollTop ?? 0;
      return () => {
        // Who follows an address to a step is taken there instead.
        if (route.step !== null) return;
        window.scrollTo(0, page);
        document.querySelector(COLUMN)?.scrollTo(0, column);
      };
    },
  };
}
