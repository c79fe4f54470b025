/** Takes the README's picture anew: `node scripts/screenshot.mjs`. A lesson whose program has just run. */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArgs, findChromium } from './chromium.mjs';
import { ROOT, ensureBuilt } from './prepare.mjs';
import { serve } from './serve.mjs';

await ensureBuilt();
const site = await serve({ root: join(ROOT, 'dist') });
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: chromiumArgs() });
try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const whenIdle = () => page.evaluate(() => window.__interleave.whenIdle());
  await page.goto(`${site.url}#/lesson/the-gil/three_threads`);
  await page.waitForFunction(() => window.__interleave !== undefined);
  await whenIdle();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await whenIdle();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(ROOT, 'docs', 'screenshot.png'), animations: 'disabled' });
} finally {
  await browser.close();
  await site.close();
}
