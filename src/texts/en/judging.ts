import { section } from '../section';

export const judging = section('judging', {
  wasRecorded: 'A recorded run was shown. Run the program here to have it checked.',
  stopped: 'The run was stopped before its end. Let it come to its end.',
  ours: 'The run failed for a reason that is not the program’s. Run it again.',
  partUnknown: 'Part of what happened in this run is not known. Run it again.',
  tooMuch: 'The program printed so much that the beginning is gone. Let it print less.',
});
