/** The gallery: every named picture on a page of its own, for whoever draws or reviews them. Not part of the site. */
import '../views/kit/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Playback } from '../session/playback';
import { CHART_STORIES } from '../views/charts/charts.stories';
import { EXPLORER_STORIES } from '../views/explorer/explorer.stories';
import { FIGURE_STORIES } from '../views/figures/figures.stories';
import { NETWORK_STORIES } from '../views/network/network.stories';
import { TIMELINE_STORIES } from '../views/timeline/timeline.stories';

const clock = {
  now: () => performance.now(),
  request: (callback: () => void) => requestAnimationFrame(callback),
  cancel: (handle: number) => cancelAnimationFrame(handle),
};
const makePlayback = () => new Playback(clock);

const wanted = new URLSearchParams(location.search);
const theme = wanted.get('theme');
if (theme !== null) document.documentElement.dataset['theme'] = theme;
const STORIES = [...TIMELINE_STORIES, ...EXPLORER_STORIES, ...NETWORK_STORIES, ...CHART_STORIES, ...FIGURE_STORIES];
const chosen = STORIES.find(({ id }) => id === wanted.get('story'));

const root = document.getElementById('root');
if (wanted.has('bench')) {
  void import('./cloth-bench').then(({ offerClothBench }) => offerClothBench());
} else if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      {chosen === undefined ? (
        <ul>
          {STORIES.map(({ id, title }) => (
            <li key={id}>
              <a href={`?story=${id}`}>{title}</a> <a href={`?story=${id}&theme=dark`}>dark</a>{' '}
              <a href={`?story=${id}&theme=projector`}>projector</a>
            </li>
          ))}
        </ul>
      ) : (
        <div className="stage">
          <chosen.Story makePlayback={makePlayback} />
        </div>
      )}
    </StrictMode>,
  );
}
