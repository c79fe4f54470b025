import { expect, test } from './helper';

test.describe('the guide', () => {
  test('asks, recommends, and goes back by the browser’s own button', async ({ interleave, page }) => {
    await interleave.open('#/guide');
    await interleave.act(() => page.getByRole('link', { name: /^Computing/ }).click());
    await expect(page.getByRole('heading', { level: 2 })).toBeFocused();
    await interleave.act(() => page.getByRole('link', { name: /^Yes/ }).click());
    await interleave.act(() => page.getByRole('link', { name: /larger pieces/ }).click());
    await interleave.act(() => page.getByRole('link', { name: /^My own Python/ }).click());
    await interleave.act(() => page.getByRole('link', { name: /^No/ }).click());
    await expect(page.getByRole('heading', { name: 'A pool of processes' })).toBeFocused();
    expect(page.url()).toContain('#/guide/computing/enough/long/python/apart');
    await interleave.act(() => page.goBack());
    await expect(page.getByRole('heading', { name: 'Do the tasks change the same data?' })).toBeVisible();
    expect(interleave.problems).toEqual([]);
  });

  test('opens its programs in the playground, ready to race, and the same ones again', async ({ interleave, page }) => {
    for (let time = 0; time < 2; time++) {
      await interleave.open('#/guide/waiting/enough/ordinary/some/waits/apart');
      await interleave.press('Open both, ready to race');
      await expect(page.getByRole('tab', { name: 'waiting_threads.py' })).toHaveCount(1);
      await expect(page.getByRole('tab', { name: 'waiting_loop.py' })).toHaveCount(1);
    }
    await interleave.run();
    await expect(interleave.output).toContainText('20 answers, sum 2470');
  });

  test('says what it does not understand of an address, and shows the whole tree', async ({ interleave, page }) => {
    await interleave.open('#/guide/unknown/and-more');
    await expect(page.getByRole('status')).toContainText('and-more');
    await page.getByText('The whole decision at once').click();
    await expect(
      page.getByRole('link', { name: 'A task queue, with workers on as many machines as it takes' }),
    ).toHaveCount(3);
  });
});

test.describe('the glossary', () => {
  test('goes to the word of its address, and finds words', async ({ interleave, page }) => {
    await interleave.open('#/glossary/gil');
    await expect(page.getByRole('region', { name: 'GIL', exact: true })).toBeFocused();
    await page.getByLabel('Find a word').fill('mutex');
    await expect(page.getByRole('region', { name: 'Lock', exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'GIL', exact: true })).toHaveCount(0);
  });

  test('is where a word’s first use in a lesson leads', async ({ interleave, page }) => {
    await interleave.openLesson('the-gil');
    const word = page.locator('article a.term[href="#/glossary/gil"]');
    await expect(word).toHaveCount(1);
    await interleave.act(() => word.click());
    await expect(page.getByRole('region', { name: 'GIL', exact: true })).toBeFocused();
  });
});
