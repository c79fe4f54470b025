import { benchTexts } from '../../texts/en/bench';
import { framesWords, outcomeWords } from './outcome-words';
import { useServices, useStore } from './services';
import { runKey, type BenchOf } from './bench-of';
import styles from './lesson-page.module.css';

/** Said only when changes are in danger. */
export function Keeping() {
  const { edits } = useServices();
  const { loaded, durable, unsaved, edits: changed } = useStore(edits.store);
  if (!loaded || (durable && !unsaved) || Object.keys(changed).length === 0) return null;
  return <output className={styles['missing']}>{unsaved ? benchTexts.notSaved : benchTexts.notDurable}</output>;
}

/** One quiet voice for who does not see the screen: a run's beginning, its question, its end. */
export function RunNews({ lesson }: { readonly lesson: BenchOf }) {
  const { lab } = useServices();
  const news = useStore(lab.store, (state) => {
    for (const program of lesson.programs) {
      const key = runKey(lesson.id, program.id);
      const run = state.runs[key];
      if (run === undefined) continue;
      if (state.active === key) {
        if (run.inputWanted) return benchTexts.waitsForLine(program.title);
        if (run.state.phase === 'running') return benchTexts.isRunning(program.title);
        if (run.state.phase === 'stopping') return benchTexts.isStopping(program.title);
      }
    }
    return '';
  });
  const ended = useStore(lab.store, (state) => {
    // A race borrows the laboratory and has a voice of its own: what was said of the last run stays as it was, and is not said again.
    if (state.active !== null && !state.active.startsWith('race:')) return '';
    let latest = -1;
    let text = '';
    for (const program of lesson.programs) {
      const run = state.runs[runKey(lesson.id, program.id)];
      if (run?.state.phase === 'ended' && run.state.run > latest) {
        latest = run.state.run;
        const frames = run.frames === null || run.frames.dropped === 0 ? '' : ` ${framesWords(run.frames, false)}.`;
        const of = run.recorded === null ? '' : benchTexts.aRecordedRun;
        text = `${program.title}${of}: ${outcomeWords(run.state.summary, program.language).headline}${frames}`;
      }
    }
    return text;
  });
  return <output className="visually-hidden">{news || ended}</output>;
}
