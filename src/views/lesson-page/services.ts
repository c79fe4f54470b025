/** What the views are given by the composition root. Views subscribe to stores and send commands; they own nothing. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Busy } from '../../session/busy';
import type { Edits } from '../../session/edits';
import type { LabSession } from '../../session/lab-session';
import type { Library } from '../../session/library';
import type { Offline } from '../../session/offline';
import type { PlaygroundFiles } from '../../session/playground-files';
import type { Playground } from '../../session/playground-variants';
import type { ProgressStore } from '../../session/progress-store';
import type { RaceSession } from '../../session/race';
import type { SettingsStore } from '../../session/settings';
import type { TraceFiles } from '../../session/trace-file';

export interface Services {
  readonly library: Library;
  readonly lab: LabSession;
  readonly race: RaceSession;
  readonly edits: Edits;
  readonly playground: Playground;
  readonly playgroundFiles: PlaygroundFiles;
  readonly progress: ProgressStore;
  readonly settings: SettingsStore;
  readonly traceFiles: TraceFiles;
  readonly offline: Offline;
  readonly busy: Busy;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('a view was rendered outside of the services that it needs');
  return services;
}

export { useStore };
