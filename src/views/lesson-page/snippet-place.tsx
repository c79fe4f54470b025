import { lazy, Suspense, use } from 'react';
import { snippet } from '../../texts/en/snippet';
import { Coming } from './coming';
import { PaneBoundary } from './pane-boundary';
import { useServices } from './services';
import { UnknownPage } from './unknown-page';

const Page = lazy(async () => ({ default: (await import('./snippet-page')).SnippetPage }));

/** Where the lines for other people's pages are made, once it and the lesson are there. */
export function SnippetPlace({ id }: { readonly id: string }) {
  const { library } = useServices();
  if (!library.summaries.some((lesson) => lesson.id === id)) return <UnknownPage what={snippet.noLesson(id)} />;
  return (
    <PaneBoundary name={snippet.lines} resetKey={id}>
      <Suspense fallback={<Coming what={snippet.lines} />}>
        <Loaded key={id} id={id} />
      </Suspense>
    </PaneBoundary>
  );
}

function Loaded({ id }: { readonly id: string }) {
  const { library } = useServices();
  return <Page lesson={use(library.load(id))} />;
}
