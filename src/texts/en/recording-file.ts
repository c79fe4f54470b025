/** Why the file of a recorded run cannot be opened: each one sentence. */
import { section } from '../section';

export const recordingFile = section('recordingFile', {
  notJson: 'The recording is damaged: it is not JSON.',
  newer: (version: number, known: number) =>
    `The recording has version ${version}, and this Interleave reads version ${known}.`,
  damaged: (path: string | null) => `The recording is damaged${path === null ? '' : ` at "${path}"`}.`,
  notUnpacked: 'The recording is damaged: its trace cannot be unpacked.',
  notEnded: 'The recording is damaged: its trace stops before the end of the run.',
});
