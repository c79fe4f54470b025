/** The services of a page, made and joined: of the site's own page, and of a frame in somebody else's. */
import { load, loadDocuments, loadNotes, loadRecorded, loadSummaries, loadTerms, summaries } from 'virtual:lessons';
import { pageClock } from '../sandbox/host/clock';
import type { Busy } from '../session/busy';
import { createEdits } from '../session/edits';
import { createLabSession } from '../session/lab-session';
import { createLibrary, type Library } from '../session/library';
import { createOffline } from '../session/offline';
import { createPlaygroundFiles, filePickers } from '../session/playground-files';
import { createPlayground } from '../session/playground-variants';
import { createProgress } from '../session/progress-store';
import { createRaceSession } from '../session/race';
import { browserWords } from '../session/race-field';
import { fixedWork } from '../session/race-run';
import type { SettingsStore } from '../session/settings';
import { openStorage } from '../session/storage';
import { createTraceFiles } from '../session/trace-file';
import type { Locale } from '../texts/locale';
import type { Services } from '../views/lesson-page/services';
import { requestFrame, tabAttention, windowTimers } from './frame';
import { readInWorker } from './trace-reader';

interface Given {
  readonly settings: SettingsStore;
  readonly busy: Busy;
  /** The IndexedDB database in which what the learner writes and does is kept. */
  readonly database: string;
  /** Where changes wait that a page which is closed too fast could not write (`createEdits`). */
  readonly journal?: Parameters<typeof createEdits>[3];
}

export function createServices({ settings, busy, database, journal }: Given): Services {
  const storage = openStorage(database);
  const edits = createEdits(storage, windowTimers, busy, journal);
  const lab = createLabSession({
    // Not needed to read: it comes beside the lesson.
    createRealm: async () => {
      const [{ createRealms }, { realmPlans }] = await Promise.all([
        import('../sandbox/host/realms'),
        import('./realm-plans'),
      ]);
      return createRealms(realmPlans());
    },
    now: () => performance.now(),
    requestFrame,
    busy,
  });
  const race = createRaceSession({
    lab,
    edits,
    storage,
    busy,
    clock: pageClock(),
    attention: tabAttention,
    calibrate: () => fixedWork(() => performance.now()),
    date: () => new Date().toISOString(),
    seed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1,
    cores: Math.max(1, navigator.hardwareConcurrency || 1),
    browser: browserWords(navigator.userAgent),
  });
  return {
    library: createLibrary({ summaries, load, loadRecorded, loadNotes, loadDocuments, loadTerms }, busy),
    lab,
    race,
    edits,
    playground: createPlayground(edits, () => crypto.randomUUID()),
    playgroundFiles: createPlaygroundFiles(filePickers(window)),
    progress: createProgress(storage, busy),
    settings,
    traceFiles: createTraceFiles(busy, readInWorker),
    offline: createOffline(),
    busy,
  };
}

/** The course in another language, as far as it is translated. Rejects when its list cannot be had. */
export async function libraryIn(locale: Locale, busy: Busy): Promise<Library> {
  const source = {
    summaries: await loadSummaries(locale),
    load: (id: string) => load(id, locale),
    loadRecorded,
    loadNotes,
    loadDocuments: () => loadDocuments(locale),
    loadTerms: () => loadTerms(locale),
  };
  return createLibrary(source, busy);
}
