import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './scripts/chromium.mjs';

function freePort(): Promise<string> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(String(typeof address === 'object' && address !== null ? address.port : 0)));
    });
  });
}

// Playwright's workers read this file again, each for itself: all must learn the one port that the first reader chose.
const port = (process.env['INTERLEAVE_E2E_PORT'] ??= await freePort());
// Tests meet the stand-ins, whatever `public/wheels/` holds; those of real packages bring their own.
process.env['INTERLEAVE_WHEELS'] ??= 'off';
// As for the command: a site that was built elsewhere is taken as it is.
const dist = process.env['INTERLEAVE_DIST'] || 'dist';
const executablePath = findChromium();
// No page of a test reaches any machine but this one, whatever a program imports or asks for. (Interception by `page.route`
// would do it too, but then every request of the page goes round by the test, and preflights are answered by Playwright.)
const AT_HOME = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost';

/**
 * Those that measure, that fill the machine, or that hold deadlines of a few seconds to a program: one after the other, with nothing beside
 * them. All others look at pages, and two at a time leave each of them what it needs.
 */
const ALONE =
  /\/(?:race|playground-race|examples|seed-programs|processes-stress|preview|realm|hostile-typescript|conformance|hidden-tab|first-paint|offline)\.spec\.ts$/;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  // Once more, and named in the log when that helped (`scripts/count-tests.mjs` says how often it may).
  retries: 1,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  projects: [
    { name: 'pages', testIgnore: ALONE },
    { name: 'alone', testMatch: ALONE, workers: 1 },
  ],
  workers: 2,
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1280, height: 800 },
    // `page.route` does not see what a service worker answers; `offline.spec.ts` allows it.
    serviceWorkers: 'block',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { args: [...chromiumArgs(), AT_HOME], ...(executablePath === null ? {} : { executablePath }) },
  },
  webServer: {
    command: `node scripts/serve.mjs ${JSON.stringify(dist)} --port ${port}`,
    url: `http://127.0.0.1:${port}/`,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 3000 },
  },
});
