import { plural } from '../format';
import { section } from '../section';

export const runTexts = section('runTexts', {
  pictureEnds: (why: string) => `The picture ends early: ${why}.`,
  linesGone: (lines: number) => `(${lines} earlier lines are gone)`,
  lessonNotFetched: 'It could not be fetched. Check the connection and try again.',
  recordedNotFetched: 'The recorded run could not be fetched. Check the connection and try again.',
  otherProgram: (program: string, lesson: string) => `The recording is of another program: ${program} of ${lesson}.`,
  changedSince: ' The program has been changed since.',
  recordedOn: (when: string, cores: number, engine: string, changed: string) =>
    `Recorded on ${when} with ${plural(cores, 'core', 'cores')} in ${engine}. It was not run here.${changed}`,
});
