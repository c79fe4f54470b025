/** The drawings that move, as a lesson's column shows them. `gallery.html` shows them. */
import type { LiveFigure as Name } from '../../lesson/lesson';
import { LiveFigure } from './live-figure';

interface FigureStory {
  readonly id: string;
  readonly title: string;
  readonly Story: () => React.JSX.Element;
}

function story(figure: Name, title: string, caption: string): FigureStory {
  const Story = () => (
    <div style={{ maxWidth: '42rem', padding: '0 1.125rem' }}>
      <LiveFigure figure={figure} alt={title} caption={caption} />
    </div>
  );
  return { id: `figure-${figure}`, title, Story };
}

export const FIGURE_STORIES: readonly FigureStory[] = [
  story('kitchen', 'A kitchen with one cook or several', 'One cook can have four pots on the stove.'),
  story('baton', 'Three threads and the GIL', 'One bead, three strands.'),
  story('memory', 'One address space, and two', 'Threads share what they touch. Processes have one each.'),
  story('event-loop', 'An event loop', 'One thread takes what is ready, one after another.'),
];
