/**
 * Where wheels come from: the folder `wheels/` of this very site, which whoever serves it may have filled (`npm run wheels`), and the
 * packages that Pyodide publishes, which are on other people's servers and therefore need somebody who may ask those.
 */
import * as v from 'valibot';

/** One archive, and what has to be there with it. */
export interface Wheel {
  /** `requests-2.34.2-py3-none-any.whl` */
  readonly file: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Absolute. */
  readonly url: string;
  /** Top-level modules of the packages that it needs. Those that no source has are for Python to miss. */
  readonly needs: readonly string[];
}

export interface WheelSource {
  /** The wheel that holds this top-level module, or null. Never rejects: a source that cannot be read has nothing. */
  find(module: string): Promise<Wheel | null>;
  /** Rejects with an Error whose message is a sentence that names the file. */
  fetch(url: string): Promise<Uint8Array>;
}

/** Fetches one address, whole; rejects with an Error whose message is a sentence. */
export type FetchBytes = (url: string) => Promise<Uint8Array>;

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const fileName = v.pipe(v.string(), v.regex(/^[\w.+-]{1,200}\.whl$/));
const names = v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(100));

const siteIndex = v.object({
  format: v.literal(1),
  imports: v.record(v.string(), v.object({ file: fileName, sha256: digest, needs: v.optional(names, []) })),
});

/** `public/wheels/index.json`, which `scripts/wheels.mjs` writes. Read at the first question, and never again. */
export function siteWheels(folder: string, fetchIndex: FetchBytes, fetchWheel: FetchBytes): WheelSource {
  const index = once(async () => {
    const { imports } = parseJson(siteIndex, await fetchIndex(`${folder}index.json`));
    return new Map(
      Object.entries(imports).map(([module, { file, sha256, needs }]): [string, Wheel] => {
        // A wheel of the same name may be another after the folder was filled anew; caches are not to mix them.
        const url = `${folder}${encodeURIComponent(file)}?${sha256.slice(0, 16)}`;
        return [module, { file, sha256, url, needs }];
      }),
    );
  });
  return { find: async (module) => (await index())?.get(module) ?? null, fetch: fetchWheel };
}

/**
 * Packages whose compiled parts only make them faster: without those, their own Python does the same. (`scripts/wheels.mjs` has the
 * same list.)
 */
export const FALL_BACK: ReadonlySet<string> = new Set([
  'aiohttp',
  'charset-normalizer',
  'frozenlist',
  'multidict',
  'propcache',
  'yarl',
]);

const lockFile = v.object({
  packages: v.record(
    v.string(),
    v.object({
      name: v.string(),
      package_type: v.string(),
      file_name: v.string(),
      sha256: v.string(),
      imports: v.array(v.string()),
      depends: v.array(v.string()),
    }),
  ),
});

const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/**
 * What Pyodide publishes for this very version: listed, with hashes, in `pyodide-lock.json`, which is among the interpreter's own
 * files on this site; the wheels themselves are at `base`. Only those that run without compiled parts.
 */
export class PyodideWheels {
  readonly #index: () => Promise<ReadonlyMap<string, Wheel> | null>;

  /** @param base ends with a slash */
  constructor(lockUrl: string, base: string, fetchIndex: FetchBytes) {
    this.#index = once(async () => {
      const { packages } = parseJson(lockFile, await fetchIndex(lockUrl));
      const known = new Map(Object.values(packages).map((one) => [normal(one.name), one]));
      const wheels = new Map<string, Wheel>();
      for (const { name, package_type, file_name, sha256, imports, depends } of known.values()) {
        if (package_type !== 'package' || !v.is(fileName, file_name) || !v.is(digest, sha256)) continue;
        if (!file_name.endsWith('-none-any.whl') && !FALL_BACK.has(normal(name))) continue;
        const needs = depends.flatMap((other) => known.get(normal(other))?.imports.slice(0, 1) ?? []);
        const wheel = { file: file_name, sha256, url: base + encodeURIComponent(file_name), needs };
        for (const module of imports) wheels.set(module, wheel);
      }
      return wheels;
    });
  }

  /** The source as one run may use it: `fetch` is that run's permission to ask other people's servers. */
  through(fetch: FetchBytes): WheelSource {
    return { find: async (module) => (await this.#index())?.get(module) ?? null, fetch };
  }
}

function parseJson<T>(schema: v.GenericSchema<unknown, T>, bytes: Uint8Array): T {
  return v.parse(schema, JSON.parse(new TextDecoder().decode(bytes)) as unknown);
}

/** Made at the first call; null for everybody when that fails. */
function once<T>(make: () => Promise<T>): () => Promise<T | null> {
  let made: Promise<T | null> | null = null;
  return () => (made ??= make().catch(() => null));
}
