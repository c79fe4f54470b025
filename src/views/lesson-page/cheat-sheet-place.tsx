import { lazy, Suspense } from 'react';
import { GUIDE_PATH, href, lessonPath } from './routes';

const CheatSheetPage = lazy(async () => ({
  default: (await import('../reference/cheat-sheet-page')).CheatSheetPage,
}));

/** The cheat sheet, with the course's lessons. */
export function CheatSheetPlace() {
  return (
    <Suspense fallback={null}>
      <CheatSheetPage
        lessonHref={(lesson) => href(lessonPath(lesson))}
        guideHref={href(GUIDE_PATH)}
        onPrint={() => window.print()}
      />
    </Suspense>
  );
}
