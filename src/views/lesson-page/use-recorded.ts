import { useEffect, useRef, useState } from 'react';
import type { Program } from '../../lesson/lesson';
import { useServices } from './services';

interface RecordedOffer {
  readonly show: () => void;
  /** Why the recorded run could not be shown: a sentence. What was shown before still is. */
  readonly problem: string | null;
}

/** Fetches the recorded run of a lesson's program when it is asked for, and shows it as the program's run. */
export function useRecorded(lesson: string, program: Program, key: string): RecordedOffer {
  const { library, lab } = useServices();
  const [problem, setProblem] = useState<{ readonly key: string; readonly sentence: string } | null>(null);
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  const show = () => {
    void library.recorded(lesson, program).then((result) => {
      // It may have come after the lesson was left, or after Run was pressed.
      if (!open.current) return;
      setProblem(result.ok ? null : { key, sentence: result.error });
      if (result.ok) lab.showRecorded(key, result.value);
    });
  };
  return { show, problem: problem?.key === key ? problem.sentence : null };
}
