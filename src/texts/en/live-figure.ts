/** Around a drawing that moves; each drawing has a section of its own, which comes with it. */
import { section } from '../section';

export const liveFigure = section('liveFigure', {
  missing: '(The drawing could not be loaded. With a connection, load the page again.)',
});
