import { useMemo } from 'react';
import type { Lesson } from '../../lesson/lesson';
import { runKey } from './bench-of';
import { useServices, useStore } from './services';

const OWN_ENDS: ReadonlySet<string> = new Set(['finished', 'raised', 'deadlocked']);

/**
 * The programs of this lesson that have run to an end of their own, as the lesson gives them: the run of a changed program,
 * or of one that was stopped, answers nothing that the lesson asked.
 */
export function useRan(lesson: Lesson): ReadonlySet<string> {
  const { lab } = useServices();
  const runs = useStore(lab.store, (state) => state.runs);
  const key = lesson.programs
    .filter(({ id, files }) => {
      const run = runs[runKey(lesson.id, id)];
      if (run?.state.phase !== 'ended' || !OWN_ENDS.has(run.state.summary.outcome.kind)) return false;
      return files.every(({ path, content }) => run.files.some((ran) => ran.path === path && ran.content === content));
    })
    .map(({ id }) => id)
    .join('\n');
  return useMemo(() => new Set(key.split('\n').filter((id) => id !== '')), [key]);
}
