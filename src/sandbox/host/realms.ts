/**
 * One realm for each language, and they are of different kinds. Python's frame outlives its runs: each run has workers of its
 * own. A TypeScript program runs on its frame's main thread, and nothing can undo what it does there: each run has a frame of
 * its own, and the next one is made ready while the learner reads.
 */
import type { Capabilities } from '../../protocol/realm';
import type { Language, RunRequest } from '../../runtimes/runtime';
import type { Booted, BootProgress } from './connection';
import type { RunHandle, RunSink } from './live-run';
import { createRealm, realmOnDemand, type FramePlan, type Realm, type StagePlace } from './realm-client';
import type { RealmError } from './realm-error';

/**
 * Rejects with a `RealmError`, as `createRealm` does.
 *
 * @param plans how the frames of each language are made
 */
export async function createRealms(plans: Readonly<Record<Language, FramePlan>>): Promise<Realm> {
  const python = await createRealm({ plan: plans.python });
  return new Realms({ python, typescript: realmOnDemand({ plan: plans.typescript, oncePerRun: true }) });
}

class Realms implements Realm {
  constructor(private readonly realms: Readonly<Record<Language, Realm>>) {}

  /** What the browser allows one frame it allows the other. */
  get capabilities(): Capabilities {
    return this.realms.python.capabilities;
  }

  boot(language: Language, onProgress?: (progress: BootProgress) => void): Promise<Booted> {
    return this.realms[language].boot(language, onProgress);
  }

  run(request: RunRequest, sink: RunSink): RunHandle {
    return this.realms[request.language].run(request, sink);
  }

  setStage(place: StagePlace | null): void {
    for (const realm of Object.values(this.realms)) realm.setStage(place);
  }

  onFault(listener: (error: RealmError) => void): () => void {
    const unsubscribers = Object.values(this.realms).map((realm) => realm.onFault(listener));
    return () => unsubscribers.forEach((unsubscribe) => unsubscribe());
  }

  dispose(): void {
    for (const realm of Object.values(this.realms)) realm.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
