/** The buttons under a drawing that moves. */
import { section } from '../section';

export const figureControls = section('figureControls', {
  pause: 'Pause',
  playAgain: 'Play again',
  play: 'Play',
  step: 'Step',
  reset: 'From the start',
});
