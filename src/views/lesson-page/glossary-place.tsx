import { lazy, Suspense, use } from 'react';
import { Html } from './html';
import { GLOSSARY_PATH, href, lessonPath } from './routes';
import { useServices } from './services';

const GlossaryPage = lazy(async () => ({ default: (await import('../reference/glossary-page')).GlossaryPage }));

/** The glossary, with the course's lessons. */
export function GlossaryPlace({ term }: { readonly term: string | null }) {
  return (
    <Suspense fallback={null}>
      <Loaded term={term} />
    </Suspense>
  );
}

function Loaded({ term }: { readonly term: string | null }) {
  const { library } = useServices();
  const terms = use(library.terms());
  return (
    <GlossaryPage
      terms={terms}
      open={term}
      lessons={library.summaries}
      hrefOf={(id) => href(`${GLOSSARY_PATH}/${encodeURIComponent(id)}`)}
      definition={(html) => <Html html={html} />}
      lessonHref={(lesson) => href(lessonPath(lesson))}
    />
  );
}
