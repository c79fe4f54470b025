/**
 * Real packages for the programs of this realm (`port/packages.py` asks, through each run's kernel). A package comes whole, with all
 * that it needs, or not at all: then a stand-in serves, and a notice says why the real one does not.
 *
 *     import requests -> find('requests') -> requests, urllib3, idna, certifi, charset_normalizer
 *                                            each fetched once for the realm, checked against its hash, unpacked, kept
 */
import { sha256 } from '../../base/sha256';
import type { FileChange } from '../../protocol/system';
import type { Packages } from '../../runtimes/python/system/kernel';
import { WheelError, unpackWheel } from './wheel-archive';
import type { FetchBytes, PyodideWheels, Wheel, WheelSource } from './wheel-sources';

/** Archives that one package may bring. */
const MOST_WHEELS = 64;

export interface WheelsOfRun {
  /** One sentence for the learner, without a newline. */
  readonly notice: (sentence: string) => void;
  /**
   * Asks other people's servers on behalf of this run; null while the learner has not allowed that. What arrives is checked against
   * its hash, so nobody on the way needs to be trusted.
   */
  readonly fetchFar: FetchBytes | null;
}

export class WheelRoom {
  /** hash -> what the wheel holds. Of those that were fetched and found to be what they should. */
  readonly #unpacked = new Map<string, Promise<readonly FileChange[]>>();

  /** @param far what there is for runs that may ask other people's servers */
  constructor(
    private readonly site: WheelSource,
    private readonly far: PyodideWheels | null,
  ) {}

  /** For one run: all its processes get the same answer, whatever becomes of the network meanwhile. */
  forRun({ notice, fetchFar }: WheelsOfRun): Packages {
    const sources = [this.site];
    if (fetchFar !== null && this.far !== null) sources.push(this.far.through(fetchFar));
    const decided = new Map<string, Promise<readonly FileChange[]>>();
    const unused = (module: string, error: unknown): readonly FileChange[] => {
      const why = error instanceof Error ? error.message : String(error);
      notice(`The real package of "${module}" is not used: ${why}`);
      return [];
    };
    return {
      find: async (module) => {
        for (const source of sources) {
          const wheel = await source.find(module);
          if (wheel === null) continue;
          let files = decided.get(module);
          if (files === undefined) {
            files = this.#withNeeds(source, wheel).catch((error: unknown) => unused(module, error));
            decided.set(module, files);
          }
          return files;
        }
        return [];
      },
    };
  }

  async #withNeeds(source: WheelSource, first: Wheel): Promise<readonly FileChange[]> {
    const wheels = new Map([[first.sha256, first]]);
    // (A map goes on to what is put in meanwhile.)
    for (const { needs } of wheels.values()) {
      for (const module of needs) {
        const wheel = await source.find(module);
        if (wheel !== null && wheels.size < MOST_WHEELS) wheels.set(wheel.sha256, wheel);
      }
    }
    const contents = await Promise.all(Array.from(wheels.values(), (wheel) => this.#contentOf(source, wheel)));
    return contents.flat();
  }

  #contentOf(source: WheelSource, wheel: Wheel): Promise<readonly FileChange[]> {
    const known = this.#unpacked.get(wheel.sha256);
    if (known !== undefined) return known;
    const content = fetchAndUnpack(source, wheel);
    this.#unpacked.set(wheel.sha256, content);
    // The next run may have more luck.
    content.catch(() => this.#unpacked.delete(wheel.sha256));
    return content;
  }
}

async function fetchAndUnpack(source: WheelSource, { file, sha256: wanted, url }: Wheel): Promise<FileChange[]> {
  const bytes = await source.fetch(url);
  if (sha256(bytes) !== wanted) throw new Error(`${file} is not the file that was listed: its SHA-256 is another.`);
  try {
    return unpackWheel(bytes);
  } catch (error) {
    throw error instanceof WheelError ? new Error(`${file} ${error.message}.`) : error;
  }
}
