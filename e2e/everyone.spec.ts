/**
 * For everyone: the course by keys alone, by touch, enlarged four times, in colours of the reader's own, and heard.
 *
 * axe looks at each page elsewhere (`accessible` in `helper.ts`). Here is what it cannot see: whether a way leads through, whether what has
 * the focus is in sight, and how much is said.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, InterleavePage, test } from './helper';

const LESSON = '#/lesson/waiting-together';

interface Heard {
  readonly said: string[];
  /** Presses of a mouse, a finger or a pen. */
  pointers: number;
}

/** Writes down what live regions say, as a screen reader would hear it, and whether a pointer was used. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (window.top !== window) return;
    const heard: Heard = { said: [], pointers: 0 };
    Reflect.set(globalThis, 'heard', heard);
    addEventListener('pointerdown', () => heard.pointers++, true);
    const live = ':is([aria-live], [role=status], [role=alert], [role=log], output):not([aria-live=off])';
    const last = new Map<Element, string>();
    const hear = (at: Node) => {
      const region = (at instanceof Element ? at : at.parentElement)?.closest(live);
      if (region == null || region.closest('[aria-hidden=true], [hidden], [inert]') !== null) return;
      const text = region.textContent.trim();
      if (text !== '' && last.get(region) !== text) heard.said.push(text);
      last.set(region, text);
    };
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        hear(target);
        // A region that comes with its words is heard, too, by most readers.
        for (const node of addedNodes)
          if (node instanceof Element) for (const each of node.querySelectorAll(live)) hear(each);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** What was said since the last time that this was asked. */
const said = (page: Page) => page.evaluate(() => (Reflect.get(globalThis, 'heard') as Heard).said.splice(0));

const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement);

/** Goes there with Tab, as somebody does who has no mouse; out of the editor as its hint says. */
async function tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 150): Promise<void> {
  const page = target.page();
  await expect(target).toBeAttached();
  let before = '';
  const way: string[] = [];
  for (let i = 0; i < most; i++) {
    if (await isFocused(target)) return;
    await page.keyboard.press(key);
    const at = await page.evaluate(() => {
      const { activeElement } = document;
      const id = activeElement?.getAttribute('aria-describedby') ?? '';
      const name = activeElement?.getAttribute('aria-label') ?? activeElement?.textContent.slice(0, 30);
      return `${activeElement?.tagName} ${name} ${document.getElementById(id)?.textContent ?? ''}`;
    });
    way.push(at);
    // In the editor Tab indents, once; what is heard there says how to get on.
    if (at === before && at.includes('Ctrl M')) {
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+m');
    }
    before = at;
  }
  throw new Error(`${key} does not lead to ${target.toString()}, but to\n${way.join('\n')}`);
}

/** What the page shows where the focus is: nothing of it may lie under a bar that stays. */
const focusPlace = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body || element.tagName === 'IFRAME') return null;
    const seen: WeakMap<Element, number> =
      (Reflect.get(globalThis, 'stops') as never) ?? new WeakMap<Element, number>();
    Reflect.set(globalThis, 'stops', seen);
    const again = seen.get(element) ?? 0;
    seen.set(element, again + 1);
    const box = element.getBoundingClientRect();
    const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
    const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
    const spots = [0.1, 0.5, 0.9].flatMap((x) =>
      [0.1, 0.5, 0.9].map((y) => document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y)),
    );
    // The editor's own field has no size; its text is what is seen.
    const field = element.closest('.monaco-editor') !== null;
    const visible =
      field ||
      (right > left &&
        bottom > top &&
        spots.some((at) => at !== null && (element.contains(at) || at.contains(element))));
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    return {
      name: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent.slice(0, 40)}`,
      visible,
      ring: field || outlineStyle !== 'none' || boxShadow !== 'none',
      again,
      field,
    };
  });

/** Tab through the page once round: every stop in sight and with a ring. */
async function walk(page: Page, most = 70): Promise<{ stops: number; hidden: string[]; ringless: string[] }> {
  const found = { stops: 0, hidden: [] as string[], ringless: [] as string[] };
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const at = await focusPlace(page);
    if (at === null) continue;
    if (at.field && at.again === 1) await page.keyboard.press('Control+m');
    else if (at.again > 0) break;
    found.stops++;
    if (!at.visible) found.hidden.push(at.name);
    if (!at.ring) found.ringless.push(at.name);
  }
  return found;
}

/** Opens a page without waiting for Python: only what is read and pressed is looked at. */
async function look({ page }: InterleavePage, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator('h1').first()).toBeAttached();
  await expect(page.locator('[data-editor=plain]')).toHaveCount(0);
}

test('a lesson is done by keys alone, and what is said of it is little and enough', async ({ interleave }) => {
  test.setTimeout(240_000);
  const { page } = interleave;
  await listen(page);
  await interleave.open(LESSON);
  const article = page.getByRole('article');
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  // Predict, run.
  await tabTo(article.getByRole('button', { name: 'Open threads.py' }));
  await interleave.act(() => page.keyboard.press('Enter'));
  await expect(page.getByRole('tab', { name: 'threads.py', selected: true })).toBeFocused();
  const guess = article.getByRole('radio', { name: 'After about 0.4 seconds, the longest wait' });
  await tabTo(article.getByRole('radio', { name: /^After about 0\.3 seconds/ }), 'Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await expect(guess).toBeChecked();
  await tabTo(button(/^Run$/));
  await said(page);
  await interleave.act(() => page.keyboard.press('Enter'));
  const ofRun = await said(page);
  expect(ofRun.join('\n')).toContain('threads.py: Finished in');
  expect(ofRun.join('\n')).toContain('You said After about 0.4 seconds');
  // However much it prints and however long it takes: that it began, that it ended, what that means.
  expect(ofRun.length, ofRun.join('\n')).toBeLessThanOrEqual(4);
  await expect(button(/^Run$/)).toBeFocused();

  // Read its timeline: lane by lane, and as a table.
  const cloth = page.getByRole('application');
  await tabTo(cloth);
  await said(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await said(page)).join('\n')).toMatch(/summit/);
  await page.keyboard.press('t');
  await expect(page.getByRole('region', { name: 'Timeline' }).getByRole('table').getByRole('row').nth(6)).toBeVisible();
  await page.keyboard.press('t');
  await expect(cloth).toBeVisible();

  // Race, and read the chart as a table.
  const race = page.getByRole('region', { name: /^Race: / });
  const trials = race.getByRole('spinbutton', { name: 'trials of each' });
  await tabTo(trials, 'Shift+Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await tabTo(race.getByRole('button', { name: /^Race$/ }), 'Shift+Tab');
  await said(page);
  await page.keyboard.press('Enter');
  await expect(race.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(race.getByRole('button', { name: 'Race again' })).toBeEnabled({ timeout: 180_000 });
  await interleave.whenIdle();
  await expect(race.getByRole('button', { name: 'Race again' })).toBeFocused();
  const ofRace = await said(page);
  expect(ofRace.join('\n')).toMatch(/The race is over\..*times as fast as sequential/s);
  // Ten programs ran for it. (Where the machine stutters, that it waits and goes on is said, too.)
  const ofTrials = ofRace.filter((text) => !/^Paused|^The race is on/.test(text));
  expect(ofTrials.length, ofRace.join('\n')).toBeLessThanOrEqual(2);
  const figure = race.getByRole('figure').first();
  await tabTo(figure.locator('[data-picture]'));
  await page.keyboard.press('t');
  await expect(figure.getByRole('table').getByRole('row')).toHaveCount(3);

  // To the exercise's program, and into the editor, which says how to get out of it.
  await tabTo(article.getByRole('button', { name: 'Open in_order.py' }).first());
  await interleave.act(() => page.keyboard.press('Enter'));
  const editor = page.getByRole('textbox', { name: /^Code of in_order\.py/ });
  await tabTo(editor);
  await expect(editor).toHaveAccessibleDescription(/Tab indents; Ctrl M lets it move on/);
  await expect(page.getByText('Tab indents;')).toHaveCSS('opacity', '1');
  expect(await page.evaluate(() => (Reflect.get(globalThis, 'heard') as Heard).pointers)).toBe(0);
  interleave.assertNoProblems();
});

test('what a busy run leaves has names, roles and states, and is in sight in colours of the reader’s own', async ({
  interleave,
}) => {
  const { page } = interleave;
  await listen(page);
  // A theme that was chosen here must not decide what is drawn on a ground that is not ours.
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ theme: 'light' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.openLesson('a-counter-two-threads', 'locked');
  await said(page);
  await interleave.run();
  // Some ten thousand events.
  const words = await said(page);
  expect(words.join('\n')).toContain('locked.py: Finished in');
  expect(words.length, words.join('\n')).toBeLessThanOrEqual(4);

  await page.getByRole('application').press('l');
  await page.getByRole('tab', { name: /^Waits/ }).click();
  await expect(page.getByRole('region', { name: 'Who waits for whom' })).toBeVisible();
  const tree = await page.locator('body').ariaSnapshot();
  const nameless = tree.split('\n').filter((line) => NAMELESS.test(line));
  expect(nameless, tree).toEqual([]);
  for (const state of [
    /tab "Waits.*\[selected\]/,
    /button ".*\(T\)"/,
    /slider "Moment of the run"/,
    /application "Who ran/,
  ]) {
    expect(tree).toMatch(state);
  }

  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ forcedColors: 'active', colorScheme: scheme });
    const read = () =>
      page.evaluate(() => {
        const paint = document.createElement('canvas').getContext('2d')!;
        const numbers = (colour: string) => {
          paint.fillStyle = colour;
          paint.fillRect(0, 0, 1, 1);
          return [...paint.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        };
        const probe = document.body.appendChild(document.createElement('i'));
        const system = (name: string) => {
          probe.style.color = name;
          return getComputedStyle(probe).color;
        };
        const root = getComputedStyle(document.documentElement);
        const border = (selected: boolean) =>
          getComputedStyle(document.querySelector(`[role=tab][aria-selected=${selected}]`)!).borderBottomColor;
        return {
          ground: numbers(system('Canvas')),
          drawn: ['ink', 'soft', 'strand-1', 'gil'].map((name) => numbers(root.getPropertyValue(`--${name}`).trim())),
          chosen: border(true),
          other: border(false),
          highlight: system('Highlight'),
          canvas: system('Canvas'),
        };
      });
    let colours = await read();
    // The style sheets follow the browser's word a frame or two later.
    await expect(async () => {
      colours = await read();
      expect([colours.chosen, colours.other]).toEqual([colours.highlight, colours.canvas]);
    }).toPass();
    for (const colour of colours.drawn) expect(contrast(colour, colours.ground), scheme).toBeGreaterThan(3);
    // The slider's track: a line from end to end, or nobody sees how far there is to go.
    const across = await middleRow(page.getByRole('slider', { name: 'Moment of the run' }));
    const seen = across.filter((colour) => contrast(colour, colours.ground) > 3).length;
    expect(seen / across.length, scheme).toBeGreaterThan(0.8);
  }
  interleave.assertNoProblems();
});

/** A control, picture or part of the page without a name, as `ariaSnapshot` writes it. */
const NAMELESS =
  /^\s*- (?:button|link|textbox|searchbox|slider|tab|tablist|tabpanel|checkbox|radio|combobox|spinbutton|img|application|figure|region|dialog|menuitem|progressbar|navigation)(?: \[[^\]]*\])*(?::.*)?$/;

/** The colours of a picture's middle row, from left to right. */
async function middleRow(target: Locator): Promise<readonly (readonly number[])[]> {
  const picture = (await target.screenshot()).toString('base64');
  // Not in the page itself, whose policy lets nothing be fetched from such an address.
  const blank = await target.page().context().newPage();
  const row = await blank.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const paint = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    paint.drawImage(image, 0, 0);
    const row = paint.getImageData(0, Math.floor(image.height / 2), image.width, 1).data;
    return Array.from({ length: image.width }, (_, x) => [...row.slice(4 * x, 4 * x + 3)]);
  }, picture);
  await blank.close();
  return row;
}

/** WCAG's contrast of two colours of three numbers each, 1 to 21. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const [high = 0, low = 0] = [a, b]
    .map((colour) => colour.map((value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4)))
    .map(([red = 0, green = 0, blue = 0]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

test('enlarged four times, and with wider text, nothing is cut off, and what has the focus is in sight', async ({
  interleave,
}) => {
  const { page } = interleave;
  const pages = [LESSON, '#/playground', '#/present/waiting-together/2', '#/guide'];
  await page.setViewportSize({ width: 320, height: 256 });
  for (const address of [...pages, 'embed.html#/lesson/waiting-together']) {
    await look(interleave, address);
    const { stops, hidden, ringless } = await walk(page, 45);
    expect(stops, address).toBeGreaterThan(8);
    expect({ hidden, ringless }, address).toEqual({ hidden: [], ringless: [] });
  }
  // Twice as large, with the spacing of criterion 1.4.12.
  await page.setViewportSize({ width: 640, height: 512 });
  for (const address of ['', ...pages]) {
    await look(interleave, address);
    await page.addStyleTag({
      content: `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
        p { margin-bottom: 2em !important; } .monaco-editor * { letter-spacing: 0 !important; word-spacing: 0 !important; }`,
    });
    const cut = () =>
      page.evaluate(() => {
        const out = [];
        for (const each of document.querySelectorAll<HTMLElement>('body *')) {
          if (each.closest('.monaco-editor, .visually-hidden, [aria-hidden=true]') !== null) continue;
          if (!each.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
          const { overflowX, overflowY, clipPath } = getComputedStyle(each);
          if (clipPath !== 'none' || each.textContent.trim() === '' || each.clientWidth <= 1) continue;
          const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
          const wide = hides(overflowX) && each.scrollWidth > each.clientWidth + 1;
          const tall = hides(overflowY) && each.scrollHeight > each.clientHeight + 2;
          // The crumbs of the header say what the page's heading says in full.
          if ((wide || tall) && each.closest('header nav, [data-cut]') === null)
            out.push(`${each.tagName} ${each.className} ${each.textContent.slice(0, 50)}`);
        }
        const tiny = [...document.querySelectorAll('button svg')]
          .filter((icon) => icon.checkVisibility() && icon.getBoundingClientRect().width < 11)
          .map((icon) => `icon of ${icon.closest('button')?.getAttribute('aria-label')}`);
        return [
          ...out,
          ...tiny,
          ...(document.documentElement.scrollWidth > innerWidth + 1 ? ['wider than the page'] : []),
        ];
      });
    await expect.poll(cut, address).toEqual([]);
  }
});

test('everything is done with a finger: targets are large enough, and what a pointer shows by hovering comes by a tap', async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({
    baseURL: baseURL!,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const interleave = new InterleavePage(page);
  const addresses = [
    '',
    '#/guide',
    '#/glossary',
    '#/cheat-sheet',
    '#/playground',
    '#/trace',
    '#/present/waiting-together/2',
  ];
  for (const address of [...addresses, `${LESSON}/threads`]) {
    await look(interleave, address);
    const { passes, violations } = await new AxeBuilder({ page }).withRules(['target-size', 'meta-viewport']).analyze();
    expect(violations.map(({ nodes }) => nodes.map(({ html }) => html)).flat(), address).toEqual([]);
    expect(passes.find(({ id }) => id === 'target-size')?.nodes.length, address).toBeGreaterThan(5);
    // Two fingers enlarge the page, wherever they lie.
    expect(await page.evaluate(() => getComputedStyle(document.body).touchAction)).toBe('auto');
  }
  await interleave.whenIdle();
  await page.getByRole('radio', { name: /^After about 0\.4 seconds/ }).tap();
  await interleave.act(() => page.getByRole('button', { name: /^Run$/ }).tap());
  await expect(interleave.output).toContainText('Finished in');
  const cloth = page.getByRole('application');
  await cloth.scrollIntoViewIfNeeded();
  const box = (await cloth.boundingBox())!;
  await page.touchscreen.tap(box.x + box.width * 0.6, box.y + box.height * 0.5);
  await expect(cloth.getByText(/(?:sleeps|waits|runs|ran)/).first()).toBeVisible();
  // What is dragged with a mouse is tapped here: closer, and on to the next moment.
  await page.getByRole('button', { name: /^Zoom in/ }).tap();
  await expect(page.getByRole('button', { name: /^Show the whole run/ })).toBeEnabled();
  const moment = page.getByRole('slider', { name: 'Moment of the run' });
  const before = await moment.inputValue();
  await page.getByRole('button', { name: /^Back to the previous event/ }).tap();
  await expect(moment).not.toHaveValue(before);
  interleave.assertNoProblems();
  await context.close();
});
