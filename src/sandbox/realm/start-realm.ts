/** What is the same whether the realm fetches its files (`main.ts`) or is supplied with them (`supplied.ts`). */
import { REALM_PROTOCOL_VERSION } from '../../protocol/realm';
import type { Language } from '../../runtimes/runtime';
import { startTicker } from '../../runtimes/python/ticker';
import { measureCapabilities } from './capabilities';
import { FrameServer } from './frame-server';
import type { WorkerLike } from './interpreter';
import { frameTimers } from './timers';
import { PyodideWheels, siteWheels, type FetchBytes } from './wheel-sources';
import { WheelRoom } from './wheels';
import type { FetchLimits } from './fetch-bytes';

const MB = 1024 * 1024;

/** Pyodide's own packages for the very version that runs here. */
const PYODIDE_PACKAGES = `https://cdn.jsdelivr.net/pyodide/v${__PYODIDE_DIR__.replace(/^pyodide-|\/$/g, '')}/full/`;

/** Where the site has what the realm uses. Absolute, with trailing slashes. */
export interface SitePlaces {
  readonly indexURL: string;
  /** Real packages, where whoever serves this site has put some: `npm run wheels`. */
  readonly wheelsURL: string;
}

export function sitePlaces(root: string): SitePlaces {
  return { indexURL: new URL(__PYODIDE_DIR__, root).href, wheelsURL: new URL('wheels/', root).href };
}

/**
 * @param version what the page has sent
 * @param fetchBytes for the site's own files; rejects with an Error whose message is a sentence
 */
export function startRealm(
  port: MessagePort,
  version: number,
  { indexURL, wheelsURL }: SitePlaces,
  fetchBytes: (url: string, limits: FetchLimits) => Promise<Uint8Array>,
  spawn: (language: Language) => WorkerLike | null,
): void {
  const capabilities = measureCapabilities();
  if (version !== REALM_PROTOCOL_VERSION) {
    // The page refuses this hello with words of its own.
    port.postMessage({ type: 'hello', version: REALM_PROTOCOL_VERSION, capabilities });
    return;
  }
  const small: FetchBytes = (url) => fetchBytes(url, { bytes: 4 * MB, ms: 10_000 });
  const large: FetchBytes = (url) => fetchBytes(url, { bytes: 20 * MB, ms: 30_000 });
  new FrameServer({
    port,
    capabilities,
    timers: frameTimers,
    indexURL,
    wheels: new WheelRoom(
      siteWheels(wheelsURL, small, large),
      new PyodideWheels(`${indexURL}pyodide-lock.json`, PYODIDE_PACKAGES, small),
    ),
    startTicker,
    spawn,
  });
}
