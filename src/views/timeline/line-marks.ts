import { COMPUTING_STATES, type ActorId } from '../../trace/events';
import { traceTime } from '../../trace/ids';
import type { Trace } from '../../trace/trace';
import { strandColours, type ColourIndex } from './rows';

/** Where one actor stands in the source, for the editor's margin. */
export interface LineMark {
  readonly actor: ActorId;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly colourIndex: ColourIndex;
  /** Whether it runs at this moment, or waits at that line. */
  readonly running: boolean;
}

/** Every living actor's line at `t`, in the order of the lanes. */
export function lineMarks(trace: Trace, t: number): LineMark[] {
  const colours = strandColours(trace);
  const marks: LineMark[] = [];
  for (const { actor, segments } of trace.lanes) {
    if (actor.start > t || (actor.end !== null && actor.end <= t)) continue;
    const i = segments.indexAt(traceTime(t));
    if (i < 0) continue;
    const { place, state } = segments.at(i);
    if (place === null) continue;
    marks.push({
      actor: actor.id,
      name: actor.name,
      file: place.file,
      line: place.line,
      colourIndex: colours[actor.id] ?? 0,
      running: COMPUTING_STATES.some((computing) => computing === state),
    });
  }
  return marks;
}
