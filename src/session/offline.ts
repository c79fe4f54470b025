/** How far the site is kept for use without a network, and whether there is a new version of it; what the views show of `src/offline`. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface OfflineState {
  /**
   * - `off`: this browser has no service worker for this page, or it has not been asked yet
   * - `asking`: the learner saves data; nothing is fetched for keeping unasked, and only what was opened is kept
   * - `keeping`: `part` says how much of it is there, from 0 to 1
   * - `kept`: all of the site works without a network
   * - `full`, `failed`: it could not be kept whole; the next visit tries again
   */
  readonly phase: 'off' | 'asking' | 'keeping' | 'kept' | 'full' | 'failed';
  readonly part: number;
  /** Of all that is kept, unpacked; 0 until known. */
  readonly bytes: number;
  /** A new version is there, and waits for the learner's word. */
  readonly hasUpdate: boolean;
  /** Lessons that cannot be opened now: there is no network, and they are not kept. */
  readonly absent: ReadonlySet<string>;
}

export interface OfflineCommands {
  /** Keep the site, although data is to be saved. */
  keep(): void;
  /** Use the new version: the page is loaded anew. */
  takeOver(): Promise<void>;
}

export interface Offline extends OfflineCommands {
  readonly store: StoreApi<OfflineState>;
  /** The service worker is there, and listens. */
  connect(commands: OfflineCommands): void;
}

export function createOffline(): Offline {
  const store = createStore<OfflineState>(() => ({
    phase: 'off',
    part: 0,
    bytes: 0,
    hasUpdate: false,
    absent: new Set(),
  }));
  let commands: OfflineCommands | null = null;
  return {
    store,
    connect: (given) => void (commands = given),
    keep: () => commands?.keep(),
    takeOver: async () => commands?.takeOver(),
  };
}
