/** Finds the browser that tests, the authors' command and benches run in, and says how to start it. */
import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

const PLACES = {
  linux: ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) => NAMES.map((name) => `${folder}/${name}`)),
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google\\Chrome\\Application\\chrome.exe')),
};

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Playwright knows where its own download would lie, whether or not it was ever made. */
function downloaded() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath();
  } catch {
    return null;
  }
}

/**
 * The path of a Chromium, or null when there is none. `CHROMIUM_PATH` decides alone when it is set; then come the system's
 * own, then one that Playwright has downloaded earlier. Never downloads anything.
 *
 * @returns {string | null}
 */
export function findChromium() {
  const told = process.env.CHROMIUM_PATH;
  if (told) return runs(told) ? told : null;
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const own = downloaded();
  return [...(PLACES[process.platform] ?? []), ...onPath, ...(own === null ? [] : [own])].find(runs) ?? null;
}

/**
 * Flags for a quiet, headless Chromium that talks to nobody. Root cannot use Chromium's own sandbox.
 *
 * @returns {string[]}
 */
export function chromiumArgs() {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
