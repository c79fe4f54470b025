/** Why a trace of ours cannot be opened: each one sentence. */
import { section } from '../section';

export const traceRefusals = section('traceRefusals', {
  tooLarge: (megabytes: string) => `This file is too large to be opened: ${megabytes} MB.`,
  notJson: 'This file is not a trace: it is not JSON.',
  notOurs: 'This file is not a trace of Interleave.',
  fromElsewhere: 'This is a Chrome trace from elsewhere; only those that Interleave wrote can be opened here.',
  noVersion: 'The trace does not say its version.',
  newer: (version: number, known: number) =>
    `The trace has version ${version}, and this Interleave reads up to ${known}: a newer one is needed.`,
  otherVersion: (version: number) => `The trace has version ${version}, which this Interleave does not read.`,
  noEnd: 'The trace is damaged: its end is not a time.',
  noCompletion: 'The trace is damaged: it does not say whether the run had ended.',
  noStrings: 'The trace is damaged: its strings are not a list of strings.',
  tooManyEvents: (most: string) => `The trace has more than ${most} events, which is more than can be opened.`,
  noRows: 'The trace is damaged: its rows are not whole, so a part of the file may be missing.',
  noOutput: 'The trace is damaged: its output is not a list of pieces of text.',
  impossible: (story: string) => `The trace tells a story that cannot be: ${story}.`,
});
