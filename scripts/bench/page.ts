/**
 * What a learner waits for: a lesson's page opened with nothing in the browser, and Run. A cold run is pressed as soon as there is a Run
 * button, however far the interpreter is; the next one as soon as the first has ended, while the realm still gets ready what later runs
 * begin from; a warm one after a pause in which a learner would read what came out. Each trial has a browser of its own, with an empty cache,
 * and the site's own pages, whose realm is supplied by the page.
 */
import { chromium, type Page } from 'playwright-core';
import { ensureSite } from '../../authoring/site';
import { chromiumArgs, findChromium } from '../chromium.mjs';
import { serve } from '../serve.mjs';
import { figure, type Bench } from './figure';

const TRIALS = 5;
/** Longer than a realm needs to be ready again, on a slow machine, too. */
const PAUSE_MS = 15_000;
/** A run that takes longer is no figure but a fault. */
const DEADLINE_MS = 120_000;

const PROGRAMS = {
  python: { lesson: 'waiting-or-computing', text: (word: string) => `print("${word}")\n` },
  typescript: { lesson: 'one-loop-many-waits', text: (word: string) => `console.log('${word}');\n` },
} as const;

interface Moments {
  /** In ms since the page was opened (its navigation began). */
  readonly pressed: number;
  readonly output: number;
}

/** Writes a program that says a word, presses Run as soon as it can be pressed, and waits for the word in the output. */
function firstOutput(page: Page, text: string, word: string): Promise<Moments> {
  return page.evaluate(
    async ([source, wanted, deadline]) => {
      const until = <T>(look: () => T | null): Promise<T> =>
        new Promise((done, fail) => {
          const found = look();
          if (found !== null) return done(found);
          const late = setTimeout(() => fail(new Error(`"${wanted}" did not come`)), deadline);
          const watch = new MutationObserver(() => {
            const now = look();
            if (now === null) return;
            watch.disconnect();
            clearTimeout(late);
            done(now);
          });
          watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        });
      const run = () =>
        [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Run' && !one.disabled) ??
        null;
      await until(run);
      await window.__interleave?.edit(source);
      const button = await until(run);
      const pressed = performance.now();
      button.click();
      await until(() => {
        const pane = document.querySelector('section[aria-label="Output"]');
        return pane?.textContent.includes(wanted) === true ? pane : null;
      });
      return { pressed, output: performance.now() };
    },
    [text, word, DEADLINE_MS] as const,
  );
}

function pageBench(language: keyof typeof PROGRAMS): Bench {
  const { lesson, text } = PROGRAMS[language];
  const names = ['open.cold', 'run.cold', 'run.next', 'run.warm', 'open.again'].map(
    (name) => `page.${language}.${name}`,
  );
  const [openCold = '', runCold = '', runNext = '', runWarm = '', openAgain = ''] = names;
  return {
    names,
    async run() {
      const executablePath = findChromium();
      if (executablePath === null) throw new Error('no Chromium was found; install one or name it in CHROMIUM_PATH');
      const site = await serve({ root: await ensureSite(), isolation: true });
      const values: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
      const note = (name: string, value: number): void => void values[name]?.push(value);
      try {
        for (let trial = 0; trial < TRIALS; trial++) {
          const browser = await chromium.launch({ executablePath, args: chromiumArgs() });
          try {
            // The service worker keeps the site after the first visit, in the background: that would be measured along with a warm run.
            const context = await browser.newContext({ serviceWorkers: 'block', locale: 'en-US' });
            const page = await context.newPage();
            // What the bundler of this script puts around functions, the page has not.
            await page.addInitScript('globalThis.__name ??= (it) => it');
            await page.goto(`${site.url}#/lesson/${lesson}`, { waitUntil: 'commit' });
            await page.waitForFunction(() => window.__interleave !== undefined);
            const cold = await firstOutput(page, text('first'), 'first');
            note(openCold, cold.output);
            note(runCold, cold.output - cold.pressed);
            await page.evaluate(() => window.__interleave?.whenIdle());
            const next = await firstOutput(page, text('second'), 'second');
            note(runNext, next.output - next.pressed);
            await page.waitForTimeout(PAUSE_MS);
            const warm = await firstOutput(page, text('third'), 'third');
            note(runWarm, warm.output - warm.pressed);
            await page.evaluate(() => window.__interleave?.whenIdle());
            await page.reload({ waitUntil: 'commit' });
            await page.waitForFunction(() => window.__interleave !== undefined);
            note(openAgain, (await firstOutput(page, text('fourth'), 'fourth')).output);
          } finally {
            await browser.close();
          }
        }
      } finally {
        await site.close();
      }
      const told = [
        'a lesson opened with an empty cache, Run pressed as soon as it is there, to the first line of output',
        'the same, from the press',
        'code changed and Run pressed at once after the first run, to the first line of output',
        'code changed, Run pressed after a pause, all being ready, to the first line of output',
        'the page loaded again, with what the browser has kept, Run pressed at once, to the first line of output',
      ];
      return names.map((name, i) => figure(name, 'ms', values[name] ?? [], told[i] ?? ''));
    },
  };
}

export const pageBenches: readonly Bench[] = [pageBench('python'), pageBench('typescript')];
