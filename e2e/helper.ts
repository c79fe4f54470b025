import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { serve } from '../scripts/serve.mjs';

/** Makes Chromium keep sandboxed frames in their page's process, as browsers without site isolation do. */
export const ONE_THREAD = [
  '--disable-site-isolation-trials',
  '--disable-features=IsolateSandboxedIframes,IsolateOrigins,site-per-process',
];

/** WCAG 2.2, levels A and AA, as far as axe can judge it. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export interface Scan {
  /** Selects the parts to look at; otherwise all of the page, with its frames. */
  readonly within?: string;
  /** Selects what is somebody else's. */
  readonly except?: string;
  /** Also what is no rule of WCAG but good practice: landmarks, the order of headings. */
  readonly practices?: boolean;
}

/** What breaks a rule, as "rule: elements". */
export async function violationsOn(page: Page, { within, except, practices = false }: Scan = {}): Promise<string[]> {
  const scan = new AxeBuilder({ page });
  // In a page without frames axe needs no page of its own to gather what each of them tells, which takes half of the time.
  if (page.mainFrame().childFrames().length === 0) scan.setLegacyMode();
  if (!practices) scan.withTags(WCAG);
  if (within !== undefined) scan.include(within);
  if (except !== undefined) scan.exclude(except);
  const { violations } = await scan.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
}

/** Fails when something breaks a rule; `what` names the page's state. */
export async function assertAccessible(page: Page, scan: Scan = {}, what?: string): Promise<void> {
  expect(await violationsOn(page, scan), what).toEqual([]);
}

interface Hook {
  /** Resolves once nothing in the page is busy; rejects after a deadline of its own, naming what still is. */
  whenIdle(): Promise<void>;
}

/**
 * The page as a test sees it. Waits for quiet, never for time: every step ends when the page itself says that nothing is
 * busy, and a step that never gets there fails with the name of what kept it.
 */
export class InterleavePage {
  /** What the page complained of: uncaught errors, console errors, files that were not there. */
  readonly problems: string[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.problems.push(`${response.status()}: ${response.url()}`);
    });
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // The page may well change its mind about a download.
      if (reason !== 'net::ERR_ABORTED') this.problems.push(`${reason}: ${request.url()}`);
    });
  }

  /** Opens an address relative to the site (`''`, `#/lesson/...`) and waits for quiet. */
  async open(address = ''): Promise<void> {
    await this.page.goto(address);
    await this.whenIdle();
  }

  async whenIdle(): Promise<void> {
    await this.page.waitForFunction(() => '__interleave' in globalThis);
    try {
      await this.page.evaluate(() => (Reflect.get(globalThis, '__interleave') as Hook).whenIdle());
    } catch (error) {
      // What kept it is often to be read off the page: how far the program got, which request has no answer.
      const shown = await this.page.getByRole('region', { name: /^(?:Output|Network)$/ }).allInnerTexts();
      throw new Error([String(error), ...shown, ...this.problems].join('\n'), { cause: error });
    }
  }

  /** Does something, then waits for quiet. */
  async act(what: (page: Page) => Promise<unknown>): Promise<void> {
    await what(this.page);
    await this.whenIdle();
  }

  /** Clicks the button of this name, then waits for quiet. */
  async press(name: string | RegExp): Promise<void> {
    await this.act((page) => page.getByRole('button', { name }).click());
  }

  /** Opens a lesson, and one of its programs if named. */
  async openLesson(id: string, program?: string): Promise<void> {
    await this.open(`#/lesson/${id}${program === undefined ? '' : `/${program}`}`);
  }

  /** The output pane: what the program of the last run wrote, and how it ended. */
  get output(): Locator {
    return this.page.getByRole('region', { name: 'Output' });
  }

  /** Runs the open program to its end. */
  async run(): Promise<void> {
    await this.press('Run');
  }

  isIsolated(): Promise<boolean> {
    return this.page.evaluate(() => crossOriginIsolated);
  }

  assertNoProblems(): void {
    expect(this.problems, 'what the page complained of').toEqual([]);
  }
}

/**
 * Keeps the page from loading CPython, which costs seconds: for tests that look at what a page shows and start no Python program. To be called
 * before the page is opened. The page says that there is no Python, as it does on a broken connection.
 */
export async function withoutPython(page: Page): Promise<void> {
  await page.route('**/pyodide-*/**', (route) => route.abort('aborted'));
}

interface Fixtures {
  /** A fresh page that has not gone anywhere yet. */
  readonly interleave: InterleavePage;
  /** The address of the same site on a host that sends no isolation headers. */
  readonly plainHost: string;
}

export const test = base.extend<Fixtures>({
  interleave: async ({ page }, use) => {
    await use(new InterleavePage(page));
  },
  plainHost: async ({}, use) => {
    const dist = process.env['INTERLEAVE_DIST'] || join(import.meta.dirname, '..', 'dist');
    const site = await serve({ root: dist, isolation: false });
    await use(site.url);
    await site.close();
  },
});

export { expect } from '@playwright/test';
