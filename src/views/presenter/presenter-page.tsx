import { Suspense, use, useEffect, useMemo, useState } from 'react';
import { beatAt, beatsOfTalk } from '../../lesson/beats';
import type { Lesson, Note } from '../../lesson/lesson';
import { presentEntry } from '../../texts/en/present-entry';
import { Coming } from '../lesson-page/coming';
import { PaneBoundary } from '../lesson-page/pane-boundary';
import { useServices } from '../lesson-page/services';
import { Presentation } from './presentation';
import styles from './presenter.module.css';

export interface PresenterPageProps {
  /** None: the course's first one. */
  readonly lessons: readonly string[];
  /** The number of a beat, from 1, or the name of a step. */
  readonly place: string | null;
  readonly navigate: (path: string, replace: boolean) => void;
}

/** Lessons for a hall: one thing at a time, in the projector's theme, by keys. */
export function PresenterPage({ lessons, place, navigate }: PresenterPageProps) {
  const { library } = useServices();
  const known = useMemo(
    () => lessons.filter((id) => library.summaries.some((summary) => summary.id === id)),
    [library, lessons],
  );
  const first = library.summaries[0]?.id;
  const talk = lessons.length === 0 && first !== undefined ? [first] : known;
  const unknown = lessons.find((id) => !known.includes(id));
  if (unknown !== undefined || talk.length === 0)
    return (
      <main id="main" className={styles['message']}>
        <p>{presentEntry.unknown(unknown ?? '')}</p>
      </main>
    );
  return (
    <PaneBoundary name={presentEntry.presentation} resetKey={talk.join('+')}>
      <Loaded key={talk.join('+')} talk={talk} place={place} navigate={navigate} />
    </PaneBoundary>
  );
}

type Everything = readonly (readonly [Lesson, readonly Note[]])[];

function Loaded({ talk, ...rest }: Omit<PresenterPageProps, 'lessons'> & { readonly talk: readonly string[] }) {
  const { library, busy, edits } = useServices();
  // Asked for once, outside of what is suspended.
  const [all] = useState((): Promise<Everything> =>
    busy.during(
      'load the presentation',
      Promise.all(talk.map(async (id) => [await library.load(id), await library.notes(id)] as const)).then(
        async (loaded) => {
          // Without what was kept, the lesson's code would flash up in place of the speaker's.
          await edits.ready;
          return loaded;
        },
      ),
    ),
  );
  return (
    <Suspense fallback={<Coming what={presentEntry.thePresentation} />}>
      <Ready all={all} {...rest} />
    </Suspense>
  );
}

function Ready({ all, place, navigate }: Omit<PresenterPageProps, 'lessons'> & { readonly all: Promise<Everything> }) {
  const loaded = use(all);
  const { lab } = useServices();
  const beats = useMemo(
    () =>
      beatsOfTalk(
        loaded.map(([lesson]) => lesson),
        new Map(loaded.map(([{ id }, notes]) => [id, notes])),
      ),
    [loaded],
  );
  const [start] = useState(() => startOf(place, () => beatAt(beats, loaded[0]?.[0].id ?? '', place)));
  useEffect(() => () => lab.leave(), [lab]);
  return <Presentation beats={beats} start={start} lessons={loaded.map(([{ id }]) => id)} navigate={navigate} />;
}

function startOf(place: string | null, ofStep: () => number): number {
  return place !== null && /^\d{1,4}$/.test(place) ? Number(place) - 1 : ofStep();
}
