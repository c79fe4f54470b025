/** The heavy part of a frame in somebody else's page: the services, and what the frame shows. */
import type { Busy } from '../session/busy';
import type { SettingsStore } from '../session/settings';
import { EmbedBody, type BodyProps } from '../views/embed/body';
import { ServicesContext } from '../views/lesson-page/services';
import '../lesson/code.css';
import { createServices } from './services';

interface Given extends BodyProps {
  readonly settings: SettingsStore;
  readonly busy: Busy;
  readonly database: string;
}

export function openBody({ settings, busy, database, ...props }: Given) {
  const services = createServices({ settings, busy, database });
  const { edits, lab } = services;
  // A page may be hidden and never come back: both moments are the last chance.
  addEventListener('pagehide', () => void edits.flush());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void edits.flush();
  });
  window.__interleave = {
    whenIdle: () => busy.whenIdle(30_000),
    edit: () => Promise.reject(new Error('a frame has no such address')),
    state: () => ({ busy: busy.names(), lab: lab.store.getState() }),
  };
  return function OpenBody() {
    return (
      <ServicesContext value={services}>
        <EmbedBody {...props} />
      </ServicesContext>
    );
  };
}
