import { section } from '../section';

/** What a lesson's own page says of presenting it. */
export const presentEntry = section('presentEntry', {
  present: 'Present this lesson (P)',
  presentation: 'The presentation',
  notes: 'The notes',
  thePresentation: 'the presentation',
  theNotes: 'the notes',
  unknown: (lesson: string) => `There is no lesson called “${lesson}”.`,
});
