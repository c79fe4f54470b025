import { lazy, Suspense } from 'react';
import type { GuideProgram } from '../../guide/tools';
import { guidePath, href, lessonPath, PLAYGROUND_PATH } from './routes';
import { useServices, type Services } from './services';

const GuidePage = lazy(async () => ({ default: (await import('../guide/guide-page')).GuidePage }));

/** The guide, with the course's lessons, and with the playground for its programs. */
export function GuidePlace({
  choices,
  navigate,
}: {
  readonly choices: readonly string[];
  readonly navigate: (path: string) => void;
}) {
  const services = useServices();
  return (
    <Suspense fallback={null}>
      <GuidePage
        choices={choices}
        lessons={services.library.summaries}
        hrefOf={(way) => href(guidePath(way))}
        lessonHref={(lesson) => href(lessonPath(lesson))}
        onOpen={async (programs) => {
          const problem = await openInPlayground(services, programs);
          if (problem === null) navigate(PLAYGROUND_PATH);
          return problem;
        }}
      />
    </Suspense>
  );
}

/** As variants of the learner's own, the last one open. One that is there already is opened again, unless she has changed it. */
async function openInPlayground(
  { playground, settings }: Services,
  programs: readonly GuideProgram[],
): Promise<string | null> {
  await playground.ready;
  const ids: string[] = [];
  for (const { name, text } of programs) {
    const namesake = playground.store.getState().programs.find(({ title }) => title === `${name}.py`);
    if (namesake !== undefined && playground.text(namesake) === text) {
      ids.push(namesake.id);
      continue;
    }
    const free = namesake === undefined ? name : playground.suggestedName('python', namesake);
    const added = playground.add(free, 'python', text);
    if ('problem' in added) return added.problem;
    ids.push(added.id);
  }
  if (ids.length > 1) playground.setRace({ kind: 'variants', picked: ids });
  const open = ids.at(-1);
  if (open !== undefined) settings.set({ playground: open });
  return null;
}
