/** Beside the page that `interleave preview` shows: the claims of the open lesson. The only module that knows of it is `main.tsx`. */
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useHashLocation } from 'wouter/use-hash-location';
import { createClaimsBoard, type ClaimsBoard } from '../session/claims-board';
import { openStorage } from '../session/storage';
import { ClaimsPanel } from '../views/author/claims-panel';
import { parseRoute } from '../views/lesson-page/routes';
import { useStore, type Services } from '../views/lesson-page/services';
import { runKey } from '../views/lesson-page/bench-of';
import { ErrorBoundary } from './error-boundary';

const FOLDED = 'interleave.author.folded';
const SCROLLED = 'interleave.author.scrolled';

export function showAuthorPanel({ library, lab, busy }: Services): void {
  // Apart from what learners keep: nothing of it is theirs.
  const board = createClaimsBoard({ lab, busy, runKey, storage: openStorage('interleave-author') });
  const place = document.createElement('div');
  document.body.append(place);
  createRoot(place).render(
    <StrictMode>
      <ErrorBoundary>
        <AuthorPanel board={board} library={library} />
      </ErrorBoundary>
    </StrictMode>,
  );
  keepPlace(busy);
}

function AuthorPanel({ board, library }: { readonly board: ClaimsBoard; readonly library: Services['library'] }) {
  const state = useStore(board.store);
  const [open, setOpen] = useState(sessionStorage.getItem(FOLDED) === null);
  const [path] = useHashLocation();
  const route = parseRoute(path);
  const lesson = route.page === 'lesson' ? route.lesson : null;

  useEffect(() => {
    let wanted = true;
    const known = lesson !== null && library.summaries.some(({ id }) => id === lesson);
    void (known ? library.load(lesson) : Promise.resolve(null)).then(
      (loaded) => (wanted ? board.open(loaded) : undefined),
      () => (wanted ? board.open(null) : undefined),
    );
    return () => {
      wanted = false;
    };
  }, [board, library, lesson]);

  return (
    <ClaimsPanel
      board={state}
      open={open}
      onOpen={(next) => {
        setOpen(next);
        if (next) sessionStorage.removeItem(FOLDED);
        else sessionStorage.setItem(FOLDED, '1');
      }}
      onRunAll={() => void board.runAll()}
      onStop={board.stop}
    />
  );
}

/** A page that reloads because a file was saved shows what it showed before: the browser itself remembers the window's place only. */
function keepPlace(busy: Services['busy']): void {
  const text = () => document.querySelector('section[aria-label="Lesson"]');
  addEventListener('pagehide', () => {
    const at = text()?.scrollTop ?? 0;
    sessionStorage.setItem(SCROLLED, JSON.stringify([location.hash, at]));
  });
  const [hash, at] = JSON.parse(sessionStorage.getItem(SCROLLED) ?? '["", 0]') as [string, number];
  sessionStorage.removeItem(SCROLLED);
  if (hash !== location.hash || at === 0) return;
  void busy.whenIdle(30_000).then(
    () => text()?.scrollTo(0, at),
    () => undefined,
  );
}
