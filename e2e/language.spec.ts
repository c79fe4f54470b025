/** The interface in its second language: complete, and nothing of the learner's is lost on the way there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Section } from '../src/texts/section';
import { assertAccessible, expect, test } from './helper';

/** All that is seen or read out: text, and names. Programs, their output and what is told to be in English are in no language of ours. */
const allWords = () => {
  const words: string[] = [];
  const apart =
    'noscript, iframe[aria-hidden], code, pre, .monaco-editor, textarea, select option, [lang="en"], [data-language], [role=log]';
  const walk = (element: Element): void => {
    if (element.matches(apart)) return;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const value = element.getAttribute(name);
      if (value !== null && value.trim() !== '') words.push(value.trim());
    }
    for (const node of element.childNodes) {
      if (node instanceof Element) walk(node);
      else if (node instanceof Text && node.data.trim() !== '') words.push(node.data.trim());
    }
  };
  walk(document.body);
  return words;
};

/** Words that German does not have, and that hardly any English sentence does without. */
const ENGLISH = /\b(?:the|and|of|to|is|are|this|that|with|which|your|you|it|waits|runs|for|no|not|from|has|have)\b/i;

test('a lesson is read, run and judged in German, with no English sentence of ours on the page', async ({
  interleave,
}) => {
  const { page } = interleave;
  await interleave.open('?lang=de#/lesson/waiting-or-computing');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { level: 1, name: 'Warten oder rechnen?' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Jetzt du' })).toBeVisible();
  await interleave.press('Ausführen');
  await expect(page.getByRole('region', { name: 'Ausgabe' })).toContainText('two questions');
  await expect(page.getByRole('main')).toContainText(/Fertig in \d/);
  const words = await page.evaluate(allWords);
  expect(words.length).toBeGreaterThan(100);
  expect(words.filter((each) => ENGLISH.test(each))).toEqual([]);
  interleave.assertNoProblems();
});

test('changing the language keeps the learner’s code and answers, and overrules the address', async ({
  interleave,
}) => {
  const { page } = interleave;
  await interleave.openLesson('waiting-or-computing');
  await page.evaluate(() => {
    const hook = Reflect.get(globalThis, '__interleave') as { edit(text: string): Promise<void> };
    return hook.edit('print("mine")\n');
  });
  await page.getByRole('radio', { name: 'Nothing at all' }).check();
  await interleave.whenIdle();
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await interleave.whenIdle();
  await expect(page.getByRole('radio', { name: 'Gar nichts' })).toBeChecked();
  await interleave.press('Ausführen');
  await expect(page.getByRole('region', { name: 'Ausgabe' })).toContainText('mine');

  await interleave.open('?lang=en#/lesson/waiting-or-computing');
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitemradio', { name: /browser/ }).click();
  await expect(page).not.toHaveURL(/lang=/);
});

test('a lesson without a translation says so, once, and its words are marked as English', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.open('?lang=de#/lesson/a-thousand-requests');
  await expect(page.getByText('Diese Lektion ist noch nicht übersetzt')).toHaveCount(1);
  const title = page.getByRole('main').getByRole('heading', { level: 1 });
  await expect(title).toHaveAttribute('lang', 'en');
  await expect(page.getByText('Dieser Teil ist noch nicht übersetzt')).toHaveCount(0);
});

for (const width of [390, 1024])
  test(`the German page fits ${width} pixels, and is accessible`, async ({ interleave }) => {
    const { page } = interleave;
    await page.setViewportSize({ width, height: 800 });
    for (const address of ['?lang=de#/', '?lang=de#/lesson/waiting-or-computing']) {
      await interleave.open(address);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, address).toBeLessThanOrEqual(0);
      await assertAccessible(page);
    }
  });

/** What a text says: itself; of a function, the pieces of its sentences that are long enough to be told from code. */
const saidBy = (text: Section[string]): readonly string[] =>
  typeof text === 'string'
    ? [text]
    : (String(text).match(/(?<=[`'"}])[^`'"{}$\\;=]{6,}(?=[`'"$])/g) ?? [])
        .map((piece) => piece.trim())
        .filter((piece) => /\p{L}{2,} \p{L}{2,}/u.test(piece));

async function dictionary(language: 'en' | 'de'): Promise<readonly string[]> {
  const folder = join(import.meta.dirname, '../src/texts', language);
  const said: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name !== 'index.ts')) {
    const made = (await import(join(folder, file))) as Readonly<Record<string, Section>>;
    for (const texts of Object.values(made)) said.push(...Object.values(texts).flatMap(saidBy));
  }
  return said;
}

test('no text of the English dictionary stands on any German page', async ({ interleave }) => {
  const { page } = interleave;
  const german = new Set(await dictionary('de'));
  const english = (await dictionary('en')).filter((text) => !german.has(text));
  expect(english.length).toBeGreaterThan(1000);
  // A sentence is found within others; one word only where it stands alone.
  const sentences = english.filter((text) => /\p{L}{2,} \p{L}{2,}/u.test(text) && text.length > 8);
  const words = new Set(english);
  const left = async () =>
    (await page.evaluate(allWords)).filter(
      (shown) => words.has(shown) || sentences.some((sentence) => shown.includes(sentence)),
    );

  await interleave.open('?lang=de');
  for (const path of [
    '/',
    '/playground',
    '/guide/computing',
    '/cheat-sheet',
    '/glossary/gil',
    '/glossary/nothing',
    '/trace',
    '/shared/10badbad0',
    '/no-such-page',
  ]) {
    await interleave.act(() => page.evaluate((to) => void (location.hash = to), path));
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    expect(await left(), path).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
    if (path !== '/cheat-sheet') continue;
    // German words are longer; what is promised of the paper holds for them, too.
    const pdf = (await page.pdf({ format: 'Letter' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(2);
  }
  // What would be found: a text of ours that is English.
  await page.evaluate(() => document.body.append('Which tool for which work?'));
  expect(await left()).toEqual(['Which tool for which work?']);
  interleave.assertNoProblems();
});
