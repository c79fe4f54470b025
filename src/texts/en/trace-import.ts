/** Traces that other tools recorded: why one cannot be opened, and what is said beside the picture of one that can. */
import { whole } from '../format';
import { capital, counted, number } from '../prose-en';
import { section } from '../section';

const several = (n: number, noun: string): string => counted(number(n), n, noun);

export const traceImport = section('traceImport', {
  empty: 'This file is empty.',
  tooLong: (characters: string, most: string) =>
    `This file holds ${characters} characters; of a file that another tool wrote, ${most} can be opened. Record less of the run, or a shorter one.`,
  notJson: 'This file is not a trace: it is not JSON. A part of it may be missing.',
  noEvents: 'This is JSON, but no trace: neither a list of events nor an object with "traceEvents".',
  emptyTrace: 'This trace is empty: it holds no event.',
  tooManyCalls: (most: string) =>
    `This trace holds more than ${most} function calls, which is as much as can be drawn here. Record less of the run: VizTracer's --min_duration, --max_stack_depth and --ignore_c_function leave calls out.`,
  noCalls: 'This trace holds no function call with a time, so there is nothing to draw.',
  tooLongTime: (most: string) =>
    `More than ${most} pass from the first event of this trace to its last, which is more than can be drawn.`,
  tooManyStretches: (stretches: string) =>
    `The function calls of this trace make ${stretches} stretches, more than can be drawn here. Record less of the run.`,
  impossible: (story: string) => `The trace cannot be drawn: ${story}.`,
  namelessCall: 'a call without a name',
  noCall: 'no call was recorded here',
  million: (n: string) => `${n} million`,
  importedFrom: (tool: string | null, rest: string) =>
    `${tool === null ? 'Imported' : `Imported from ${tool}`}: ${rest}`,
  shows: (calls: number, threads: number, processes: number, time: string) =>
    `the picture shows function calls as that tool recorded them, ${several(calls, 'call')} in ${several(threads, 'thread')}${processes === 1 ? '' : ` of ${several(processes, 'process')}`} over ${time}.`,
  strand:
    'A strand is thick while a function is on its thread’s stack. That is not the same as running: the file does not say who held the GIL, or who waited for which lock.',
  waits: 'Calls that do nothing but wait by their names, such as time.sleep or a lock’s acquire, are drawn as waits.',
  open: (calls: number) => `${capital(several(calls, 'call'))} had not ended when the recording did.`,
  cut: (calls: number) =>
    `${capital(several(calls, 'call'))} that outlasted the call around ${calls === 1 ? 'it was' : 'them were'} cut to its end.`,
  notShown: (things: string) => `Not shown: ${things}.`,
  counters: (n: number) => `${whole(n)} counters`,
  flows: (n: number) => `${whole(n)} flows`,
  asynchronous: (n: number) => `${whole(n)} asynchronous events`,
  samples: (n: number) => `${whole(n)} samples`,
  objects: (n: number) => `${whole(n)} objects`,
  noEvent: (n: number) => `${whole(n)} things that are no events`,
  noThread: (n: number) => `${whole(n)} events of no thread, or of one too many`,
  noTime: (n: number) => `${whole(n)} events without a time`,
  neverBegan: (n: number) => `${whole(n)} ends of calls that never began`,
  instants: (n: number) => `${whole(n)} further instants`,
  otherKinds: (n: number) => `${whole(n)} events of other kinds`,
});
