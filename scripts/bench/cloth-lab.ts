/** A browser with the page of the timeline's benches (`src/app/cloth-bench.tsx`). */
import { chromium, type Page } from 'playwright-core';
import { ensureSite } from '../../authoring/site';
import { chromiumArgs, findChromium } from '../chromium.mjs';
import { serve } from '../serve.mjs';

/** So that a frame begins as soon as the one before is done: its length is then what it costs, not the display's rhythm. */
const UNHURRIED = ['--disable-gpu-vsync', '--disable-frame-rate-limit'];

export async function withCloth<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const site = await serve({ root: await ensureSite(), isolation: true });
  try {
    const executablePath = findChromium();
    if (executablePath === null) throw new Error('no Chromium was found; install one or name it in CHROMIUM_PATH');
    const browser = await chromium.launch({ executablePath, args: [...chromiumArgs(), ...UNHURRIED] });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(`${site.url}gallery.html?bench`);
      await page.waitForFunction(() => window.clothBench !== undefined);
      return await use(page);
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}
