import { expect, test, type InterleavePage } from './helper';

const field = ({ page }: InterleavePage) => page.getByRole('searchbox', { name: 'Search all lessons' });

test('on the first page a stroke leads to the search, which says when it has found nothing', async ({ interleave }) => {
  await interleave.open();
  await interleave.page.keyboard.press('/');
  await expect(field(interleave)).toBeFocused();
  await interleave.act((page) => page.keyboard.type('zqxjk'));
  await expect(interleave.page.getByText(/^Nothing found for “zqxjk”/).first()).toBeVisible();
});

test('a stroke in a text field is a letter', async ({ interleave }) => {
  await interleave.open();
  await field(interleave).fill('a');
  await interleave.page.keyboard.type('/b');
  await expect(field(interleave)).toHaveValue('a/b');
  await expect(interleave.page.getByRole('dialog')).toHaveCount(0);
});
