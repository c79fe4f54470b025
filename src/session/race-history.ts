/**
 * Results of earlier races on this device: so many of each race, the oldest forgotten first. What cannot be read (another version wrote
 * it, a disk spoiled it) is left out and not touched; a write that fails costs that result only.
 */
import { decodeResult } from '../measure/parse';
import type { RaceResult } from '../measure/race';
import type { Busy } from './busy';
import type { Storage } from './storage';

/** An earlier result on this device. */
export interface KeptRace {
  /** Unique among them all. */
  readonly key: string;
  readonly result: RaceResult;
}

export interface RaceHistory {
  load(race: string): Promise<void>;
  keep(race: string, result: RaceResult): Promise<void>;
  clear(race: string): Promise<void>;
}

/** For each race. */
export const MOST_KEPT = 50;
const PREFIX = 'race/';

/** None of these reject. `tell` hears of every change, the newest result first. */
export function createRaceHistory(
  storage: Promise<Storage>,
  busy: Busy,
  tell: (race: string, kept: readonly KeptRace[]) => void,
): RaceHistory {
  const known = new Map<string, readonly KeptRace[]>();
  // One thing at a time: a result that is kept while all are being cleared is either before that or after.
  let last: Promise<void> = Promise.resolve();

  const prefixOf = (race: string): string => `${PREFIX}${encodeURIComponent(race)}/`;
  const told = (race: string, kept: readonly KeptRace[]): void => {
    known.set(race, kept);
    tell(race, kept);
  };
  const inTurn = (name: string, work: (open: Storage) => Promise<void>): Promise<void> => {
    last = busy.during(
      name,
      last.then(async () => work(await storage)).catch(() => undefined),
    );
    return last;
  };
  async function read(open: Storage, race: string): Promise<readonly KeptRace[]> {
    const found: KeptRace[] = [];
    for (const [key, value] of await open.entries(prefixOf(race))) {
      const result = decodeResult(value);
      if (result.ok) found.push({ key, result: result.value });
    }
    return found.sort((a, b) => (a.result.environment.date < b.result.environment.date ? 1 : -1));
  }

  return {
    load: (race) =>
      inTurn('load earlier races', async (open) => {
        if (!known.has(race)) told(race, []);
        told(race, await read(open, race));
      }),
    keep: (race, result) =>
      inTurn('keep the result of a race', async (open) => {
        // The same result, imported twice, is one result.
        const key = `${prefixOf(race)}${result.environment.date}-${result.seed}`;
        const before = known.get(race) ?? (await read(open, race));
        const kept = [{ key, result }, ...before.filter((each) => each.key !== key)].sort((a, b) =>
          a.result.environment.date < b.result.environment.date ? 1 : -1,
        );
        // Seen at once, also where it cannot be kept for longer than the page.
        told(race, kept.slice(0, MOST_KEPT));
        for (const old of kept.slice(MOST_KEPT)) await open.delete(old.key);
        await open.set(key, result);
      }),
    clear: (race) =>
      inTurn('forget earlier races', async (open) => {
        told(race, []);
        for (const [key] of await open.entries(prefixOf(race))) await open.delete(key);
      }),
  };
}
