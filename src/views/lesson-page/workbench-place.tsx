import { Suspense, use } from 'react';
import { benchTexts } from '../../texts/en/bench';
import { Coming } from './coming';
import { PaneBoundary } from './pane-boundary';
import type { WorkbenchProps } from './workbench';

type Loading = Promise<typeof import('./workbench')>;
let loading: Loading | null = null;

/** The same promise each time; a failure is forgotten, so that it can be tried again. */
export function loadWorkbench(): Loading {
  if (loading !== null) return loading;
  loading = import('./workbench');
  loading.catch(() => (loading = null));
  return loading;
}

/** The workbench, which comes after the text: reading begins before it is there, and goes on if it never comes. */
export function WorkbenchPlace(props: WorkbenchProps) {
  return (
    <PaneBoundary name={benchTexts.workbench} resetKey={props.lesson.id}>
      <Suspense fallback={<Coming what={benchTexts.workbenchComing} />}>
        <Loaded {...props} />
      </Suspense>
    </PaneBoundary>
  );
}

function Loaded(props: WorkbenchProps) {
  const { Workbench } = use(loadWorkbench());
  return <Workbench {...props} />;
}
